"""What a camera sees, in metres around one place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

_QUARTER = 16  # points of a quarter circle: its area is 0.2 % too small at most
_AROUND = 1.01  # a polygon of so much more range holds all that a camera sees, in degrees too

Places = Sequence[float] | np.ndarray[Any, Any]  # degrees
Points = np.ndarray[tuple[int], np.dtype[np.object_]]


@dataclass(frozen=True)
class View:
    """Where a camera stands (metres) and what it sees; bearing None: all around."""

    x: float
    y: float
    bearing: float | None
    angle: float | None
    range_m: float


def fields_of_view(views: Sequence[View]) -> Points:
    """Of each camera a circle sector, or a circle where it has no bearing; metres."""
    found = np.empty(len(views), object)
    x, y, reach = np.array([(v.x, v.y, v.range_m) for v in views], float).reshape(-1, 3).T
    steps = np.array([_steps(view) for view in views], int)
    for number in np.unique(steps):
        mine = np.flatnonzero(steps == number)
        if not number:
            middles = shapely.points(x[mine], y[mine])
            found[mine] = shapely.buffer(middles, reach[mine], quad_segs=_QUARTER)
            continue
        bearing, angle = np.array(
            [(views[k].bearing, views[k].angle) for k in mine.tolist()], float
        ).T
        # A bearing turns clockwise from north, an angle of mathematics anticlockwise from east.
        across = angle[:, None] * np.linspace(-0.5, 0.5, number)
        turns = np.radians(90 - bearing[:, None] + across)
        middle = np.column_stack([x[mine], y[mine]])[:, None]
        arcs = reach[mine, None, None] * np.stack([np.cos(turns), np.sin(turns)], axis=-1)
        found[mine] = shapely.polygons(np.concatenate([middle, middle + arcs], axis=1))
    return found


def _steps(view: View) -> int:
    """How many points its arc has; 0: it sees all around."""
    if view.bearing is None or view.angle is None or view.angle >= 360:
        return 0
    return max(2, math.ceil(view.angle / 90 * _QUARTER) + 1)


def field_of_view(view: View) -> shapely.Polygon:
    """That of one camera."""
    found: shapely.Polygon = fields_of_view([view])[0]
    return found


class Projection:
    """WGS-84 to metres around one place: equal areas, so that shares of areas are right."""

    def __init__(self, lon: float, lat: float) -> None:
        local = f"+proj=laea +lon_0={lon} +lat_0={lat} +datum=WGS84 +units=m"
        self._transform = Transformer.from_crs("EPSG:4326", local, always_xy=True)

    def points(self, lon: Places, lat: Places) -> Points:
        """Points in metres."""
        x, y = self._transform.transform(np.asarray(lon, float), np.asarray(lat, float))
        made: Points = shapely.points(x, y)
        return made

    def outlines(self, geometries: Points) -> Points:
        """Outlines in metres."""
        made: Points = shapely.transform(
            geometries, lambda xy: np.column_stack(self._transform.transform(xy[:, 0], xy[:, 1]))
        )
        return made

    def box(self, view: View) -> tuple[float, float, float, float]:
        """West, south, east and north of all that a camera may see, degrees."""
        circle = field_of_view(replace(view, bearing=None, range_m=view.range_m * _AROUND))
        x, y = shapely.get_coordinates(circle).T
        lon, lat = self._transform.transform(x, y, direction="INVERSE")
        return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
