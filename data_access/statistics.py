"""The statistics behind the figures: intervals, bands, survival percentiles (docs/indicators)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Band = Literal["better", "same", "worse", "few", "none"]
"""Against the rest: clearly better or worse, not distinguishable; too few to rank; no rate."""

_Z95 = 1.959963984540054
_WINSORISED = 0.1  # share of the units at each end whose z counts no more than the next one's


@dataclass(frozen=True)
class Rate:
    """A numerator out of a denominator; absent (value None) over 0."""

    numerator: int
    denominator: int

    @property
    def value(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % Wilson score interval."""
        n = self.denominator
        if not n:
            return None
        p, z2 = self.numerator / n, _Z95 * _Z95
        middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        half = _Z95 / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        low = 0.0 if self.numerator == 0 else max(0.0, middle - half)
        high = 1.0 if self.numerator == n else min(1.0, middle + half)
        return low, high


def bands(
    rates: Sequence[Rate],
    minimum: int,
    *,
    higher_is_better: bool = True,
    units: Sequence[bool] | None = None,
) -> list[Band]:
    """For each unit of one table, whether it differs clearly from the rest of the table.

    Two-sided score test of each unit against the sum of the others, its variance multiplied by
    an over-dispersion phi >= 1 estimated from the winsorised z of the units, then
    Benjamini-Hochberg at 5 % over all tested units. Units under the minimum denominator are
    part of the rest but are not tested; nor are rows that `units` says are none, such as the
    incidents of no known area.
    """
    found: list[Band] = [
        "none" if not r.denominator else "few" if r.denominator < minimum else "same" for r in rates
    ]
    all_n = sum(r.denominator for r in rates)
    all_k = sum(r.numerator for r in rates)
    tested = [
        i
        for i, band in enumerate(found)
        if band == "same" and rates[i].denominator < all_n and (units is None or units[i])
    ]
    pooled = all_k / all_n if all_n else 0.0
    if not tested or pooled in (0.0, 1.0):
        return found
    # Here, because it takes longer to import than most commands to run, and few rank anything.
    from scipy import stats

    z = np.empty(len(tested))
    for at, i in enumerate(tested):
        k, n = rates[i].numerator, rates[i].denominator
        rest = all_n - n
        spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest))
        z[at] = (k / n - (all_k - k) / rest) / spread
    z /= math.sqrt(overdispersion(z))
    adjusted = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z)), method="bh")
    for at, i in enumerate(tested):
        if adjusted[at] <= 0.05:
            found[i] = "better" if (z[at] > 0) == higher_is_better else "worse"
    return found


def overdispersion(z: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """phi >= 1: the mean square of the winsorised z scores; of two units nothing is known."""
    if len(z) < 3:
        return 1.0
    ordered = np.sort(np.asarray(z, dtype=float))
    # At least one at each end: else one odd unit among a few streets hides in its own spread.
    cut = max(1, int(_WINSORISED * len(ordered)))
    ordered = np.clip(ordered, ordered[cut], ordered[-cut - 1])
    return max(1.0, float(np.mean(ordered**2)))


@dataclass(frozen=True)
class Durations:
    """So many durations of `seconds` that ended in a response, and so many cut off there."""

    seconds: int
    ended: int
    censored: int


@dataclass(frozen=True)
class Percentile:
    """A percentile in seconds; `beyond`: it is longer than that, the longest one observed."""

    seconds: int
    beyond: bool = False


def survival_percentiles(
    counts: Iterable[Durations], shares: Sequence[float], never: int = 0
) -> list[Percentile | None]:
    """Percentiles of the Kaplan-Meier estimate: the smallest t with S(t) <= 1 - share + 1e-9.

    `never` units stay at risk for ever. At ties responses come before censorings. None where
    nothing at all is known.
    """
    ordered = _by_seconds(counts)
    at_risk = sum(c.ended + c.censored for c in ordered) + never
    if not ordered or not at_risk:
        return [None] * len(shares)
    found: dict[float, Percentile] = {}
    survival = 1.0
    for c in ordered:
        if c.ended:
            survival *= 1 - c.ended / at_risk
            for share in shares:
                if share not in found and survival <= 1 - share + 1e-9:
                    found[share] = Percentile(c.seconds)
        at_risk -= c.ended + c.censored
    longest = Percentile(ordered[-1].seconds, beyond=True)
    return [found.get(share, longest) for share in shares]


def _by_seconds(counts: Iterable[Durations]) -> list[Durations]:
    summed: dict[int, tuple[int, int]] = {}
    for c in counts:
        ended, censored = summed.get(c.seconds, (0, 0))
        summed[c.seconds] = ended + c.ended, censored + c.censored
    return [Durations(seconds, *summed[seconds]) for seconds in sorted(summed)]


def plain_percentile(counts: Iterable[Durations], share: float) -> float | None:
    """Percentile of those that ended, by linear interpolation; None without any."""
    ordered = sorted((c.seconds, c.ended) for c in counts if c.ended)
    if not ordered:
        return None
    seconds = np.array([s for s, _ in ordered])
    upto = np.cumsum([n for _, n in ordered])
    position = share * (upto[-1] - 1)
    low, high = math.floor(position), math.ceil(position)
    a, b = (int(seconds[np.searchsorted(upto, at, side="right")]) for at in (low, high))
    return float(a + (b - a) * (position - low))
