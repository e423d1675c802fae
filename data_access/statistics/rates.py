"""A rate, its interval, its change, and a target for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Change = Literal["higher", "lower", "no_clear_change", "none"]
"""From one period to another; `none`: one of the two rates is absent."""

Target = Literal["met", "missed", "too_few"]

Z95 = 1.959963984540054  # of a two-sided 95 %
Z998 = 3.090232306167813  # and 99.8 %
_FALSE_CHANGES = 0.05  # share of the changes called clear that may be none
_FARTHEST = 1e6  # z at which the interval has reached "no change", of however many cases
_STEPS = 70  # of the bisection between it and 0: to a billionth of a billionth of that


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
        return wilson(self, Z95) if self.denominator else None


def wilson(rate: Rate, z: float) -> tuple[float, float]:
    """Wilson's score interval of a rate that is not absent; z >= 0 is the two-sided quantile."""
    n = rate.denominator
    p, z2 = rate.numerator / n, z * z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low = 0.0 if rate.numerator == 0 else max(0.0, middle - half)
    high = 1.0 if rate.numerator == n else min(1.0, middle + half)
    return low, high


@dataclass(frozen=True)
class RateChange:
    """One rate in two periods; the difference is `now` minus `before`, 0.01 a percentage point."""

    before: Rate
    now: Rate

    @property
    def difference(self) -> float | None:
        now, before = self.now.value, self.before.value
        return None if now is None or before is None else now - before

    @property
    def interval(self) -> tuple[float, float] | None:
        """Newcombe's 95 % interval of the difference (hybrid score, without correction)."""
        return None if self.difference is None else newcombe(self, Z95)

    @property
    def p_value(self) -> float | None:
        """One minus the level of the Newcombe interval that just reaches "no change"."""
        if self.difference is None:
            return None
        if self.difference == 0:
            return 1.0
        below, above = 0.0, _FARTHEST
        for _ in range(_STEPS):
            middle = (below + above) / 2
            if _reaches_no_change(self, middle):
                above = middle
            else:
                below = middle
        return math.erfc(above / math.sqrt(2))


def newcombe(change: RateChange, z: float) -> tuple[float, float]:
    """Newcombe's interval of the difference of two rates, neither of them absent."""
    now, before = change.now, change.before
    p, q = now.numerator / now.denominator, before.numerator / before.denominator
    (p_low, p_high), (q_low, q_high) = wilson(now, z), wilson(before, z)
    return p - q - math.hypot(p - p_low, q_high - q), p - q + math.hypot(p_high - p, q - q_low)


def _reaches_no_change(change: RateChange, z: float) -> bool:
    low, high = newcombe(change, z)
    return low <= 0 <= high


def clear_changes(table: Sequence[RateChange]) -> list[Change]:
    """Of each row of one table, whether its rate changed: Benjamini-Hochberg at 5 % over all rows.

    What is called higher or lower always has a 95 % interval without 0, because the test is that
    of the interval.
    """
    tested = [(at, p) for at, change in enumerate(table) if (p := change.p_value) is not None]
    found: list[Change] = ["none"] * len(table)
    clear = discoveries([p for _, p in tested], _FALSE_CHANGES)
    for (at, _), is_clear in zip(tested, clear, strict=True):
        rose = (table[at].difference or 0.0) > 0
        found[at] = ("higher" if rose else "lower") if is_clear else "no_clear_change"
    return found


def discoveries(p_values: Sequence[float], share: float) -> list[bool]:
    """Which of several tests are findings, at most `share` of them false ones on average
    (Benjamini-Hochberg)."""
    ordered = sorted(p_values)
    passing = [p for rank, p in enumerate(ordered, 1) if p <= share * rank / len(ordered)]
    return [bool(passing) and p <= passing[-1] for p in p_values]


def against_target(rate: Rate, target: float, *, higher_is_better: bool = True) -> Target:
    """Whether a target is met or missed: only if the rate's 95 % interval excludes it."""
    if rate.interval is None:
        return "too_few"
    low, high = rate.interval
    if low > target:
        return "met" if higher_is_better else "missed"
    if high < target:
        return "missed" if higher_is_better else "met"
    return "too_few"
