"""What is near an incident, against measuring everything there is."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import pairwise
from random import Random
from typing import Any

import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from sqlalchemy import Engine, delete, update

from data_access.independent.cases import Case as Told
from data_access.independent.cases import cases
from data_access.independent.plane import STRIP, Plane
from data_access.independent.told import Record, read
from data_access.live import geometry
from data_access.live.fields import field_of_view
from data_access.near import Surroundings
from data_access.reach import EVERYTHING
from data_access.record.cameras import write_cameras
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.tables import areas, cameras
from data_access.record.write import newest_version
from data_access.settings import Settings
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.factories import DAY, HOUR, MINUTE, emptied, incident, named, reported
from tests.figures.town import NOW, build_town
from tests.figures.ways import directly, through_a_read_model

EARTH = Geod(ellps="WGS84")
LON, LAT = -73.995, 40.705  # inside the town
RANGE_M = Settings().camera_range_m
WORDS = ("路灯不亮", "路灯坏了", "路灯坏了，请修", "井盖缺失", "Broken lamp", None)


def placed(north_m: float, east_m: float) -> tuple[float, float]:
    """A place so many metres from the middle, on the ellipsoid."""
    lon, lat, _ = EARTH.fwd(LON, LAT, 0.0, north_m)
    lon, lat, _ = EARTH.fwd(lon, lat, 90.0, east_m)
    return lon, lat


def neighbour(number: int, at: int, place: tuple[float, float], **said: Any) -> Incident:
    lon, lat = place
    return incident(str(number), reported(at), lon=lon, lat=lat, **said)


@st.composite
def crowds(draw: st.DrawFn) -> list[Incident]:
    """Incidents of one corner: near and just too far, early and late, alike and not."""
    chance = Random(draw(st.integers(0, 2**32)))
    begin = NOW - 40 * DAY
    spans = (
        0,
        HOUR,
        23 * HOUR,
        DAY,
        DAY + 1,
        25 * HOUR,
        29 * DAY,
        30 * DAY,
        30 * DAY + 1,
        39 * DAY,
    )
    found = []
    for number in range(draw(st.sampled_from((1, 6, 40)))):
        place = placed(chance.uniform(-90, 90), chance.uniform(-90, 90))
        events = [reported(begin + chance.choice(spans))]
        if chance.random() < 0.2:
            events.append(Event("voided", events[0].moment + MINUTE))
        said = incident(
            str(number),
            *events,
            source=chance.choice(("patrol", "hotline")),
            category=chance.choice(("pothole", "street_works", "noise", None)),
            text=chance.choice(WORDS),
            address=chance.choice(("河西大街 1 号", "", None)),
        )
        if number % 9 != 8:
            said.lon, said.lat = place
        found.append(said)
    return found


def metres(one: Told, other: Told) -> float:
    """Along the ellipsoid."""
    a, b = one.fields, other.fields
    return float(EARTH.inv(a["lon"], a["lat"], b["lon"], b["lat"])[2])


def alike(one: Told, other: Told) -> float | None:
    """Pair by pair, in the plainest way."""
    said = []
    for fields in (one.fields, other.fields):
        whole = ((fields["text"] or "") + (fields["address"] or "")).lower()
        letters = [c for c in whole if c.isalnum()]
        said.append([a + b for a, b in pairwise(letters)])
    mine, theirs = set(said[0]), set(said[1])
    return len(mine & theirs) / len(mine | theirs) if mine and theirs else None


def check(found: Surroundings, case: Told, every: list[Told], record: Record) -> None:
    """All that is near of all that there is; the edge of the radius is left to another test."""
    if case.fields["lon"] is None:
        assert not found.located
        return
    others = [
        (other, metres(case, other))
        for other in every
        if other is not case and other.fields["lon"] is not None and not other.history.voided
    ]
    span = 30 * DAY
    near = [
        (other, away)
        for other, away in others
        if away <= 100 and abs(other.history.reported - case.history.reported) <= span
    ]
    near.sort(key=lambda one: (one[0].history.reported, one[0].told.id), reverse=True)
    assert found.repeats == len(near)
    assert [o.incident.id for o in found.newest] == [o.told.id for o, _ in near[:20]]
    for shown, (_, away) in zip(found.newest, near, strict=False):
        assert shown.distance_m == pytest.approx(away, abs=0.01)
    expected = {
        other.told.id: alike(case, other)
        for other, _ in near
        if abs(other.history.reported - case.history.reported) <= DAY
        and may_be_one(record, case, other)
    }
    assert {d.other.incident.id: d.alike for d in found.duplicates} == expected
    foreign = [d.other.incident.source != case.told.source for d in found.duplicates]
    assert [d.other_source for d in found.duplicates] == foreign
    assert foreign == sorted(foreign, reverse=True)


def may_be_one(record: Record, one: Told, other: Told) -> bool:
    uppers = {top(record, one), top(record, other)}
    said = alike(one, other)
    return (None in uppers or len(uppers) == 1) and (said is None or said >= 0.5)


def top(record: Record, case: Told) -> str | None:
    code = case.fields["category"]
    parent = record.categories[code].parent if code else None
    return parent or code


@pytest.fixture(scope="module")
def engine(sqlite_files: SQLiteFiles) -> Engine:
    return open_record(sqlite_files.migrated())


# Without shrinking: an example builds a read model.
@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(some=crowds())
def test_any_crowd(engine: Engine, some: list[Incident]) -> None:
    build_town(emptied(engine), some)
    record = read(engine, newest_version(engine))
    every = cases(record, NOW)
    with through_a_read_model(engine) as answers:
        for case in every[::3]:
            found = answers.case(case.told.source, case.told.external_id, EVERYTHING)
            assert found is not None
            check(found[2].surroundings, case, every, record)


def test_the_edge_of_the_same_place(sqlite_record: Engine) -> None:
    """Centimetres decide; a metre of a plane is one of the ground to that, wherever it has its middle."""
    middle = neighbour(0, NOW - DAY, placed(0, 0))
    ring = [
        neighbour(number, NOW - DAY, (lon, lat))
        for number, (turn, away) in enumerate(
            ((turn, away) for turn in range(0, 360, 30) for away in (99.99, 100.01)), 1
        )
        for lon, lat, _ in [EARTH.fwd(*placed(0, 0), float(turn), away)]
    ]
    build_town(sqlite_record, [middle, *ring])
    with through_a_read_model(sqlite_record) as answers:
        found = answers.case("hotline", "0", EVERYTHING)
    assert found is not None
    near = found[2].surroundings
    assert near.repeats == 12
    assert all(99.98 < one.distance_m <= 100 for one in near.newest)


def test_the_edges_of_days_and_hours(sqlite_record: Engine) -> None:
    at, here = NOW - 31 * DAY, placed(0, 0)
    days, hours = 30 * DAY, 24 * HOUR
    offsets = (-days - 1, -days, -hours - 1, -hours, 0, hours, hours + 1, days, days + 1)
    some = [neighbour(number, at + offset, here) for number, offset in enumerate(offsets, 1)]
    ahead = neighbour(99, NOW + HOUR, here)
    build_town(sqlite_record, [neighbour(0, at, here), *some, ahead])
    with through_a_read_model(sqlite_record) as answers:
        first, last = (answers.case("hotline", key, EVERYTHING) for key in ("0", "9"))
    assert first is not None and last is not None
    near = first[2].surroundings
    assert [one.incident.external_id for one in near.newest] == ["8", "7", "6", "5", "4", "3", "2"]
    assert {one.other.incident.external_id for one in near.duplicates} == {"4", "5", "6"}
    # What is reported after the instant has not been reported yet.
    assert "99" not in {one.incident.external_id for one in last[2].surroundings.newest}


def test_the_newest_twenty_are_listed_and_all_are_counted(sqlite_record: Engine) -> None:
    here = placed(0, 0)
    some = [neighbour(number, NOW - DAY - number * MINUTE, here) for number in range(30)]
    build_town(sqlite_record, some)
    with through_a_read_model(sqlite_record) as answers:
        found = answers.case("hotline", "29", EVERYTHING)
    assert found is not None
    near = found[2].surroundings
    assert near.repeats == 29
    assert [one.incident.external_id for one in near.newest] == [str(n) for n in range(20)]


def test_likely_duplicates_from_another_source_come_first_then_the_most_alike(
    sqlite_record: Engine,
) -> None:
    here, far = placed(0, 0), placed(50, 0)
    said = {
        "own same": ("hotline", here, "路灯坏"),
        "other half": ("patrol", here, "路灯"),  # one of two pairs: just alike enough
        "other third": ("patrol", here, "路灯不亮"),  # one of four
        "other same": ("patrol", far, "路灯坏"),
        "own silent": ("hotline", here, None),
        "own far": ("hotline", far, "路灯坏"),
    }
    some = [incident("0", reported(NOW - DAY), lon=here[0], lat=here[1], text="路灯坏")]
    for number, (source, (lon, lat), text) in said.items():
        some.append(
            incident(number, reported(NOW - DAY), source=source, lon=lon, lat=lat, text=text)
        )
    build_town(sqlite_record, some)
    with through_a_read_model(sqlite_record) as answers:
        found = answers.case("hotline", "0", EVERYTHING)
    assert found is not None
    likely = [(d.other.incident.external_id, d.alike) for d in found[2].surroundings.duplicates]
    assert likely == [
        ("other same", 1.0),
        ("other half", 0.5),
        ("own same", 1.0),
        ("own far", 1.0),
        ("own silent", None),
    ]


def test_cameras_that_see_it_and_the_nearest_others(sqlite_record: Engine) -> None:
    chance = Random(5)
    some = [
        neighbour(number, NOW - HOUR, placed(chance.uniform(-200, 200), chance.uniform(-200, 200)))
        for number in range(24)
    ]
    build_town(sqlite_record, some)
    said = [
        {
            **named(f"extra{number}")[0],
            **dict(zip(("lon", "lat"), placed(chance.uniform(-250, 250), chance.uniform(-250, 250)), strict=True)),
            "area": None,
            "bearing": chance.choice((None, chance.uniform(0, 360))),
            "angle": chance.choice((None, 60.0, 360.0)),
            "range_m": chance.choice((None, 0.0, 30.0, 150.0, 400.0)),
            "installed": chance.choice((True, True, True, False, None)),
            "online": True,
            "in_order": chance.choice((True, True, False, None)),
        }
        for number in range(40)
    ]  # fmt: skip
    write_cameras(sqlite_record, said, now=NOW, origin="test")
    record = read(sqlite_record, newest_version(sqlite_record))
    plane = Plane(record)
    known = {row.code: Camera(row) for row in record.cameras.values()}
    seen = 0
    with through_a_read_model(sqlite_record) as answers:
        for case in cases(record, NOW):
            found = answers.case(case.told.source, case.told.external_id, EVERYTHING)
            assert found is not None
            seen += check_cameras(found[2].surroundings, case, known, plane)
    assert seen > 24


class Camera:
    """A camera whose range of 0 says nothing."""

    def __init__(self, row: Any) -> None:
        self.__dict__.update(row._mapping)
        self.range_m = self.range_m or None


def check_cameras(near: Surroundings, case: Told, known: dict[str, Camera], plane: Plane) -> int:
    """Both say the same of every camera, but for a strip along the edge of its view."""
    (place,) = plane.metres([shapely.Point(case.fields["lon"], case.fields["lat"])])
    surely, possibly, others = set(), set(), []
    for code, camera in known.items():
        reach = camera.range_m or RANGE_M
        field, strip = plane.field(camera, RANGE_M), 2 * STRIP * reach
        works = bool(camera.installed and camera.in_order)
        if works and shapely.distance(field, place) <= strip:
            possibly.add(code)
        if works and shapely.intersects(shapely.buffer(field, -strip), place):
            surely.add(code)
    shown = [one.camera.code for one in near.cameras if one.sees]
    assert surely <= set(shown) <= possibly
    for code, camera in known.items():
        if camera.installed is not False and code not in shown:
            away = EARTH.inv(camera.lon, camera.lat, case.fields["lon"], case.fields["lat"])[2]
            others.append((away, code))
    assert [one.camera.code for one in near.cameras if not one.sees] == [
        code for _, code in sorted(others)[:3]
    ]
    distances = [one.distance_m for one in near.cameras if one.sees]
    assert distances == sorted(distances)
    return len(shown)


def test_a_camera_says_why_it_does_not_see(sqlite_record: Engine) -> None:
    here = placed(0, 0)
    build_town(sqlite_record, [neighbour(0, NOW - HOUR, here)])
    spot = {"area": None, "bearing": None, "angle": None, "online": True}
    said = [
        (10, 50.0, True, True),  # sees
        (20, 50.0, True, False),  # would, but is not in order
        (30, 25.0, True, True),  # its view ends before
        (40, 0.0, True, True),  # of no range: the assumed one
        (45, 50.0, None, True),  # nobody says that it is installed
        (5, 50.0, False, True),  # there is none
    ]
    write_cameras(
        sqlite_record,
        [
            {
                **named(f"c{metres_}")[0], **spot,
                **dict(zip(("lon", "lat"), placed(metres_, 0), strict=True)),
                "range_m": range_m, "installed": installed, "in_order": in_order,
            }
            for metres_, range_m, installed, in_order in said
        ],
        now=NOW, origin="test",
    )  # fmt: skip
    with through_a_read_model(sqlite_record) as answers:
        found = answers.case("hotline", "0", EVERYTHING)
    assert found is not None
    shown = [(c.camera.code, c.reaches, c.sees) for c in found[2].surroundings.cameras]
    assert shown == [
        ("c10", True, True), ("c40", True, True),
        ("c20", True, False), ("c30", False, False), ("c45", True, False),
    ]  # fmt: skip


def test_without_outlines_views_are_those_of_coverage(sqlite_record: Engine) -> None:
    """A place at the very edge of a view far away from the first camera: both look the same way."""
    build_town(sqlite_record, [neighbour(0, NOW - HOUR, placed(0, 0))])
    with sqlite_record.execution_options(writes=True).begin() as connection:
        connection.execute(update(areas).values(geometry=None))
        connection.execute(delete(cameras))
    lon, lat = placed(-300, -400)
    azimuth = EARTH.inv(lon, lat, *placed(0, 0))[0]
    far = {"lon": -60.0, "lat": 40.7, "bearing": None, "angle": None, "range_m": 50.0}
    looking = {"lon": lon, "lat": lat, "angle": 60.0, "range_m": 600.0}
    said = [
        {
            **named(code)[0],
            **view,
            "area": None,
            "installed": True,
            "online": True,
            "in_order": True,
        }
        for code, view in (
            ("a", far),
            *((f"b{n}", {**looking, "bearing": (azimuth + 30 + n) % 360}) for n in range(-20, 21)),
        )
    ]
    write_cameras(sqlite_record, said, now=NOW, origin="test")
    with through_a_read_model(sqlite_record) as answers:
        found = answers.case("hotline", "0", EVERYTHING)
        assert found is not None
        shown = {one.camera.code for one in found[2].surroundings.cameras if one.sees}
        with answers._read_model.snapshot() as (connection, _):
            sight = geometry.look(connection, RANGE_M)
    (place,) = sight.ground.projection.points(*([one] for one in placed(0, 0)))
    seeing = {code for code, view in sight.views.items() if field_of_view(view).intersects(place)}
    assert shown == seeing
    assert 5 < len(shown) < 36


def test_postgresql_finds_the_same(
    sqlite_files: SQLiteFiles, postgresql_cluster: PostgreSQLCluster
) -> None:
    chance = Random(3)
    some = [
        neighbour(
            number, NOW - DAY - chance.randrange(40) * HOUR,
            placed(chance.uniform(-80, 80), chance.uniform(-80, 80)), text=chance.choice(WORDS),
        )
        for number in range(40)
    ]  # fmt: skip
    url = postgresql_cluster.migrated()
    records = open_record(sqlite_files.migrated()), open_record(url)
    with ExitStack() as stack:
        for record in records:
            stack.callback(record.dispose)
            build_town(record, some)
        ways = [stack.enter_context(through_a_read_model(records[0]))]
        ways.append(stack.enter_context(directly(records[1], url)))
        told = read(records[1], newest_version(records[1]))
        every = cases(told, NOW)
        for case in every[::5]:
            for answers in ways:
                found = answers.case(case.told.source, case.told.external_id, EVERYTHING)
                assert found is not None
                check(found[2].surroundings, case, every, told)
                assert found[2].surroundings.cameras
