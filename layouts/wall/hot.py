"""Hot places: where the density of incidents is highest, each apart from the others."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point

from data_access.heat import Heat
from layouts import areas, figures, outlines, units
from layouts import elements as html
from layouts.marks import cell
from layouts.view import Props, View
from layouts.wall import parts
from layouts.wall.map import Spot

MOST = 5
_APART = 3.0  # bandwidths between two
_DEGREE_M = 111_195.0  # metres of one degree of latitude
_NUMBERS = "①②③④⑤"
_DEEPEST = 2  # level of the areas that places are named by


@dataclass(frozen=True)
class Place:
    """A peak of the surface: degrees, incidents per km² over the period."""

    lon: float
    lat: float
    density: float


def peaks(heat: Heat) -> list[Place]:
    """The highest places of a surface, at most MOST, no two nearer than three bandwidths."""
    rows, columns = heat.density.shape
    high = (heat.north - heat.south) / rows
    wide = (heat.east - heat.west) / columns
    cell_m = high * _DEGREE_M
    reach = _APART * heat.bandwidth_m / cell_m
    left = np.nan_to_num(heat.density, nan=0.0).copy()
    y, x = np.mgrid[:rows, :columns]
    found: list[Place] = []
    while len(found) < MOST and left.size and (value := float(left.max())) > 0:
        row, column = (int(i) for i in np.unravel_index(int(left.argmax()), left.shape))
        lat, lon = heat.north - (row + 0.5) * high, heat.west + (column + 0.5) * wide
        found.append(Place(lon, lat, value))
        left[np.hypot(y - row, x - column) < max(reach, 1.0)] = 0.0
    return found


def spots(heat: Heat) -> list[Spot]:
    """The same as marks of the map."""
    numbered = zip(_NUMBERS, peaks(heat), strict=False)
    return [Spot(place.lon, place.lat, number, "is-hot") for number, place in numbered]


def build(heat: Heat, view: View) -> Props:
    """A row for each, with the area that it lies in and its density."""
    found = peaks(heat)
    title = view.t("wall.scene.hot")
    if not found:
        return parts.panel(
            "hot", title, [], [parts.nothing(view, view.t("wall.none.places"))], view
        )
    highest = found[0].density
    rows = [
        parts.row(
            "",
            [
                cell("number", number),
                cell("name", _name(place, view)),
                cell("bar", style={"--share": f"{place.density / highest:.3f}"}),
                cell(
                    "figure", [parts.number(f"hot-{number}", place.density, _shown(place.density))]
                ),
            ],
        )
        for number, place in zip(_NUMBERS, found, strict=False)
    ]
    unit = html.Span(view.t("wall.density"))
    foot = view.t("wall.hot.note", metres=f"{heat.bandwidth_m:g}")
    return parts.panel("hot", title, [unit], [*rows, html.P(foot, className="wall-foot")], view)


def _shown(density: float) -> str:
    """Three digits: a smooth surface has no more."""
    digits = max(0, 2 - math.floor(math.log10(density))) if density > 0 else 0
    return figures.number(round(density)) if density >= 10 else f"{density:.{min(digits, 1)}f}"


def _name(place: Place, view: View) -> str:
    """The innermost area of a named level that a place lies in, with the one above it."""
    point = Point(place.lon, place.lat)
    names = view.names
    inside = [
        area
        for code, area in names.area.items()
        if code in names.outlines
        and area.level is not None
        and 0 < area.level <= _DEEPEST
        and any(polygon.covers(point) for polygon in outlines.shape_of(names, code).polygons)
    ]
    if not inside:
        return view.t("units.unknown")
    innermost = max(inside, key=lambda area: (area.level or 0, area.code))
    return " · ".join(units.short(view, area.code) for area in areas.chain(names, innermost.code))
