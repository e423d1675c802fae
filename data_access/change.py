"""Change: the counts of the strip against those of the period before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
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
from data_access.flows import FLOWS, Flow, Flows
from data_access.periods import of_now
from data_access.predicates import passed
from data_access.questions import Columns, Question, Scope, columns, count_if
from data_access.statistics import CLEAR_Z, count_change, dispersion

Clear = Literal["more", "less", "same"]


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


def _compares(scope: Scope) -> bool:
    """Whether there is anything to compare: not before a period has begun, and not of what is
    filtered by what it is now."""
    return all(hours > 0 for hours in scope.comparison.hours) and not of_now(scope.filter)


def _compares_stock(scope: Scope) -> bool:
    """The stock is that of now: under a period that is over it is no part of the comparison."""
    return _compares(scope) and scope.window[1] >= scope.as_of


def _select(scope: Scope) -> Select[*tuple[Any, ...]] | None:
    if not _compares_stock(scope):
        return None
    return select(union_all(_closed_since(scope), _closed_then(scope)).subquery("parts"))


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
    return select(before.label("open"), overdue.label("overdue"))


def _shape(then: Columns | None, scope: Scope, stock_now: dict[str, int], flows: Flows) -> Change:
    comparison = scope.comparison

    def flow(of: Flow) -> Compared:
        now, before = int(of.now.sum()), int(of.before.sum())
        if not (flows.reaches and _compares(scope)):
            return Compared(now)
        z = None
        if flows.reaches_weeks:
            z = count_change(now, before, *comparison.hours, _phi(of.by_day()))
        return Compared(now, before, now - before, z, _clear(z))

    def held(name: str) -> Compared:
        now = stock_now[name]
        if then is None or not (flows.reaches and _compares_stock(scope)):
            return Compared(now)
        before = stock_now[f"{name}_before"] + int(then[name].sum())
        return Compared(now, before, now - before)

    return Change(
        *comparison.before,
        new=flow(flows.new),
        closed=flow(flows.closed),
        open=held("open"),
        overdue=held("overdue"),
    )


def _phi(days: list[tuple[int, int]]) -> float:
    """How much more than chance the same hours of the same weekday vary."""
    daily = Counter[int]()
    for day, number in days:
        daily[day] += number
    return dispersion([daily[day] for day in range(first - 7 * WEEKS, 0, 7)] for first in range(7))


def _clear(z: float | None) -> Clear | None:
    if z is None:
        return None
    return "same" if abs(z) <= CLEAR_Z else "more" if z > 0 else "less"


QUESTION = Question("change", _select, _shape, columns, shared=(stock.NOW, FLOWS))
