"""The shape of the code: one direction of imports, small files, nothing done at import."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("data_access", "layouts", "callbacks")
LONGEST = 250  # lines of a file
ONE_TABLE = "data_access/loading/contract.py"  # to be read at one place, however long
TOP_LEVEL = {
    ".ci",
    ".gitattributes",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "README.zh-CN.md",
    "app.py",
    "assets",
    "benchmarks",
    "callbacks",
    "data_access",
    "docs",
    "examples",
    "layouts",
    "pyproject.toml",
    "requirements-dev.txt",
    "requirements.txt",
    "tests",
}


def sources(*folders: str) -> list[Path]:
    """Python files of our own, relative to the repository."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found)


def imported(path: Path) -> set[str]:
    """The dotted names that a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = path.parent.parts[: len(path.parent.parts) + 1 - node.level]
                base = ".".join((*above, *([base] if base else [])))
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return names


def reaches(names: set[str], *forbidden: str) -> set[str]:
    return {
        name
        for name in names
        for package in forbidden
        if name == package or name.startswith(f"{package}.")
    }


@pytest.mark.parametrize("path", sources("data_access"), ids=str)
def test_data_access_knows_nothing_of_the_screen(path: Path) -> None:
    forbidden = {"dash", "dash_leaflet", "plotly", "layouts", "callbacks", "app", "flask"}
    if path == Path("data_access/live/cache.py"):
        forbidden.remove("flask")  # Flask-Caching wants an app of its own
    else:
        forbidden.add("flask_caching")
    assert not reaches(imported(path), *forbidden)


@pytest.mark.parametrize("path", sources("layouts"), ids=str)
def test_layouts_are_pure(path: Path) -> None:
    forbidden = ("callbacks", "app", "flask", "sqlalchemy", "duckdb", "requests", "socket")
    rooms = ("record", "live", "loading", "demo", "commands")
    names = imported(path)
    assert not reaches(names, *forbidden, *(f"data_access.{room}" for room in rooms))
    assert not reaches(names, "dash.callback", "dash.Dash", "dash.get_app")


@pytest.mark.parametrize("path", sources("callbacks"), ids=str)
def test_callbacks_are_registered_on_an_app(path: Path) -> None:
    names = imported(path)
    assert not reaches(
        names, "app", "dash.callback", "dash.clientside_callback", "data_access.demo"
    )


@pytest.mark.parametrize("path", sources("data_access/record"), ids=str)
def test_the_record_knows_only_moments(path: Path) -> None:
    others = {name for name in reaches(imported(path), "data_access") if ".record." not in name}
    assert all(name.startswith("data_access.moments.") for name in others)


@pytest.mark.parametrize("path", sources("data_access/access"), ids=str)
def test_access_knows_the_record_and_no_figures(path: Path) -> None:
    rooms = ("access", "access_settings", "moments", "reach", "record", "exports.safe")
    known = reaches(imported(path), *(f"data_access.{room}" for room in rooms))
    assert reaches(imported(path), "data_access") == known


@pytest.mark.parametrize("path", sources("data_access/independent"), ids=str)
def test_the_independent_figures_share_nothing_that_computes(path: Path) -> None:
    own = reaches(imported(path), "data_access.independent")
    allowed = {"data_access.record.tables", "data_access.settings.Settings"}
    assert reaches(imported(path), "data_access") - own <= allowed
    assert not reaches(imported(path), "layouts", "callbacks", "app", "pandas", "duckdb")


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=str)
def test_no_figure_comes_from_the_independent_ones(path: Path) -> None:
    if "independent" not in path.parts and "commands" not in path.parts:
        assert not reaches(imported(path), "data_access.independent")


def test_files_are_small() -> None:
    files = [*sources(*PACKAGES), Path("app.py")]
    files += [path.relative_to(ROOT) for path in (ROOT / "assets").glob("*.js")]
    lines = {str(path): len((ROOT / path).read_text().splitlines()) for path in files}
    assert {path: n for path, n in lines.items() if n > LONGEST and path != ONE_TABLE} == {}


# Run in a process of its own: what Python audits while our modules are imported.
_IMPORT_EVERYTHING = """
import importlib, os, sys
import duckdb, sqlalchemy, flask
done, watching = [], False
def audit(event, arguments):
    if not watching:
        return
    writes = event == "open" and isinstance(arguments[2], int) and (
        arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
    if writes or event in ("sqlite3.connect", "socket.connect", "socket.bind", "subprocess.Popen"):
        done.append(f"{module}: {event} {arguments[:1]}")
def refused(*_, **__):
    done.append(f"{module}: a connection, or an app, at import")
    raise AssertionError(done[-1])
duckdb.connect = sqlalchemy.create_engine = flask.Flask.__init__ = refused
sys.addaudithook(audit)
for module in sys.argv[1:]:
    watching = True
    importlib.import_module(module)
    watching = False
print("\\n".join(done), end="")
"""


def test_importing_a_module_does_nothing() -> None:
    modules = [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in (*sources(*PACKAGES), Path("app.py"))
        if path.name != "env.py"  # Alembic runs it; it is no module
    ]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    ran = subprocess.run(
        [sys.executable, "-B", "-c", _IMPORT_EVERYTHING, *modules],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""


@pytest.mark.parametrize("path", sources(*PACKAGES), ids=str)
def test_the_clock_is_not_asked_at_import(path: Path) -> None:
    clocks = {"now", "now_micros", "utcnow", "today", "time", "monotonic", "load_settings"}
    tree = ast.parse((ROOT / path).read_text())
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and id(call) not in inside:
            name = call.func
            said = name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")
            assert said not in clocks, f"{path}:{call.lineno}"


@pytest.mark.parametrize("package", sorted({path.parent for path in sources(*PACKAGES)}), ids=str)
def test_every_folder_of_code_is_a_package(package: Path) -> None:
    assert (ROOT / package / "__init__.py").read_text().startswith('"""')


def test_every_test_is_collected() -> None:
    """Files with tests are named so that pytest finds them, in folders that are packages."""
    for path in sources("tests"):
        tree = ast.parse((ROOT / path).read_text())
        has_tests = any(
            isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
            for node in tree.body
        )
        assert has_tests == path.name.startswith("test_"), path
        assert (ROOT / path.parent / "__init__.py").exists(), path
    everywhere = [path for path in tracked() if Path(path).name.startswith("test_")]
    assert [path for path in everywhere if not path.startswith("tests/")] == []


def test_nothing_else_lies_at_the_top() -> None:
    assert {path.split("/")[0] for path in tracked()} - TOP_LEVEL == set()


def tracked() -> list[str]:
    """Files of the repository: those git has, and new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return listed.stdout.splitlines()
