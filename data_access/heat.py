"""Heat: incidents per square kilometre, as a smooth surface."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from scipy.ndimage import binary_dilation, gaussian_filter
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import BIT

from data_access.definitions.constants import CELLS_PER_BANDWIDTH, KERNEL_REACH, MOST_CELLS
from data_access.definitions.incidents import COHORT
from data_access.flat import cases as i
from data_access.questions import Columns, Question, Scope, columns

_DEGREE_M = 111_195.0  # metres of one degree of latitude on the mean sphere


@dataclass(frozen=True)
class Heat:
    """A density surface on a lattice, row 0 in the north; NaN outside the district.

    `density` has shape (rows, columns), float32, in incidents per km² over the whole period.
    """

    south: float
    west: float
    north: float
    east: float
    density: np.ndarray[tuple[int, int], np.dtype[np.float32]]
    located: int
    unlocated: int
    outside: int  # located, but outside the district's outline: counted, not drawn
    bandwidth_m: float


@dataclass(frozen=True)
class Lattice:
    """A lattice over the district's outline; a cell is as high as it is wide, in metres."""

    south: float
    west: float
    north: float
    east: float
    rows: int
    columns: int
    cell_m: float

    @property
    def height(self) -> float:
        """Of a cell, in degrees."""
        return (self.north - self.south) / self.rows

    @property
    def width(self) -> float:
        return (self.east - self.west) / self.columns


def lattice(bounds: tuple[float, float, float, float], bandwidth_m: float) -> Lattice:
    """A lattice over (west, south, east, north), with a margin of one bandwidth."""
    west, south, east, north = bounds
    per_lon = _DEGREE_M * math.cos(math.radians((south + north) / 2))
    high, wide = (north - south) * _DEGREE_M, (east - west) * per_lon
    cell = max(bandwidth_m / CELLS_PER_BANDWIDTH, max(high, wide) / MOST_CELLS)
    rows = math.ceil((high + 2 * bandwidth_m) / cell)
    columns = math.ceil((wide + 2 * bandwidth_m) / cell)
    spare_lat = (rows * cell - high) / 2 / _DEGREE_M
    spare_lon = (columns * cell - wide) / 2 / per_lon
    return Lattice(
        south - spare_lat,
        west - spare_lon,
        north + spare_lat,
        east + spare_lon,
        rows,
        columns,
        cell,
    )


def _lattice(scope: Scope) -> Lattice:
    outline = scope.names.district
    bounds = (0.0, 0.0, 0.01, 0.01) if outline is None else tuple(shapely.bounds(outline))
    return lattice(bounds, scope.settings.heat_bandwidth_m)


_NOWHERE = -(1 << 62)  # the number of what has no place
_ROW, _FIRST = 1 << 32, 1 << 31  # numbers of a row, and which of them is column 0


def _cell(grid: Lattice) -> tuple[ColumnElement[float], ColumnElement[float]]:
    """The row (from the south) and the column that an incident's place lies in."""

    def at(degrees: ColumnElement[float], origin: float, size: float) -> ColumnElement[float]:
        return func.floor((degrees - origin) / size, type_=Double())

    return at(i.c.lat, grid.south, grid.height), at(i.c.lon, grid.west, grid.width)


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Incidents of the cohort per cell, which is one number: sooner counted than two."""
    row, column = _cell(_lattice(scope))
    number = cast(row * float(_ROW) + (column + float(_FIRST)), BigInteger)
    cell = func.coalesce(number, literal(_NOWHERE, BigInteger))
    return (
        select(cell.label("cell"), func.count().label("incidents"), *scope.whose(i))
        .where(*COHORT.predicates(scope))
        .group_by(cell, *scope.apart)
    )


def is_outside(scope: Scope) -> ColumnElement[bool]:
    """Whether an incident lies outside the outline: such are counted, and not drawn."""
    grid = _lattice(scope)
    row, column = _cell(grid)
    there = and_(row >= 0, row < grid.rows, column >= 0, column < grid.columns)
    beside = [not_(there)]
    if scope.names.district is not None:
        cell = cast(case((there, row * grid.columns + column)), Integer)
        bits = _bits(grid, shapely.to_wkb(scope.names.district))
        beside.append(func.get_bit(cast(literal(bits), BIT(varying=True)), cell) == 0)
    return and_(i.c.lat.is_not(None), i.c.lon.is_not(None), or_(*beside))


def _shape(rows: Columns, scope: Scope) -> Heat:
    grid = _lattice(scope)
    cell, incidents = rows["cell"], rows["incidents"]
    y, x = np.divmod(cell, _ROW)
    x -= _FIRST
    placed = cell != _NOWHERE
    there = (y >= 0) & (y < grid.rows) & (x >= 0) & (x < grid.columns)
    at = (grid.rows - 1 - y[there]) * grid.columns + x[there]
    counts = np.bincount(at, incidents[there], grid.rows * grid.columns)
    counts = counts.reshape(grid.rows, grid.columns)
    located = int(incidents[placed].sum())
    unlocated = int(incidents[~placed].sum())
    outside = int(incidents[placed & ~there].sum())
    sigma = scope.settings.heat_bandwidth_m / grid.cell_m
    density = _blurred(counts, sigma) / (grid.cell_m / 1000) ** 2
    if scope.names.district is not None:
        outline = shapely.to_wkb(scope.names.district)
        density[~_inside(grid, outline)] = np.nan
        outside += int(counts[~_touched(grid, outline)].sum())
    return Heat(
        grid.south,
        grid.west,
        grid.north,
        grid.east,
        density.astype(np.float32),
        located,
        unlocated,
        outside,
        scope.settings.heat_bandwidth_m,
    )


def _blurred(counts: np.ndarray[Any, Any], sigma: float) -> np.ndarray[Any, Any]:
    """What lies further away than the kernel reaches is left as it is: nothing."""
    found = np.zeros_like(counts)
    reach = int(KERNEL_REACH * sigma + 0.5)
    there = [np.flatnonzero(counts.any(axis=axis)) for axis in (1, 0)]
    if len(there[0]):
        part = tuple(slice(max(0, at[0] - reach), at[-1] + reach + 1) for at in there)
        found[part] = gaussian_filter(counts[part], sigma, mode="constant", truncate=KERNEL_REACH)
    return found


@lru_cache(maxsize=4)
def _inside(grid: Lattice, outline: bytes) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which cells' centres lie inside the outline."""
    lon = grid.west + (np.arange(grid.columns) + 0.5) * grid.width
    lat = grid.north - (np.arange(grid.rows) + 0.5) * grid.height
    shape = shapely.from_wkb(outline)
    shapely.prepare(shape)
    x, y = np.meshgrid(lon, lat)
    return np.asarray(shapely.contains_xy(shape, x, y))


@lru_cache(maxsize=4)
def _touched(grid: Lattice, outline: bytes) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """Which cells have their centre or a neighbour's inside: an incident there is no stranger."""
    return np.asarray(binary_dilation(_inside(grid, outline), np.ones((3, 3), bool)))


@lru_cache(maxsize=4)
def _bits(grid: Lattice, outline: bytes) -> str:
    """The same as "0" and "1" for each cell, row by row from the south."""
    return "".join(map(str, np.flipud(_touched(grid, outline)).astype(int).ravel().tolist()))


QUESTION = Question("heat", _select, _shape, columns)
