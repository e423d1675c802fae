"""Outlines of areas on the map: which are drawn, what each is called, where a click leads."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry, BaseMultipartGeometry
from shapely.ops import polylabel

from data_access.names import Named, Names
from layouts import areas, units
from layouts.view import View

Feature = dict[str, Any]


def drawn(view: View) -> list[Feature]:
    """GeoJSON features for the map, those below others first.

    The areas of level 1, and, down to what is looked at, those inside it. Properties: `href`
    (where a click leads), `name`, `label` (short name, in full where it
    is looked at), `at` (lat, lon of the label), `depth`
    (1 for level 1), `state` ("chosen", "around" or "beside").
    """
    code = areas.looked_at(view)
    path = areas.chain(view.names, code)
    shown = [(area, 1) for area in areas.below(view.names, None)]
    for depth, parent in enumerate(path, start=2):
        shown += [(area, depth) for area in areas.below(view.names, parent.code)]
    above = {area.code for area in path}
    return [
        _feature(area, depth, above, view)
        for area, depth in shown
        if area.code in view.names.outlines
    ]


def whole(names: Names) -> list[Polygon]:
    """The polygons of the district: its own outline, or those of the highest level that has any."""
    shapes = _shapes(names.outlines)
    for level in sorted({area.level for area in names.area.values() if area.level is not None}):
        found = [
            polygon
            for area in names.area.values()
            if area.level == level and area.code in names.outlines
            for polygon in shapes.of(area.code).polygons
        ]
        if found:
            return found
    return []


def of(names: Names, codes: Sequence[str]) -> list[Polygon]:
    """The polygons of some areas."""
    shapes = _shapes(names.outlines)
    return [p for code in codes if code in names.outlines for p in shapes.of(code).polygons]


def bounds(found: list[Polygon]) -> list[list[float]] | None:
    """South-west and north-east corner (lat, lon) of some polygons; None of none."""
    if not found:
        return None
    boxes = [polygon.bounds for polygon in found]
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    return [[south, west], [north, east]]


@dataclass(frozen=True)
class Shape:
    """An outline as it is drawn: simplified beyond what a screen shows, with its label's place."""

    geometry: Feature
    polygons: list[Polygon]
    label: list[float]  # lat, lon


class Shapes:
    """The shapes of some outlines, each made once, when it is first drawn."""

    def __init__(self, outlines: Mapping[str, Feature]) -> None:
        self.outlines = outlines
        self._made: dict[str, Shape] = {}

    def of(self, code: str) -> Shape:
        if code not in self._made:
            self._made[code] = _made(self.outlines[code])
        return self._made[code]


def shape_of(names: Names, code: str) -> Shape:
    """The outline of an area that has one, as it is drawn."""
    return _shapes(names.outlines).of(code)


def _shapes(outlines: Mapping[str, Feature]) -> Shapes:
    """The shapes of these very outlines, kept as long as they are looked at."""
    for shapes in _kept:
        if shapes.outlines is outlines:
            return shapes
    shapes = Shapes(outlines)
    _kept.append(shapes)
    return shapes


_TOLERANCE = 2e-5  # degrees, about 2 m
_kept: deque[Shapes] = deque(maxlen=4)


def _made(outline: Feature) -> Shape:
    geometry = shapely.simplify(shape(outline["geometry"]), _TOLERANCE, preserve_topology=True)
    drawn_as: Feature = json.loads(shapely.to_geojson(shapely.set_precision(geometry, 1e-6)))
    return Shape(drawn_as, _parts(geometry), _label_point(_parts(geometry)))


def _parts(geometry: BaseGeometry) -> list[Polygon]:
    if isinstance(geometry, Polygon):
        return [geometry]
    if isinstance(geometry, BaseMultipartGeometry):
        return [part for inner in geometry.geoms for part in _parts(inner)]
    return []


def _feature(area: Named, depth: int, above: set[str], view: View) -> Feature:
    shape_ = _shapes(view.names.outlines).of(area.code)
    chosen = area.code in view.filter.area
    state = "chosen" if chosen else "around" if area.code in above else "beside"
    # Clicking what is looked at again leads back, whichever part of it is hit.
    inside = len(view.filter.area) == 1 and area.parent == view.filter.area[0]
    href = units.out(view) if inside else areas.toggled(view, area.code)
    return {
        "type": "Feature",
        "geometry": shape_.geometry,
        "properties": {
            "name": view.name("area", area.code),
            "label": view.name("area", area.code) if chosen else units.short(view, area.code),
            "at": shape_.label,
            "depth": depth,
            "state": state if view.filter.area else "free",
            "href": href,
        },
    }


def _label_point(found: list[Polygon]) -> list[float]:
    """The place in an area that is farthest from its rim, as (lat, lon)."""
    largest = max(found, key=lambda polygon: polygon.area, default=None)
    if largest is None or largest.is_empty:
        return [0.0, 0.0]
    if not largest.is_valid:
        point = largest.representative_point()
    else:
        west, south, east, north = largest.bounds
        point = polylabel(largest, max(east - west, north - south) / 60)
    return [round(point.y, 6), round(point.x, 6)]
