"""Trend: new and closed incidents per hour or day of the period."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    literal,
)

from data_access.definitions.constants import BAND_WIDTH, WEEKS
from data_access.flows import FLOWS, Flows, Step, first_hour, step_of
from data_access.moments import local_midnight
from data_access.periods import of_now
from data_access.questions import Question, Scope
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


def _first_day(number: int) -> int:
    """The first day of a day's month; days are numbered since 1970."""
    day = _EPOCH + timedelta(days=number)
    return number - day.day + 1


def _shape(_: None, scope: Scope, flows: Flows) -> Trend:
    step, zone = step_of(scope), scope.settings.zone
    start, end = scope.window
    # What happens at the very instant counts, also where that begins an hour or a day.
    reached = min(end, scope.as_of + timedelta.resolution)
    numbers, starts = _buckets(step, start, reached, first_hour(scope), zone)
    reported = flows.new
    new = _summed(reported.by_bucket(reported.now), step)
    closed = _summed(flows.closed.by_bucket(flows.closed.number), step)
    usual: list[tuple[float | None, float | None]] = [(None, None)] * len(numbers)
    if flows.reaches_weeks and not of_now(scope.filter):
        past = _summed(reported.by_bucket(reported.number - reported.now), step)
        usual = _usual(step, numbers, past, partial(_habits, scope))
    return Trend(
        step,
        tuple(starts),
        tuple(new.get(n, 0) for n in numbers),
        tuple(closed.get(n, 0) for n in numbers),
        tuple(low for low, _ in usual),
        tuple(high for _, high in usual),
    )


def _summed(counts: list[tuple[int, int]], step: Step) -> Counter[int]:
    """The sums by bucket; of months by their first days."""
    found: Counter[int] = Counter()
    for number, count in counts:
        found[_first_day(number) if step == "month" else number] += count
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


def _habits(scope: Scope, begin: int, end: int) -> Sequence[Hashable]:
    """Of the buckets of some numbers, which hour of the local week each is, or which day: the local
    one, so that eight o'clock is compared with eight o'clock when the clocks have changed."""
    if step_of(scope) != "hour":
        return [number % 7 for number in range(begin, end)]
    return _hours_of_week(first_hour(scope), begin, end, scope.settings.zone)


@lru_cache(maxsize=100)  # the next version has the same
def _hours_of_week(
    first: datetime, begin: int, end: int, zone: ZoneInfo
) -> Sequence[tuple[int, int]]:
    local = ((first + number * _HOUR).astimezone(zone) for number in range(begin, end))
    return [(hour.weekday(), hour.hour) for hour in local]


def _usual(
    step: str,
    numbers: Sequence[int],
    past: Mapping[int, int],
    habits: Callable[[int, int], Sequence[Hashable]],
) -> list[tuple[float | None, float | None]]:
    """Mean ± 2·sqrt(phi·mean) of the same hour and weekday in the weeks before the period.

    phi >= 1 is how much more those weeks vary than a Poisson count would.
    """
    period = {"hour": 168, "day": 7}.get(step)
    if period is None or not numbers:
        return [(None, None)] * len(numbers)
    first, end = numbers[0], numbers[-1] + 1
    since = first - WEEKS * period
    habit = habits(since, end)
    of: dict[Hashable, list[int]] = {}
    for before, phase in zip(range(since, first), habit, strict=False):
        of.setdefault(phase, []).append(past.get(before, 0))
    means = {phase: sum(counts) / len(counts) for phase, counts in of.items()}
    phi = dispersion(of.values())
    bounds = []
    for number in numbers:
        mean = means[habit[number - since]]
        half = BAND_WIDTH * math.sqrt(phi * mean)
        bounds.append((max(0.0, mean - half), mean + half))
    return list(bounds)


QUESTION = Question("trend", lambda _: None, _shape, shared=(FLOWS,))
