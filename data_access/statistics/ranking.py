"""One unit's rate against the others of its table: bands, places, the funnel plot."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from data_access.statistics.rates import Z95, Rate, discoveries

Band = Literal["better", "same", "worse", "few", "none"]
"""Against the rest: clearly better or worse, not distinguishable; too few to rank; no rate."""

WINSORISED = 0.1  # share of the units at each end whose z counts no more than the next one's
_FALSE_FINDINGS = 0.05  # share of the units called better or worse that may be neither


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
    scores = _scores(rates, minimum, units)
    wide = math.sqrt(overdispersion(list(scores.values())))
    p_values = [math.erfc(abs(z) / wide / math.sqrt(2)) for z in scores.values()]
    clear = discoveries(p_values, _FALSE_FINDINGS)
    for (at, z), is_clear in zip(scores.items(), clear, strict=True):
        if is_clear:
            found[at] = "better" if (z > 0) == higher_is_better else "worse"
    return found


def _scores(rates: Sequence[Rate], minimum: int, units: Sequence[bool] | None) -> dict[int, float]:
    """The z of the score test of each unit that can be tested, by its place in the table."""
    all_n = sum(r.denominator for r in rates)
    all_k = sum(r.numerator for r in rates)
    if all_k in (0, all_n):  # all are alike, or there are none
        return {}
    pooled = all_k / all_n
    scores = {}
    for at, rate in enumerate(rates):
        k, n = rate.numerator, rate.denominator
        rest = all_n - n
        if n and n >= minimum and rest and (units is None or units[at]):
            spread = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / rest))
            scores[at] = (k / n - (all_k - k) / rest) / spread
    return scores


def overdispersion(z: Sequence[float] | np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """phi >= 1: the mean square of the winsorised z scores; of two units nothing is known."""
    if len(z) < 3:
        return 1.0
    ordered = np.sort(np.asarray(z, dtype=float))
    # At least one at each end: else one odd unit among a few streets hides in its own spread.
    cut = max(1, int(WINSORISED * len(ordered)))
    ordered = np.clip(ordered, ordered[cut], ordered[-cut - 1])
    return max(1.0, float(np.mean(ordered**2)))


def places(
    rates: Sequence[Rate],
    found: Sequence[Band],
    *,
    higher_is_better: bool = True,
    units: Sequence[bool] | None = None,
) -> list[int | None]:
    """The place of each unit from 1 on: by its band (`bands` of the same table), then its rate.

    Equal rates of a band share a place, and the next one counts all before it. Units too few to
    rank and rows that are no units have none: they are listed.
    """
    order = ("better", "same", "worse")
    keys: list[tuple[int, float] | None] = []
    for at, (rate, band) in enumerate(zip(rates, found, strict=True)):
        value = rate.value
        if value is None or band not in order or (units is not None and not units[at]):
            keys.append(None)
        else:
            keys.append((order.index(band), -value if higher_is_better else value))
    ranked = [key for key in keys if key is not None]
    return [None if key is None else 1 + sum(other < key for other in ranked) for key in keys]


@dataclass(frozen=True)
class Funnel:
    """What a rate against its denominator is expected to keep within: around `p0`, the table's
    rate, its spread widened by `phi` >= 1."""

    p0: float
    phi: float

    def limits(self, n: int, z: float = Z95) -> tuple[float, float]:
        """Lower and upper limit for a denominator n >= 1; z is Z95 or Z998."""
        half = z * math.sqrt(self.phi * self.p0 * (1 - self.p0) / n)
        return max(0.0, self.p0 - half), min(1.0, self.p0 + half)


def funnel(
    rates: Sequence[Rate], minimum: int, *, units: Sequence[bool] | None = None
) -> Funnel | None:
    """The funnel of a table, with the over-dispersion of its bands; None without any cases."""
    all_n = sum(r.denominator for r in rates)
    if not all_n:
        return None
    scores = _scores(rates, minimum, units)
    p0 = sum(r.numerator for r in rates) / all_n
    return Funnel(p0, overdispersion(list(scores.values())))
