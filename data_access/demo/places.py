"""Where the demo's incidents are: at hot places, and all over the grids."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from data_access.demo.geography import Geography

_MARGIN = 1e-5  # degrees, about a metre: no place lies on a border, not even when rounded
_DIGITS = 6
_LATITUDE_M = 111_320.0
_HOT_SHARE = 0.34

Floats = np.ndarray
Ints = np.ndarray


@dataclass(frozen=True)
class Found:
    """Places: coordinates, the number of the grid they are in, and of the hot place, or -1."""

    lon: Floats
    lat: Floats
    grid: Ints
    hot: Ints


class Places:
    """Draws places, each at least a metre inside its grid."""

    def __init__(self, geography: Geography) -> None:
        grids = geography.level(3)
        codes = [area.code for area in geography.level(1)]
        self.street_of = np.array([codes.index(grid.code[:9]) for grid in grids])
        inner = shapely.buffer(np.array([grid.outline for grid in grids]), -_MARGIN)
        self._tree = shapely.STRtree(inner)
        corners, owners = [], []
        for number, shape in enumerate(inner):
            for triangle in shapely.get_parts(shapely.constrained_delaunay_triangles(shape)):
                corners.append(shapely.get_coordinates(triangle)[:3])
                owners.append(number)
        self._corners = np.array(corners)  # triangle, corner, axis
        self._owner = np.array(owners)
        area = shapely.area(shapely.polygons(self._corners))
        people = np.array([grid.population for grid in grids], dtype=float)
        grid_area = np.bincount(self._owner, weights=area, minlength=len(grids))
        # Places follow people, and to a part the ground they have.
        weight = people**0.7 * (grid_area * 1e6) ** 0.15
        self._weights = area / grid_area[self._owner] * weight[self._owner]
        self._anywhere = np.cumsum(self._weights)
        hot = geography.hot_places
        self._hot = np.array([(h.lon, h.lat) for h in hot])
        self._spread = np.array([h.spread_m for h in hot])
        self._hot_weight = np.array([h.weight for h in hot])
        nearest = self._tree.nearest(shapely.points(self._hot))
        self._hot_street = self.street_of[nearest]

    def draw(self, rng: np.random.Generator, count: int, street: int | None = None) -> Found:
        """`count` places, in one street if its number is given."""
        triangle = self._triangles(rng, count, street)
        lon, lat = self._inside(rng, triangle)
        grid = self._owner[triangle]
        hot = np.full(count, -1)
        chosen = np.flatnonzero(rng.random(count) < _HOT_SHARE)
        weight = self._hot_weight * (True if street is None else self._hot_street == street)
        sums = np.cumsum(weight)
        which = np.searchsorted(sums, rng.random(len(chosen)) * sums[-1], side="right")
        away = rng.normal(0, 1, (len(chosen), 2)) * self._spread[which, None]
        middle = self._hot[which]
        x = middle[:, 0] + away[:, 0] / (_LATITUDE_M * np.cos(np.radians(middle[:, 1])))
        y = middle[:, 1] + away[:, 1] / _LATITUDE_M
        x, y = np.round(x, _DIGITS), np.round(y, _DIGITS)
        point, cell = self._tree.query(shapely.points(x, y), predicate="within")
        if street is not None:
            here = self.street_of[cell] == street
            point, cell = point[here], cell[here]
        lon[chosen[point]], lat[chosen[point]] = x[point], y[point]
        grid[chosen[point]], hot[chosen[point]] = cell, which[point]
        return Found(lon, lat, grid, hot)

    def nearby(
        self, rng: np.random.Generator, lon: Floats, lat: Floats, grid: Ints, spread_m: float
    ) -> tuple[Floats, Floats]:
        """Other places in the same grids, some metres away; the same place where that is outside."""
        away = np.clip(rng.normal(0, 1, (len(lon), 2)), -3, 3) * spread_m / _LATITUDE_M
        x = np.round(lon + away[:, 0] / np.cos(np.radians(lat)), _DIGITS)
        y = np.round(lat + away[:, 1], _DIGITS)
        inside = shapely.contains_xy(self._tree.geometries[grid], x, y)
        return np.where(inside, x, lon), np.where(inside, y, lat)

    def _triangles(self, rng: np.random.Generator, count: int, street: int | None) -> Ints:
        sums = self._anywhere
        if street is not None:
            sums = np.cumsum(self._weights * (self.street_of[self._owner] == street))
        found: Ints = np.searchsorted(sums, rng.random(count) * sums[-1], side="right")
        return found

    def _inside(self, rng: np.random.Generator, triangle: Ints) -> tuple[Floats, Floats]:
        u, v = rng.random((2, len(triangle)))
        over = u + v > 1
        u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
        a, b, c = np.moveaxis(self._corners[triangle], 1, 0)
        place = np.round(a + u[:, None] * (b - a) + v[:, None] * (c - a), _DIGITS)
        return place[:, 0].copy(), place[:, 1].copy()
