"""The one filter: parsed once from untrusted input, carried everywhere, the only source of
predicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, FromClause, or_, select

from data_access.flat import cases
from data_access.moments import local_midnight, month_start
from data_access.predicates import inside, status_predicate
from data_access.record.tables import categories

PERIODS = ("today", "24h", "7d", "30d", "month", "lastmonth")
STATUSES = ("open", "overdue", "suspended", "closed", "voided")
ONLY = ("unlocated", "returned")  # without coordinates; sent back more than once
WORDS = {"status": STATUSES, "only": ONLY}  # of dimensions that are no codes of the city's
_LONGEST = 64  # characters of one code, codes of one field: a URL is untrusted


class FilterError(ValueError):
    """A filter that cannot be understood; the text says which part and what would do."""


@dataclass(frozen=True)
class Ignored:
    """What was left out of an address: a parameter, what it said, and why."""

    name: str
    said: str
    reason: str


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
        """From a query: `period` or `from` and `to`, and codes separated by commas.

        Parameters of others (language, theme) are not looked at. Raises FilterError.
        """
        found, ignored = cls.read(query, default_period)
        if ignored:
            raise FilterError(ignored[0].reason)
        return found

    @classmethod
    def read(
        cls, query: Mapping[str, str], default_period: str = "30d"
    ) -> tuple[Filter, tuple[Ignored, ...]]:
        """The same from an address, which may say anything: what cannot be understood is left out,
        the rest holds."""
        (period, start, end), ignored = _read_period(query, default_period)
        codes = {}
        for name in DIMENSIONS:
            codes[name], wrong = _read_codes(query.get(name, ""), name)
            ignored += wrong
        return cls(period, start, end, **codes), tuple(ignored)

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
PARAMETERS = ("period", "from", "to", *DIMENSIONS)


def _read_period(
    query: Mapping[str, str], default: str
) -> tuple[tuple[str, str, str], list[Ignored]]:
    """Period, start and end; days of one's own go before a named period."""
    days = {name: query[name] for name in ("from", "to") if query.get(name)}
    ignored = []
    if days:
        try:
            return _days(days.get("from", ""), days.get("to", "")), []
        except FilterError as error:
            ignored = [Ignored(name, said, str(error)) for name, said in days.items()]
    chosen = query.get("period") or default
    try:
        return _named(chosen), ignored
    except FilterError as error:
        return _named(default), [*ignored, Ignored("period", chosen, str(error))]


def _named(period: str) -> tuple[str, str, str]:
    if "/" in period:
        start, end = period.split("/", 1)
        return _days(start, end)
    if period not in PERIODS:
        raise FilterError(
            f"period={period[:_LONGEST]}: there are {', '.join(PERIODS)}, or from and to"
        )
    return period, "", ""


def _days(start: str, end: str) -> tuple[str, str, str]:
    first, last = _local(start, "from"), _local(end, "to")
    if first >= last:
        raise FilterError(f"from={start}, to={end}: the period ends before it begins")
    return "custom", _canonical(first), _canonical(last)


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


def _canonical(moment: datetime) -> str:
    """A moment as short as it can be said."""
    exact = moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")
    return exact.removesuffix("T00:00")


def _read_codes(text: str, name: str) -> tuple[tuple[str, ...], list[Ignored]]:
    codes = sorted({code.strip() for code in text.split(",")} - {""})
    wrong = {code: reason for code in codes if (reason := _wrong(code, name))}
    kept = [code for code in codes if code not in wrong]
    many = dict.fromkeys(kept[_LONGEST:], f"{name}: at most {_LONGEST} codes")
    ignored = [Ignored(name, code, reason) for code, reason in (wrong | many).items()]
    return tuple(kept[:_LONGEST]), ignored


def _wrong(code: str, name: str) -> str:
    """Why a code cannot be one; empty: it can."""
    if len(code) > _LONGEST:
        return f"{name}: at most {_LONGEST} characters of a code"
    if not code.isprintable():  # PostgreSQL refuses NUL in a text
        return f"{name}: codes of printable characters are needed"
    if name in WORDS and code not in WORDS[name]:
        return f"{name}={code}: there are {', '.join(WORDS[name])}"
    number = code.isascii() and code.isdecimal() and int(code) <= 32767
    if name == "priority" and not number:
        return f"{name}={code}: a number such as 1 is needed"
    return ""
