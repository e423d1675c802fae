"""Flows: what was reported and what was closed, in the period, in the one that it is compared with and
in the weeks before, in one pass for all questions that rest on it.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
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
    select,
    union_all,
)

from data_access.definitions.constants import DAILY_DAYS, HOURLY_DAYS, WEEKS
from data_access.definitions.counts import CLOSINGS_OF_LIVE
from data_access.definitions.incidents import LIVE
from data_access.flat import cases as i
from data_access.flat import closings as c
from data_access.intervals import clock_micros, epoch_micros, whole
from data_access.moments import SECOND, to_micros
from data_access.questions import Columns, Scope, Shared, columns, count_if

Step = Literal["hour", "day", "month"]

_DAY, _DAY_MICROS = timedelta(days=1), 86_400 * SECOND
_WEEKS = timedelta(weeks=WEEKS)
_WHOLE = timedelta(days=2)  # before them, so that the oldest is whole whatever the clocks do
_NEW, _CLOSED, _RECORD = range(3)  # what a row tells of
_NOWHERE, _NO_DAY = -(1 << 40), 0  # in no bucket, on no day before the period
_NOTHING = literal(0, BigInteger)


@dataclass(frozen=True)
class Flow:
    """What was reported, or what was closed: rows of as many as fall into a bucket of the trend and
    on a day before the period. Arrays of one length."""

    bucket: np.ndarray[Any, Any]
    day: np.ndarray[Any, Any]
    now: np.ndarray[Any, Any]  # of them in the period
    before: np.ndarray[Any, Any]  # in the one that it is compared with
    number: np.ndarray[Any, Any]

    def by_bucket(self, counts: np.ndarray[Any, Any]) -> list[tuple[int, int]]:
        """Buckets of the trend and some counts of theirs, those that are not 0."""
        some = (self.bucket != _NOWHERE) & (counts > 0)
        return list(zip(self.bucket[some].tolist(), counts[some].tolist(), strict=True))

    def by_day(self) -> list[tuple[int, int]]:
        """Days before the period, the one before it being -1, and how many were on them."""
        some = self.day < _NO_DAY
        return list(zip(self.day[some].tolist(), self.number[some].tolist(), strict=True))


@dataclass(frozen=True)
class Flows:
    """Both, and how far back the record reaches."""

    new: Flow
    closed: Flow
    reaches: bool  # over the period that it is compared with
    reaches_weeks: bool  # over the weeks before the period


def step_of(scope: Scope) -> Step:
    """What a bucket of the trend is, of local time."""
    start, end = scope.window
    length = end - start
    if length <= timedelta(days=HOURLY_DAYS):
        return "hour"
    return "day" if length <= timedelta(days=DAILY_DAYS) else "month"


def first_hour(scope: Scope) -> datetime:
    """The begin of the local hour in which the period begins."""
    local = scope.window[0].astimezone(scope.settings.zone)
    return scope.window[0] - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def looked_back_to(scope: Scope) -> datetime:
    """The moment before which nothing that happened changes any flow."""
    return min(scope.comparison.before[0], _known_from(scope))


def _known_from(scope: Scope) -> datetime:
    return scope.window[0] - _WEEKS - _WHOLE


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    new = _flow(_NEW, i, i.c.reported_at, LIVE.predicates(scope), scope)
    closed = _flow(_CLOSED, c, c.c.moment, [scope.clause(CLOSINGS_OF_LIVE)], scope)
    return select(union_all(new, closed, _record(scope)).subquery("flows"))


def _flow(
    part: int,
    of: FromClause,
    moment: ColumnElement[Any],
    live: list[ColumnElement[bool]],
    scope: Scope,
) -> Select[*tuple[Any, ...]]:
    (start, _), (begin, stop) = scope.comparison.now, scope.comparison.before
    since = _known_from(scope) if part == _NEW else start
    each = (
        select(
            case((moment >= since, _bucket(moment, scope)), else_=_NOWHERE).label("bucket"),
            _day(moment, scope).label("day"),
            (moment >= start).label("now"),
            and_(moment >= begin, moment < stop).label("before"),
            *scope.whose(of),
        )
        .where(*live, moment >= looked_back_to(scope))
        .where(moment < scope.window[1], moment <= scope.as_of)
        .subquery("each_new" if part == _NEW else "each_closed")
    )
    bucket, day, now, before, *whose = each.c
    counts = count_if(now), count_if(before), func.count()
    return _row(part, bucket, day, *counts).add_columns(*whose).group_by(bucket, day, *whose)


def _bucket(moment: ColumnElement[Any], scope: Scope) -> ColumnElement[int]:
    """Of an hour: its number from the period's first hour on. Of a day, also where buckets are
    months: the number of the local day since 1970."""
    if step_of(scope) == "hour":
        first = literal(to_micros(first_hour(scope)), BigInteger)
        return whole(epoch_micros(moment) - first, 3_600 * SECOND)
    first_day, last_day = _known_from(scope).date(), scope.window[1].date()
    return whole(clock_micros(moment, scope.settings.zone, first_day, last_day), _DAY_MICROS)


def _day(moment: ColumnElement[Any], scope: Scope) -> ColumnElement[int]:
    """By local days from the begin of the period on, which is that of day 0: the first hours of every
    day before, as many as have passed of the period, at most all of them."""
    (start, reached), zone, first = scope.comparison.now, scope.settings.zone, _known_from(scope)
    ahead = (start.astimezone(zone).utcoffset() or timedelta()) // timedelta.resolution
    begin = literal(to_micros(start) + ahead, BigInteger)
    since = clock_micros(moment, zone, first.date(), start.date()) - begin
    day, counted = whole(since, _DAY_MICROS), [moment >= first, moment < start]
    if reached - start < _DAY:
        so_far = literal((reached - start) // timedelta.resolution, BigInteger)
        counted.append(since - day * literal(_DAY_MICROS, BigInteger) < so_far)
    return case((and_(*counted), day), else_=_NO_DAY)


def _record(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Whether there is anything from before: the comparison, and the weeks."""
    older = (
        case((exists().where(i.c.reported_at < moment), 1), else_=0)
        for moment in (scope.comparison.before[0], _known_from(scope))
    )
    return _row(_RECORD, _NOTHING, _NOTHING, *older, _NOTHING).add_columns(*scope.everyones())


def _row(part: int, *values: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    names = ("bucket", "day", "now", "before", "number")
    named = zip(values, names, strict=True)
    told = literal(part, BigInteger).label("part")
    return select(told, *(value.label(name) for value, name in named))


def _shape(rows: Columns) -> Flows:
    def flow(part: int) -> Flow:
        mine = rows["part"] == part
        return Flow(**{one.name: rows[one.name][mine] for one in fields(Flow)})

    record = flow(_RECORD)
    return Flows(flow(_NEW), flow(_CLOSED), bool(record.now.any()), bool(record.before.any()))


FLOWS = Shared(_select, columns, _shape)
