"""What is so of an incident at any time: the read model keeps it as one number, a bit for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, literal, or_

Columns = Mapping[str, ColumnElement[Any]]

JUDGED: dict[str, Callable[[Columns], ColumnElement[bool]]] = {
    "voided": lambda c: c["voided"],
    "closed": lambda c: c["closed_at"].is_not(None),
    "in_time": lambda c: c["closed_at"] <= c["deadline"],
    "too_late": lambda c: c["closed_at"] > c["deadline"],
    # By the department's own resolution, if it is known.
    "done_in_time": lambda c: _done(c) <= c["deadline"],
    "done_too_late": lambda c: _done(c) > c["deadline"],
    "unlimited": lambda c: c["deadline"].is_(None),
    "suspended": lambda c: c["suspended_at"].is_not(None),
    "returned": lambda c: c["returns"] > 0,
    "decided": lambda c: or_(c["decisions"] > 0, c["closed_at"].is_not(None)),
    "extended": lambda c: c["extended"],
    "located": lambda c: c["lon"].is_not(None),
    "seen": lambda c: c["seen"],  # by some camera: changes with them
}
"""What a bit says, in the columns of incidents, and `seen`."""

BITS = {name: 1 << place for place, name in enumerate(JUDGED)}
ALL_BITS = sum(BITS.values())


def judged(c: Columns) -> ColumnElement[int]:
    """The sum of the bits that are so of a row."""
    parts = [case((so(c), literal(BITS[name], Integer)), else_=0) for name, so in JUDGED.items()]
    return cast(sum(parts[1:], parts[0]), Integer)


def judged_again(
    kept: ColumnElement[int], name: str, so: ColumnElement[bool]
) -> ColumnElement[int]:
    """The same number where one of its bits may have changed."""
    bit = literal(BITS[name], Integer)
    others = literal(ALL_BITS - BITS[name], Integer)
    return kept.bitwise_and(others) + case((so, bit), else_=0)


def _done(c: Columns) -> ColumnElement[Any]:
    return func.coalesce(c["resolved_at"], c["closed_at"])
