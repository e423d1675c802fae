"""docs/verification.md names tests that there are, and modules whose mutants are tried."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/verification.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    named = sorted(set(NAMED.findall(PAGE)))
    assert named
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (ROOT / path).exists() or name not in functions(path)
    ]
    assert missing == []


def test_rows_have_a_line_its_tests_and_a_source() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "---" not in line]
    assert len(rows) > 60
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split(" | ")]
        assert len(row.strip("|").split("|")) == 3, row
        if cells[1:2] != ["tests"]:  # the head
            tests = cells[1].split("<br>") if len(cells) > 1 and cells[1] else []
            assert all(NAMED.fullmatch(test) for test in tests), row


def test_every_module_whose_mutants_are_tried_exists_and_has_tests() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mutants"]
    for module, tests in table["tests"].items():
        assert (ROOT / module).exists()
        for test in tests.split():
            path, _, name = test.partition("::")
            assert (ROOT / path).exists(), test
            assert not name or name in functions(path), test
