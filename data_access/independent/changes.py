"""The counts of the strip against those of the period before."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from data_access.independent.cases import Case, live, local, midnight
from data_access.independent.cohorts import closings
from data_access.independent.told import SECOND, iso, micros

_DAY = 24 * 3600 * SECOND
_DAYS = 56  # before the period, of which is made how much a series varies
_COUNTS = ("new", "closed", "open", "overdue")


def change(
    every: Sequence[Case],
    query: Mapping[str, str],
    period: tuple[int, int],
    as_of: int,
    zone: ZoneInfo,
    since: int | None,
) -> dict[str, Any]:
    """`every` match the filter. `since`: the record's first report; None: nothing is compared."""
    start, end = period
    passed = max(0, min(end, as_of) - start)
    first, last = _before(query, period, as_of, zone)
    born = [case.history.reported for case in live(every)]
    closed = closings(every, (-(2**62), as_of + 1))
    now_open = [case for case in every if case.has_status("open")]
    stock = {"open": len(now_open), "overdue": sum(c.has_status("overdue") for c in now_open)}
    found = {
        "new": _within(born, period),
        "closed": _within(closed, period),
        **stock,
    }
    known = since is not None and since < first and passed > 0
    before: dict[str, int] = {}
    z: dict[str, float] = {}
    if known:
        for name, moments in (("new", born), ("closed", closed)):
            before[name] = _within(moments, (first, last))
            if since is not None and since < start - (_DAYS + 2) * _DAY:
                phi = _phi(moments, start, min(passed, _DAY), zone)
                z[name] = _z(found[name], passed, before[name], last - first, phi)
        if end >= as_of:
            then = [case.at(last) for case in live(every) if case.history.reported <= last]
            still = [history for history in then if not history.shut(history.all)]
            before |= {"open": len(still), "overdue": sum(history.due for history in still)}
    compared = {name: _compared(found[name], before.get(name), z.get(name)) for name in _COUNTS}
    return {"start": iso(first), "end": iso(last), **compared}


def _compared(now: int, before: int | None, z: float | None) -> dict[str, Any]:
    clear = None
    if z is not None:
        clear = "more" if z > 3 else "less" if z < -3 else "same"
    difference = None if before is None else now - before
    return {"now": now, "before": before, "difference": difference, "z": z, "clear": clear}


def _within(moments: Sequence[int], period: tuple[int, int]) -> int:
    return sum(period[0] <= at < period[1] for at in moments)


def _before(
    query: Mapping[str, str], period: tuple[int, int], as_of: int, zone: ZoneInfo
) -> tuple[int, int]:
    """What a period is compared with."""
    start, end = period
    day, word = local(start, zone).date(), query.get("period")
    if word in ("24h", "7d", "30d"):
        return start - (end - start), start
    if word == "today":
        first = midnight(day - timedelta(days=1), zone)
    elif word is not None or _is_month(period, zone):
        first = midnight((day - timedelta(days=1)).replace(day=1), zone)
    else:
        begin, after = (_naive(at, zone) for at in period)
        first = micros((begin - (after - begin)).replace(tzinfo=zone))
    if word in ("today", "month") or as_of < end:
        return first, min(start, first + max(0, min(end, as_of) - start))
    return first, start


def _is_month(period: tuple[int, int], zone: ZoneInfo) -> bool:
    day = local(period[0], zone).date()
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return period == (midnight(day.replace(day=1), zone), midnight(following, zone))


def _naive(moment: int, zone: ZoneInfo) -> datetime:
    return local(moment, zone).replace(tzinfo=None)


def _phi(moments: Sequence[int], start: int, length: int, zone: ZoneInfo) -> float:
    """How much the days before vary more than by chance, as much of each as has passed."""
    begin, counts = _naive(start, zone), [0] * _DAYS
    for at in moments:
        if start - (_DAYS + 2) * _DAY <= at < start:
            ago, into = divmod(_naive(at, zone) - begin, timedelta(days=1))
            if -_DAYS <= ago < 0 and into < timedelta(microseconds=length):
                counts[ago] += 1
    weekdays = [counts[day::7] for day in range(7)]
    means = [sum(some) / len(some) for some in weekdays]
    busy = [(some, mean) for some, mean in zip(weekdays, means, strict=True) if mean]
    if not busy:
        return 1.0
    squares = sum((n - mean) ** 2 / mean for some, mean in busy for n in some)
    return max(1.0, squares / sum(len(some) - 1 for some, _ in busy))


def _z(a: int, micros_a: int, b: int, micros_b: int, phi: float) -> float:
    hours_a, hours_b = (micros / 3600 / SECOND for micros in (micros_a, micros_b))
    root = math.sqrt(phi * (1 / hours_a + 1 / hours_b))
    return 2 * (math.sqrt(a / hours_a) - math.sqrt(b / hours_b)) / root
