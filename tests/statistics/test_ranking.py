"""Bands, places and the funnel plot against independent computations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from data_access.statistics import (
    Z95,
    Z998,
    Rate,
    bands,
    funnel,
    overdispersion,
    places,
)

MANY = st.lists(
    st.integers(30, 400).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=40,
)
ANY = st.lists(
    st.integers(0, 90).flatmap(lambda n: st.builds(Rate, st.integers(0, n), st.just(n))),
    max_size=12,
)


def scores(rates: list[Rate]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The z of the pooled test of each against the sum of the others, by statsmodels."""
    k, n = sum(r.numerator for r in rates), sum(r.denominator for r in rates)
    return np.array(
        [
            proportions_ztest([r.numerator, k - r.numerator], [r.denominator, n - r.denominator])[0]
            for r in rates
        ]
    )


def phi(z: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """By scipy's winsorising, of at least one at each end."""
    if len(z) < 3:
        return 1.0
    share = max(0.1, 1 / len(z) + 1e-9)
    return max(1.0, float(np.mean(np.square(stats.mstats.winsorize(z, limits=(share, share))))))


@given(MANY)
def test_bands_are_benjamini_hochberg_of_score_tests(rates: list[Rate]) -> None:
    k, n = sum(r.numerator for r in rates), sum(r.denominator for r in rates)
    assume(0 < k < n)
    z = scores(rates)
    z /= np.sqrt(phi(z))
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
    assert overdispersion([2.0, 3.0, 4.0]) == pytest.approx(9.0)
    assert overdispersion([]) == 1.0


@given(st.lists(st.floats(-30, 30), min_size=3, max_size=70))
def test_overdispersion_of_any_scores(z: list[float]) -> None:
    assert overdispersion(z) == pytest.approx(phi(np.array(z)))


def test_small_units_are_no_finding_but_count_in_the_rest() -> None:
    rates = [Rate(0, 0), Rate(0, 29), Rate(90, 100), Rate(50, 100), Rate(80, 100)]
    found = bands(rates, 30)
    assert found[:2] == ["none", "few"]
    assert set(found[2:]) <= {"better", "same", "worse"}
    # a crowd of units under the minimum makes the one above it stand out
    crowd = [Rate(2, 20)] * 40
    assert bands([Rate(90, 100), *crowd], 30) == ["better", *["few"] * 40]
    assert bands([Rate(27, 30), *crowd], 30)[0] == "better"  # the minimum itself suffices


def test_what_is_no_unit_is_no_finding_but_counts_in_the_rest() -> None:
    rates = [Rate(90, 100), Rate(10, 100), Rate(10, 100)]
    assert bands(rates, 30, units=[True, True, False]) == ["better", "worse", "same"]
    assert bands(rates, 30, units=[False, False, False]) == ["same"] * 3


@pytest.mark.parametrize("rates", [[], [Rate(5, 50)], [Rate(50, 50)] * 3, [Rate(0, 50)] * 3])
def test_without_a_difference_there_is_no_finding(rates: list[Rate]) -> None:
    assert bands(rates, 30) == ["same"] * len(rates)


def test_a_unit_without_cases_is_none_whatever_the_minimum() -> None:
    assert bands([Rate(0, 0), Rate(5, 10), Rate(0, 10)], 0)[0] == "none"


def test_one_bad_street_of_six_is_found() -> None:
    streets = [Rate(150, 300), *[Rate(240 + n, 300) for n in range(5)]]
    assert bands(streets, 30) == ["worse", *["same"] * 5]


def test_a_clearly_different_community_is_flagged() -> None:
    assert bands([Rate(100, 200), *[Rate(160, 200)] * 30, Rate(199, 200)], 30) == [
        "worse",
        *["same"] * 30,
        "better",
    ]


@given(ANY, st.booleans())
@example([Rate(20, 40), Rate(40, 80), Rate(39, 40), Rate(1, 5), Rate(0, 0)], True)
def test_places(rates: list[Rate], higher: bool) -> None:
    found = bands(rates, 30, higher_is_better=higher)
    shown = places(rates, found, higher_is_better=higher)
    table = pd.DataFrame(
        {
            "band": [{"better": 0, "same": 1, "worse": 2}.get(band, -1) for band in found],
            "rate": [-1.0 if r.value is None else r.value for r in rates],
        }
    )
    ranked = table[table["band"] >= 0]
    assert [at for at, place in enumerate(shown) if place is not None] == list(ranked.index)
    # 2 more than any rate apart, so that the bands stay apart
    key = ranked["band"] * 2 - ranked["rate"] if higher else ranked["band"] * 2 + ranked["rate"]
    expected = key.rank(method="min").astype(int)
    assert [shown[at] for at in ranked.index] == list(expected)


def test_equal_rates_share_a_place_and_the_few_have_none() -> None:
    rates = [Rate(40, 50), Rate(32, 40), Rate(30, 40), Rate(29, 29), Rate(0, 0), Rate(39, 50)]
    found = bands(rates, 30)
    assert places(rates, found) == [1, 1, 4, None, None, 3]
    assert places(rates, found, higher_is_better=False) == [3, 3, 1, None, None, 2]
    known = [True, False, True, True, True, True]
    assert places(rates, found, units=known) == [1, None, 3, None, None, 2]


def test_a_band_comes_before_the_next_whatever_the_rates() -> None:
    rates = [Rate(70, 100), Rate(60, 100), Rate(50, 100)]
    assert places(rates, ["worse", "same", "better"]) == [3, 2, 1]
    assert places(rates, ["same", "better", "better"]) == [3, 1, 2]


def test_the_limits_of_the_funnel_plot() -> None:
    """Against the normal quantile of each side, with over-dispersion and at the ends."""
    rates = [Rate(150, 300), *[Rate(240 + n, 300) for n in range(5)], Rate(0, 0)]
    drawn = funnel(rates, 30)
    assert drawn is not None
    known = rates[:-1]
    assert drawn.p0 == sum(r.numerator for r in rates) / sum(r.denominator for r in rates)
    assert drawn.phi == pytest.approx(phi(scores(known)))
    assert drawn.phi > 1
    for n in (30, 300, 4_000):
        spread = np.sqrt(drawn.phi * drawn.p0 * (1 - drawn.p0) / n)
        for z, level in ((Z95, 0.95), (Z998, 0.998)):
            expected = stats.norm.interval(level, drawn.p0, spread)
            assert drawn.limits(n, z) == pytest.approx(np.clip(expected, 0, 1))
    assert drawn.limits(300) == drawn.limits(300, Z95)
    assert drawn.limits(1, Z998) == (0.0, 1.0)


def test_a_funnel_without_cases_or_differences() -> None:
    assert funnel([], 30) is None
    assert funnel([Rate(0, 0)], 30) is None
    flat = funnel([Rate(50, 50), Rate(30, 30)], 30)
    assert flat is not None
    assert (flat.p0, flat.phi, flat.limits(10)) == (1.0, 1.0, (1.0, 1.0))


def test_what_is_no_unit_does_not_widen_the_funnel() -> None:
    rates = [Rate(240, 300), Rate(243, 300), Rate(239, 300), Rate(20, 300), Rate(25, 300)]
    units = [True, True, True, False, False]
    with_all, of_units = funnel(rates, 30), funnel(rates, 30, units=units)
    assert with_all is not None
    assert of_units is not None
    assert of_units.p0 == with_all.p0
    assert of_units.phi == pytest.approx(phi(scores(rates)[:3]))
