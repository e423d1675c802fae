"""Computes coverage when cameras or areas changed: around the cameras that did, or all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import shapely
from sqlalchemy import ColumnElement, Connection, delete, false, insert, or_, update

from data_access.live import geometry
from data_access.live.fields import View, fields_of_view
from data_access.live.geometry import Sight
from data_access.live.instants import Published
from data_access.live.read_side import ReadSide
from data_access.read_tables import area_cover, covered_incidents, published
from data_access.record.tables import incidents

_MANY = 100  # boxes to ask a database about at once; for more, one around all of them


def compute(
    read_side: ReadSide, assumed_range_m: float, now: datetime, before: Sight | None = None
) -> Sight:
    """Compute coverage of the cameras and areas of now, and put it where it is asked.

    Where what is stored is of the sight of `before` and the areas are the same, only what lies in
    an old or new field of view of a camera that changed is looked at.
    """
    found = None
    if before is not None and before.of is not None:
        found = _around_changes(read_side, assumed_range_m, now, before)
    return found or _whole(read_side, assumed_range_m, now)


def changed_views(before: Sight, after: Sight) -> list[View]:
    """Old and new views of the cameras that see something else than before, or came or went."""
    codes = before.views.keys() | after.views.keys()
    pairs = [(before.views.get(code), after.views.get(code)) for code in sorted(codes)]
    return [view for old, new in pairs if old != new for view in (old, new) if view is not None]


def _around_changes(
    read_side: ReadSide, assumed_range_m: float, now: datetime, before: Sight
) -> Sight | None:
    """None where what is stored is not of before, or stands on other ground."""
    with read_side.snapshot() as (connection, instant):
        sight = _look(connection, instant, assumed_range_m, before)
        if sight.ground is not before.ground:
            return None
        views = changed_views(before, sight)
        covers = geometry.cover_of_areas(sight, _areas_met(sight, views))
    with read_side.lock, read_side.writing() as connection:
        if geometry.stored_of(connection) != before.of:  # another server was faster
            return None
        _store_covers(connection, covers, area_cover.c.code.in_([row["code"] for row in covers]))
        _look_near(connection, sight, views, instant)
        _sign(connection, sight, now)
    return sight


def _whole(read_side: ReadSide, assumed_range_m: float, now: datetime) -> Sight:
    """Incidents that arrive meanwhile are looked at when it is put in."""
    with read_side.snapshot() as (connection, instant):
        sight = _look(connection, instant, assumed_range_m, None)
        covers = geometry.cover_of_areas(sight)
        seen = geometry.incidents_seen(connection, sight)
    with read_side.lock, read_side.writing() as connection:
        _store_covers(connection, covers)
        connection.execute(delete(covered_incidents))
        geometry.append(connection, seen)
        geometry.look_again(connection, sight, incidents.c.version > instant.version)
        _sign(connection, sight, now)
    return sight


def _look(
    connection: Connection, instant: Published, assumed_range_m: float, before: Sight | None
) -> Sight:
    of = geometry.version_of(instant), assumed_range_m
    return replace(geometry.look(connection, assumed_range_m, before), of=of)


def _areas_met(sight: Sight, views: Iterable[View]) -> Collection[str]:
    codes, outlines = list(sight.ground.outlines), list(sight.ground.outlines.values())
    seen = fields_of_view(list(views))
    _, met = shapely.STRtree(outlines).query(seen, predicate="intersects")
    return {codes[number] for number in met}


def _look_near(
    connection: Connection, sight: Sight, views: Iterable[View], instant: Published
) -> None:
    """Look at the incidents around some views, and at those that no sight has looked at yet."""
    boxes = [sight.ground.projection.box(view) for view in views]
    if len(boxes) > _MANY:
        west, south, east, north = zip(*boxes, strict=True)
        boxes = [(min(west), min(south), max(east), max(north))]
    near = or_(false(), *(_inside(box) for box in boxes))
    geometry.look_again(connection, sight, or_(incidents.c.version > instant.version, near))


def _inside(box: tuple[float, float, float, float]) -> ColumnElement[bool]:
    west, south, east, north = box
    return incidents.c.lon.between(west, east) & incidents.c.lat.between(south, north)


def _store_covers(
    connection: Connection, covers: list[dict[str, Any]], *of: ColumnElement[bool]
) -> None:
    connection.execute(delete(area_cover).where(*of))
    if covers:
        connection.execute(insert(area_cover), covers)


def _sign(connection: Connection, sight: Sight, now: datetime) -> None:
    """Write down of what and when coverage was computed."""
    version, assumed_range_m = sight.of or (-1, None)
    signed = {"geometry_version": version, "geometry_range_m": assumed_range_m}
    connection.execute(update(published).values(geometry_at=now, **signed))
