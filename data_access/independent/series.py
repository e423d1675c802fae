"""Trend, feed and the newest events: what happened when."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data_access.independent.cases import Case, live, local, midnight, reported
from data_access.independent.cohorts import closings
from data_access.independent.told import SECOND, Record, iso

_HOUR = 3600 * SECOND
_DAY = 24 * _HOUR
_WEEKS = 8  # of which the usual range is made
_NEWEST = 40  # events in the feed


def trend(
    every: Sequence[Case], period: tuple[int, int], as_of: int, zone: ZoneInfo, since: int | None
) -> dict[str, Any]:
    """New and closed per hour, day or month; `every` match the filter. `since`: from when on it
    is known what is usual; None: it is not."""
    days = (period[1] - period[0]) / _DAY
    step = "hour" if days <= 8 else "day" if days <= 190 else "month"
    starts = _starts(step, period, as_of, zone)
    born = [case.history.reported for case in live(every)]
    usual: Sequence[tuple[float, float] | None] = [None] * len(starts)
    long_enough = since is not None and since < period[0] - (7 * _WEEKS + 2) * _DAY
    if starts and step != "month" and long_enough:
        usual = _usual(step, starts, [at for at in born if at < period[0]], zone)
    new = [case.history.reported for case in reported(live(every), period)]
    return {
        "step": step,
        "starts": [iso(start) for start in starts],
        "new": _per_start(new, starts),
        "closed": _per_start(closings(every, period), starts),
        "usual_low": [None if bounds is None else bounds[0] for bounds in usual],
        "usual_high": [None if bounds is None else bounds[1] for bounds in usual],
    }


def _starts(step: str, period: tuple[int, int], as_of: int, zone: ZoneInfo) -> list[int]:
    """Where the hours, days or months of a period begin, as far as they have begun."""
    first = local(period[0], zone)
    if step == "hour":
        into = (first.minute * 60 + first.second) * SECOND + first.microsecond
        every_hour = range(period[0] - into, period[1], _HOUR)
        return [at for at in every_hour if at <= as_of]
    day = first.date()
    found = []
    while midnight(day := _first_of(step, day), zone) < period[1] and midnight(day, zone) <= as_of:
        found.append(midnight(day, zone))
        day += timedelta(days=1 if step == "day" else 31)
    return found


def _first_of(step: str, day: date) -> date:
    return day if step == "day" else day.replace(day=1)


def _per_start(moments: Sequence[int], starts: Sequence[int]) -> list[int]:
    """How many lie from each start up to the next; the last one has no end."""
    found = [0] * len(starts)
    for at in moments:
        found[bisect_right(starts, at) - 1] += 1
    return found


def _usual(
    step: str, starts: Sequence[int], before: Sequence[int], zone: ZoneInfo
) -> list[tuple[float, float]]:
    """What is usual in each hour or day, from the same hour of the weekday, or weekday, of the
    weeks before."""
    slots = _slots_before(step, starts[0], zone)
    counts = _per_start([at for at in before if at >= slots[0]], [*slots, starts[0]])
    of: dict[tuple[int, ...], list[int]] = {}
    for slot, count in zip(slots, counts, strict=False):
        of.setdefault(_habit(step, slot, zone), []).append(count)
    means = {habit: sum(some) / len(some) for habit, some in of.items()}
    busy = [(n, means[h], len(some)) for h, some in of.items() if means[h] for n in some]
    freedom = sum(1 - 1 / weeks for _, _, weeks in busy)
    chance = sum((n - mean) ** 2 / mean for n, mean, _ in busy)
    phi = max(1.0, chance / freedom) if freedom else 1.0
    found = []
    for start in starts:
        mean = means.get(_habit(step, start, zone), 0.0)
        half = 2 * math.sqrt(phi * mean)
        found.append((max(0.0, mean - half), mean + half))
    return found


def _slots_before(step: str, first: int, zone: ZoneInfo) -> list[int]:
    if step == "hour":
        return [first - n * _HOUR for n in range(_WEEKS * 7 * 24, 0, -1)]
    day = local(first, zone).date()
    return [midnight(day - timedelta(days=n), zone) for n in range(_WEEKS * 7, 0, -1)]


def _habit(step: str, start: int, zone: ZoneInfo) -> tuple[int, ...]:
    at = local(start, zone)
    return (at.weekday(), at.hour) if step == "hour" else (at.weekday(),)


def feed(every: Sequence[Case], period: tuple[int, int]) -> dict[str, Any]:
    """The newest events of a period, corrections and passed verifications apart."""
    found = [
        (event.at, case.told.id, event.seq, event, case)
        for case in live(every)
        for event in case.history.events
        if period[0] <= event.at < period[1] and event.kind not in ("corrected", "verified")
    ]
    found.sort(key=lambda line: line[:3], reverse=True)
    return {"items": [_item(event, case) for *_, event, case in found[:_NEWEST]]}


def _item(event: Any, case: Case) -> dict[str, Any]:
    history, fields = case.history, case.fields
    return {
        "incident_id": case.told.id,
        "external_id": case.told.external_id,
        "source": case.told.source,
        "seq": event.seq,
        "moment": iso(event.at),
        "kind": event.kind,
        "department": event.target or event.actor or history.lead(history.all),
        "area": fields["area"],
        "category": fields["category"],
        "priority": fields["priority"],
        "reported_at": iso(history.reported),
        "returns": len(history.moments("returned")),
    }


def newest(record: Record, as_of: int) -> dict[str, str]:
    """The moment of every source's newest event."""
    found: dict[str, int] = {}
    for told in record.incidents:
        for event in told.events:
            if event.at <= as_of:
                found[told.source] = max(found.get(told.source, event.at), event.at)
    return {source: iso(at) for source, at in found.items()}
