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

    @classmethod
    def of_each(
        cls,
        label: _Numbers,
        labels: int,
        seconds: _Numbers,
        ended: _Numbers,
        censored: _Numbers,
    ) -> Sequence[Durations]:
        """Those of every label from 0 on, ordered, from rows that have one."""
        order = np.lexsort((seconds, label))
        label, seconds = label[order], seconds[order]
        another = (np.diff(label, prepend=-1) != 0) | (np.diff(seconds, prepend=-1) != 0)
        begins = np.flatnonzero(another)
        sums = (np.add.reduceat(counts[order], begins) for counts in (ended, censored))
        places = np.searchsorted(label[begins], np.arange(1, labels))
        each = zip(*(np.split(column, places) for column in (seconds[begins], *sums)), strict=True)
        return [_Ordered(*one) for one in each][:labels]  # nothing is split into one part

    def ordered(self) -> Durations:
        """The same by seconds, each once."""
        (found,) = self.of_each(np.zeros(len(self.seconds), np.int64), 1, *self)
        return found


class _Ordered(Durations):
    """Known to be."""

    def ordered(self) -> Durations:
        return self


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
