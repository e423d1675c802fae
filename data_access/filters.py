"""The one filter: parsed once from untrusted input, carried everywhere, the only source of
predicates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, and_, or_, select

from data_access.flat import cases
from data_access.moments import local_midnight, month_start
from data_access.record.tables import area_ancestors, categories

PERIODS = ("today", "24h", "7d", "30d", "month", "lastmonth")
STATUSES = ("open", "overdue", "suspended", "closed", "voided")
ONLY = ("unlocated", "returned")  # without coordinates; sent back more than once
WORDS = {"status": STATUSES, "only": ONLY}  # of dimensions that are no codes of the city's
_LONGEST = 64  # characters of one code, codes of one field: a URL is untrusted


class FilterError(ValueError):
    """A filter that cannot be understood; the text says which part and what would do."""


@dataclass(frozen=True)
class Filter:
    """What is being looked at: a period and, of each dimension, the codes (none: all).

    Of several codes any one suffices; each of `only` narrows.
    """

    period: str = "30d"
    start: str = ""  # of a custom period: a local day, or a local moment to the minute
    end: str = ""  # not included
    area: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    scenario: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @classmethod
    def parse(cls, query: Mapping[str, str], default_period: str = "30d") -> Filter:
        """From a URL's query: `period` or `from` and `to`, and codes separated by commas.

        Parameters of others (language, theme) are not looked at. Raises FilterError.
        """
        chosen = query.get("period", "")
        start, end = query.get("from", ""), query.get("to", "")
        if not chosen and not start and not end:
            chosen = default_period
        if "/" in chosen:
            start, end = chosen.split("/", 1)
            chosen = ""
        if start or end:
            first, last = _local(start, "from"), _local(end, "to")
            if first >= last:
                raise FilterError(f"from={start}, to={end}: the period ends before it begins")
            chosen = "custom"
        elif chosen not in PERIODS:
            raise FilterError(
                f"period={chosen[:_LONGEST]}: there are {', '.join(PERIODS)}, or from and to"
            )
        codes = {name: _codes(query.get(name, ""), name) for name in DIMENSIONS}
        for name, known in WORDS.items():
            for word in codes[name]:
                if word not in known:
                    raise FilterError(f"{name}={word}: there are {', '.join(known)}")
        for priority in codes["priority"]:
            if not (priority.isascii() and priority.isdecimal() and int(priority) <= 32767):
                raise FilterError(f"priority={priority}: a number such as 1 is needed")
        return cls(chosen, start, end, **codes)

    def query(self) -> dict[str, str]:
        """The canonical query that parses to this filter."""
        said = (
            {"from": self.start, "to": self.end}
            if self.period == "custom"
            else {"period": self.period}
        )
        said.update({n: ",".join(getattr(self, n)) for n in DIMENSIONS if getattr(self, n)})
        return said

    def __str__(self) -> str:
        return urlencode(self.query(), safe=",:")

    def with_(self, **changes: Any) -> Filter:
        """A copy with other values."""
        return replace(self, **changes)

    def window(self, as_of: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The period `[start, end)` in UTC; days of one's own may reach beyond `as_of`."""
        today = as_of.astimezone(zone).date()
        match self.period:
            case "today":
                return local_midnight(today, zone), as_of
            case "month":
                return local_midnight(month_start(today), zone), as_of
            case "lastmonth":
                before = month_start(today) - timedelta(days=1)
                first, after = month_start(before), month_start(today)
                return local_midnight(first, zone), local_midnight(after, zone)
            case "24h" | "7d" | "30d":
                hours = {"24h": 24, "7d": 168, "30d": 720}[self.period]
                return as_of - timedelta(hours=hours), as_of
            case _:
                start = _local(self.start, "from").replace(tzinfo=zone)
                end = _local(self.end, "to").replace(tzinfo=zone)
                return start.astimezone(UTC), end.astimezone(UTC)

    def predicates(
        self, as_of: datetime, of: FromClause = cases, *, department: bool = True
    ) -> list[ColumnElement[bool]]:
        """What rows of incidents must meet, their period apart; `department=False` leaves that out.

        Voided incidents are in no count but their own: they are left out unless the status
        asks for them.
        """
        found: list[ColumnElement[bool]] = [of.c.reported_at <= as_of]
        if self.area:
            found.append(inside(of.c.area, self.area))
        if self.category:
            below = select(categories.c.code).where(categories.c.parent.in_(self.category))
            found.append(or_(of.c.category.in_(self.category), of.c.category.in_(below)))
        if department and self.department:
            found.append(of.c.department.in_(self.department))
        if self.source:
            found.append(of.c.source.in_(self.source))
        if self.scenario:
            found.append(of.c.scenario.in_(self.scenario))
        if self.priority:
            found.append(of.c.priority.in_([int(p) for p in self.priority]))
        if self.status:
            found.append(or_(*(status_predicate(s, as_of, of) for s in self.status)))
        narrower = {"unlocated": of.c.unlocated, "returned": of.c.sent_back_again}
        found.extend(narrower[word] for word in self.only)
        return found


DIMENSIONS = tuple(f.name for f in fields(Filter) if f.name not in ("period", "start", "end"))


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


def _local(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)  # of a day alone its midnight
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or not 1900 <= moment.year < 2200:
        raise FilterError(
            f"{name}={text[:_LONGEST]}: a local day or moment such as 2026-11-01 or "
            "2026-11-01T08:00 is needed"
        )
    return moment


def _codes(text: str, name: str) -> tuple[str, ...]:
    codes = sorted({code.strip() for code in text.split(",") if code.strip()})
    if len(codes) > _LONGEST or any(len(code) > _LONGEST for code in codes):
        raise FilterError(f"{name}: at most {_LONGEST} codes of at most {_LONGEST} characters")
    if not all(code.isprintable() for code in codes):  # PostgreSQL refuses NUL in a text
        raise FilterError(f"{name}: codes of printable characters are needed")
    return tuple(codes)
