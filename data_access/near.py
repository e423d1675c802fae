"""Near an incident: cameras, other incidents of the same place, and what may be the same thing."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from data_access.definitions.constants import (
    OTHER_CAMERAS,
    REPEAT_DAYS,
    REPEAT_RADIUS_M,
    REPEATS_SHOWN,
)
from data_access.duplicates import APART, Said, compared, metres, said, upper_category
from data_access.intervals import epoch_micros
from data_access.live.fields import Projection, View, field_of_view
from data_access.moments import Micros, to_micros
from data_access.names import Names
from data_access.predicates import inside, statuses_of, within_reach
from data_access.questions import Columns, columns
from data_access.reach import Reach
from data_access.record.tables import cameras
from data_access.record.tables import incidents as i
from data_access.settings import Settings

_DEGREE_M = 111_320.0  # metres of a degree of latitude, about
_ROUGHLY = 1.02  # degrees are no metres: so much more is looked at
_CANDIDATES = 40  # cameras that are measured exactly


@dataclass(frozen=True)
class NearCamera:
    """An installed camera, a row of `cameras`; `reaches`: the place lies in its field of view;
    `sees`: and it is in order."""

    camera: Any
    distance_m: float
    reaches: bool
    sees: bool


@dataclass(frozen=True)
class Other:
    """Another incident, and how far away it is."""

    incident: Any
    statuses: tuple[str, ...]
    distance_m: float


@dataclass(frozen=True)
class Duplicate:
    """Another incident that may tell of the same thing; `alike` is the similarity of the texts,
    None where one of them says nothing."""

    other: Other
    alike: float | None
    other_source: bool


@dataclass(frozen=True)
class Surroundings:
    """What is near an incident; nothing is known of one without coordinates."""

    located: bool
    cameras: tuple[NearCamera, ...] = ()  # those that see it, then the nearest others
    repeats: int = 0
    newest: tuple[Other, ...] = ()  # of the repeats
    duplicates: tuple[Duplicate, ...] = ()  # likely ones; those from another source first


Box = tuple[float, float, float, float]
"""West, south, east and north, degrees."""

_SAID = (
    *(i.c.id, i.c.source, i.c.external_id, i.c.category, i.c.address, i.c.text, i.c.lon, i.c.lat),
    *(i.c.reported_at, i.c.voided, i.c.closed_at, i.c.deadline, i.c.suspended_at),
)

NOWHERE = Surroundings(located=False)


def select_cameras(
    lon: float, lat: float, assumed_range_m: float, reach: Reach
) -> Select[*tuple[Any, ...]]:
    """The installed cameras within reach that may see a place, and the nearest ones."""
    c = cameras.c
    east = (c.lon - lon) * (_DEGREE_M * math.cos(math.radians(lat)))
    north = (c.lat - lat) * _DEGREE_M
    away = east * east + north * north
    far = func.coalesce(func.nullif(c.range_m, 0.0), assumed_range_m) * _ROUGHLY
    here = inside(c.area, reach.areas) if reach.areas else true()
    installed = and_(func.coalesce(c.installed, True), here)
    nearest = select(c.code).where(installed).order_by(away, c.code).limit(_CANDIDATES)
    seeing = select(c.code).where(installed, away <= far * far)
    codes = or_(c.code.in_(nearest.scalar_subquery()), c.code.in_(seeing.scalar_subquery()))
    return select(cameras).where(codes)


def around(incident: Any, box: Box, as_of: datetime, reach: Reach) -> list[ColumnElement[bool]]:
    """What other incidents within reach, in a box, and in the days around an incident's report, must meet."""
    west, south, east, north = box
    days = timedelta(days=REPEAT_DAYS)
    return [
        i.c.reported_at >= incident.reported_at - days,
        i.c.reported_at <= min(incident.reported_at + days, as_of),
        i.c.lon.between(west, east),
        i.c.lat.between(south, north),
        ~i.c.voided,
        i.c.id != incident.id,
        *within_reach(reach),
    ]


def select_around(which: Iterable[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Where and when (microseconds since 1970) some incidents were."""
    reported = epoch_micros(i.c.reported_at).label("reported")
    return select(i.c.id, i.c.lon, i.c.lat, reported).where(*which)


def select_said(
    which: Iterable[ColumnElement[bool]], ids: Sequence[int]
) -> Select[*tuple[Any, ...]]:
    """What is said of a few of them."""
    # What narrows them down stays: of a list alone DuckDB reads the texts of all in between.
    return select(*_SAID).where(*which, i.c.id.in_(ids))


def read(
    connection: Connection, incident: Row[Any], as_of: datetime, names: Names, settings: Settings
) -> Surroundings:
    """What is near an incident, as of the instant that a connection sees."""
    if incident.lon is None or incident.lat is None:
        return NOWHERE
    projection = _projection(connection, incident, names)
    (place,) = projection.points([incident.lon], [incident.lat])
    box = projection.box(View(place.x, place.y, None, None, REPEAT_RADIUS_M))
    which = around(incident, box, as_of, names.reach)
    near = _same_place(columns(connection.execute(select_around(which))), incident)
    newest = near[:REPEATS_SHOWN]
    reported = to_micros(incident.reported_at)
    soon = [one for one in near if abs(one[1] - reported) <= APART]
    away = {id_: distance for id_, _, distance in (*newest, *soon)}
    rows = connection.execute(select_said(which, list(away))).all() if away else []
    others = {row.id: Other(row, statuses_of(row, as_of), away[row.id]) for row in rows}
    return Surroundings(
        True,
        _cameras(connection, incident, place, projection, settings.camera_range_m, names.reach),
        len(near),
        tuple(others[id_] for id_, _, _ in newest),
        likely_duplicates(incident, [others[id_] for id_, _, _ in soon], names),
    )


def _same_place(places: Columns, incident: Row[Any]) -> list[tuple[int, Micros, float]]:
    """Id, report and distance in metres of those that are near enough, the newest first."""
    away = metres(incident.lon, incident.lat, places["lon"], places["lat"])
    near = np.flatnonzero(away <= REPEAT_RADIUS_M)
    found = zip(
        *(some[near].tolist() for some in (places["id"], places["reported"], away)), strict=True
    )
    return sorted(found, key=lambda one: (one[1], one[0]), reverse=True)


def _projection(connection: Connection, incident: Row[Any], names: Names) -> Projection:
    """That of the geometry of coverage: around the middle of all outlines, without any around the
    first camera in order."""
    if names.middle is not None:
        return _around(*names.middle)
    c = cameras.c
    first = select(c.lon, c.lat).where(c.in_order, c.installed).order_by(c.code).limit(1)
    somewhere = connection.execute(first).one_or_none()
    return _around(*(somewhere or (incident.lon, incident.lat)))


@lru_cache(maxsize=4)
def _around(lon: float, lat: float) -> Projection:
    """To make one takes as long as a question."""
    return Projection(lon, lat)


def _cameras(
    connection: Connection,
    incident: Row[Any],
    place: shapely.Point,
    projection: Projection,
    assumed_range_m: float,
    reach: Reach,
) -> tuple[NearCamera, ...]:
    """The cameras that see a place, and the nearest others."""
    statement = select_cameras(incident.lon, incident.lat, assumed_range_m, reach)
    rows = connection.execute(statement).all()
    points = projection.points([row.lon for row in rows], [row.lat for row in rows])
    found = []
    for row, at in zip(rows, points, strict=True):
        away = float(shapely.distance(at, place))
        view = View(at.x, at.y, row.bearing, row.angle, row.range_m or assumed_range_m)
        reaches = away <= view.range_m * _ROUGHLY and field_of_view(view).intersects(place)
        found.append(
            NearCamera(row, away, reaches, reaches and bool(row.installed and row.in_order))
        )
    found.sort(key=lambda one: (one.distance_m, one.camera.code))
    others = [one for one in found if not one.sees][:OTHER_CAMERAS]
    return (*(one for one in found if one.sees), *others)


def likely_duplicates(
    incident: Any, others: Iterable[Other], names: Names
) -> tuple[Duplicate, ...]:
    """Of others that are near in place and time those that may tell of the same thing."""
    own = _said(incident, names)
    found = []
    for other in others:
        likely, alike = compared(own, _said(other.incident, names))
        if likely:
            found.append(Duplicate(other, alike, other.incident.source != incident.source))

    def rank(one: Duplicate) -> tuple[bool, float, float, int]:
        other = one.other
        return not one.other_source, -(one.alike or 0.0), other.distance_m, other.incident.id

    return tuple(sorted(found, key=rank))


def _said(row: Any, names: Names) -> Said:
    return said(upper_category(row.category, names.parents), row.text, row.address)
