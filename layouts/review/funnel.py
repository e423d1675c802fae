"""A funnel plot as places on a picture."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from layouts.review.model import Funnel, Point
from layouts.review.words import percent

WIDE, HIGH = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 16, 46
_NAMED = 8  # units outside the limits that are named
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_Scale = Callable[[float], float]


@dataclass(frozen=True)
class Mark:
    """A unit: its place, name (where it is named) and look."""

    x: float
    y: float
    name: str
    point: Point


@dataclass(frozen=True)
class Plot:
    """Lines as point lists of SVG, ticks as (place, text), the units."""

    lines: dict[str, str]
    middle: float
    across: list[tuple[float, str]]
    up: list[tuple[float, str]]
    marks: list[Mark]


def plot(funnel: Funnel) -> Plot:
    """Where everything stands; cases on a square-root axis, so that small units have room."""
    most = funnel.limits[-1][0]
    low, high = span(funnel)

    def x(cases: float) -> float:
        return round(_LEFT + (WIDE - _LEFT - _RIGHT) * math.sqrt(cases / most), 1)

    def y(rate: float) -> float:
        share = (rate - low) / (high - low)
        return round(HIGH - _BOTTOM - (HIGH - _TOP - _BOTTOM) * share, 1)

    names = ("low95", "high95", "low998", "high998")
    lines = {
        name: " ".join(f"{x(row[0])},{y(row[at])}" for row in funnel.limits)
        for at, name in enumerate(names, 1)
    }
    each = step(low, high)
    up = [
        (y(n * each), percent(n * each).replace(".00%", "%"))
        for n in range(math.ceil(low / each), int(high / each) + 1)
    ]
    across = [(x(n), f"{n:,}") for n in _round(most)]
    marks = _marks(funnel, x, y)
    return Plot(lines, y(funnel.p0), across, up, marks)


def span(funnel: Funnel) -> tuple[float, float]:
    """The lowest and the highest rate that is drawn: what the units need, since limits run away for few cases."""
    rates = [point.rate for point in funnel.points] + [funnel.p0]
    low, high = min(rates), max(rates)
    return (
        max(0.0, low - 0.15 * (high - low) - 0.01),
        min(1.0, high + 0.15 * (high - low) + 0.01),
    )


def step(low: float, high: float) -> float:
    """From one tick of the rates to the next."""
    return next((s for s in _STEPS if (high - low) / s <= 6), 0.25)


def named(funnel: Funnel) -> set[int]:
    """The `id` of each point whose name is written beside it: all of a few, or the furthest outside the limits."""
    if len(funnel.points) <= _NAMED:
        return {id(p) for p in funnel.points}
    outside = [p for p in funnel.points if p.tone in ("better", "worse")]
    outside.sort(key=lambda p: abs(p.rate - funnel.p0), reverse=True)
    return {id(p) for p in outside[:_NAMED]}


def _marks(funnel: Funnel, x: _Scale, y: _Scale) -> list[Mark]:
    some = named(funnel)
    return [Mark(x(p.cases), y(p.rate), p.name if id(p) in some else "", p) for p in funnel.points]


def _round(most: int) -> list[int]:
    """Round numbers of cases up to the most."""
    found = [n * 10**e for e in range(7) for n in (1, 2, 5) if n * 10**e <= most]
    return [n for n in found if math.sqrt(n / most) > 0.12][-5:]
