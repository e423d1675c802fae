"""Percentiles of times that are not all over yet (docs/indicators, "Response time")."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

_Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Durations(NamedTuple):
    """Of each of some times in seconds: how many durations ended then, in a response, and how many
    were cut off. Arrays of one length, in any order."""

    seconds: _Numbers
    ended: _Numbers
    censored: _Numbers

    @classmethod
    def of(cls, *each: tuple[int, int, int]) -> Durations:
        """From rows of (seconds, ended, censored)."""
        return cls(*np.array(each, np.int64).reshape(-1, 3).T)

    def ordered(self) -> Durations:
        """The same by seconds, each once."""
        if (np.diff(self.seconds) > 0).all():
            return _Ordered(*self)
        seconds, where = np.unique(self.seconds, return_inverse=True)
        sums = (_summed(counts, where, len(seconds)) for counts in (self.ended, self.censored))
        return _Ordered(seconds, *sums)


class _Ordered(Durations):
    """Known to be."""

    def ordered(self) -> Durations:
        return self


def _summed(counts: _Numbers, where: _Numbers, length: int) -> _Numbers:
    return np.bincount(where, counts, length).astype(np.int64)  # exact up to 2^53


@dataclass(frozen=True)
class Percentile:
    """A percentile in seconds; `beyond`: it is longer than that, the longest one observed."""

    seconds: int
    beyond: bool = False


def survival_percentiles(
    counts: Durations, shares: Sequence[float], never: int = 0
) -> list[Percentile | None]:
    """Percentiles of the Kaplan-Meier estimate: the smallest t with S(t) <= 1 - share + 1e-9.

    `never` units stay at risk for ever. At ties responses come before censorings. None where
    nothing at all is known.
    """
    seconds, ended, censored = counts.ordered()
    over = ended + censored
    all_ = int(over.sum()) + never
    if not len(seconds) or not all_:
        return [None] * len(shares)
    at_risk = all_ - np.cumsum(over) + over
    survival = np.cumprod(1 - ended / np.maximum(at_risk, 1))
    longest = Percentile(int(seconds[-1]), beyond=True)
    found: list[Percentile | None] = []
    for share in shares:
        reached = np.flatnonzero((survival <= 1 - share + 1e-9) & (ended > 0))
        found.append(Percentile(int(seconds[reached[0]])) if len(reached) else longest)
    return found


def plain_percentile(counts: Durations, share: float) -> float | None:
    """Percentile of those that ended, by linear interpolation; None without any."""
    seconds, ended, _ = counts.ordered()
    upto = np.cumsum(ended)
    if not len(upto) or not upto[-1]:
        return None
    position = share * (int(upto[-1]) - 1)
    low, high = math.floor(position), math.ceil(position)
    a, b = (int(seconds[np.searchsorted(upto, at, side="right")]) for at in (low, high))
    return float(a + (b - a) * (position - low))
