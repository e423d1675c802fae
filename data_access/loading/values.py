"""Single cells of a result: numbers and truth values, given as such or as text."""

from __future__ import annotations

import math
import shlex

from data_access.filters import Filter, FilterError
from data_access.loading.rejects import Problem
from data_access.reach import EVERYTHING

_TRUTH = {"true": True, "t": True, "1": True, "false": False, "f": False, "0": False}
NONE = "none"
"""The text that takes back what an empty cell, which says nothing, cannot."""

# Texts that often stand for nothing; none is taken so unless the user says it.
_NOTHING = {"null", "none", "nil", "nan", "n/a", "#n/a", "na", "-", "--", "—", "\\n", "无", "空"}


def number(value: float | str) -> float | None:
    """A finite number, or None where it is none."""
    if isinstance(value, str):
        try:
            value = math.nan if "_" in value else float(value)
        except ValueError:
            return None
    return float(value) if math.isfinite(value) else None


def integer(value: float | str, most: int = 2**63 - 1) -> int | None:
    """A whole number from 0 to `most`, or None where it is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        whole = int(value)
        return whole if whole <= most else None
    found = number(value)
    if found is None or not found.is_integer() or not 0 <= found <= most:
        return None
    return int(found)


def truth(value: bool | str) -> bool | None:
    """True or false, or None where it is neither."""
    return value if isinstance(value, bool) else _TRUTH.get(value.lower())


def unusable_code(code: object) -> list[Problem]:
    """Why no filter could name a code: a filter is an address, with codes between commas."""
    if code is None:
        return []
    try:
        usable = Filter.parse(EVERYTHING, {"area": str(code)}).area == (str(code),)
    except FilterError:
        usable = False
    if usable:
        return []
    why = "a code has at most 64 characters, no comma, and no blanks around it"
    return [Problem("impossible code", why)]


def hinted(text: str, value: object) -> str:
    """A problem's text, and which option to give where the value seems to stand for nothing."""
    if not isinstance(value, str) or value.strip().casefold() not in _NOTHING:
        return text
    hint = f"if {value!r} means that nothing is known, give {shlex.quote('--null=' + value)}"
    return f"{text}; {hint}" if text else hint


def unknown(what: str, code: str) -> Problem:
    """That the record has no such code."""
    return Problem(f"unknown {what}", hinted(f"{code!r} is not loaded", code))
