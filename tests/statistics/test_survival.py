"""Percentiles of censored times against scipy's Kaplan-Meier, and plain ones against numpy's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import stats

from data_access.definitions.durations import ROLES, Tally, tallies
from data_access.intervals import NO_BIN, bins_of
from data_access.statistics import Durations, Percentile, plain_percentile, survival_percentiles

Row = tuple[int, int, int]
COUNTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.integers(0, 3)), max_size=12)
SHARES = (0.25, 0.5, 0.9)
OUTCOMES = st.sampled_from(ROLES)


def tally_of(rows: list[tuple[str, int, int]]) -> Tally:
    """Of rows of (outcome, seconds, number): of those that wait the seconds are told, of all others
    the bin."""
    table = [(ROLES.index(role), *rest) for role, *rest in rows]
    outcome, seconds, number = np.array(table, np.int64).reshape(-1, 3).T
    waits = outcome == ROLES.index("waiting")
    told = {
        "outcome": outcome,
        "bin": np.where(waits, NO_BIN, bins_of(seconds)),
        "seconds": np.where(waits, seconds, 0),
        "number": number,
    }
    return Tally.of(told)


def by_scipy(
    ended: list[int], censored: list[int], never: int, share: float, longest: int
) -> Percentile:
    """Who never answers is censored beyond all others."""
    data = stats.CensoredData(
        uncensored=np.array(ended, float), right=np.array(censored + [1e9] * never, float)
    )
    curve = stats.ecdf(data).sf
    below = curve.quantiles[curve.probabilities <= 1 - share + 1e-9]
    reached = [int(t) for t in below if t in ended]
    return Percentile(reached[0]) if reached else Percentile(longest, beyond=True)


@given(COUNTS, st.integers(0, 4))
@example([(5, 1, 0)], 1)  # exactly half
@example([(5, 0, 1)], 0)  # nobody answered
@example([(5, 1, 1), (7, 1, 0)], 0)  # a tie
def test_survival_percentiles(rows: list[Row], never: int) -> None:
    ended = [seconds for seconds, number, _ in rows for _ in range(number)]
    censored = [seconds for seconds, _, number in rows for _ in range(number)]
    found = survival_percentiles(Durations.of(*rows), SHARES, never)
    if not ended and not censored:
        assume(not rows or not never)  # moments without anyone: nothing was observed
        assert found == [None] * len(SHARES)
        return
    longest = max(seconds for seconds, _, _ in rows)
    assert found == [by_scipy(ended, censored, never, share, longest) for share in SHARES]


def test_many_durations_with_many_ties() -> None:
    """As large as a month of a district, where rounding would add up."""
    random = np.random.default_rng(20260304)
    for never in (0, 700, 4_000):
        ended = random.integers(0, 900, 5_000)
        censored = random.integers(0, 900, 2_000)
        seconds = range(900)
        counts = Durations.of(
            *((s, int((ended == s).sum()), int((censored == s).sum())) for s in seconds)
        )
        shares = (0.1, 0.5, 0.75, 0.9)
        found = survival_percentiles(counts, shares, never)
        data = stats.CensoredData(uncensored=ended, right=[*censored, *[1e9] * never])
        curve = stats.ecdf(data).sf
        for share, percentile in zip(shares, found, strict=True):
            below = curve.quantiles[curve.probabilities <= 1 - share + 1e-9]
            reached = below[np.isin(below, ended)]
            expected = Percentile(int(reached[0])) if len(reached) else Percentile(899, True)
            assert percentile == expected


def test_nothing_is_known_of_nobody() -> None:
    assert survival_percentiles(Durations.of(), (0.5,)) == [None]
    assert survival_percentiles(Durations.of(), (0.5,), never=3) == [None]
    assert survival_percentiles(Durations.of((60, 0, 0)), (0.5,)) == [None]


def test_a_percentile_is_reached_in_spite_of_rounding() -> None:
    """S is 1 - 1/10 nine times over: 0.1 is reached, though not as a double."""
    counts = Durations.of(*((at, 1, 0) for at in range(1, 11)))
    assert survival_percentiles(counts, (0.1, 0.3, 0.6, 0.7, 0.9)) == [
        Percentile(1),
        Percentile(3),
        Percentile(6),
        Percentile(7),
        Percentile(9),
    ]
    # but half a thousandth short of it is not reached
    assert survival_percentiles(Durations.of((1, 1, 0), (2, 1, 0)), (0.5005,)) == [Percentile(2)]


def test_the_unanswered_lengthen_a_percentile() -> None:
    answered = Durations.of((60, 9, 0), (600, 1, 0))
    assert survival_percentiles(answered, (0.9,)) == [Percentile(60, beyond=False)]
    waiting = Durations.of((60, 9, 0), (600, 1, 0), (30, 0, 2))
    assert survival_percentiles(waiting, (0.9,)) == [Percentile(60)]
    assert survival_percentiles(answered, (0.9,), never=2) == [Percentile(600, beyond=True)]


def test_at_ties_responses_come_before_censorings() -> None:
    """Whatever the order in which the counts of one duration are told."""
    tied = [(60, 0, 5), (60, 5, 0)]
    assert survival_percentiles(Durations.of(*tied), (0.5,)) == [Percentile(60)]
    assert survival_percentiles(Durations.of(*tied[::-1]), (0.5,)) == [Percentile(60)]


@given(COUNTS, st.floats(0, 1))
def test_plain_percentile(rows: list[Row], share: float) -> None:
    answered = [seconds for seconds, number, _ in rows for _ in range(number)]
    found = plain_percentile(Durations.of(*rows), share)
    if not answered:
        assert found is None
        return
    expected = np.percentile(answered, 100 * share, method="linear")
    assert found == pytest.approx(expected, abs=1e-6)


@given(st.lists(st.tuples(OUTCOMES, st.integers(0, 20), st.integers(1, 3)), max_size=12))
def test_a_tally_is_its_members_one_by_one(rows: list[tuple[str, int, int]]) -> None:
    tally = tally_of(rows)
    members = [(outcome, seconds) for outcome, seconds, n in rows for _ in range(n)]
    of = {name: [seconds for outcome, seconds in members if outcome == name] for name in ROLES}
    counted = (tally.ended, tally.waiting, tally.passed_on, tally.never)
    assert counted == tuple(len(some) for some in of.values())
    assert tally.all == len(members)
    assert tally.oldest == max(of["waiting"], default=None)
    cut = [*of["waiting"], *of["passed_on"]]
    observed = [*of["ended"], *cut]
    median, p90, plain_median, plain_p90 = tally.percentiles()
    if not observed:
        assert (median, p90) == (None, None)
    else:
        never = len(of["never"])
        assert [median, p90] == [
            by_scipy(of["ended"], cut, never, share, max(observed)) for share in (0.5, 0.9)
        ]
    for found, share in ((plain_median, 50), (plain_p90, 90)):
        plain = np.percentile(of["ended"], share) if of["ended"] else None
        assert found == (None if plain is None else pytest.approx(plain))


def test_nobody_has_no_tallies() -> None:
    nothing = np.zeros(0, np.int64)
    told = dict.fromkeys(("outcome", "bin", "seconds", "number"), nothing)
    assert tallies({**told, "label": np.zeros(0, object)}) == {}
    assert Tally.of(told).percentiles() == (None, None, None, None)
