"""The usual range of the trend against pandas: the same hour, or weekday, of eight weeks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Connection

from data_access import trend
from data_access.filters import Filter
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from data_access.trend import Trend
from tests.figures.bare import NOBODY, answer, bare_model

ZONE = "Asia/Kathmandu"
AS_OF = datetime(2026, 11, 3, 15, 40, tzinfo=UTC)
FIRST = AS_OF - timedelta(weeks=14)


@pytest.fixture(scope="module")
def reports() -> pd.DatetimeIndex:
    """Reports of fourteen weeks, more by day than by night and hardly any on Sundays, with weeks
    that differ more than chance."""
    random = np.random.default_rng(20261105)
    hours = pd.date_range(FIRST, AS_OF, freq="h", inclusive="left", unit="us")
    rhythm = 3 + 2 * np.sin(2 * np.pi * hours.hour / 24)
    rhythm = np.where(hours.day_of_week == 6, 0.05, rhythm) * random.gamma(4, 0.25, len(hours))
    rhythm *= np.repeat(random.gamma(8, 1 / 8, len(hours) // 24), 24)
    each = np.repeat(hours, random.poisson(rhythm))
    return pd.DatetimeIndex(each + pd.to_timedelta(random.integers(0, 3600, len(each)), unit="s"))


@pytest.fixture(scope="module")
def town(reports: pd.DatetimeIndex) -> Iterator[Connection]:
    frame = pd.DataFrame({"id": range(len(reports)), "reported_at": reports})
    with bare_model(frame) as connection:
        yield connection


def shown(town: Connection, **query: str) -> Trend:
    scope = Scope(Filter.parse(EVERYTHING, query), AS_OF, Settings(timezone=ZONE), NOBODY)
    return answer(town, trend.QUESTION, scope)


@pytest.mark.parametrize(
    ("query", "freq", "period"),
    [
        ({"period": "24h"}, "h", 168),
        ({"period": "7d"}, "h", 168),
        ({"period": "30d"}, "D", 7),
        ({"from": "2026-10-20", "to": "2026-10-30"}, "D", 7),
    ],
)
def test_the_usual_range(
    town: Connection, reports: pd.DatetimeIndex, query: dict[str, str], freq: str, period: int
) -> None:
    found = shown(town, **query)
    start, _ = Filter.parse(EVERYTHING, query).window(AS_OF, Settings(timezone=ZONE).zone)
    local = reports.tz_convert(ZONE)
    past = local[local < start]  # what is in the period is not what is usual
    counts = pd.Series(1, past.floor(freq)).groupby(level=0).sum()
    first = pd.Timestamp(found.starts[0]).tz_convert(ZONE)
    buckets = pd.date_range(first - pd.Timedelta(weeks=8), first, freq=freq, inclusive="left")
    weeks = counts.reindex(buckets, fill_value=0).to_numpy().reshape(8, period)
    means = weeks.mean(axis=0)
    known = means > 0
    squares = (weeks[:, known] - means[known]) ** 2 / means[known]
    phi = squares.sum() / (7 * known.sum())
    assert phi > 1.05
    for number, (low, high) in enumerate(zip(found.usual_low, found.usual_high, strict=True)):
        mean = means[number % period]
        half = 2 * np.sqrt(phi * mean)
        assert low == pytest.approx(max(0.0, mean - half))
        assert high == pytest.approx(mean + half)


def test_chance_alone_has_a_phi_of_one() -> None:
    """With a mean of 16 and no more variation than chance, 8 to 24 is usual."""
    every = pd.DatetimeIndex(
        np.repeat(pd.date_range(FIRST, AS_OF, freq="h", inclusive="left", unit="us"), 16)
    )
    with bare_model(pd.DataFrame({"id": range(len(every)), "reported_at": every})) as even:
        found = shown(even, period="24h")
    assert set(found.usual_low[1:-1]) == {8.0}
    assert set(found.usual_high[1:-1]) == {24.0}


def test_eight_o_clock_is_usual_by_the_clock_on_the_wall() -> None:
    """Sixteen reports every day at half past eight, on both sides of the change to winter time."""
    days = pd.date_range("2026-07-01T08:30", "2026-11-03T08:30", freq="D", unit="us")
    every = pd.DatetimeIndex(np.repeat(days, 16)).tz_localize("America/New_York")
    scope = Scope(
        Filter.parse(EVERYTHING, {"period": "7d"}),
        AS_OF,
        Settings(timezone="America/New_York"),
        NOBODY,
    )
    frame = pd.DataFrame({"id": range(len(every)), "reported_at": every.tz_convert("UTC")})
    with bare_model(frame) as connection:
        found = answer(connection, trend.QUESTION, scope)
    hours = [at.astimezone(scope.settings.zone).hour for at in found.starts]
    assert found.usual_high == tuple(24.0 if hour == 8 else 0.0 for hour in hours)
    assert found.new == tuple(16 if hour == 8 else 0 for hour in hours)


def test_where_the_past_does_not_tell_there_is_no_usual_range(town: Connection) -> None:
    absent = {
        "the record does not reach back so far": {"from": "2026-09-20", "to": "2026-10-01"},
        "a status is of now": {"period": "7d", "status": "open"},
        "months": {"from": "2026-10-05", "to": "2027-05-01"},
    }
    for why, query in absent.items():
        found = shown(town, **query)
        assert set(found.usual_low) == set(found.usual_high) == {None}, why
        assert sum(found.new) > 0


def test_how_far_back_the_record_must_reach() -> None:
    """Eight weeks and two days before the period, so that the oldest hour or day is whole."""
    limit = AS_OF - timedelta(hours=24) - timedelta(weeks=8) - timedelta(days=2)
    for oldest, known in ((limit, False), (limit - timedelta(seconds=1), True)):
        frame = pd.DataFrame({"id": [1, 2], "reported_at": [oldest, AS_OF - timedelta(hours=1)]})
        with bare_model(frame) as connection:
            found = shown(connection, period="24h")
        assert (set(found.usual_low) != {None}) == known


@pytest.mark.parametrize(
    ("query", "step"),
    [
        ({"from": "2026-10-20T00:00", "to": "2026-10-28T00:00"}, "hour"),
        ({"from": "2026-10-20T00:00", "to": "2026-10-28T00:01"}, "day"),
        ({"from": "2026-04-20T00:00", "to": "2026-10-27T00:00"}, "day"),
        ({"from": "2026-04-20T00:00", "to": "2026-10-27T00:01"}, "month"),
    ],
)
def test_how_long_a_period_is_shown_by_hours_and_days(
    town: Connection, query: dict[str, str], step: str
) -> None:
    assert shown(town, **query).step == step


def test_a_period_that_has_not_begun_has_no_buckets(town: Connection) -> None:
    found = shown(town, **{"from": "2027-01-01", "to": "2027-01-03"})
    assert (found.starts, found.new, found.usual_low) == ((), (), ())


def test_a_period_has_its_first_bucket_from_its_very_begin(town: Connection) -> None:
    begin = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
    chosen = Filter.parse(EVERYTHING, {"from": "2026-11-03T15:30", "to": "2026-11-04"})
    for as_of, buckets in ((begin - timedelta.resolution, 0), (begin, 1)):
        scope = Scope(chosen, as_of, Settings(timezone="UTC"), NOBODY)
        assert len(answer(town, trend.QUESTION, scope).starts) == buckets
