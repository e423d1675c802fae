"""Changes of counts, the variation of a series, and what a period is compared with."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from data_access.filters import Filter
from data_access.periods import compared
from data_access.reach import EVERYTHING
from data_access.statistics import CLEAR_Z, count_change, dispersion

NEW_YORK = ZoneInfo("America/New_York")
COUNTS = st.integers(0, 100_000)
HOURS = st.floats(0.5, 10_000)


@given(COUNTS, COUNTS, HOURS, HOURS, st.floats(1, 50))
def test_the_z_of_a_count(a: int, b: int, hours_a: float, hours_b: float, phi: float) -> None:
    """Of two independent square roots: 2·sqrt(X) has variance 1, over E it has 1/E."""
    apart = 2 * np.sqrt(a / hours_a) - 2 * np.sqrt(b / hours_b)
    expected = apart / np.hypot(np.sqrt(phi / hours_a), np.sqrt(phi / hours_b))
    assert count_change(a, b, hours_a, hours_b, phi) == pytest.approx(float(expected))
    assert count_change(b, a, hours_b, hours_a, phi) == pytest.approx(-float(expected))


def test_a_count_worked_by_hand() -> None:
    assert count_change(144, 100, 24, 24) == pytest.approx(2 * (12 - 10) / math.sqrt(2))
    assert count_change(144, 100, 24, 24, phi=4) == pytest.approx((12 - 10) / math.sqrt(2))
    assert count_change(50, 100, 12, 24) == 0  # half the time, half the count
    assert count_change(9, 9, 1, 1, phi=0.5) == 0
    assert count_change(16, 9, 1, 1, phi=0.5) == count_change(16, 9, 1, 1)  # phi is at least 1
    assert CLEAR_Z == 3


@pytest.mark.parametrize("hours", [(0.0, 24.0), (24.0, 0.0), (-1.0, 24.0)])
def test_where_no_time_has_passed_there_is_no_change(hours: tuple[float, float]) -> None:
    assert count_change(5, 5, *hours) is None


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=8), max_size=10))
def test_dispersion_is_that_of_the_chi_squared_test(groups: list[list[int]]) -> None:
    known = [group for group in groups if any(group)]
    squares = sum(stats.chisquare(group).statistic for group in known)
    freedom = sum(len(group) - 1 for group in known)
    expected = max(1.0, squares / freedom) if freedom else 1.0
    assert dispersion(groups) == pytest.approx(expected)


def test_dispersion_worked_by_hand() -> None:
    assert dispersion([[0, 20]]) == pytest.approx(20)  # (100 + 100) / 10, one degree of freedom
    assert dispersion([[0, 20], [10, 10]]) == pytest.approx(10)
    assert dispersion([[10, 10], [9, 11]]) == 1  # less than chance is no reason to find more
    assert dispersion([[8, 12], [6, 14]]) == pytest.approx((0.8 + 3.2) / 2)
    assert dispersion([[7], [0, 0], []]) == 1


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=NEW_YORK).astimezone(UTC)


# query, as_of, begin and end of what it is compared with, hours of both
COMPARED = [
    ("period=24h", "2026-11-03T15:30", "2026-11-01T15:30", "2026-11-02T15:30", 24, 24),
    ("period=7d", "2026-11-03T15:30", "2026-10-20T16:30", "2026-10-27T16:30", 168, 168),
    ("period=30d", "2026-11-03T15:30", "2026-09-04T16:30", "2026-10-04T16:30", 720, 720),
    # 720 hours up to the end of a month are no calendar month
    ("period=30d", "2026-05-01T00:00", "2026-03-01T23:00", "2026-04-01T00:00", 720, 720),
    ("period=today", "2026-06-10T09:00", "2026-06-09T00:00", "2026-06-09T09:00", 9, 9),
    # the day the clocks go forward: at 09:00 eight hours have passed
    ("period=today", "2026-03-08T09:00", "2026-03-07T00:00", "2026-03-07T08:00", 8, 8),
    ("period=today", "2026-03-09T09:00", "2026-03-08T00:00", "2026-03-08T10:00", 9, 9),
    ("period=today", "2026-03-09T23:30", "2026-03-08T00:00", "2026-03-09T00:00", 23.5, 23),
    # and back: at 09:00 ten hours, and more hours in it than in the day before
    ("period=today", "2026-11-01T09:00", "2026-10-31T00:00", "2026-10-31T10:00", 10, 10),
    ("period=today", "2026-11-01T23:30", "2026-10-31T00:00", "2026-11-01T00:00", 24.5, 24),
    ("period=month", "2026-06-10T09:00", "2026-05-01T00:00", "2026-05-10T09:00", 225, 225),
    ("period=month", "2026-03-31T12:00", "2026-02-01T00:00", "2026-03-01T00:00", 731, 672),
    ("period=month", "2026-01-05T00:00", "2025-12-01T00:00", "2025-12-05T00:00", 96, 96),
    ("period=month", "2028-03-31T00:00", "2028-02-01T00:00", "2028-03-01T00:00", 719, 696),
    ("period=lastmonth", "2026-04-01T00:00", "2026-02-01T00:00", "2026-03-01T00:00", 743, 672),
    ("period=lastmonth", "2026-01-31T12:00", "2025-11-01T00:00", "2025-12-01T00:00", 744, 721),
    # a calendar month against the one before, whole or as far as it has come
    ("2026-03-01/2026-04-01", "2026-06-01T00:00", "2026-02-01T00:00", "2026-03-01T00:00", 743, 672),
    ("2026-06-01/2026-07-01", "2026-06-02T06:00", "2026-05-01T00:00", "2026-05-02T06:00", 30, 30),
    ("2025-12-01/2026-01-01", "2026-06-01T00:00", "2025-11-01T00:00", "2025-12-01T00:00", 744, 721),
    # over at the very instant: it is whole, and so is the longer day before
    ("2026-11-02/2026-11-03", "2026-11-03T00:00", "2026-11-01T00:00", "2026-11-02T00:00", 24, 25),
    # days against as many days before, of whatever length
    ("2026-11-01/2026-11-02", "2026-11-09T00:00", "2026-10-31T00:00", "2026-11-01T00:00", 25, 24),
    ("2026-11-02/2026-11-03", "2026-11-09T00:00", "2026-11-01T00:00", "2026-11-02T00:00", 24, 25),
    ("2026-11-02/2026-11-09", "2026-11-04T12:00", "2026-10-26T00:00", "2026-10-28T12:00", 60, 60),
    ("2026-06-02/2026-07-01", "2026-09-01T00:00", "2026-05-04T00:00", "2026-06-02T00:00", 696, 696),
    ("2026-06-01/2026-07-02", "2026-09-01T00:00", "2026-05-01T00:00", "2026-06-01T00:00", 744, 744),
]


@pytest.mark.parametrize(("query", "as_of", "begin", "end", "hours", "hours_before"), COMPARED)
def test_a_period_is_compared_with_the_same_elapsed_part(
    query: str, as_of: str, begin: str, end: str, hours: float, hours_before: float
) -> None:
    given_ = query.removeprefix("period=")
    filter_ = Filter.parse(EVERYTHING, {"period": given_})
    found = compared(filter_, local(as_of), NEW_YORK)
    start, stop = filter_.window(local(as_of), NEW_YORK)
    assert found.now == (start, min(stop, local(as_of)))
    assert found.before == (local(begin), local(end))
    assert found.hours == (hours, hours_before)


def test_nothing_has_passed_of_a_period_to_come() -> None:
    filter_ = Filter.parse(EVERYTHING, {"from": "2026-11-10", "to": "2026-11-12"})
    found = compared(filter_, utc("2026-11-03T12:00"), NEW_YORK)
    assert found.hours == (0, 0)
    assert found.before == (local("2026-11-08"), local("2026-11-08"))
