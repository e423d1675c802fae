"""Percentiles of times that are not all over yet (docs/indicators, "Response time")."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Durations(NamedTuple):
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
