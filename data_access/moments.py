"""Moments: their column type, their conversions, and local calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, DateTime, Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

Micros = int
"""A moment as microseconds since 1970-01-01 UTC."""

SECOND: Micros = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(moment: datetime) -> Micros:
    """An aware datetime as microseconds since 1970; a naive one is refused."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_micros(moment: Micros) -> datetime:
    """Microseconds since 1970 as an aware UTC datetime."""
    return _EPOCH + timedelta(microseconds=moment)


def now_micros() -> Micros:
    """The present moment, in whole seconds: only entry points ask for it."""
    return int(datetime.now(UTC).timestamp()) * SECOND


class Moment(TypeDecorator[datetime]):
    """A UTC moment in every engine: TIMESTAMP WITH TIME ZONE, on SQLite integer microseconds.

    SQLite has no moment type and gives naive datetimes back from text; integers sort, compare
    and convert exactly.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        micros = to_micros(value)
        return micros if dialect.name == "sqlite" else from_micros(micros)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, int):
            return from_micros(value)
        moment: datetime = value
        return moment.astimezone(UTC)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day, in UTC (also where midnight is skipped by the clock)."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def month_start(day: date) -> date:
    """The first day of the month of `day`."""
    return day.replace(day=1)


@lru_cache(maxsize=64)
def offsets(zone: ZoneInfo, first: date, last: date) -> list[tuple[datetime, int]]:
    """Since when a zone's clocks have been how many seconds ahead of UTC: one line before all
    days from `first` to `last`, and one for each change in them."""
    begin, end = (datetime(d.year, d.month, d.day, tzinfo=UTC) for d in (first, last))
    begin, end = begin - timedelta(days=2), end + timedelta(days=2)

    def ahead(moment: datetime) -> int:
        return int((moment.astimezone(zone).utcoffset() or timedelta()).total_seconds())

    found = [(begin, ahead(begin))]
    while begin < end:
        following = begin + timedelta(days=1)
        if ahead(following) != found[-1][1]:
            known, change = begin, following
            while change - known > timedelta(seconds=1):
                middle = known + (change - known) // 2
                known, change = (
                    (middle, change) if ahead(middle) == found[-1][1] else (known, middle)
                )
            # to the whole second before which it was otherwise
            change = change.replace(microsecond=0)
            change += timedelta(seconds=ahead(change) == found[-1][1])
            found.append((change, ahead(change)))
        begin = following
    return found
