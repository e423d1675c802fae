"""Trend: new and closed incidents per hour or day of the period."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    case,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)

from data_access.definitions.constants import BAND_WIDTH, DAILY_DAYS, HOURLY_DAYS, WEEKS
from data_access.definitions.counts import CLOSINGS
from data_access.definitions.incidents import IN_PERIOD, LIVE
from data_access.flat import cases as i
from data_access.flat import closings
from data_access.intervals import clock_micros, epoch_micros, whole
from data_access.moments import SECOND, local_midnight, to_micros
from data_access.periods import of_now
from data_access.questions import Columns, Question, Scope, columns, count_if
from data_access.statistics import dispersion

_EPOCH = date(1970, 1, 1)
_HOUR = timedelta(hours=1)
_PAST = timedelta(weeks=WEEKS)
_WHOLE = timedelta(days=2)  # before it, so that the oldest hour or day is whole
_NOTHING = literal(0, BigInteger)
_BEFORE = -(1 << 40)  # the bucket of all that was before


@dataclass(frozen=True)
class Trend:
    """Counts per bucket; `starts` are UTC, `step` is "hour", "day" or "month" of local time.

    The last bucket may be incomplete; `usual_low` and `usual_high` bound what is usual for new
    ones in such a bucket, None where the past does not tell.
    """

    step: str
    starts: tuple[datetime, ...]
    new: tuple[int, ...]
    closed: tuple[int, ...]
    usual_low: tuple[float | None, ...]
    usual_high: tuple[float | None, ...]


def _step(scope: Scope) -> str:
    start, end = scope.window
    length = end - start
    return (
        "hour"
        if length <= timedelta(days=HOURLY_DAYS)
        else "day"
        if length <= timedelta(days=DAILY_DAYS)
        else "month"
    )


def looked_back_to(scope: Scope) -> datetime:
    """The moment before which nothing that was reported changes the trend."""
    start, _ = scope.window
    return start if _step(scope) == "month" else start - _PAST - _WHOLE


def _first_hour(scope: Scope) -> datetime:
    """The begin of the local hour in which the period begins."""
    local = scope.window[0].astimezone(scope.settings.zone)
    return scope.window[0] - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def _bucket(moment: ColumnElement[Any], scope: Scope) -> ColumnElement[int]:
    """Of an hour: its number from the period's first hour on. Of a day, also where buckets are
    months: the number of the local day since 1970."""
    if _step(scope) == "hour":
        first = literal(to_micros(_first_hour(scope)), BigInteger)
        return whole(epoch_micros(moment) - first, 3_600 * SECOND)
    start, end = scope.window
    first_day = (start - _PAST - _WHOLE).date()
    return whole(clock_micros(moment, scope.settings.zone, first_day, end.date()), 86_400 * SECOND)


def _first_day(number: int) -> int:
    """The first day of a day's month; days are numbered since 1970."""
    day = _EPOCH + timedelta(days=number)
    return number - day.day + 1


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    start, end = scope.window
    born = _bucket(i.c.reported_at, scope)
    ended = _bucket(closings.c.moment, scope)
    new = (
        _row(born, count_if(scope.clause(IN_PERIOD)), func.count(), _NOTHING)
        .add_columns(*scope.whose(i))
        .where(i.c.reported_at >= start - _PAST - _WHOLE, i.c.reported_at < end)
        .where(*LIVE.predicates(scope))
        .group_by(born, *scope.apart)
    )
    closed = (
        _row(ended, _NOTHING, _NOTHING, func.count())
        .add_columns(*scope.whose(closings))
        .select_from(CLOSINGS.rows)
        .where(*CLOSINGS.predicates(scope))
        .group_by(ended, *scope.apart)
    )
    # Whether the record reaches back over the whole comparison: a bucket of its own.
    older = exists().where(i.c.reported_at < start - _PAST - _WHOLE)
    oldest = _row(literal(_BEFORE, BigInteger), _NOTHING, case((older, 1), else_=0), _NOTHING)
    oldest = oldest.add_columns(*scope.everyones())
    return select(union_all(new, closed, oldest).subquery("both"))


def _row(*values: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    names = ("bucket", "new", "all", "closed")
    named = zip(values, names, strict=True)
    return select(*(cast(value, BigInteger).label(name) for value, name in named))


def _shape(rows: Columns, scope: Scope) -> Trend:
    step, zone = _step(scope), scope.settings.zone
    start, end = scope.window
    # What happens at the very instant counts, also where that begins an hour or a day.
    reached = min(end, scope.as_of + timedelta.resolution)
    numbers, starts = _buckets(step, start, reached, _first_hour(scope), zone)
    rows = {**rows, "past": rows["all"] - rows["new"]}
    new, past, closed = (_summed(rows, name, step) for name in ("new", "past", "closed"))
    known = _BEFORE in past and not of_now(scope.filter)
    usual = _usual(step, numbers, past, _habit(scope)) if known else [(None, None)] * len(numbers)
    return Trend(
        step,
        tuple(starts),
        tuple(new.get(n, 0) for n in numbers),
        tuple(closed.get(n, 0) for n in numbers),
        tuple(low for low, _ in usual),
        tuple(high for _, high in usual),
    )


def _summed(rows: Columns, name: str, step: str) -> Counter[int]:
    """One column's sums by bucket; of months by their first days."""
    found: Counter[int] = Counter()
    some = rows[name] > 0
    for number, count in zip(rows["bucket"][some].tolist(), rows[name][some].tolist(), strict=True):
        whole = step == "month" and number != _BEFORE
        found[_first_day(number) if whole else number] += count
    return found


def _buckets(
    step: str, start: datetime, end: datetime, first_hour: datetime, zone: ZoneInfo
) -> tuple[list[int], list[datetime]]:
    if start >= end:
        return [], []
    if step == "hour":
        count = math.ceil((end - first_hour) / _HOUR)
        return list(range(count)), [first_hour + n * _HOUR for n in range(count)]
    day = start.astimezone(zone).date()
    day = day.replace(day=1) if step == "month" else day
    numbers, starts = [], []
    while (begin := local_midnight(day, zone)) < end:
        numbers.append((day - _EPOCH).days)
        starts.append(begin)
        day = day + timedelta(days=1 if step == "day" else 32)
        day = day.replace(day=1) if step == "month" else day
    return numbers, starts


def _habit(scope: Scope) -> Callable[[int], Hashable]:
    """Of a bucket's number, which hour of the local week it is, or which day: the local one, so
    that eight o'clock is compared with eight o'clock when the clocks have changed."""
    if _step(scope) != "hour":
        return lambda number: number % 7
    first, zone = _first_hour(scope), scope.settings.zone
    return lambda number: _hour_of_week(first + number * _HOUR, zone)


@lru_cache(maxsize=10_000)  # the hours of the weeks before, which the next version has, too
def _hour_of_week(hour: datetime, zone: ZoneInfo) -> Hashable:
    local = hour.astimezone(zone)
    return local.weekday(), local.hour


def _usual(
    step: str,
    numbers: Sequence[int],
    past: Mapping[int, int],
    habit: Callable[[int], Hashable],
) -> list[tuple[float | None, float | None]]:
    """Mean ± 2·sqrt(phi·mean) of the same hour and weekday in the weeks before the period.

    phi >= 1 is how much more those weeks vary than a Poisson count would.
    """
    period = {"hour": 168, "day": 7}.get(step)
    if period is None or not numbers:
        return [(None, None)] * len(numbers)
    first = numbers[0]
    of: dict[Hashable, list[int]] = {}
    for before in range(first - WEEKS * period, first):
        of.setdefault(habit(before), []).append(past.get(before, 0))
    means = {phase: sum(counts) / len(counts) for phase, counts in of.items()}
    phi = dispersion(of.values())
    bounds = []
    for number in numbers:
        mean = means[habit(number)]
        half = BAND_WIDTH * math.sqrt(phi * mean)
        bounds.append((max(0.0, mean - half), mean + half))
    return list(bounds)


QUESTION = Question("trend", _select, _shape, columns)
