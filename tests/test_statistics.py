"""Intervals, bands and percentiles against independent implementations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from data_access.closure import Cohort
from data_access.statistics import (
    Durations,
    Percentile,
    Rate,
    bands,
    overdispersion,
    plain_percentile,
    survival_percentiles,
)

RATES = st.integers(1, 100_000).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n)))
MANY = st.lists(
    st.integers(30, 400).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=40,
)
COUNTS = st.lists(
    st.builds(Durations, st.integers(0, 12), st.integers(0, 3), st.integers(0, 3)), max_size=12
)
SHARES = (0.25, 0.5, 0.9)


@given(RATES)
def test_wilson_interval(rate: Rate) -> None:
    expected = proportion_confint(rate.numerator, rate.denominator, 0.05, method="wilson")
    assert rate.interval == pytest.approx(expected, abs=1e-9)
    assert rate.interval is not None and rate.value is not None
    low, high = rate.interval
    assert 0 <= low <= rate.value <= high <= 1


def test_a_rate_over_nothing_is_absent() -> None:
    assert Rate(0, 0).value is None
    assert Rate(0, 0).interval is None


def test_a_published_example() -> None:
    """A city's monthly bulletin: 972 due, 911 closed, 737 on time."""
    counts = dict.fromkeys(Cohort.__dataclass_fields__.keys() - {"code"}, 0) | {
        "filed": 996,
        "due": 972,
        "closed": 911,
        "on_time": 737,
        "closed_late": 174,
        "overdue": 61,
    }
    cohort = Cohort(code=None, **counts)
    assert f"{cohort.closure_rate.value:.2%}" == "93.72%"
    assert f"{cohort.on_time_rate.value:.2%}" == "75.82%"
    assert f"{cohort.overdue_rate.value:.2%}" == "24.18%"
    assert cohort.rework_rate.value is None


@given(MANY)
def test_bands_are_benjamini_hochberg_of_score_tests(rates: list[Rate]) -> None:
    k = np.array([r.numerator for r in rates])
    n = np.array([r.denominator for r in rates])
    assume(0 < k.sum() < n.sum())
    rest_k, rest_n = k.sum() - k, n.sum() - n
    pooled = k.sum() / n.sum()
    z = (k / n - rest_k / rest_n) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest_n))
    z /= np.sqrt(overdispersion(z))
    p = 2 * stats.norm.sf(np.abs(z))
    rejected, adjusted, _, _ = multipletests(p, alpha=0.05, method="fdr_bh")
    assume(np.all(np.abs(adjusted - 0.05) > 1e-9))
    expected = [
        ("better" if score > 0 else "worse") if clear else "same"
        for score, clear in zip(z, rejected, strict=True)
    ]
    assert bands(rates, 30) == expected
    opposite = {"better": "worse", "worse": "better", "same": "same"}
    assert bands(rates, 30, higher_is_better=False) == [opposite[band] for band in expected]


def test_overdispersion_is_the_mean_square_of_winsorised_scores() -> None:
    z = np.linspace(-3, 3, 30)
    expected = np.mean(np.square(stats.mstats.winsorize(z, limits=(0.1, 0.1))))
    assert overdispersion(z) == pytest.approx(float(expected))
    assert overdispersion([0.1, -0.2, 0.3]) == 1.0
    assert overdispersion([-2, 2, 3, 3, 4, 20]) == pytest.approx((4 + 4 + 9 + 9 + 16 + 16) / 6)
    assert overdispersion([5.0, -5.0]) == 1.0


def test_small_units_are_no_finding_but_count_in_the_rest() -> None:
    rates = [Rate(0, 0), Rate(0, 29), Rate(90, 100), Rate(50, 100), Rate(80, 100)]
    found = bands(rates, 30)
    assert found[:2] == ["none", "few"]
    assert set(found[2:]) <= {"better", "same", "worse"}
    # a crowd of units under the minimum makes the one above it stand out
    crowd = [Rate(2, 20)] * 40
    assert bands([Rate(90, 100), *crowd], 30) == ["better", *["few"] * 40]


@pytest.mark.parametrize("rates", [[], [Rate(5, 50)], [Rate(50, 50)] * 3, [Rate(0, 50)] * 3])
def test_without_a_difference_there_is_no_finding(rates: list[Rate]) -> None:
    assert bands(rates, 30) == ["same"] * len(rates)


def test_equal_communities_are_hardly_ever_flagged() -> None:
    """64 equal communities: plain intervals flag one in nearly every table, bands in few."""
    random = np.random.default_rng(20260302)
    tables = 400
    flagged = plain = 0
    for closed in random.binomial(200, 0.8, size=(tables, 64)):
        rates = [Rate(int(k), 200) for k in closed]
        flagged += any(band != "same" for band in bands(rates, 30))
        plain += any(not r.interval[0] <= 0.8 <= r.interval[1] for r in rates if r.interval)
    assert plain / tables > 0.9
    assert 0.01 < flagged / tables < 0.08


@pytest.mark.parametrize("units", [2, 3, 6, 12])
def test_few_equal_streets_are_hardly_ever_flagged(units: int) -> None:
    random = np.random.default_rng(20260303)
    flagged = sum(
        any(band != "same" for band in bands([Rate(int(k), 300) for k in closed], 30))
        for closed in random.binomial(300, 0.8, size=(600, units))
    )
    assert flagged / 600 < 0.08


def test_one_bad_street_of_six_is_found() -> None:
    streets = [Rate(150, 300), *[Rate(240 + n, 300) for n in range(5)]]
    assert bands(streets, 30) == ["worse", *["same"] * 5]


def test_a_clearly_different_community_is_flagged() -> None:
    assert bands([Rate(100, 200), *[Rate(160, 200)] * 30, Rate(199, 200)], 30) == [
        "worse",
        *["same"] * 30,
        "better",
    ]


@given(COUNTS, st.integers(0, 4))
def test_survival_percentiles(counts: list[Durations], never: int) -> None:
    """Kaplan-Meier as scipy has it; who never answers is censored beyond all others."""
    ended = [c.seconds for c in counts for _ in range(c.ended)]
    censored = [c.seconds for c in counts for _ in range(c.censored)]
    found = survival_percentiles(counts, SHARES, never)
    if not ended and not censored:
        assume(not counts or not never)  # moments without anyone: nothing was observed
        assert found == [None] * len(SHARES)
        return
    longest = max(c.seconds for c in counts)
    data = stats.CensoredData(
        uncensored=np.array(ended, float), right=np.array(censored + [1e6] * never, float)
    )
    curve = stats.ecdf(data).sf
    for share, percentile in zip(SHARES, found, strict=True):
        below = curve.quantiles[(curve.probabilities <= 1 - share + 1e-9)]
        reached = [int(t) for t in below if t in ended]
        expected = Percentile(reached[0]) if reached else Percentile(longest, beyond=True)
        assert percentile == expected


def test_the_unanswered_lengthen_a_percentile() -> None:
    answered = [Durations(60, 9, 0), Durations(600, 1, 0)]
    assert survival_percentiles(answered, (0.9,)) == [Percentile(60)]
    waiting = [*answered, Durations(30, 0, 2)]
    assert survival_percentiles(waiting, (0.9,)) == [Percentile(60)]
    assert survival_percentiles(answered, (0.9,), never=2) == [Percentile(600, beyond=True)]


def test_at_ties_responses_come_before_censorings() -> None:
    """Whatever the order in which the counts of one duration are told."""
    tied = [Durations(60, 0, 5), Durations(60, 5, 0)]
    assert survival_percentiles(tied, (0.5,)) == [Percentile(60)]
    assert survival_percentiles(tied[::-1], (0.5,)) == [Percentile(60)]


@given(COUNTS, st.floats(0, 1))
def test_plain_percentile(counts: list[Durations], share: float) -> None:
    answered = [c.seconds for c in counts for _ in range(c.ended)]
    found = plain_percentile(counts, share)
    if not answered:
        assert found is None
        return
    expected = np.percentile(answered, 100 * share, method="linear")
    assert found == pytest.approx(expected, abs=1e-6)
