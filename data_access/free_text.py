"""A text in what is said of an incident: part of its number, its address or its description."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, FromClause, String, false, func, literal, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

NUMBER = ("external_id",)
COLUMNS = (*NUMBER, "address", "text")


def says(text: str, of: FromClause, columns: Sequence[str] = COLUMNS) -> ColumnElement[bool]:
    """Rows of incidents of which one of some columns holds the text. A to Z are a to z; every other
    character is itself, `%` too."""
    return or_(false(), *(_holds(of.c[name], text) for name in reversed(columns)))


def _holds(column: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    if not any(_is_letter(character) for character in text):  # nothing to fold, and faster
        return func.strpos(column, text) > 0
    small = "".join(c.lower() if _is_letter(c) else c for c in text)
    pattern = "".join(f"[{c.upper()}{c.lower()}]" if _is_letter(c) else re.escape(c) for c in text)
    return _holds_folded(column, literal(small, String), literal(pattern, String))


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()


class _holds_folded(FunctionElement[bool]):
    """Whether a column holds a text, which is given in small letters and as a pattern."""

    type = Boolean()
    inherit_cache = True


@compiles(_holds_folded)
def _in_duckdb(element: _holds_folded, compiler: Any, **options: Any) -> str:
    # `lower` is fast, but there are other letters than A to Z that it makes small: among what it
    # finds, the pattern decides.
    column, text, pattern = (compiler.process(c, **options) for c in element.clauses)
    found = f"contains(lower({column}), lower({text}))"
    return f"({found} AND regexp_matches({column}, {pattern}))"


@compiles(_holds_folded, "postgresql")
def _in_postgresql(element: _holds_folded, compiler: Any, **options: Any) -> str:
    column, text, _ = element.clauses
    small = f'lower({compiler.process(column, **options)} COLLATE "C")'
    return f"strpos({small}, {compiler.process(text, **options)}) > 0"
