"""The shape of the code: one direction of imports, small files, nothing done at import."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

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

Forbidden = Callable[[Path, frozenset[str]], set[str]]


def sources(*folders: str) -> list[Path]:
    """Python files of our own, relative to the repository."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path.relative_to(ROOT) for path in found)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text())


@cache
def imported(path: Path) -> frozenset[str]:
    """The dotted names that a file imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = path.parent.parts[: len(path.parent.parts) + 1 - node.level]
                base = ".".join((*above, *([base] if base else [])))
            names.update(f"{base}.{alias.name}" for alias in node.names)
    return frozenset(names)


def reaches(names: Iterable[str], *forbidden: str) -> set[str]:
    return {
        name
        for name in names
        for package in forbidden
        if name == package or name.startswith(f"{package}.")
    }


def each(folders: Iterable[str], forbidden: Forbidden) -> dict[str, set[str]]:
    """What files import that is forbidden to them, by file: one list, not a case for each file."""
    names = {str(path): forbidden(path, imported(path)) for path in sources(*folders)}
    assert names
    return {path: broken for path, broken in names.items() if broken}


def test_data_access_knows_nothing_of_the_screen() -> None:
    screen = ("dash", "dash_leaflet", "plotly", "layouts", "callbacks", "app")

    def forbidden(path: Path, names: frozenset[str]) -> set[str]:
        if path == Path("data_access/live/cache.py"):
            return reaches(names, *screen)  # Flask-Caching wants an app of its own
        return reaches(names, *screen, "flask", "flask_caching")

    assert each(["data_access"], forbidden) == {}


def test_layouts_are_pure() -> None:
    others = ("callbacks", "app", "flask", "sqlalchemy", "duckdb", "requests", "socket")
    rooms = (f"data_access.{room}" for room in ("record", "live", "loading", "demo", "commands"))
    every = (*others, *rooms, "dash.callback", "dash.Dash", "dash.get_app")
    assert each(["layouts"], lambda _, names: reaches(names, *every)) == {}


def test_callbacks_are_registered_on_an_app() -> None:
    others = ("app", "dash.callback", "dash.clientside_callback", "data_access.demo")
    assert each(["callbacks"], lambda _, names: reaches(names, *others)) == {}


def test_the_record_knows_only_moments() -> None:
    def forbidden(_: Path, names: frozenset[str]) -> set[str]:
        others = {name for name in reaches(names, "data_access") if ".record." not in name}
        return {name for name in others if not name.startswith("data_access.moments.")}

    assert each(["data_access/record"], forbidden) == {}


def test_access_knows_the_record_and_no_figures() -> None:
    rooms = ("access", "access_settings", "moments", "reach", "record", "exports.safe")

    def forbidden(_: Path, names: frozenset[str]) -> set[str]:
        known = reaches(names, *(f"data_access.{room}" for room in rooms))
        return reaches(names, "data_access") - known

    assert each(["data_access/access"], forbidden) == {}


def test_the_independent_figures_share_nothing_that_computes() -> None:
    allowed = {"data_access.record.tables", "data_access.settings.Settings"}
    others = ("layouts", "callbacks", "app", "pandas", "duckdb")

    def forbidden(_: Path, names: frozenset[str]) -> set[str]:
        shared = reaches(names, "data_access") - reaches(names, "data_access.independent")
        return (shared - allowed) | reaches(names, *others)

    assert each(["data_access/independent"], forbidden) == {}


def test_no_figure_comes_from_the_independent_ones() -> None:
    def forbidden(path: Path, names: frozenset[str]) -> set[str]:
        if "independent" in path.parts or "commands" in path.parts:
            return set()
        return reaches(names, "data_access.independent")

    assert each(PACKAGES, forbidden) == {}


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


def test_the_clock_is_not_asked_at_import() -> None:
    clocks = {"now", "now_micros", "utcnow", "today", "time", "monotonic", "load_settings"}
    asked = [
        f"{path}:{call.lineno}"
        for path in sources(*PACKAGES)
        for call in at_import(tree_of(path))
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in clocks
    ]
    assert asked == []


def at_import(node: ast.AST) -> Iterator[ast.Call]:
    """The calls below a node that are not inside a function."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            if isinstance(child, ast.Call):
                yield child
            yield from at_import(child)


def test_every_folder_of_code_is_a_package() -> None:
    begins = {path: (ROOT / path).read_text()[:3] for path in sources(*PACKAGES)}
    packages = {path.parent for path in begins}
    assert [path for path in packages if begins.get(path / "__init__.py") != '"""'] == []


def test_every_test_is_collected() -> None:
    """Files with tests are named so that pytest finds them, in folders that are packages."""
    for path in sources("tests"):
        has_tests = bool(re.search("^def test_", (ROOT / path).read_text(), re.MULTILINE))
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
