"""What cameras see: unions of their fields of view, in metres, computed when they change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
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
from data_access.live.fields import Places, Projection, View, fields_of_view
from data_access.live.instants import Published, newest_changes
from data_access.read_tables import covered_incidents, published
from data_access.record.tables import areas, cameras, incidents


@dataclass(frozen=True)
class Ground:
    """The outlines of areas in metres, and the projection that places everything on them."""

    projection: Projection
    outlines: Mapping[str, shapely.Geometry] = field(default_factory=dict)
    made_of: int = 0  # a hash: where it is the same, so is all the rest


@dataclass(frozen=True)
class Sight:
    """The union of what cameras in order see, ready to be asked.

    `views` are those cameras by code. `of`: the version of cameras and areas, and the assumed
    range, where that is known.
    """

    ground: Ground
    tree: shapely.STRtree
    views: Mapping[str, View] = field(default_factory=dict)
    of: tuple[int, float] | None = None

    def sees(self, lon: Places, lat: Places) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Of each point, whether it lies inside some field of view."""
        seen = np.zeros(len(lon), dtype=bool)
        if len(lon):
            pairs = self.tree.query(self.ground.projection.points(lon, lat), predicate="intersects")
            seen[np.unique(pairs[0])] = True
        return seen

    def follow(self, connection: Connection, since: int) -> None:
        """Look at the incidents above a version, inside the transaction that brought them.

        Where another server has computed coverage meanwhile, of other cameras than this sight's,
        what is stored is of no one set of cameras any more, and that is written down.
        """
        if stored_of(connection) != self.of:
            connection.execute(update(published).values(geometry_range_m=None))
        look_again(connection, self, incidents.c.version > since)


def stored_of(connection: Connection) -> tuple[int, float] | None:
    """The version of cameras and areas, and the assumed range, that coverage is stored of."""
    c = published.c
    row = connection.execute(select(c.geometry_version, c.geometry_range_m)).one_or_none()
    return None if row is None or row.geometry_range_m is None else (row[0], row[1])


def look_again(connection: Connection, sight: Sight, which: ColumnElement[bool]) -> None:
    """Write down anew which of some incidents lie in view."""
    seen = incidents_seen(connection, sight, which)
    known = covered_incidents.c.incident_id
    chosen = select(incidents.c.id).where(which)
    connection.execute(delete(covered_incidents).where(known.in_(chosen)))
    append(connection, seen)


def cover(
    outlines: Mapping[str, shapely.Geometry], tree: shapely.STRtree
) -> dict[str, tuple[float, float]]:
    """Of each outline its area, and that of the union of a tree's fields inside it; all metric."""
    found = {}
    for code, outline in outlines.items():
        near = tree.geometries.take(tree.query(outline, predicate="intersects"))
        whole = float(shapely.area(outline))
        seen = shapely.area(shapely.intersection(shapely.union_all(near), outline))
        found[code] = (whole, min(float(seen), whole))
    return found


def known_sight(connection: Connection, assumed_range_m: float) -> Sight | None:
    """What the cameras see, where coverage has been computed of just that."""
    of = stored_of(connection)
    sight = look(connection, assumed_range_m)
    newest = max(newest_changes(connection))  # asked last: nothing has changed under the look
    return replace(sight, of=of) if of == (newest, assumed_range_m) else None


def version_of(now: Published) -> int:
    """The newest change of cameras or areas."""
    return max(now.camera_version, now.reference_version)


def is_due(now: Published) -> bool:
    """Whether cameras or areas changed since the geometry was computed."""
    return now.geometry_version != version_of(now)


def look(connection: Connection, assumed_range_m: float, before: Sight | None = None) -> Sight:
    """What the installed cameras in order have in view; on the ground of before where it is still
    the same."""
    statement = select(cameras).where(cameras.c.in_order, cameras.c.installed)
    rows = connection.execute(statement.order_by(cameras.c.code)).all()
    somewhere = (rows[0].lon, rows[0].lat) if rows else (0.0, 0.0)
    ground = _ground(connection, somewhere, before.ground if before else None)
    places = ground.projection.points([row.lon for row in rows], [row.lat for row in rows])
    views = {
        r.code: View(x, y, r.bearing, r.angle, r.range_m or assumed_range_m)
        for (x, y), r in zip(shapely.get_coordinates(places).tolist(), rows, strict=True)
    }
    return Sight(ground, shapely.STRtree(fields_of_view(list(views.values()))), views)


def _ground(
    connection: Connection, somewhere: tuple[float, float], before: Ground | None
) -> Ground:
    """Around the middle of all outlines, or around some place where there are none."""
    c = areas.c
    statement = select(c.code, c.geometry).where(c.geometry.is_not(None)).order_by(c.code)
    said = [tuple(row) for row in connection.execute(statement)]
    made_of = hash((tuple(said), None if said else somewhere))
    if before is not None and before.made_of == made_of:
        return before
    outlines = shapely.from_geojson(np.array([text for _, text in said], object))
    west, south, east, north = shapely.total_bounds(outlines) if said else somewhere * 2
    projection = Projection((west + east) / 2, (south + north) / 2)
    metric = projection.outlines(outlines)
    return Ground(projection, dict(zip((code for code, _ in said), metric, strict=True)), made_of)


def cover_of_areas(sight: Sight, codes: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The rows of `area_cover`, of all areas or of some."""
    outlines = sight.ground.outlines
    chosen = outlines if codes is None else {code: outlines[code] for code in codes}
    return [
        {"code": code, "area_m2": area, "covered_m2": seen}
        for code, (area, seen) in cover(chosen, sight.tree).items()
    ]


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


def append(connection: Connection, ids: np.ndarray[Any, np.dtype[np.int64]]) -> None:
    """Write down that some camera sees these incidents, millions at once."""
    if connection.dialect.name == "duckdb":
        rows = pa.table({covered_incidents.c.incident_id.name: pa.array(ids, pa.int64())})
        transfer.append(transfer.raw(connection), covered_incidents, rows)
    else:
        each = select(func.unnest(literal(ids.tolist(), ARRAY(BigInteger))))
        connection.execute(insert(covered_incidents).from_select(["incident_id"], each))
