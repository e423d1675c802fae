"""Intervals, bands and percentiles, each the plain way or by scipy's own implementation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Rate = tuple[int, int]  # numerator, denominator


def rate(numerator: int, denominator: int) -> dict[str, Any]:
    """A rate as the figures print it, with Wilson's 95 % interval."""
    from scipy import stats  # here, because it takes longer to import than most commands to run

    found: dict[str, Any] = dict.fromkeys(("numerator", "denominator", "value", "low", "high"))
    found |= {"numerator": numerator, "denominator": denominator}
    if denominator:
        low, high = stats.binomtest(numerator, denominator).proportion_ci(0.95, "wilson")
        found |= {"value": numerator / denominator, "low": float(low), "high": float(high)}
    return found


def bands(rates: Sequence[Rate], units: Sequence[bool], minimum: int) -> list[str]:
    """What each row's rate is against all other rows together: docs/indicators, "Bands"."""
    from scipy import stats

    found = [_plain_band(denominator, minimum) for _, denominator in rates]
    everything = np.sum(np.array(rates, dtype=int).reshape(-1, 2), axis=0)
    scores: dict[int, float] = {}
    for row, (k, n) in enumerate(rates):
        rest_k, rest_n = everything[0] - k, everything[1] - n
        mixed = 0 < everything[0] < everything[1]
        if found[row] == "same" and units[row] and rest_n and mixed:
            table = [[k, n - k], [rest_k, rest_n - rest_k]]
            square = stats.chi2_contingency(table, correction=False).statistic
            scores[row] = float(np.sqrt(square) * np.sign(k / n - rest_k / rest_n))
    spread = np.sqrt(_overdispersion(list(scores.values())))
    chances = sorted((2 * stats.norm.sf(abs(z / spread)), row) for row, z in scores.items())
    different = 0  # Benjamini and Hochberg: the last that lies under the line, and all before it
    for place, (chance, _) in enumerate(chances, 1):
        if chance <= 0.05 * place / len(chances):
            different = place
    for _, row in chances[:different]:
        found[row] = "better" if scores[row] > 0 else "worse"
    return found


def _plain_band(denominator: int, minimum: int) -> str:
    return "none" if denominator == 0 else "few" if denominator < minimum else "same"


def _overdispersion(scores: Sequence[float]) -> float:
    if len(scores) < 3:
        return 1.0
    cut, ordered = max(1, len(scores) // 10), sorted(scores)
    kept = ordered[cut:-cut]
    winsorised = [kept[0]] * cut + kept + [kept[-1]] * cut
    return max(1.0, sum(z * z for z in winsorised) / len(winsorised))


def coarse(seconds: int) -> int:
    """Durations above an hour in bins of a hundredth of their octave's begin."""
    width = 1
    if seconds > 3600:
        width = 36
        while seconds >= 200 * width and width < 36 << 15:
            width *= 2
    return seconds - seconds % width


def percentiles(ended: Iterable[int], cut: Iterable[int], never: int = 0) -> dict[str, Any]:
    """Median and 90th percentile by Kaplan-Meier, one case after the other, and plain ones of
    those that ended; of exact seconds."""
    over = sorted(coarse(seconds) for seconds in ended)
    steps = sorted([(s, False) for s in over] + [(coarse(s), True) for s in cut])
    found: dict[str, Any] = {}
    for name, share in (("median", 0.5), ("p90", 0.9)):
        found[name] = _survival(steps, never, share)
        plain = float(np.percentile(over, 100 * share)) if over else None
        found[f"answered_{name}"] = plain
    return found


def _survival(steps: Sequence[tuple[int, bool]], never: int, share: float) -> dict[str, Any] | None:
    if not steps:
        return None
    at_risk, survival = len(steps) + never, 1.0
    for seconds, is_cut in steps:  # at ties those that ended come before those cut off
        if not is_cut:
            survival *= (at_risk - 1) / at_risk
            if survival <= 1 - share + 1e-9:
                return {"seconds": seconds, "beyond": False}
        at_risk -= 1
    return {"seconds": steps[-1][0], "beyond": True}
