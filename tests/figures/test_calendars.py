"""Local calendars: days of 23 and 25 hours, a leap day, zones far from Greenwich.

A bare model holds a report and a closing every half hour; each must be in the hour, day or month
that the clock on the wall showed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from data_access import counts, trend
from data_access.filters import PERIODS, Filter
from data_access.moments import offsets
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from data_access.trend import Trend
from tests.figures.bare import NOBODY, answer, bare_model

ZONES = (
    "America/New_York",
    "Asia/Shanghai",
    "Asia/Kathmandu",  # +5:45
    "Pacific/Kiritimati",  # +14
    "Pacific/Pago_Pago",  # -11
)


_AROUND = timedelta(days=64)  # last month, where the local month is the one before
Models = Callable[[datetime], Connection]


@pytest.fixture(scope="module")
def models() -> Iterator[Models]:
    """A model of a report and a closing every half hour, around the begin of a month."""
    with ExitStack() as stack:

        @cache
        def around(month: datetime) -> Connection:
            moments = pd.date_range(
                month - _AROUND, month + _AROUND + timedelta(days=31), freq="30min", unit="us"
            )
            incidents = pd.DataFrame({"id": range(len(moments)), "reported_at": moments})
            closings = pd.DataFrame(
                {"incident_id": incidents["id"], "seq": 1, "kind": "closed", "moment": moments}
            )
            return stack.enter_context(bare_model(incidents, closings))

        yield lambda as_of: around(datetime(as_of.year, as_of.month, 1, tzinfo=UTC))


def shown(models: Models, zone: str, as_of: datetime, **query: str) -> tuple[Trend, int]:
    """The trend, and the strip's number of new ones."""
    scope = Scope(Filter.parse(EVERYTHING, query), as_of, Settings(timezone=zone), NOBODY)
    found = answer(models(as_of), trend.QUESTION, scope)
    return found, answer(models(as_of), counts.QUESTION, scope).new


def local(text: str, zone: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "after", "hours"),
    [("2026-03-08", "2026-03-09", 23), ("2026-11-01", "2026-11-02", 25)],
)
def test_a_day_with_a_clock_change_by_hours(
    models: Models, day: str, after: str, hours: int
) -> None:
    zone = "America/New_York"
    found, new = shown(models, zone, local(f"{after}T12:00", zone), **{"from": day, "to": after})
    midnight = local(day, zone)
    assert found.step == "hour"
    assert found.starts == tuple(midnight + timedelta(hours=n) for n in range(hours))
    assert found.new == found.closed == (2,) * hours
    assert new == 2 * hours


def test_the_doubled_hour_is_two_hours(models: Models) -> None:
    zone = "America/New_York"
    found, _ = shown(models, zone, local("2026-11-01T12:00", zone), period="today")
    one = [n for n, at in enumerate(found.starts) if at.astimezone(ZoneInfo(zone)).hour == 1]
    assert one == [1, 2]
    assert [found.starts[n] for n in one] == [
        local("2026-11-01T01:00", zone),
        local("2026-11-01T01:00", zone, fold=1),
    ]
    assert len(found.starts) == 13  # before noon, on a day of 25 hours


def test_the_skipped_hour_is_not_there(models: Models) -> None:
    zone = "America/New_York"
    found, new = shown(models, zone, local("2026-03-08T12:00", zone), period="today")
    hours = [at.astimezone(ZoneInfo(zone)).hour for at in found.starts]
    assert hours == [0, 1, *range(3, 12)]
    assert new == 22


@pytest.mark.parametrize(
    ("as_of", "short", "halves"),
    [("2026-03-20T00:00", "2026-03-08", 46), ("2026-11-20T00:00", "2026-11-01", 50)],
)
def test_a_day_with_a_clock_change_by_days(
    models: Models, as_of: str, short: str, halves: int
) -> None:
    zone = "America/New_York"
    month = {"from": f"{as_of[:7]}-01", "to": as_of[:10]}
    found, new = shown(models, zone, local(as_of, zone), **month)
    assert found.step == "day"
    days = [f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" for at in found.starts]
    assert days == [f"{as_of[:7]}-{n:02} 00:00" for n in range(1, 20)]
    of = dict(zip(days, found.new, strict=True))
    assert of.pop(f"{short} 00:00") == halves
    assert set(of.values()) == {48}
    assert new == sum(found.new)


def test_a_leap_day_is_a_day_and_belongs_to_its_month(models: Models) -> None:
    zone = "Asia/Shanghai"
    february = {"from": "2028-02-20", "to": "2028-03-03"}
    found, _ = shown(models, zone, local("2028-03-03T00:00", zone), **february)
    days = [f"{at.astimezone(ZoneInfo(zone)):%m-%d}" for at in found.starts]
    assert days[8:11] == ["02-28", "02-29", "03-01"]
    assert found.new == (48,) * 12
    found, _ = shown(
        models, zone, local("2028-03-03T00:00", zone), **{"from": "2027-09-01", "to": "2028-03-03"}
    )
    assert found.step == "day"  # 184 days, the leap day among them
    found, _ = shown(
        models, zone, local("2028-03-03T00:00", zone), **{"from": "2027-08-01", "to": "2028-04-01"}
    )
    assert found.step == "month"
    months = dict(
        zip((f"{at.astimezone(ZoneInfo(zone)):%m}" for at in found.starts), found.new, strict=True)
    )
    assert list(months) == ["08", "09", "10", "11", "12", "01", "02", "03"]
    assert months["02"] == 48 * 29
    on_it, new = shown(models, zone, local("2028-02-29T10:00", zone), period="today")
    assert on_it.starts[0] == local("2028-02-29", zone)
    assert new == 20
    _, new = shown(models, zone, local("2028-02-29T10:00", zone), period="month")
    assert new == 48 * 28 + 20


def test_months_are_whole_and_the_first_holds_what_the_period_has_of_it(models: Models) -> None:
    zone, days = "Asia/Shanghai", {"from": "2028-01-20", "to": "2028-08-20"}
    found, new = shown(models, zone, local("2028-03-03T00:00", zone), **days)
    assert found.starts == tuple(local(f"2028-0{month}-01", zone) for month in (1, 2, 3))
    assert found.new == found.closed == (48 * 12, 48 * 29, 48 * 2 + 1)
    assert new == sum(found.new)


def test_today_and_this_month_at_fourteen_hours_ahead(models: Models) -> None:
    """On Kiritimati it is the 1st at 00:30 while in Greenwich the 31st has begun that morning."""
    zone, as_of = "Pacific/Kiritimati", datetime(2026, 7, 31, 10, 30, tzinfo=UTC)
    for period in ("today", "month"):
        found, new = shown(models, zone, as_of, period=period)
        assert found.starts == (datetime(2026, 7, 31, 10, tzinfo=UTC),)
        assert (found.new, new) == ((1,), 1)  # that of 10:00; 10:30 is not before as_of
    before, new = shown(models, zone, as_of - timedelta(hours=1), period="today")
    assert before.starts[0] == datetime(2026, 7, 30, 10, tzinfo=UTC)
    assert new == 47


def test_what_happens_at_the_very_instant_has_happened(models: Models) -> None:
    """The period goes on: it begins an hour of its own."""
    zone, days = "Asia/Shanghai", {"from": "2026-06-10", "to": "2026-06-11"}
    found, new = shown(models, zone, local("2026-06-10T02:00", zone), **days)
    assert (found.new, new) == ((2, 2, 1), 5)
    assert found.closed == (2, 2, 1)
    over, new = shown(models, zone, local("2026-06-11", zone), **days)
    assert (over.new, new) == ((2,) * 24, 48)


def test_hours_of_a_zone_with_three_quarters(models: Models) -> None:
    zone = "Asia/Kathmandu"
    found, new = shown(models, zone, local("2026-06-10T03:10", zone), period="today")
    assert [f"{at.astimezone(ZoneInfo(zone)):%H:%M}" for at in found.starts] == [
        "00:00",
        "01:00",
        "02:00",
        "03:00",
    ]
    # half hours are at :15 and :45 on its clock; 03:15 has not come
    assert (found.new, new) == ((2, 2, 2, 0), 6)


QUERIES = st.one_of(
    st.sampled_from(PERIODS).map(lambda p: {"period": p}),
    st.tuples(st.integers(-20, 1), st.sampled_from((1, 3, 8, 9, 21))).map(
        lambda days: {"days": days}
    ),
)
CHANGES = ("2026-03-08T07:00", "2026-11-01T06:00", "2026-10-03T15:30", "2026-04-04T15:00")


@settings(max_examples=20)
@given(
    st.sampled_from(ZONES),
    st.sampled_from((*CHANGES, "2028-02-29T12:00", "2026-12-31T12:00")),
    st.integers(-48, 48),
    st.integers(0, 59),
    QUERIES,
)
def test_every_report_is_in_the_bucket_of_its_local_time(
    models: Models, zone: str, near: str, hours: int, minutes: int, query: dict[str, object]
) -> None:
    """By hours and days of the clock on the wall, an hour that comes twice being two."""
    as_of = datetime.fromisoformat(near).replace(tzinfo=UTC)
    as_of += timedelta(hours=hours, minutes=minutes)
    where = ZoneInfo(zone)
    if "days" in query:
        first, length = query["days"]  # type: ignore[misc]  # of the strategy above
        day = as_of.astimezone(where).date() + timedelta(days=first)
        text = {"from": str(day), "to": str(day + timedelta(days=length))}
    else:
        text = {"period": str(query["period"])}
    start, end = Filter.parse(EVERYTHING, text).window(as_of, where)
    found, new = shown(models, zone, as_of, **text)
    hour = as_of.replace(minute=0)
    half_hours = (hour + n * timedelta(minutes=30) for n in range(-48 * 64, 48 * 32))
    expected: Counter[tuple[object, ...]] = Counter()
    for moment in half_hours:
        if start <= moment < end and moment <= as_of:
            expected[bucket(moment, where, found.step)] += 1
    keys = [bucket(at, where, found.step) for at in found.starts]
    assert len(set(keys)) == len(keys)
    assert found.starts == tuple(sorted(found.starts))
    assert +Counter(dict(zip(keys, found.new, strict=True))) == expected
    assert found.new == found.closed
    assert new == sum(found.new)
    for at in found.starts:  # each begins on the wall's full hour, or day
        wall = at.astimezone(where)
        assert (wall.minute, wall.second) == (0, 0)
        assert found.step == "hour" or wall.hour == 0


def bucket(moment: datetime, zone: ZoneInfo, step: str) -> tuple[object, ...]:
    wall = moment.astimezone(zone)
    return (wall.date(),) if step == "day" else (wall.date(), wall.hour, wall.utcoffset())


@pytest.mark.parametrize(
    "name",
    [
        "Asia/Shanghai",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
    ],
)
@given(
    begin=st.dates(date(1995, 1, 1), date(2035, 1, 1)), days=st.integers(0, 800), at=st.floats(0, 1)
)
def test_the_local_clock_is_ahead_as_the_time_zone_says(
    name: str, begin: date, days: int, at: float
) -> None:
    zone, end = ZoneInfo(name), begin + timedelta(days=days)
    known = offsets(zone, begin, end)
    changes = [since for since, _ in known]
    assert changes == sorted(changes)
    around = [change + timedelta(seconds=s) for change in changes[1:] for s in (-1, 0)]
    drawn = datetime(begin.year, begin.month, begin.day, tzinfo=UTC) + timedelta(days=days * at)
    for moment in (drawn, *around):
        ahead = [seconds for since, seconds in known if since <= moment][-1]
        assert timedelta(seconds=ahead) == moment.astimezone(zone).utcoffset()
