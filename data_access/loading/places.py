"""Areas as shapes: which one a point lies in, and polygons made fit for the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from data_access.loading.crs import Crs


class Places:
    """Finds the finest area that a point lies in, through an STRtree."""

    def __init__(self, areas: Iterable[tuple[str, int, str]]) -> None:
        """From (code, level, GeoJSON) of each area with an outline."""
        ordered = sorted(areas, key=lambda area: (-area[1], area[0]))
        self._codes = [code for code, _, _ in ordered]
        shapes = shapely.from_geojson([outline for _, _, outline in ordered])
        shapely.prepare(shapes)
        self._tree = shapely.STRtree(shapes)

    def find(self, lons: Sequence[float], lats: Sequence[float]) -> list[str | None]:
        """For each point the code of the finest area that covers it, or None.

        On a common border the area with the first code wins.
        """
        points = shapely.points(np.asarray(lons, np.float64), np.asarray(lats, np.float64))
        which, areas = self._tree.query(points, predicate="intersects")
        best = np.full(len(lons), len(self._codes))
        np.minimum.at(best, which, areas)
        return [self._codes[n] if n < len(self._codes) else None for n in best.tolist()]


class Outline(NamedTuple):
    """A polygon as the record holds it, and what was repaired (empty: nothing)."""

    geojson: str
    repaired: str


class OutlineError(ValueError):
    """A geometry that is no outline of an area."""


def outline(text: str, crs: Crs | None = None) -> Outline:
    """A polygon in WGS-84 from GeoJSON text, repaired where it is invalid. Raises OutlineError."""
    try:
        shape: BaseGeometry = shapely.from_geojson(text)
    except shapely.errors.GEOSException as error:
        raise OutlineError(f"not GeoJSON ({error})") from None
    if shape is None or shape.is_empty:
        raise OutlineError("empty")
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise OutlineError(f"a {shape.geom_type}, not a Polygon or MultiPolygon")
    shape = shapely.force_2d(shape)
    if crs is not None:
        shape = _converted(shape, crs)
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise OutlineError("not longitude and latitude in degrees (WGS-84)")
    if shape.is_valid:
        return Outline(shapely.to_geojson(shape), "")
    reason = shapely.is_valid_reason(shape)
    fit = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if fit.is_empty or fit.geom_type not in ("Polygon", "MultiPolygon"):
        raise OutlineError(f"invalid and beyond repair ({reason})")
    return Outline(shapely.to_geojson(fit), reason)


def _converted(shape: BaseGeometry, crs: Crs) -> BaseGeometry:
    points = shapely.get_coordinates(shape)
    lon, lat = crs.to_wgs84(points[:, 0], points[:, 1])
    out = np.flatnonzero(np.isnan(lon))
    if out.size:
        x, y = points[out[0]]
        raise OutlineError(
            f"{out.size} of its {len(points)} points are not in {crs.name}, {crs.area}; "
            f"the first is {x}, {y}"
        )
    return shapely.set_coordinates(shape, np.column_stack((lon, lat)))


def union(outlines: Sequence[str]) -> str:
    """The union of outlines, as GeoJSON text."""
    return str(shapely.to_geojson(shapely.union_all(shapely.from_geojson(list(outlines)))))
