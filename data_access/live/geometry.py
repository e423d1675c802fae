"""What cameras see: unions of their fields of view, in metres, computed when they change."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from pyproj import Transformer
from shapely.geometry import shape
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)

from data_access.live import transfer
from data_access.live.instants import Published, read_published
from data_access.live.read_side import ReadSide
from data_access.read_tables import area_cover, covered_incidents, published
from data_access.record.tables import areas, cameras, incidents

_QUARTER = 16  # points of a quarter circle: its area is 0.2 % too small at most

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


def field_of_view(view: View) -> shapely.Polygon:
    """A circle sector, or a circle where the camera has no bearing; metres."""
    if view.bearing is None or view.angle is None or view.angle >= 360:
        return shapely.Point(view.x, view.y).buffer(view.range_m, quad_segs=_QUARTER)
    steps = max(2, math.ceil(view.angle / 90 * _QUARTER) + 1)
    # A bearing turns clockwise from north, an angle of mathematics anticlockwise from east.
    turns = np.radians(90 - view.bearing + np.linspace(-view.angle / 2, view.angle / 2, steps))
    arc = np.column_stack(
        [view.x + view.range_m * np.cos(turns), view.y + view.range_m * np.sin(turns)]
    )
    return shapely.Polygon([(view.x, view.y), *arc])


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

    def outline(self, geometry: shapely.Geometry) -> shapely.Geometry:
        """An outline in metres."""
        return shapely.transform(
            geometry, lambda xy: np.column_stack(self._transform.transform(xy[:, 0], xy[:, 1]))
        )


@dataclass(frozen=True)
class Sight:
    """The union of what cameras in order see, ready to be asked."""

    projection: Projection
    tree: shapely.STRtree

    def sees(self, lon: Places, lat: Places) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Of each point, whether it lies inside some field of view."""
        seen = np.zeros(len(lon), dtype=bool)
        if len(lon):
            pairs = self.tree.query(self.projection.points(lon, lat), predicate="intersects")
            seen[np.unique(pairs[0])] = True
        return seen

    def follow(self, connection: Connection, since: int) -> None:
        """Look at the incidents above a version, inside the transaction that brought them."""
        _look_again(connection, self, since)


def _look_again(connection: Connection, sight: Sight, since: int) -> None:
    seen = incidents_seen(connection, sight, incidents.c.version > since)
    changed = select(incidents.c.id).where(incidents.c.version > since)
    known = covered_incidents.c.incident_id
    connection.execute(delete(covered_incidents).where(known.in_(changed)))
    _append(connection, seen)


def cover(
    outlines: dict[str, shapely.Geometry], tree: shapely.STRtree
) -> dict[str, tuple[float, float]]:
    """Of each outline its area, and that of the union of a tree's fields inside it; all metric."""
    found = {}
    for code, outline in outlines.items():
        near = tree.geometries.take(tree.query(outline, predicate="intersects"))
        whole = float(shapely.area(outline))
        seen = shapely.area(shapely.intersection(shapely.union_all(near), outline))
        found[code] = (whole, min(float(seen), whole))
    return found


def compute(read_side: ReadSide, assumed_range_m: float, now: datetime) -> Sight:
    """Compute coverage of the cameras and areas of now, and put it where it is asked.

    Incidents that arrive meanwhile are looked at when it is put in.
    """
    with read_side.snapshot() as (connection, instant):
        sight = look(connection, assumed_range_m)
        covers = cover_of_areas(connection, sight)
        seen = incidents_seen(connection, sight)
    with read_side.lock, read_side.writing() as connection:
        connection.execute(delete(area_cover))
        if covers:
            connection.execute(insert(area_cover), covers)
        connection.execute(delete(covered_incidents))
        _append(connection, seen)
        _look_again(connection, sight, instant.version)
        connection.execute(
            update(published).values(
                geometry_version=max(instant.camera_version, instant.reference_version),
                geometry_at=now,
                geometry_range_m=assumed_range_m,
            )
        )
    return sight


def known_sight(connection: Connection, assumed_range_m: float) -> Sight | None:
    """What the cameras see, where coverage has been computed of just that."""
    now = read_published(connection)
    of_range = connection.execute(select(published.c.geometry_range_m)).scalar()
    if is_due(now) or of_range != assumed_range_m:
        return None
    return look(connection, assumed_range_m)


def is_due(now: Published) -> bool:
    """Whether cameras or areas changed since the geometry was computed."""
    return now.geometry_version != max(now.camera_version, now.reference_version)


def look(connection: Connection, assumed_range_m: float) -> Sight:
    """What the installed cameras in order have in view."""
    rows = connection.execute(select(cameras).where(cameras.c.in_order, cameras.c.installed)).all()
    outlines = _outlines(connection)
    if outlines:
        west, south, east, north = shapely.total_bounds(list(outlines.values()))
    else:
        west = east = rows[0].lon if rows else 0.0
        south = north = rows[0].lat if rows else 0.0
    projection = Projection((west + east) / 2, (south + north) / 2)
    places = projection.points([row.lon for row in rows], [row.lat for row in rows])
    fields = [
        field_of_view(View(p.x, p.y, r.bearing, r.angle, r.range_m or assumed_range_m))
        for p, r in zip(places, rows, strict=True)
    ]
    return Sight(projection, shapely.STRtree(fields))


def cover_of_areas(connection: Connection, sight: Sight) -> list[dict[str, Any]]:
    """The rows of `area_cover`."""
    outlines = _outlines(connection)
    metric = {code: sight.projection.outline(outline) for code, outline in outlines.items()}
    return [
        {"code": code, "area_m2": area, "covered_m2": seen}
        for code, (area, seen) in cover(metric, sight.tree).items()
    ]


def _outlines(connection: Connection) -> dict[str, shapely.Geometry]:
    rows = connection.execute(
        select(areas.c.code, areas.c.geometry).where(areas.c.geometry.is_not(None))
    )
    return {row.code: shape(json.loads(row.geometry)) for row in rows}


def incidents_seen(
    connection: Connection, sight: Sight, *which: ColumnElement[bool]
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The ids of the located incidents that lie in some field of view."""
    places = select(incidents.c.id, incidents.c.lon, incidents.c.lat)
    found = [np.zeros(0, np.int64)]
    for ids, lon, lat in transfer.numbers(
        connection, places.where(incidents.c.lon.is_not(None), *which)
    ):
        found.append(ids.astype(np.int64)[sight.sees(lon, lat)])
    return np.concatenate(found)


def _append(connection: Connection, ids: np.ndarray[Any, np.dtype[np.int64]]) -> None:
    """Write down that some camera sees these incidents, millions at once."""
    if connection.dialect.name == "duckdb":
        rows = pa.table({covered_incidents.c.incident_id.name: pa.array(ids, pa.int64())})
        transfer.append(transfer.raw(connection), covered_incidents, rows)
    else:
        each = select(func.unnest(literal(ids.tolist(), ARRAY(BigInteger))))
        connection.execute(insert(covered_incidents).from_select(["incident_id"], each))
