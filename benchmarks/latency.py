"""From the commit of a change to the moment that somebody sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

Versions = Sequence[tuple[float, int]]
"""Moments, in seconds since 1970, and the versions that were committed, or seen, at them."""


def delays(commits: Versions, seen: Versions) -> np.ndarray:
    """Seconds from each commit to the first sight of it or a later one; infinite for never."""
    moments = np.array([when for when, _ in seen] + [np.inf])
    first = np.searchsorted([version for _, version in seen], [version for _, version in commits])
    found: np.ndarray = moments[first] - np.array([when for when, _ in commits])
    return found


def of_all(commits: Versions, viewers: Iterable[Versions]) -> np.ndarray:
    """`delays` of every viewer."""
    return np.concatenate([delays(commits, seen) for seen in viewers])


def said(seconds: np.ndarray) -> str:
    """Median and 95th percentile, and how many changes were never seen, where any."""
    middle, late = np.quantile(seconds, (0.5, 0.95), method="higher")
    never = np.isinf(seconds).mean()
    text = f"p50 {_said(middle)}, p95 {_said(late)}"
    return f"{text}; {never:.1%} never seen" if never else text


def _said(seconds: float) -> str:
    return "never" if np.isinf(seconds) else f"{seconds:.2f} s"
