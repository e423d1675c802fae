"""What is reviewed: a period, the moment that it is looked at as of, and what it is compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from data_access.filters import Filter, FilterError
from data_access.moments import local_midnight, month_start

_MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")
_DAY = re.compile(r"(19|20|21)\d\d-\d\d-\d\d")
Days = tuple[date, date]
"""A first day and the day after the last."""


@dataclass(frozen=True)
class Reviewed:
    """A period of whole local days and its instant. `final`: that is the one it is sealed as of; before,
    it is the newest, and figures still change."""

    filter: Filter
    as_of: datetime
    final: bool

    @property
    def first(self) -> date:
        return date.fromisoformat(self.filter.start)

    @property
    def end(self) -> date:
        """The day after the last."""
        return date.fromisoformat(self.filter.end)

    @property
    def month(self) -> str | None:
        """ "2026-10" where it is a calendar month."""
        whole = self.first.day == 1 and self.end == following(self.first)
        return f"{self.first:%Y-%m}" if whole else None


def of_month(text: str, filter_: Filter) -> Filter:
    """The filter of a calendar month, such as "2026-10". Raises FilterError."""
    if not _MONTH.fullmatch(text):
        raise FilterError(f"month={text[:32]}: a month such as 2026-10 is needed")
    first = date.fromisoformat(f"{text}-01")
    return replace(
        filter_, period="custom", start=first.isoformat(), end=following(first).isoformat()
    )


def reviewed(filter_: Filter, now: datetime, delay_days: int, zone: ZoneInfo) -> Reviewed:
    """A filter's period, as of its end and the delay after it, or as of now where that is still to come.

    Raises FilterError where it is not of whole local days that have begun.
    """
    if filter_.period != "custom" or len(filter_.start) > 10 or len(filter_.end) > 10:
        raise FilterError("a review is of a month (2026-10) or of whole days (from, to)")
    start, _ = filter_.window(now, zone)
    if start >= now:
        raise FilterError(f"from={filter_.start}: the period has not begun")
    as_of = _seal_moment(filter_, delay_days, zone)
    return Reviewed(filter_, min(as_of, now), as_of <= now)


def _seal_moment(filter_: Filter, delay_days: int, zone: ZoneInfo) -> datetime:
    """The local midnight so many days after the period's end."""
    return local_midnight(date.fromisoformat(filter_.end) + timedelta(days=delay_days), zone)


def before(one: Reviewed, delay_days: int, zone: ZoneInfo) -> Reviewed:
    """The calendar month before, or as many days before; with the same delay."""
    if one.month is not None:
        first = month_start(one.first - timedelta(days=1))
        return _at(one, first, one.first, delay_days, zone)
    return _at(one, one.first - (one.end - one.first), one.first, delay_days, zone)


def days_of(text: str) -> Days:
    """A period to compare with, such as "2026-08" or "2026-08-01/2026-08-15". Raises FilterError."""
    if _MONTH.fullmatch(text):
        first = date.fromisoformat(f"{text}-01")
        return first, following(first)
    said = text.split("/")
    try:
        if len(said) != 2 or not all(_DAY.fullmatch(day) for day in said):
            raise ValueError
        first, end = map(date.fromisoformat, said)
    except ValueError:
        raise FilterError(
            f"with={text[:32]}: a month such as 2026-08 or whole days such as 2026-08-01/2026-08-15 "
            "are needed, the day after the last behind the stroke"
        ) from None
    if first >= end:
        raise FilterError(f"with={text}: the period ends before it begins")
    return first, end


def chosen(one: Reviewed, days: Days, delay_days: int, now: datetime, zone: ZoneInfo) -> Reviewed:
    """A period to compare with in place of the one before: as long after its end, but not later than now.

    Raises FilterError where it cannot be compared with.
    """
    said = f"with={days[0]}/{days[1]}"
    if days[0] < one.end and one.first < days[1]:
        raise FilterError(
            f"{said}: it overlaps what is reviewed, and would be compared with itself"
        )
    found = _at(one, *days, delay_days, zone)
    start, _ = found.filter.window(now, zone)
    if start >= now:
        raise FilterError(f"{said}: the period has not begun")
    if start >= found.as_of:
        raise FilterError(
            f"{said}: what is reviewed is not over, and as long before its end this one has not begun: "
            "more days are needed"
        )
    return replace(found, as_of=min(found.as_of, now), final=found.final and found.as_of <= now)


def is_early(other: Reviewed, one: Reviewed, zone: ZoneInfo) -> bool:
    """Whether a chosen period is looked at sooner after its end than what is reviewed, since it is just over."""
    return not other.final and (one.final or _past_end(other, zone) < _past_end(one, zone))


def year_before(one: Reviewed, delay_days: int, zone: ZoneInfo) -> Reviewed:
    """The same month, or days, of the year before."""
    first = _year_before(one.first)
    end = following(first) if one.month is not None else first + (one.end - one.first)
    return _at(one, first, end, delay_days, zone)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def following(day: date) -> date:
    """The first day of the month after a day's."""
    return month_start(month_start(day) + timedelta(days=31))


def _at(one: Reviewed, first: date, end: date, delay_days: int, zone: ZoneInfo) -> Reviewed:
    filter_ = replace(one.filter, start=first.isoformat(), end=end.isoformat())
    if one.final:
        return Reviewed(filter_, _seal_moment(filter_, delay_days, zone), True)
    # As long before or after its end as the period itself is looked at, so that both are judged alike.
    _, over = filter_.window(one.as_of, zone)
    return Reviewed(filter_, over + _past_end(one, zone), False)


def _past_end(one: Reviewed, zone: ZoneInfo) -> timedelta:
    """How long after its end it is looked at."""
    _, end = one.filter.window(one.as_of, zone)
    return one.as_of - end
