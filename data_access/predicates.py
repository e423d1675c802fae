"""What rows of incidents must meet, to lie in an area or to have a status."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from data_access.flat import cases
from data_access.record.tables import area_ancestors


def inside(area: ColumnElement[Any], codes: Sequence[str]) -> ColumnElement[bool]:
    """The area is one of some areas, or lies in one."""
    below = select(area_ancestors.c.code).where(area_ancestors.c.ancestor.in_(codes))
    return area.in_(below)


def passed(as_of: datetime, of: FromClause = cases) -> ColumnElement[bool]:
    """The deadline has passed: due. A pause begun before it keeps it from passing."""
    return and_(
        of.c.deadline < as_of,
        or_(of.c.suspended_at.is_(None), of.c.suspended_at > of.c.deadline),
    )


def status_predicate(status: str, as_of: datetime, of: FromClause = cases) -> ColumnElement[bool]:
    """The incidents of a status; all but `voided` leave the voided out."""
    is_open = of.c.closed_at.is_(None)
    if status == "voided":
        return of.c.voided
    meaning = {
        "open": is_open,
        "closed": of.c.closed_at.is_not(None),
        "overdue": and_(is_open, passed(as_of, of)),
        "suspended": and_(is_open, of.c.suspended_at.is_not(None)),
    }[status]
    return and_(meaning, ~of.c.voided)


def statuses_of(row: Any, as_of: datetime) -> tuple[str, ...]:
    """All statuses that one incident has, given what of its row `status_predicate` looks at."""
    if row.voided:
        return ("voided",)
    if row.closed_at is not None:
        return ("closed",)
    paused, deadline = row.suspended_at, row.deadline
    overdue = deadline is not None and deadline < as_of and (paused is None or paused > deadline)
    found = {"open": True, "overdue": overdue, "suspended": paused is not None}
    return tuple(status for status, so in found.items() if so)
