"""A funnel plot as places on a picture."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from layouts.review.labels import Box, placed
from layouts.review.measure import POINTS, width
from layouts.review.model import Funnel, Point
from layouts.review.words import percent

WIDE, HIGH = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 20, 16, 46
_NAMED = 8  # units outside the limits that are named
_SIZE = 13  # of the texts
_TALL, _BASE = 1.2 * _SIZE, 0.95 * _SIZE  # of a line: its height, and down to what letters stand on
_REACH = 9  # from the middle of a mark to its name
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25)
_Scale = Callable[[float], float]


@dataclass(frozen=True)
class Mark:
    """A unit: its place and look, and the box of its name, if it is named."""

    x: float
    y: float
    point: Point
    name: Box | None

    @property
    def base(self) -> float:
        """What the letters of the name stand on, from the top."""
        return 0.0 if self.name is None else round(self.name.top + _BASE, 1)


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


def named(funnel: Funnel) -> list[int]:
    """The numbers of the points whose names are written beside them where there is room, the furthest from the
    rate of all first: of a few all, or of those outside the limits."""
    few = len(funnel.points) <= _NAMED
    some = [n for n, p in enumerate(funnel.points) if few or p.tone in ("better", "worse")]
    some.sort(key=lambda n: abs(funnel.points[n].rate - funnel.p0), reverse=True)
    return some[:_NAMED]


def _marks(funnel: Funnel, x: _Scale, y: _Scale) -> list[Mark]:
    places = [(x(point.cases), y(point.rate)) for point in funnel.points]
    sizes = {n: (width(funnel.points[n].name, _SIZE) * POINTS, _TALL) for n in named(funnel)}
    frame = Box(_LEFT, _TOP, WIDE - _RIGHT, HIGH - _BOTTOM)
    boxes = {n: box.rounded(1) for n, (_, box) in placed(places, sizes, frame, _REACH).items()}
    return [Mark(*places[n], point, boxes.get(n)) for n, point in enumerate(funnel.points)]


def _round(most: int) -> list[int]:
    """Round numbers of cases up to the most."""
    found = [n * 10**e for e in range(7) for n in (1, 2, 5) if n * 10**e <= most]
    return [n for n in found if math.sqrt(n / most) > 0.12][-5:]
