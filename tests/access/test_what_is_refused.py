"""What is refused can be said by a page, too: every error has texts in both languages, with its values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from layouts.texts import TEXTS

ROOT = Path(__file__).parents[2]
FOLDERS = ("data_access/access", "callbacks/admin")


def raised() -> Iterator[tuple[str, ast.Call]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "AccessError":
                    yield f"{path.name}:{node.lineno}", node


def keys(call: ast.Call) -> list[str]:
    """The keys that an error can have: one, or in `_known` what is not known."""
    key = call.args[1]
    return [str(key.value)] if isinstance(key, ast.Constant) else ["area", "department"]


def test_every_error_has_a_key_whose_texts_its_values_fill() -> None:
    seen = set()
    for where, call in raised():
        assert len(call.args) == 2, f"{where}: no key"
        values = {keyword.arg for keyword in call.keywords}
        for key in keys(call):
            seen.add(key)
            for text in TEXTS[f"admin.error.{key}"]:
                assert {name for _, name, _, _ in Formatter().parse(text) if name} <= values, where
    assert len(seen) > 15
    of_the_audit = {"moment", "action"}  # said beside its filter, and not raised
    said = {key.removeprefix("admin.error.") for key in TEXTS if key.startswith("admin.error.")}
    assert said - of_the_audit == seen
