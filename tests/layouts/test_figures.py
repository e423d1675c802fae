import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.statistics import Percentile, Rate
from layouts import figures
from tests.layouts.panels import view


@pytest.mark.parametrize(
    ("share", "digits", "expected"),
    [
        (None, 1, "–"),
        (0.0, 1, "0%"),
        (1.0, 1, "100%"),
        (0.9372, 1, "93.7%"),
        (0.99999, 1, "99.9%"),
        (0.999, 0, "99%"),
        (0.0001, 1, "<0.1%"),
        (0.001, 0, "<1%"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(
    share: float | None, digits: int, expected: str
) -> None:
    assert figures.percent(share, digits) == expected


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [
        (None, "–", "–"),
        (0, "0 秒", "0 s"),
        (59.4, "59 秒", "59 s"),
        (59.6, "1 分", "1 min"),
        (285, "4.8 分", "4.8 min"),
        (3599, "1 时", "1 h"),
        (12240, "3.4 时", "3.4 h"),
        (86399, "1 天", "1 d"),
        (181440, "2.1 天", "2.1 d"),
        (86400 * 1234, "1,234 天", "1,234 d"),
    ],
)
def test_a_duration_is_in_the_largest_unit_it_fills(
    seconds: float | None, zh: str, en: str
) -> None:
    assert figures.duration(view("zh"), seconds) == zh
    assert figures.duration(view("en"), seconds) == en


def test_a_percentile_that_is_not_reached_says_so() -> None:
    assert figures.percentile(view(), Percentile(276480, beyond=True)) == "> 3.2 天"
    assert figures.percentile(view(), Percentile(276480)) == "3.2 天"
    assert figures.percentile(view(), None) == "–"


def test_counts_and_fractions_have_thousands_separators() -> None:
    assert figures.number(2729) == "2,729"
    assert figures.number(None) == "–"
    assert figures.fraction(Rate(1139, 1184)) == "1,139/1,184"
    assert figures.spread(Rate(0, 0).interval) == "–"


@given(st.integers(0, 400 * 86400))
def test_no_duration_shows_a_full_larger_unit(seconds: int) -> None:
    amount, unit = figures.duration(view("en"), seconds).split()
    assert float(amount.replace(",", "")) < {"s": 60, "min": 60, "h": 24, "d": 1e9}[unit]
