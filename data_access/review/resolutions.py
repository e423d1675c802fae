"""What meetings resolved (讲评): a text, the unit that it asks, a day, carried over until it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, or_, select, update

from data_access.access.checks import storable
from data_access.filters import FilterError
from data_access.moments import Micros, from_micros
from data_access.names import Names
from data_access.record.access_tables import resolutions

Kind = Literal["area", "department"]
_LONGEST = 500  # characters of a text


@dataclass(frozen=True)
class Resolution:
    """One of them; `due` is the last day on which it is in time."""

    id: str
    text: str
    kind: Kind
    unit: str
    due: date
    created_at: datetime
    created_by: str
    done_at: datetime | None
    done_by: str | None


def add(
    engine: Engine, text: str, unit: str, due: str, names: Names, by: str, now: Micros
) -> Resolution:
    """Enter one; `unit` is such as "area:320105002" or "department:URB". Raises FilterError."""
    text = text.strip()
    if not 0 < len(text) <= _LONGEST:
        raise FilterError(f"text: 1 to {_LONGEST} characters are needed")
    kind, _, code = unit.partition(":")
    known: dict[str, Any] = {"area": names.area, "department": names.department}.get(kind, {})
    if code not in known:
        raise FilterError("unit: nothing is called so")
    try:
        day = date.fromisoformat(due)
    except ValueError:
        raise FilterError("due: a day such as 2026-11-30 is needed") from None
    row = {
        "id": uuid4().hex,
        "text": storable(text),
        "unit_kind": kind,
        "unit": code,
        "due": day.isoformat(),
        "created_at": from_micros(now),
        "created_by": storable(by),
    }
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(resolutions).values(row))
    return _resolution({**row, "done_at": None, "done_by": None})


def finish(engine: Engine, id_: str, names: Names, by: str, now: Micros) -> Resolution:
    """Say that one is done. Raises FilterError where none of that id is open within the names' reach."""
    r = resolutions.c
    with engine.execution_options(writes=True).begin() as connection:
        row = connection.execute(
            select(resolutions).where(r.id == storable(id_), r.done_at.is_(None))
        ).first()
        if row is None or not _within(_resolution(row._asdict()), names):
            raise FilterError("there is no open resolution of that id")
        done = {"done_at": from_micros(now), "done_by": storable(by)}
        connection.execute(update(resolutions).where(r.id == row.id).values(done))
    return _resolution({**row._asdict(), **done})


def of_period(
    engine: Engine, first: date, end: date, names: Names, zone: ZoneInfo
) -> list[Resolution]:
    """Those that a review of `[first, end)` tells of, within the reach of some names: what is open, and what
    was done from its first day on; the first due first."""
    begin = datetime.combine(first, datetime.min.time(), zone)
    r = resolutions.c
    asked = select(resolutions).where(or_(r.done_at.is_(None), r.done_at >= begin))
    with engine.connect() as connection:
        rows = connection.execute(asked.order_by(r.due, r.created_at, r.id)).all()
    found = [_resolution(row._asdict()) for row in rows]
    return [one for one in found if _within(one, names)]


def as_values(found: list[Resolution], names: Names, end: date) -> list[dict[str, Any]]:
    """As values of a review: `state` is "done", "late" (past its day at the period's end) or "open"."""
    return [
        {
            "id": one.id,
            "text": one.text,
            "kind": one.kind,
            "unit": one.unit,
            "names": {"zh": _named(one, names).zh, "en": _named(one, names).en},
            "due": one.due.isoformat(),
            "by": one.created_by,
            "state": "done" if one.done_at else "late" if one.due < end else "open",
        }
        for one in found
    ]


def _named(one: Resolution, names: Names) -> Any:
    return names.area[one.unit] if one.kind == "area" else names.department[one.unit]


def _within(one: Resolution, names: Names) -> bool:
    """Whether somebody of the names' reach may be told: of other areas, and of departments where the reach
    is of areas, they are not."""
    if one.kind == "area":
        return one.unit in names.area and not names.reach.departments
    reach = names.reach
    allowed = not reach.areas and (not reach.departments or one.unit in reach.departments)
    return one.unit in names.department and allowed


def _resolution(row: dict[str, Any]) -> Resolution:
    return Resolution(
        row["id"],
        row["text"],
        row["unit_kind"],
        row["unit"],
        date.fromisoformat(row["due"]),
        row["created_at"],
        row["created_by"],
        row["done_at"],
        row["done_by"],
    )
