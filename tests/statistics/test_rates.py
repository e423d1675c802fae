"""Rates, their intervals and changes against statsmodels."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from data_access.closure import nobody
from data_access.statistics import (
    Z95,
    Z998,
    Rate,
    RateChange,
    against_target,
    clear_changes,
    wilson,
)
from data_access.statistics.rates import discoveries

RATES = st.integers(1, 100_000).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n)))
SMALL = st.integers(0, 60).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n)))
SOME = st.one_of(SMALL, RATES)
NONE = Rate(0, 0)


@given(RATES, st.sampled_from((Z95, Z998, 1.0)))
@example(Rate(0, 1), Z95)
@example(Rate(1, 1), Z95)
@example(Rate(0, 50), Z95)
@example(Rate(50, 50), Z95)
def test_wilson_interval(rate: Rate, z: float) -> None:
    alpha = 2 * norm.sf(z)
    expected = proportion_confint(rate.numerator, rate.denominator, alpha, method="wilson")
    low, high = wilson(rate, z)
    assert (low, high) == pytest.approx(expected, abs=1e-9)
    assert rate.value is not None
    assert 0 <= low <= rate.value <= high <= 1
    assert (low == 0) == (rate.numerator == 0)
    assert (high == 1) == (rate.numerator == rate.denominator)


def test_the_interval_of_a_rate_is_that_of_95_percent() -> None:
    assert norm.sf(Z95) == pytest.approx(0.025, abs=1e-15)
    assert norm.sf(Z998) == pytest.approx(0.001, abs=1e-15)
    assert Rate(7, 9).interval == wilson(Rate(7, 9), Z95)


def test_a_rate_over_nothing_is_absent() -> None:
    assert NONE.value is None
    assert NONE.interval is None
    for change in (RateChange(NONE, Rate(1, 2)), RateChange(Rate(1, 2), NONE)):
        assert (change.difference, change.interval, change.p_value) == (None, None, None)


def test_a_published_example() -> None:
    """A city's monthly bulletin: 972 due, 911 closed, 737 on time."""
    cohort = nobody(None).__class__(
        **{
            **vars(nobody(None)),
            "filed": 996,
            "due": 972,
            "closed": 911,
            "on_time": 737,
            "closed_late": 174,
            "overdue": 61,
        }
    )
    assert f"{cohort.closure_rate.value:.2%}" == "93.72%"
    assert f"{cohort.on_time_rate.value:.2%}" == "75.82%"
    assert f"{cohort.overdue_rate.value:.2%}" == "24.18%"
    assert cohort.rework_rate.value is None
    assert f"{Rate(cohort.closed, cohort.filed).value:.2%}" == "91.47%"  # the wrong denominator


@given(RATES, RATES)
@example(Rate(0, 1), Rate(1, 1))
@example(Rate(56, 70), Rate(48, 80))  # of Newcombe's own article, from 0.0524 to 0.3339
def test_newcombes_interval_of_a_change(now: Rate, before: Rate) -> None:
    change = RateChange(before, now)
    expected = confint_proportions_2indep(
        now.numerator, now.denominator, before.numerator, before.denominator, method="newcomb"
    )
    assert change.interval == pytest.approx(expected, abs=1e-9)
    assert change.difference is not None
    assert change.difference == pytest.approx(
        now.numerator / now.denominator - before.numerator / before.denominator
    )
    opposite = RateChange(now, before).interval
    assert change.interval is not None
    assert opposite == pytest.approx((-change.interval[1], -change.interval[0]), abs=1e-12)


def test_newcombes_own_example() -> None:
    found = RateChange(before=Rate(48, 80), now=Rate(56, 70)).interval
    assert found == pytest.approx((0.0524, 0.3339), abs=5e-5)


@given(SOME, SOME)
@example(Rate(56, 70), Rate(48, 80))
@example(Rate(30, 60), Rate(30, 60))
def test_the_p_value_is_the_level_whose_interval_just_reaches_no_change(
    now: Rate, before: Rate
) -> None:
    change = RateChange(before, now)
    p = change.p_value
    if change.difference is None:
        assert p is None
        return
    assert p is not None
    if change.difference == 0:
        assert p == 1
        return
    assume(p > 1e-12)  # beyond that statsmodels knows no quantile
    ends = confint_proportions_2indep(
        now.numerator,
        now.denominator,
        before.numerator,
        before.denominator,
        method="newcomb",
        alpha=p,
    )
    assert min(abs(end) for end in ends) < 1e-6
    low, high = change.interval or (0.0, 0.0)
    assert (p < 0.05) == (not low <= 0 <= high) or abs(p - 0.05) < 1e-9


@given(st.lists(st.floats(0, 1), max_size=20), st.sampled_from((0.05, 0.2)))
@example([0.05], 0.05)
@example([0.04, 0.04, 0.049], 0.05)
def test_discoveries_are_benjamini_and_hochbergs(p_values: list[float], share: float) -> None:
    if not p_values:
        assert discoveries(p_values, share) == []
        return
    rejected = multipletests(p_values, alpha=share, method="fdr_bh")[0]
    assert discoveries(p_values, share) == [bool(r) for r in rejected]


@settings(max_examples=40)
@given(st.lists(st.tuples(SMALL, SMALL), min_size=1, max_size=6))
def test_changes_of_a_table(pairs: list[tuple[Rate, Rate]]) -> None:
    table = [RateChange(before, now) for before, now in pairs]
    found = clear_changes(table)
    known = [at for at, change in enumerate(table) if change.difference is not None]
    assert [at for at, verdict in enumerate(found) if verdict != "none"] == known
    if not known:
        return
    p_values = [table[at].p_value or 0.0 for at in known]
    rejected = multipletests(p_values, alpha=0.05, method="fdr_bh")[0]
    for at, clear in zip(known, rejected, strict=True):
        difference, interval = table[at].difference, table[at].interval
        assert difference is not None and interval is not None
        expected = ("higher" if difference > 0 else "lower") if clear else "no_clear_change"
        assert found[at] == expected
        if clear:  # never called a change beside an interval with 0 in it
            assert not interval[0] <= 0 <= interval[1]


def test_of_many_rows_one_small_p_value_is_no_change() -> None:
    changed = RateChange(before=Rate(50, 100), now=Rate(65, 100))
    assert clear_changes([changed]) == ["higher"]
    assert clear_changes([RateChange(changed.now, changed.before)]) == ["lower"]
    crowd = [changed, *[RateChange(Rate(50, 100), Rate(50, 100))] * 9]
    assert clear_changes(crowd) == ["no_clear_change"] * 10
    assert clear_changes([]) == []


@pytest.mark.parametrize(
    ("rate", "verdict"),
    [
        (Rate(95, 100), "too_few"),  # from 0.888 to 0.978
        (Rate(990, 1000), "met"),
        (Rate(80, 100), "missed"),
        (Rate(9, 10), "too_few"),
        (NONE, "too_few"),
    ],
)
def test_a_target_is_met_or_missed_only_if_the_interval_excludes_it(
    rate: Rate, verdict: str
) -> None:
    assert against_target(rate, 0.9) == verdict
    other = Rate(rate.denominator - rate.numerator, rate.denominator)  # of a rate that should fall
    assert against_target(other, 0.1, higher_is_better=False) == verdict


def test_a_target_at_the_end_of_the_interval_is_not_excluded() -> None:
    low, high = Rate(95, 100).interval or (0.0, 0.0)
    assert against_target(Rate(95, 100), low) == "too_few"
    assert against_target(Rate(95, 100), high) == "too_few"
    assert against_target(Rate(95, 100), low - 1e-12) == "met"
    assert against_target(Rate(95, 100), high + 1e-12) == "missed"
