"""What a period is compared with: the one before it, or as much of that as has passed of this."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from data_access.filters import Filter
from data_access.moments import local_midnight, month_start

Window = tuple[datetime, datetime]
"""`[start, end)` in UTC."""

_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Comparison:
    """What has passed of a period, and what it is compared with."""

    now: Window
    before: Window

    @property
    def hours(self) -> tuple[float, float]:
        """How long both are, in elapsed hours: the exposures of their counts."""
        now, before = (end - start for start, end in (self.now, self.before))
        return now / _HOUR, before / _HOUR


def compared(filter_: Filter, as_of: datetime, zone: ZoneInfo) -> Comparison:
    """The comparison of a filter's period.

    24 h, 7 d and 30 d: the same time before. Today and this month: the local day or month before,
    from its begin on for as many elapsed hours as have passed, at most to its end. Last
    month: the month before it. Days of one's own: as many local days before, or the calendar month
    before if they are one; while they last, again only the same elapsed part.
    """
    start, end = filter_.window(as_of, zone)
    reached = max(start, min(end, as_of))
    begin = _begin_before(filter_, start, end, zone)
    going_on = filter_.period in ("today", "month") or as_of < end
    stop = min(start, begin + (reached - start)) if going_on else start
    return Comparison((start, reached), (begin, stop))


def of_now(chosen: Filter) -> bool:
    """Whether it is filtered by what became of incidents since: what is open now, stands somewhere
    now or was sent back says nothing of how many used to be reported."""
    return bool(chosen.status or chosen.stage or set(chosen.only) - {"unlocated"})


def _begin_before(filter_: Filter, start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (start, end))
    if filter_.period == "today":
        return local_midnight(first.date() - timedelta(days=1), zone)
    elapsed = filter_.period in ("24h", "7d", "30d")
    if filter_.period == "month" or (not elapsed and _is_month(start, end, first.date(), zone)):
        return local_midnight(month_start(first.date() - timedelta(days=1)), zone)
    if filter_.period == "custom":
        return (first - (last - first)).replace(tzinfo=zone).astimezone(UTC)
    return start - (end - start)


def _is_month(start: datetime, end: datetime, day: date, zone: ZoneInfo) -> bool:
    following = month_start(month_start(day) + timedelta(days=31))
    return (start, end) == tuple(local_midnight(at, zone) for at in (month_start(day), following))
