"""Counts of two periods, and how much more than chance a series varies."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

CLEAR_Z = 3.0  # a change of a count needs more than this


def count_change(a: int, b: int, hours_a: float, hours_b: float, phi: float = 1.0) -> float | None:
    """z of the change from b events in hours_b to a events in hours_a; |z| > CLEAR_Z is a change.

    Square roots of Poisson counts all have the same variance, whatever their mean; phi >= 1 says
    how much more the series varies (see `dispersion`). None where no time has passed.
    """
    if hours_a <= 0 or hours_b <= 0:
        return None
    apart = 2 * (math.sqrt(a / hours_a) - math.sqrt(b / hours_b))
    return apart / math.sqrt(max(1.0, phi) * (1 / hours_a + 1 / hours_b))


def dispersion(groups: Iterable[Sequence[int]]) -> float:
    """phi >= 1: how much more counts vary than Poisson counts would, each group around its mean.

    A group is the same hour of the same weekday (or the same weekday) in several weeks, so that
    the rhythm of the week is no variation. Groups of nothing but 0 say nothing.
    """
    squares, freedom = 0.0, 0
    for counts in groups:
        if any(counts):
            mean = sum(counts) / len(counts)
            squares += sum((n - mean) ** 2 for n in counts) / mean
            freedom += len(counts) - 1
    return max(1.0, squares / freedom) if freedom else 1.0
