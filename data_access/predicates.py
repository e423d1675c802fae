"""What rows of incidents must meet: to lie in an area, to have a status, to be on a worklist."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, ColumnElement, FromClause, and_, case, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from data_access.flat import cases, closings
from data_access.parameters import DUE_HOURS
from data_access.reach import Reach
from data_access.read_tables import likely_duplicates
from data_access.record.tables import area_ancestors, assignments, incidents

if TYPE_CHECKING:  # views of the settings have filters themselves
    from data_access.settings import Settings


def inside(
    area: ColumnElement[Any],
    codes: Sequence[str],
    below: Mapping[str, frozenset[str]] | None = None,
) -> ColumnElement[bool]:
    """The area is one of some areas, or lies in one; `below` has what does, where it is known."""
    found = select(area_ancestors.c.code).where(area_ancestors.c.ancestor.in_(codes))
    known = [(below or {}).get(code, frozenset()) for code in codes]
    if not all(known):
        return area.in_(found)
    return and_(_spanned(area, min(map(min, known)), max(map(max, known))), area.in_(found))


class _spanned(FunctionElement[bool]):
    """A code that lies between two others by its bytes: for DuckDB, which skips the other rows
    before it looks for their codes. PostgreSQL has an index, and its order may be another."""

    type = Boolean()
    inherit_cache = True


@compiles(_spanned)
def _by_bytes(element: _spanned, compiler: Any, **options: Any) -> str:
    code, first, last = (compiler.process(one, **options) for one in element.clauses)
    return f"({code} >= {first} AND {code} <= {last})"


@compiles(_spanned, "postgresql")
def _by_index(_element: _spanned, _compiler: Any, **_options: Any) -> str:
    return "true"


def within_reach(reach: Reach) -> list[ColumnElement[bool]]:
    """What an incident must meet to be shown by itself to somebody: of departments it is enough
    that one ever had it."""
    i, a = incidents.c, assignments.c
    found = [inside(i.area, reach.areas)] if reach.areas else []
    if reach.departments:
        had = select(a.incident_id).where(a.department.in_(reach.departments))
        found.append(or_(i.department.in_(reach.departments), i.id.in_(had)))
    return found


def passed(as_of: datetime, of: FromClause = cases) -> ColumnElement[bool]:
    """The deadline has passed: due. A pause begun before it keeps it from passing."""
    return of.c.falls_due < as_of


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


def word_predicate(
    word: str, as_of: datetime, settings: Settings, reach: Reach, of: FromClause = cases
) -> ColumnElement[bool]:
    """What a word of `only` narrows to."""
    if word in ("unlocated", "returned"):
        return {"unlocated": of.c.unlocated, "returned": of.c.sent_back_again}[word]
    listed = and_(cases.c.open, on_worklist(word, as_of, settings, reach))
    if of is cases:
        return listed
    # Of few incidents: those that are open. Of their events and assignments it is asked by them.
    id_ = next(iter(of.c))
    return id_.in_(select(cases.c.id).where(listed).correlate(None))


def on_worklist(
    word: str, as_of: datetime, settings: Settings, reach: Reach
) -> ColumnElement[bool]:
    """What open cases must meet, to be on a worklist (definitions.worklists)."""
    i = cases.c
    if word in DUE_HOURS:
        until = as_of + timedelta(hours=DUE_HOURS[word])
        return and_(i.suspended_at.is_(None), i.deadline >= as_of, i.deadline <= until)
    if word == "unanswered":
        return and_(
            i.suspended_at.is_(None),
            i.stage == "dispatched",
            i.response_seconds.is_(None),
            i.stage_from < _dispatched_before(as_of, settings),
        )
    if word == "paused":
        return i.suspended_at < as_of - timedelta(seconds=settings.suspended_norm_seconds)
    if word == "reopened":
        c = closings.c
        closed_before = select(c.incident_id).where(c.closed_at.is_(None), c.moment <= as_of)
        return i.id.in_(closed_before.correlate(None))
    if word == "duplicates":
        d = likely_duplicates.c
        shown = select(incidents.c.id).where(*within_reach(reach))
        known = [d.other_id.in_(shown)] if within_reach(reach) else []
        told_twice = select(d.incident_id).where(d.other_reported_at <= as_of, *known)
        return i.id.in_(told_twice.correlate(None))
    raise ValueError(f"{word}: no worklist is called so")


def _dispatched_before(as_of: datetime, settings: Settings) -> ColumnElement[datetime]:
    """The moment before which the lead's present stage has begun, if its norm is over."""

    def norm(seconds: int) -> ColumnElement[datetime]:
        return literal(as_of - timedelta(seconds=seconds), cases.c.stage_from.type)

    usual = norm(settings.response_norm_seconds)
    own = {code: norm(seconds) for code, seconds in settings.response_norms.items()}
    return case(own, value=cases.c.lead, else_=usual) if own else usual
