"""Change: the counts of the strip against those of the period before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from data_access import stock
from data_access.definitions.constants import WEEKS
from data_access.definitions.counts import CLOSINGS_OF_LIVE
from data_access.definitions.incidents import LIVE
from data_access.flat import cases as i
from data_access.flat import closings as c
from data_access.flat import reversals as r
from data_access.intervals import clock_micros, whole
from data_access.moments import SECOND, to_micros
from data_access.periods import of_now
from data_access.predicates import passed
from data_access.questions import Columns, Question, Scope, columns, count_if
from data_access.statistics import CLEAR_Z, count_change, dispersion

Clear = Literal["more", "less", "same"]

_DAY, _DAY_MICROS = timedelta(days=1), 86_400 * SECOND
_DAYS = 7 * WEEKS  # before the period, from which it is known how much a series varies
_WHOLE = timedelta(days=2)  # before them, so that the oldest is whole whatever the clocks do
_NEW, _CLOSED, _STOCK, _RECORD = range(4)  # what a row tells of
_NOTHING, _ONE = literal(0, BigInteger), literal(1, BigInteger)


@dataclass(frozen=True)
class Compared:
    """A count, and what it was in the comparison period; None is what is not known, or has none.

    `z` is that of `count_change`, `clear` whether it is more than chance: "more" or "less", else
    "same". A stock has neither.
    """

    now: int
    before: int | None = None
    difference: int | None = None
    z: float | None = None
    clear: Clear | None = None


@dataclass(frozen=True)
class Change:
    """The counts of the strip, compared; `start` and `end` of the comparison period in UTC, at
    whose end the stocks are compared."""

    start: datetime
    end: datetime
    new: Compared
    closed: Compared
    open: Compared
    overdue: Compared


def looked_back_to(scope: Scope) -> datetime:
    """The moment before which nothing that happened changes the answer."""
    return min(scope.comparison.before[0], _known_from(scope))


def _known_from(scope: Scope) -> datetime:
    return scope.window[0] - _DAYS * _DAY - _WHOLE


def _compares(scope: Scope) -> bool:
    """Whether there is anything to compare: not before a period has begun, and not of what is
    filtered by what it is now."""
    return all(hours > 0 for hours in scope.comparison.hours) and not of_now(scope.filter)


def _compares_stock(scope: Scope) -> bool:
    """The stock is that of now: under a period that is over it is no part of the comparison."""
    return _compares(scope) and scope.window[1] >= scope.as_of


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    then = (_closed_since(scope), _closed_then(scope)) if _compares_stock(scope) else ()
    parts = [*_flows(scope), *then, _record(scope)]
    return select(union_all(*parts).subquery("parts"))


def _flows(scope: Scope) -> Iterator[Select[*tuple[Any, ...]]]:
    """What was reported, and what was closed: in the period and in the one it is compared with, and
    on every day before."""
    for part in (_NEW, _CLOSED):
        yield _totals(part, scope)
        yield _daily(part, scope)


def _happened(
    part: int, scope: Scope
) -> tuple[FromClause, ColumnElement[Any], list[ColumnElement[bool]]]:
    """The rows that tell of it, their moments, and what they must meet."""
    if part == _NEW:
        return i, i.c.reported_at, LIVE.predicates(scope)
    return c, c.c.moment, [scope.clause(CLOSINGS_OF_LIVE)]


def _totals(part: int, scope: Scope) -> Select[*tuple[Any, ...]]:
    of, moment, live = _happened(part, scope)
    start, (begin, stop) = scope.comparison.now[0], scope.comparison.before
    now, before = count_if(moment >= start), count_if(moment < stop)
    row = _row(literal(part, BigInteger), _NOTHING, now, before).add_columns(*scope.whose(of))
    return row.where(
        *live, moment >= begin, moment < scope.window[1], moment <= scope.as_of
    ).group_by(*scope.apart)


def _daily(part: int, scope: Scope) -> Select[*tuple[Any, ...]]:
    """By local days from the begin of the period on, which is that of day 0: the first hours of every
    day before, as many as have passed of the period, at most all of them."""
    of, moment, live = _happened(part, scope)
    (start, reached), zone, first = scope.comparison.now, scope.settings.zone, _known_from(scope)
    ahead = (start.astimezone(zone).utcoffset() or timedelta()) // timedelta.resolution
    begin = literal(to_micros(start) + ahead, BigInteger)
    since = clock_micros(moment, zone, first.date(), start.date()) - begin
    named = (since.label("since"), whole(since, _DAY_MICROS).label("day"))
    each = select(*named, *scope.whose(of)).where(
        *live, moment >= first, moment < start, moment <= scope.as_of
    )
    since, day, *whose = each.subquery("days").c
    counted = []
    if reached - start < _DAY:
        so_far = literal((reached - start) // timedelta.resolution, BigInteger)
        counted.append(since - day * literal(_DAY_MICROS, BigInteger) < so_far)
    row = _row(literal(part, BigInteger), day, _NOTHING, _NOTHING, func.count())
    return row.add_columns(*whose).where(*counted).group_by(day, *whose)


def _closed_since(scope: Scope) -> Select[*tuple[Any, ...]]:
    """What was open at that end, and is closed now. A deadline that has passed never moves again."""
    then = scope.comparison.before[1]
    since = (i.c.reported_at <= then, i.c.closed_at > then)
    row = _stock(func.count(), count_if(passed(then))).add_columns(*scope.whose(i))
    return row.where(*LIVE.predicates(scope), *since).group_by(*scope.apart)


def _closed_then(scope: Scope) -> Select[*tuple[Any, ...]]:
    """What was closed at that end, and is not by that closing now."""
    then = scope.comparison.before[1]
    otherwise = or_(c.c.closed_at.is_(None), c.c.closed_at > then)
    before_then = and_(r.c.incident_id == c.c.incident_id, r.c.moment <= then)
    latest = func.max(r.c.moment)
    each = (
        select(passed(then, c).label("late"), *scope.whose(c))
        .select_from(c.join(r, before_then, isouter=True))
        .where(scope.clause(CLOSINGS_OF_LIVE), c.c.reported_at <= then, c.c.moment <= then)
        # Something was told of it since, which leaves few to look at.
        .where(c.c.latest_at > then, otherwise)
        .group_by(c.c.incident_id, c.c.falls_due, *scope.apart)
        .having(or_(latest.is_(None), latest <= func.max(c.c.moment)))
        .subquery("each")
    )
    late, *whose = each.c
    row = _stock(-func.count(), -count_if(late)).add_columns(*whose)
    return row.select_from(each).group_by(*whose)


def _stock(before: ColumnElement[int], overdue: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    """So many more were open then than now, and so many more past their deadline."""
    return _row(literal(_STOCK, BigInteger), *[_NOTHING] * 2, before, _NOTHING, overdue)


def _record(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Whether the record reaches back over the comparison, and over the weeks before the period."""
    older = (
        case((exists().where(i.c.reported_at < moment), _ONE), else_=_NOTHING)
        for moment in (scope.comparison.before[0], _known_from(scope))
    )
    return _row(literal(_RECORD, BigInteger), _NOTHING, *older).add_columns(*scope.everyones())


def _row(*values: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    names = ("part", "day", "now", "before", "daily", "overdue")
    filled = (*values, *[_NOTHING] * (len(names) - len(values)))
    return select(*(value.label(name) for name, value in zip(names, filled, strict=True)))


def _shape(rows: Columns, scope: Scope, stock_now: dict[str, int]) -> Change:
    comparison = scope.comparison
    parts = [rows["part"] == part for part in range(_RECORD + 1)]

    def total(part: int, name: str) -> int:
        return int(rows[name][parts[part]].sum())

    reaches, reaches_weeks = (total(_RECORD, name) > 0 for name in ("now", "before"))

    def flow(part: int) -> Compared:
        now, before = total(part, "now"), total(part, "before")
        if not (reaches and _compares(scope)):
            return Compared(now)
        z = None
        if reaches_weeks:
            daily = Counter[int]()
            for day, number in zip(
                rows["day"][parts[part]].tolist(), rows["daily"][parts[part]].tolist(), strict=True
            ):
                daily[day] += number
            z = count_change(now, before, *comparison.hours, _phi(daily))
        return Compared(now, before, now - before, z, _clear(z))

    def held(name: str, more: str) -> Compared:
        now, then = stock_now[name], stock_now[f"{name}_before"] + total(_STOCK, more)
        known = reaches and _compares_stock(scope)
        return Compared(now, then, now - then) if known else Compared(now)

    return Change(
        *comparison.before,
        new=flow(_NEW),
        closed=flow(_CLOSED),
        open=held("open", "before"),
        overdue=held("overdue", "overdue"),
    )


def _phi(daily: Counter[int]) -> float:
    """How much more than chance the same hours of the same weekday vary."""
    return dispersion([daily[day] for day in range(first - 7 * WEEKS, 0, 7)] for first in range(7))


def _clear(z: float | None) -> Clear | None:
    if z is None:
        return None
    return "same" if abs(z) <= CLEAR_Z else "more" if z > 0 else "less"


QUESTION = Question("change", _select, _shape, columns, shared=(stock.NOW,))
