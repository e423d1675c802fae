"""What cameras see, against a brute-force raster and known shapes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import cast

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from sqlalchemy import Connection, insert, literal, select, update

from data_access.live.fields import Projection, View, field_of_view, fields_of_view
from data_access.live.geometry import Ground, Sight, cover, is_due, known_sight, look
from data_access.live.instants import Published
from data_access.live.read_side import ReadSide
from data_access.live.recompute import compute
from data_access.read_tables import covered_incidents
from data_access.record.tables import cameras, incidents
from tests.figures.bare import bare_model

MOMENT = datetime(2026, 11, 3, tzinfo=UTC)

views = st.builds(
    View,
    x=st.floats(-60, 60),
    y=st.floats(-60, 60),
    bearing=st.none() | st.floats(0, 360),
    angle=st.none() | st.floats(5, 360),
    range_m=st.floats(10, 80),
)


def sees(view: View, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Of points in metres, whether the camera sees them."""
    near = np.hypot(x - view.x, y - view.y) <= view.range_m
    if view.bearing is None or view.angle is None:
        return near
    towards = np.degrees(np.arctan2(x - view.x, y - view.y))
    return near & (np.abs((towards - view.bearing + 180) % 360 - 180) <= view.angle / 2)


def covered(outline: shapely.Geometry, fields: list[shapely.Polygon]) -> tuple[float, float]:
    return cover({"here": outline}, shapely.STRtree(fields))["here"]


@given(st.lists(views, min_size=1, max_size=4))
def test_union_of_fields_equals_a_raster(cameras: list[View]) -> None:
    square = shapely.box(-50, -50, 50, 50)
    area, seen = covered(square, [field_of_view(view) for view in cameras])
    steps = np.arange(-49, 50, 2.0)
    x, y = np.meshgrid(steps, steps)
    hits = np.any([sees(view, x, y) for view in cameras], axis=0).sum()
    assert area == pytest.approx(10_000)
    # A cell of the raster is 4 m²; its error grows with the length of the edges.
    edges = sum(2 * view.range_m + math.tau * view.range_m for view in cameras)
    assert abs(hits * 4 - seen) <= 0.6 * edges + 40


def test_a_quarter_sector_has_a_quarter_of_the_circle() -> None:
    sector = field_of_view(View(0, 0, bearing=45, angle=90, range_m=100))
    assert shapely.area(sector) == pytest.approx(math.pi * 100**2 / 4, rel=0.005)
    assert shapely.contains_xy(sector, 50, 50)
    assert not shapely.contains_xy(sector, -50, 50)


def test_overlapping_fields_count_once_and_strangers_count_where_they_see() -> None:
    same = field_of_view(View(0, 0, None, None, 50))
    half = shapely.box(0, -100, 100, 100)
    area, seen = covered(half, [same, same])
    assert seen == pytest.approx(shapely.area(same) / 2, rel=1e-6)
    assert area == 20_000


def test_metres_are_metres() -> None:
    projection = Projection(118.72, 32.0)
    here, there = projection.points([118.72, 118.72], [32.0, 32.01])
    # One hundredth of a degree of latitude at 32 degrees north on WGS-84.
    assert shapely.distance(here, there) == pytest.approx(1108.8, rel=1e-3)


@pytest.mark.parametrize(
    ("angle", "steps"),
    [(5, 1), (45, 8), (90, 16), (96, 18), (100, 18), (359.5, 64), (360, 64), (None, 64)],
)
def test_an_arc_has_sixteen_steps_a_quarter(angle: float | None, steps: int) -> None:
    """So the area of its triangles, whichever way it looks."""
    turn = math.radians(360 if angle is None else angle) / steps
    for bearing in (0, 200):
        field = field_of_view(View(3, -7, bearing, angle, range_m=100))
        assert shapely.area(field) == pytest.approx(steps / 2 * 100**2 * math.sin(turn))
        assert field.is_valid


def test_each_of_many_cameras_sees_what_it_would_alone() -> None:
    kinds = (
        (None, None),
        (0, 360),
        (90, 45),
        (200, 100),
        (90, 5),
        (None, 45),
        (359.5, 100),
        (10, None),
    )
    views = [View(7 * n, -3 * n, *kind, 50 + n) for n, kind in enumerate(kinds * 2)]
    for view, field in zip(views, fields_of_view(views), strict=True):
        assert field.equals(field_of_view(view))
        middle = shapely.Point(view.x, view.y)
        assert shapely.hausdorff_distance(field, middle) == pytest.approx(view.range_m)
        if view.bearing is not None and view.angle is not None:
            ahead = math.radians(view.bearing)
            x, y = view.x + 49 * math.sin(ahead), view.y + 49 * math.cos(ahead)
            assert shapely.contains_xy(field, x, y)
    assert len(fields_of_view([])) == 0


def test_a_camera_that_sees_nearly_all_around_does_not_see_behind() -> None:
    nearly = field_of_view(View(0, 0, bearing=0, angle=359.5, range_m=100))
    around = field_of_view(View(0, 0, bearing=0, angle=360, range_m=100))
    assert not shapely.contains_xy(nearly, 0, -50)
    assert shapely.contains_xy(around, 0, -50)


def test_a_place_on_the_edge_of_a_field_is_seen_and_one_beyond_is_not() -> None:
    projection = Projection(118.72, 32.0)
    sight = Sight(
        Ground(projection), shapely.STRtree([shapely.box(0, -9, 20, 9), shapely.box(5, 5, 6, 6)])
    )
    metre = 1 / 1108.8 / 100  # of latitude, in degrees
    seen = sight.sees([118.72, 118.72, 118.72, 118.73], [32.0, 32 + 8 * metre, 32 + 10 * metre, 32])
    assert list(seen) == [True, True, False, False]
    assert list(sight.sees([], [])) == []


@pytest.mark.parametrize("outlined", [True, False], ids=["outlines", "none"])
def test_a_camera_sees_as_far_as_it_is_said_to_in_metres_on_the_ground(outlined: bool) -> None:
    """On the ellipsoid, of which the projection knows nothing; only if it is there and in order."""
    lon, lat = 118.72, 60.0
    ranges = {"own": 300.0, "assumed": None, "out of order": 900.0, "not installed": 900.0}
    cameras = pd.DataFrame(
        [
            {"code": name, "name_zh": "", "name_en": "", "lon": lon, "lat": lat, "range_m": range_m}
            for name, range_m in ranges.items()
        ]
    )
    cameras["lon"] += [0, 0.05, 0, 0]
    cameras["in_order"], cameras["installed"] = [True, True, False, True], [True, True, True, False]
    square = shapely.box(lon - 0.1, lat - 0.1, lon + 0.2, lat + 0.3)
    area = {"code": "d", "level": 0, "name_zh": "", "name_en": "", "illustrative": False}
    areas = pd.DataFrame([{**area, "geometry": shapely.to_geojson(square)}])
    nothing = pd.DataFrame({"id": [1], "reported_at": pd.Timestamp("2026-11-03", tz="UTC")})
    given = {"cameras": cameras} | ({"areas": areas} if outlined else {})
    with bare_model(nothing, **given) as connection:
        sight = look(connection, 50)
    around = np.arange(0, 360, 30.0)
    for east, metres in ((0, 300), (0.05, 50)):
        at = (np.full(12, lon + east), np.full(12, lat), around)
        for share, seen in ((0.99, True), (1.01, False)):
            east_of, north_of, _ = Geod(ellps="WGS84").fwd(*at, np.full(12, metres * share))
            assert list(sight.sees(east_of, north_of)) == [seen] * 12


def test_only_what_a_version_brought_is_looked_at_again() -> None:
    """One that is new is seen, one no longer, one has no place; an older one is not looked at."""
    frame = pd.DataFrame(
        {
            "id": [1, 2, 3, 4, 5],
            "version": [5, 6, 6, 6, 5],
            "reported_at": pd.Timestamp("2026-11-03", tz="UTC"),
            "lon": [118.72, 118.72, 118.9, None, 118.9],
            "lat": [32.0, 32.0, 32.0, None, 32.0],
        }
    )
    sight = Sight(Ground(Projection(118.72, 32.0)), shapely.STRtree([shapely.box(-9, -9, 9, 9)]))
    with bare_model(frame) as connection:
        connection.execute(insert(covered_incidents), [{"incident_id": 3}, {"incident_id": 5}])
        sight.follow(connection, since=5)
        found = connection.execute(select(covered_incidents.c.incident_id)).scalars().all()
        assert sorted(found) == [2, 5]
        sight.follow(connection, since=4)
        found = connection.execute(select(covered_incidents.c.incident_id)).scalars().all()
        assert sorted(found) == [1, 2]


class Meanwhile:
    """One incident that arrives, and one that moves away, between the looking and the writing."""

    def __init__(self, connection: Connection) -> None:
        self.lock = self._arriving()
        self._connection = connection

    @contextmanager
    def _arriving(self) -> Iterator[None]:
        new = {"id": 3, "version": 8, "lon": 118.72, "lat": 32.0}
        row = select(*(c for c in incidents.c if c.name not in new)).where(incidents.c.id == 1)
        names = [c.name for c in incidents.c if c.name not in new]
        values = [literal(value).label(name) for name, value in new.items()]
        self._connection.execute(
            insert(incidents).from_select([*names, *new], row.add_columns(*values))
        )
        moves = update(incidents).where(incidents.c.id == 2).values(lon=118.9, version=7)
        self._connection.execute(moves)
        yield

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Connection, Published]]:
        yield self._connection, Published(6, MOMENT, 4, 4, 2)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        yield self._connection


def test_incidents_that_change_while_it_is_computed() -> None:
    frame = pd.DataFrame(
        {
            "id": [1, 2],
            "version": [5, 6],
            "reported_at": pd.Timestamp("2026-11-03", tz="UTC"),
            "lon": [118.72, 118.72],
            "lat": [32.0, 32.0],
        }
    )
    camera = {"code": "1", "name_zh": "", "name_en": "", "lon": 118.72, "lat": 32.0}
    cameras = pd.DataFrame([{**camera, "range_m": 90.0, "in_order": True, "installed": True}])
    with bare_model(frame, cameras=cameras) as connection:
        compute(cast(ReadSide, Meanwhile(connection)), 50, MOMENT)
        found = connection.execute(select(covered_incidents.c.incident_id)).scalars().all()
        assert sorted(found) == [1, 3]


def test_a_start_looks_again_only_where_the_cameras_or_their_range_are_others() -> None:
    frame = pd.DataFrame({"id": [1], "reported_at": pd.Timestamp("2026-11-03", tz="UTC")})
    camera = {"code": "1", "name_zh": "", "name_en": "", "lon": 118.72, "lat": 32.0}
    cameras = pd.DataFrame([camera | {"in_order": True, "installed": True}])  # of version 1
    at = {"as_of": MOMENT, "reference_version": 0, "camera_version": 0, "record": "", "schema": ""}
    for version, range_m, known in ((1, 50.0, True), (0, 50.0, False), (1, 60.0, False)):
        now = at | {"geometry_version": version, "geometry_range_m": range_m}
        published = pd.DataFrame([now | {"geometry_at": MOMENT}])
        with bare_model(frame, published=published, cameras=cameras) as connection:
            sight = known_sight(connection, 50.0)
            assert (sight is not None) == known
            assert sight is None or (len(sight.views), sight.of) == (1, (1, 50.0))


def test_without_outlines_the_first_camera_is_the_ground() -> None:
    frame = pd.DataFrame({"id": [1], "reported_at": pd.Timestamp("2026-11-03", tz="UTC")})
    camera = {"name_zh": "", "name_en": "", "lat": 32.0, "in_order": True, "installed": True}
    given = [camera | {"code": code, "lon": 118.0} for code in "ab"]
    with bare_model(frame, cameras=pd.DataFrame(given)) as connection:
        first = look(connection, 50)
        connection.execute(update(cameras).where(cameras.c.code == "b").values(lon=119.0))
        assert look(connection, 50, first).ground is first.ground
        connection.execute(update(cameras).where(cameras.c.code == "a").values(lon=119.0))
        assert look(connection, 50, first).ground is not first.ground


def test_geometry_is_due_when_cameras_or_areas_are_newer() -> None:
    for reference, seen, geometry, due in ((3, 5, 5, False), (5, 3, 5, False), (7, 5, 5, True)):
        published = Published(9, MOMENT, reference, seen, geometry)
        assert is_due(published) == due


def test_an_angle_of_nothing_sees_nothing() -> None:
    assert shapely.area(field_of_view(View(0, 0, bearing=90, angle=0, range_m=100))) == 0


near_and_far = st.builds(
    View,
    x=st.floats(-5_000, 5_000),
    y=st.floats(-5_000, 5_000),
    bearing=st.none() | st.floats(0, 360),
    angle=st.none() | st.floats(0, 360),
    range_m=st.floats(0.5, 3_000),
)


@given(near_and_far, st.floats(-70, 70))
def test_a_box_holds_all_that_a_camera_sees(view: View, lat: float) -> None:
    projection = Projection(118.72, lat)
    west, south, east, north = projection.box(view)
    steps = np.linspace(0, 1, 20)
    lon, lat_ = np.meshgrid(west + (east - west) * steps, south + (north - south) * steps)
    rim = np.concatenate([lon[0], lon[-1], lon[:, 0], lon[:, -1]])
    rim_lat = np.concatenate([lat_[0], lat_[-1], lat_[:, 0], lat_[:, -1]])
    seen = field_of_view(view)
    points = projection.points(rim, rim_lat)
    assert shapely.contains_xy(shapely.convex_hull(shapely.multipoints(points)), view.x, view.y)
    assert not shapely.intersects(points, seen).any()
    assert shapely.distance(points, seen).min() > 0
    area = (east - west) * (north - south) * 111_200**2 * np.cos(np.radians(lat))
    assert area < (2.1 * view.range_m) ** 2  # and little more
