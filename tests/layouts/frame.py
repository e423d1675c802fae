"""A small district for the tests of the frame: two streets, one with two communities."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from data_access.change import Change, Compared
from data_access.closure import Closure, Cohort
from data_access.counts import Counts
from data_access.filters import Filter
from data_access.heat import Heat
from data_access.names import Named, Names
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from layouts.view import Language, Theme, View

AS_OF = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # Monday 12:30 in Shanghai


def square(west: float, south: float, side: float = 0.01) -> dict[str, Any]:
    """An outline: a square, degrees."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {}, "geometry": geometry}


NAMES = Names(
    area={
        "d": Named("d", "建邺区", "Jianye District", None, 0),
        "s1": Named("s1", "沙洲街道", "Shazhou Street", "d", 1),
        "s2": Named("s2", "南苑街道", "Nanyuan Street", "d", 1),
        "c1": Named("c1", "中和社区", "Zhonghe Community", "s1", 2),
        "c2": Named("c2", "兴达社区", "Xingda Community", "s1", 2),
    },
    department={},
    category={},
    source={"hotline": Named("hotline", "热线", "Hotline")},
    scenario={},
    outlines={
        "s1": square(118.70, 32.00),
        "s2": square(118.71, 32.00),
        "c1": square(118.70, 32.00, 0.005),
        "c2": square(118.705, 32.005, 0.005),
    },
    illustrative=True,
    simulated=True,
    newest={"hotline": AS_OF},
    stale_after={},
)


def view(
    language: Language = "zh", theme: Theme = "dark", names: Names = NAMES, **filtered: Any
) -> View:
    """A view of the small district."""
    return View(Filter(EVERYTHING, **filtered), language, theme, names, Settings(), 7, AS_OF)


def late(hours: float) -> Names:
    """The small district, silent for so many hours."""
    newest = datetime.fromtimestamp(AS_OF.timestamp() - 3600 * hours, UTC)
    return replace(NAMES, newest={"hotline": newest})


def cohort(due: int = 972, closed: int = 911, on_time: int = 737) -> Cohort:
    late_ones, overdue = closed - on_time, due - closed
    return Cohort(None, due + 24, due, closed, on_time, late_ones, overdue, 11, 9, 3, 1, 2, 0, 0, 0)


def closure(total: Cohort | None = None) -> Closure:
    return Closure(1, (), (), total or cohort())


def counts(overdue: int = 47) -> Counts:
    return Counts(open=1284, overdue=overdue, new=312, closed=298, cohort=996, unlocated=4)


def change(new: float | None = 4.12, over: bool = False) -> Change:
    """Of 30 days before; `new`: z of what is new, None: nothing is known of before. `over`: the
    period is, and no stock is compared."""
    start, end = (AS_OF - timedelta(days=ago) for ago in (60, 30))
    if new is None:
        return Change(start, end, *(Compared(n) for n in (312, 298, 1284, 47)))
    return Change(
        start,
        end,
        new=Compared(312, 238, 74, new, "more" if new > 3 else "less" if new < -3 else "same"),
        closed=Compared(298, 398, -100, -5.31, "less"),
        open=Compared(1284) if over else Compared(1284, 1284, 0),
        overdue=Compared(47) if over else Compared(47, 44, 3),
    )


def heat(density: np.ndarray[tuple[int, int], np.dtype[np.float32]], located: int = 9) -> Heat:
    return Heat(32.0, 118.7, 32.01, 118.72, density, located, 4, 1, 200.0)


def texts(component: Any) -> list[str]:
    """Every text under a component, in order."""
    if isinstance(component, str):
        return [component]
    if isinstance(component, (list, tuple)):
        return [text for child in component for text in texts(child)]
    children = getattr(component, "children", None)
    return [] if children is None else texts(children)


def every(component: Any, kind: str) -> list[Any]:
    """Every component of a type (as "Link") under a component, itself included."""
    if isinstance(component, (list, tuple)):
        return [one for child in component for one in every(child, kind)]
    found = [component] if isinstance(component, dict) and component["type"] == kind else []
    return found + every(getattr(component, "children", None) or [], kind)
