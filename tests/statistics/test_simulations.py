"""What the definitions claim of chance, tried on simulated cities."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import Connection

from data_access import closure
from data_access.filters import Filter
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from data_access.statistics import (
    CLEAR_Z,
    Durations,
    Rate,
    bands,
    count_change,
    dispersion,
    plain_percentile,
    survival_percentiles,
)
from tests.figures.bare import NOBODY, answer, bare_model

AS_OF = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
HOUR = 3600


# Early closings ----------------------------------------------------------------------------

TRUE_RATE = 0.755  # of all incidents, in the end
DEADLINE_HOURS = 78


@pytest.fixture(scope="module")
def city() -> Iterator[Connection]:
    """A city that has never been better or worse: 200,000 reports of two months, evenly, each
    closed after an exponential time of which 75.5 % lie before the deadline."""
    random = np.random.default_rng(20261103)
    count = 200_000
    age = random.uniform(0, 60 * 24, count)  # hours
    mean = -DEADLINE_HOURS / math.log(1 - TRUE_RATE)
    closed_age = age - random.exponential(mean, count)
    now = pd.Timestamp(AS_OF)
    hours = pd.to_timedelta(age, unit="h").round("s")
    reported = now - hours
    closed = (now - pd.to_timedelta(closed_age, unit="h")).where(closed_age >= 0)
    incidents = pd.DataFrame(
        {
            "id": range(count),
            "reported_at": reported,
            "deadline": reported + pd.Timedelta(hours=DEADLINE_HOURS),
            "closed_at": closed,
        }
    )
    with bare_model(incidents) as connection:
        yield connection


def cohort(city: Connection, period: str) -> closure.Cohort:
    scope = Scope(Filter(EVERYTHING, period), AS_OF, Settings(), NOBODY)
    return answer(city, closure.QUESTION, scope).total


def if_early_closings_counted(found: closure.Cohort) -> Rate:
    return Rate(found.on_time + found.closed_early, found.due + found.closed_early)


def test_early_closings_would_make_a_day_look_perfect(city: Connection) -> None:
    day = cohort(city, "24h")
    assert day.closed_early > 500
    assert if_early_closings_counted(day).value == 1
    assert day.on_time_rate.value is None  # nothing is due yet: neither 0 % nor 100 %


def test_early_closings_would_make_a_week_look_better(city: Connection) -> None:
    week = cohort(city, "7d")
    assert if_early_closings_counted(week).value == pytest.approx(0.825, abs=0.01)
    assert week.on_time_rate.value == pytest.approx(TRUE_RATE, abs=0.01)


def test_in_the_end_both_are_the_true_rate(city: Connection) -> None:
    """Of the months before, all of it is due: what is shown is what is true."""
    start, end = (AS_OF - timedelta(days=days) for days in (59, 29))
    custom = Filter.parse(EVERYTHING, {"from": f"{start:%Y-%m-%d}", "to": f"{end:%Y-%m-%d}"})
    scope = Scope(custom, AS_OF, Settings(), NOBODY)
    past = answer(city, closure.QUESTION, scope).total
    assert past.closed_early == 0
    assert past.due == past.filed > 90_000
    assert past.on_time_rate.value == pytest.approx(TRUE_RATE, abs=0.006)


# The unanswered ----------------------------------------------------------------------------


def answers(median_hours: float, looked_at_hours: float, count: int = 40_000) -> Durations:
    """Assignments spread over the last hours, answered after an exponential time if it is over."""
    random = np.random.default_rng(int(median_hours * 1000 + looked_at_hours))
    age = random.uniform(0, looked_at_hours, count) * HOUR
    took = random.exponential(median_hours / math.log(2), count) * HOUR
    heard = took <= age
    seconds, at = np.unique(np.floor(np.minimum(took, age)).astype(int), return_inverse=True)
    ended = np.bincount(at, weights=heard).astype(int)
    waiting = np.bincount(at, weights=~heard).astype(int)
    return Durations(seconds, ended, waiting)


def test_leaving_the_unanswered_out_makes_slow_departments_look_fast() -> None:
    """True medians of 2 and of 12 hours, looked at over one day."""
    quick, slow = answers(2, 24), answers(12, 24)
    assert (plain_percentile(quick, 0.5) or 0) / HOUR == pytest.approx(1.7, abs=0.1)
    assert (plain_percentile(slow, 0.5) or 0) / HOUR < 12 / 2  # twice as fast as it is
    for counts, hours in ((quick, 2), (slow, 12)):
        (median,) = survival_percentiles(counts, (0.5,))
        assert median is not None
        assert median.seconds / HOUR == pytest.approx(hours, rel=0.03)


def test_leaving_the_unanswered_out_makes_recent_days_look_best() -> None:
    """The same department, which never changed, over ever shorter periods."""
    shown = [(plain_percentile(answers(12, hours), 0.5) or 0) / HOUR for hours in (720, 168, 24, 6)]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] == pytest.approx(12, rel=0.05)
    assert shown[-1] < 3
    for hours in (720, 168, 24):
        (median,) = survival_percentiles(answers(12, hours), (0.5,))
        assert median is not None
        assert median.seconds / HOUR == pytest.approx(12, rel=0.03)
    (median,) = survival_percentiles(answers(12, 6), (0.5,))
    assert median is not None
    assert median.beyond  # of six hours one cannot know it, and it is not pretended


# Rankings ----------------------------------------------------------------------------------


def test_equal_communities_are_hardly_ever_flagged() -> None:
    """64 equal communities: plain intervals flag one in nearly every table, bands in few."""
    random = np.random.default_rng(20260302)
    tables, due, rate = 1_000, 200, 0.8
    every = [Rate(closed, due) for closed in range(due + 1)]
    outside = np.array([not r.interval[0] <= rate <= r.interval[1] for r in every if r.interval])
    drawn = random.binomial(due, rate, size=(tables, 64))
    plain = outside[drawn].any(axis=1).mean()
    flagged = np.mean(
        [any(band != "same" for band in bands([every[k] for k in row], 30)) for row in drawn]
    )
    assert plain == pytest.approx(0.94, abs=0.03)
    assert 0.02 < flagged < 0.06


@pytest.mark.parametrize("units", [2, 3, 6, 12])
def test_few_equal_streets_are_hardly_ever_flagged(units: int) -> None:
    random = np.random.default_rng(20260303)
    flagged = sum(
        any(band != "same" for band in bands([Rate(int(k), 300) for k in closed], 30))
        for closed in random.binomial(300, 0.8, size=(600, units))
    )
    assert flagged / 600 < 0.08


def test_communities_that_differ_more_than_chance_are_not_flagged_for_it() -> None:
    """Each has a rate of its own around 80 %: that is habit, and phi takes it into account."""
    random = np.random.default_rng(20260305)
    flagged = 0
    for _ in range(200):
        rates = random.beta(80, 20, 64)
        table = [Rate(int(k), 400) for k in random.binomial(400, rates)]
        flagged += sum(band != "same" for band in bands(table, 30))
    assert flagged / (200 * 64) < 0.01


# Counts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mean", "hours_a", "hours_b"), [(400, 24, 24), (2_000, 24, 168), (900, 100, 720)]
)
def test_equal_poisson_series_hardly_ever_change(
    mean: float, hours_a: float, hours_b: float
) -> None:
    """|z| > 3 in 0.2 to 0.4 %: by chance it is 0.27 %; a million pairs know it to 0.005 %."""
    random = np.random.default_rng(20260306)
    pairs = 1_000_000
    a = random.poisson(mean, pairs)
    b = random.poisson(mean * hours_b / hours_a, pairs)
    # The square roots of the counts that occur, by the function itself; then all pairs at once.
    against_nothing = np.vectorize(lambda k, h, other: count_change(k, 0, h, other))
    kinds_a, at_a = np.unique(a, return_inverse=True)
    kinds_b, at_b = np.unique(b, return_inverse=True)
    z = against_nothing(kinds_a, hours_a, hours_b)[at_a]
    z = z - against_nothing(kinds_b, hours_b, hours_a)[at_b]
    assert z[0] == pytest.approx(count_change(int(a[0]), int(b[0]), hours_a, hours_b))
    assert 0.002 < np.mean(np.abs(z) > CLEAR_Z) < 0.004


def test_equal_series_hardly_ever_change_with_phi_of_their_past() -> None:
    """phi from eight weeks by hour of the week, as the trend has it, hardly widens the test."""
    random = np.random.default_rng(20260307)
    by_hour = 3 + 2.5 * np.sin(np.arange(168) / 168 * 14 * np.pi)
    day = by_hour[:24].sum()
    changed = 0
    for _ in range(300):
        phi = dispersion(random.poisson(by_hour, (8, 168)).T.tolist())
        a, b = random.poisson(day, (2, 1_000))
        z = 2 * (np.sqrt(a / 24) - np.sqrt(b / 24)) / np.sqrt(phi * (2 / 24))
        assert z[0] == pytest.approx(count_change(int(a[0]), int(b[0]), 24, 24, phi))
        changed += int((np.abs(z) > CLEAR_Z).sum())
    assert 0.002 < changed / 300_000 < 0.004


def test_a_series_that_varies_by_itself_needs_more_for_a_change() -> None:
    """Ten times as much as chance: without phi every third pair would be a change."""
    random = np.random.default_rng(20260308)
    weeks = random.negative_binomial(100 / 9, 1 / 10, (500, 8))
    days = random.negative_binomial(100 / 9, 1 / 10, (500, 2))
    phis = [dispersion([row]) for row in weeks.tolist()]
    plain = [count_change(a, b, 24, 24) or 0.0 for a, b in days.tolist()]
    with_phi = [
        count_change(a, b, 24, 24, phi) or 0.0
        for (a, b), phi in zip(days.tolist(), phis, strict=True)
    ]
    assert np.mean(np.abs(plain) > CLEAR_Z) > 0.3
    assert np.mean(np.abs(with_phi) > CLEAR_Z) < 0.04
