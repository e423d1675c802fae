"""Places where the same kind of thing comes back, month after month.

A place is a cell of about CELL_M metres of a lattice that lies fast around the middle of all outlines, with one
top-level category. It comes back if it has incidents in at least OFTEN of the MONTHS calendar months that the
reviewed one ends, and in that one itself. Cells, not addresses: what is sealed is read in a meeting.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import shapely
from shapely.geometry import Point, shape
from sqlalchemy import BigInteger, ColumnElement, Double, Select, case, cast, func, literal, select

from data_access.definitions.incidents import LOCATED
from data_access.duplicates import upper_category
from data_access.flat import cases as i
from data_access.moments import local_midnight, month_start
from data_access.names import Names
from data_access.questions import Columns, Question, Scope, columns, count_if
from data_access.review.values import Json

CELL_M = 100
MONTHS = 6
OFTEN = 3
SHOWN = 20
_DEGREE_M = 111_195.0  # metres of one degree of latitude on the mean sphere
_DECIMALS = 5  # of degrees, so that a cell can be said in an address as it is


@dataclass(frozen=True)
class Lattice:
    """South-west corner of the cell (0, 0), height and width of all cells, degrees."""

    south: float
    west: float
    height: float
    width: float

    def cell(self, row: int, column: int) -> tuple[float, float, float, float]:
        """West, south, east and north of a cell."""
        west, south = self.west + column * self.width, self.south + row * self.height
        edges = west, south, west + self.width, south + self.height
        return tuple(round(edge, _DECIMALS) for edge in edges)  # type: ignore[return-value]


@dataclass(frozen=True)
class Place:
    """A cell with a category: its edges (west, south, east, north) and its incidents of each month, the
    reviewed one last."""

    edges: tuple[float, float, float, float]
    category: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Repeats:
    """Every place that comes back, those with most incidents of the reviewed month first; the first days of
    the months."""

    months: tuple[date, ...]
    places: tuple[Place, ...]


def lattice(names: Names) -> Lattice | None:
    """The same for everybody, whatever they see of the district; None without any outline."""
    if names.middle is None:
        return None
    lon, lat = names.middle
    per_lon = _DEGREE_M * math.cos(math.radians(lat))
    sizes = CELL_M / _DEGREE_M, CELL_M / per_lon
    south, west, height, width = (round(one, _DECIMALS) for one in (lat, lon, *sizes))
    return Lattice(south, west, height, width)


def _months(scope: Scope) -> tuple[date, ...]:
    """The first days of the months, and that of the month after."""
    end = date.fromisoformat(scope.filter.end)
    found = [end]
    for _ in range(MONTHS):
        found.append(month_start(found[-1] - timedelta(days=1)))
    return tuple(reversed(found))


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Rows of (y, x, category, m0 … m5): the counts of each month."""
    months = _months(scope)
    wide = replace(scope, filter=scope.filter.with_(start=months[0].isoformat()))
    grid = lattice(scope.names) or Lattice(0.0, 0.0, 1.0, 1.0)
    one = (
        select(
            _number(i.c.lat, grid.south, grid.height).label("y"),
            _number(i.c.lon, grid.west, grid.width).label("x"),
            _upper(scope.names).label("category"),
            i.c.reported_at,
        )
        .where(*LOCATED.predicates(wide), i.c.lat.is_not(None), i.c.category.is_not(None))
        .subquery("located")
    )
    bounds: list[datetime] = [local_midnight(day, scope.settings.zone) for day in months]
    counts = [
        count_if(one.c.reported_at >= first, one.c.reported_at < end)
        for first, end in pairwise(bounds)
    ]
    came = [case((count > 0, 1), else_=0) for count in counts]
    return (
        select(
            one.c.y,
            one.c.x,
            one.c.category,
            *(count.label(f"m{at}") for at, count in enumerate(counts)),
        )
        .group_by(one.c.y, one.c.x, one.c.category)
        .having(counts[-1] > 0, sum(came[1:], came[0]) >= OFTEN)
    )


def _number(degrees: ColumnElement[float], origin: float, size: float) -> ColumnElement[int]:
    number = (degrees - literal(origin, Double)) / literal(size, Double)
    return cast(func.floor(number), BigInteger)


def _upper(names: Names) -> ColumnElement[str]:
    """The top-level category of an incident's."""
    tops = {code: upper_category(code, names.parents) for code in names.category}
    lower = {code: top for code, top in tops.items() if top != code}
    return case(lower, value=i.c.category, else_=i.c.category) if lower else i.c.category


def _shape(rows: Columns, scope: Scope) -> Repeats:
    months, grid = _months(scope)[:-1], lattice(scope.names)
    if grid is None:
        return Repeats(months, ())
    found = [
        Place(grid.cell(int(y), int(x)), str(category), tuple(int(n) for n in counts))
        for y, x, category, *counts in zip(
            rows["y"], rows["x"], rows["category"], *(rows[f"m{at}"] for at in range(MONTHS)),
            strict=True,
        )
    ]  # fmt: skip
    found.sort(key=lambda p: (-p.counts[-1], -sum(p.counts), p.edges, p.category))
    return Repeats(months, tuple(found))


QUESTION = Question("repeats", _select, _shape, columns)
"""Of a filter whose period is a calendar month."""


def repeats(answer: Repeats | None, names: Names) -> Json | None:
    """The first places as values, each named by its innermost area; None where no month is reviewed."""
    if answer is None:
        return None
    shown = answer.places[:SHOWN]
    areas = _innermost(shown, names)
    rows = [
        {"area": area, "category": p.category, "edges": list(p.edges), "counts": list(p.counts)}
        for p, area in zip(shown, areas, strict=True)
    ]
    return {
        "cell_m": CELL_M,
        "often": OFTEN,
        "months": [f"{month:%Y-%m}" for month in answer.months],
        "total": len(answer.places),
        "incidents": sum(place.counts[-1] for place in answer.places),
        "rows": rows,
    }


def _innermost(places: Sequence[Place], names: Names) -> list[str | None]:
    """The area of the lowest level that the middle of each place lies in, below the district."""
    codes = sorted(
        (c for c in names.outlines if c in names.area and (names.area[c].level or 0) > 0),
        key=lambda code: (-(names.area[code].level or 0), code),
    )
    if not places or not codes:
        return [None] * len(places)
    shapes = [shape(names.outlines[code]["geometry"]) for code in codes]
    found: list[str | None] = []
    for place in places:
        west, south, east, north = place.edges
        there = shapely.covers(shapes, Point((west + east) / 2, (south + north) / 2))
        found.append(codes[int(there.argmax())] if there.any() else None)
    return found
