"""Assessment scores: points for shares, places by them, and how much places hang on the weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

ENOUGH = 0.6  # of the points must be available for a score
SWAY = 0.2  # by which every weight is varied
_DIGITS = 9  # to which two scores are one: below it is how numbers are added


@dataclass(frozen=True)
class Scored:
    """One unit: of each term its points and its share of them, None where the term is left out."""

    points: tuple[float, ...]
    shares: tuple[float | None, ...]

    @property
    def maximum(self) -> float:
        """The points of the terms that are not left out."""
        pairs = zip(self.points, self.shares, strict=True)
        return sum(points for points, share in pairs if share is not None)

    @property
    def score(self) -> float | None:
        """The points that it has of that maximum; None where too many are left out."""
        if round(self.maximum / sum(self.points), _DIGITS) < ENOUGH:
            return None
        pairs = zip(self.points, self.shares, strict=True)
        return sum(points * share for points, share in pairs if share is not None)

    @property
    def standing(self) -> float | None:
        """The score as a share of its maximum, by which units with different maxima are ordered."""
        return None if self.score is None else round(self.score / self.maximum, _DIGITS)


def score_places(units: Sequence[Scored]) -> list[int | None]:
    """The place of each unit from 1 on; equal ones share a place, those without a score have none."""
    known = [unit.standing for unit in units if unit.standing is not None]
    return [
        None if unit.standing is None else 1 + sum(other > unit.standing for other in known)
        for unit in units
    ]


def score_ranges(units: Sequence[Scored]) -> list[tuple[int, int] | None]:
    """Of each unit with a score the best and the worst place that it has among the others with one, when
    every term's points are less by SWAY, as they are, or more by SWAY, in all combinations."""
    ranked = [at for at, unit in enumerate(units) if unit.score is not None]
    found: list[tuple[int, int] | None] = [None] * len(units)
    if not ranked:
        return found
    shares = np.array([units[at].shares for at in ranked], float)  # None is NaN
    known = ~np.isnan(shares)
    points = np.array(units[ranked[0]].points)
    factors = np.array(list(product((1 - SWAY, 1.0, 1 + SWAY), repeat=len(points))))
    weights = factors * points  # (combinations, terms)
    standing = (weights @ np.where(known, shares, 0.0).T) / (weights @ known.T)
    places = np.array([_places(row) for row in np.round(standing, _DIGITS)])
    for column, at in enumerate(ranked):
        found[at] = int(places[:, column].min()), int(places[:, column].max())
    return found


def _places(row: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The place of each number, the highest first; equal ones share the better one."""
    not_better = np.searchsorted(np.sort(row), row, side="right")
    return len(row) - not_better + 1
