"""Coverage computed around the cameras that changed is that of a whole computation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from data_access.flat import cases
from data_access.live import geometry, recompute
from data_access.live.direct import Direct
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.live.read_side import ReadSide
from data_access.read_tables import area_cover, covered_incidents
from data_access.record.areas import write_areas
from data_access.record.cameras import write_cameras
from data_access.record.database import open_record
from data_access.record.events import Incident
from data_access.record.tables import cameras
from data_access.record.write import write_incidents
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.factories import HOUR, incident, named, reported
from tests.figures.town import AS_OF, NOW, build_town

WEST, SOUTH, WIDE, HIGH = -74.0, 40.7, 0.02, 0.01  # of the town, degrees
ASSUMED_M = 50.0
CAMERAS = (*(f"quarter{e}{n}-{k}" for e in (0, 1) for n in (0, 1) for k in (0, 1)), "new", "newer")


@dataclass
class Watching:
    """A record and who publishes it; its clock stands until coverage is due again."""

    record: Engine
    read_side: ReadSide
    range_m: float = ASSUMED_M
    now: Any = AS_OF
    publisher: Any = field(init=False)

    def __post_init__(self) -> None:
        self.publisher = Publisher(self.record, self.read_side, self.range_m, lambda: self.now)
        self.publisher.prepare()

    def publish(self) -> None:
        """Some seconds later, without a look at the geometry."""
        self.now += timedelta(seconds=2)
        self.publisher.tick()

    def look(self) -> None:
        """When the geometry is looked at again."""
        self.now += timedelta(minutes=11)
        assert self.publisher.tick()

    def stored(self) -> tuple[dict[str, tuple[float, float]], list[int]]:
        with self.read_side.snapshot() as (connection, _):
            covers = connection.execute(select(area_cover)).all()
            seen = connection.execute(select(covered_incidents.c.incident_id)).scalars().all()
            counted = connection.execute(select(cases.c.id).where(cases.c.seen)).scalars().all()
        assert sorted(counted) == sorted(seen)  # what questions count by
        return {row.code: (row.area_m2, row.covered_m2) for row in covers}, sorted(seen)

    def whole(self) -> tuple[dict[str, tuple[float, float]], list[int]]:
        """What a computation of everything finds."""
        with self.read_side.snapshot() as (connection, _):
            sight = geometry.look(connection, self.range_m)
            covers = geometry.cover_of_areas(sight)
            seen = geometry.incidents_seen(connection, sight)
        return {row["code"]: (row["area_m2"], row["covered_m2"]) for row in covers}, sorted(seen)


def agree(watching: Watching) -> None:
    (covers, seen), (wanted, all_seen) = watching.stored(), watching.whole()
    assert seen == all_seen
    assert covers.keys() == wanted.keys()
    for code, found in covers.items():
        assert found == pytest.approx(wanted[code], rel=1e-9, abs=1e-6), code


def somewhere(draw: Random) -> tuple[float, float]:
    """A place in the town or a little outside it."""
    return WEST + WIDE * draw.uniform(-0.1, 1.1), SOUTH + HIGH * draw.uniform(-0.1, 1.1)


def at(external_id: str, place: tuple[float, float]) -> Incident:
    return incident(external_id, reported(NOW - HOUR), lon=place[0], lat=place[1])


def crowded() -> list[Incident]:
    draw = Random(5)
    return [at(str(number), somewhere(draw)) for number in range(1_500)]


@pytest.fixture(params=["read model", "directly"])
def watching(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Watching]:
    """The town with incidents everywhere, through a read model and on PostgreSQL itself."""
    if request.param == "directly":
        cluster: PostgreSQLCluster = request.getfixturevalue("postgresql_cluster")
        url = cluster.migrated()
    else:
        files: SQLiteFiles = request.getfixturevalue("sqlite_files")
        url = files.migrated()
    record = open_record(url)
    build_town(record, crowded())
    read_side: ReadSide = (
        Direct(url, record)
        if request.param == "directly"
        else ReadModel(tmp_path / "read_model.duckdb", record)
    )
    found = Watching(record, read_side)
    yield found
    found.publisher.stop()
    record.dispose()


@st.composite
def camera_changes(draw: st.DrawFn) -> dict[str, Any]:
    """One camera moved, turned, looking further, in order or not, installed or not; or new."""
    code = draw(st.sampled_from(CAMERAS))
    said = dict(draw(st.sampled_from([
        {"lon": WEST + WIDE * draw(st.floats(-0.1, 1.1)), "lat": SOUTH + HIGH * draw(st.floats(-0.1, 1.1))},
        {"bearing": draw(st.floats(0, 359)), "angle": draw(st.floats(10, 180))},
        {"bearing": None, "angle": None},
        {"range_m": draw(st.none() | st.floats(20, 400))},
        {"in_order": True}, {"in_order": False}, {"installed": True}, {"installed": False},
    ])))  # fmt: skip
    if code.startswith("new"):  # a first time everything has to be said
        place = {"lon": WEST + WIDE / 3, "lat": SOUTH + HIGH / 3}
        said = {**named(code)[0], **place, "installed": True, "in_order": True, **said}
    return {"code": code, **said}


rounds = st.lists(
    st.tuples(st.lists(camera_changes(), min_size=1, max_size=4), st.integers(0, 2**32)),
    min_size=1,
    max_size=3,
)
# Without shrinking: what a change finds depends on those before it.
FEW = settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def never(*_: Any) -> Any:
    raise AssertionError("all of coverage was computed again")


@pytest.mark.parametrize("at_once", [recompute._MANY, 1], ids=["box by box", "one box"])
def test_around_changed_cameras_it_is_what_a_whole_computation_finds(
    watching: Watching, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(recompute, "_whole", never)
    monkeypatch.setattr(recompute, "_MANY", at_once)
    agree(watching)

    @FEW
    @given(rounds)
    def check(steps: list[tuple[list[dict[str, Any]], int]]) -> None:
        for changes, seed in steps:
            draw = Random(seed)
            for camera in changes:
                write_cameras(watching.record, [camera], now=NOW, origin="test")
            moved = [
                at(str(draw.randrange(1_600)), somewhere(draw)) for _ in range(draw.randrange(3))
            ]
            write_incidents(watching.record, moved, now=NOW, origin="test")
            watching.publish()
            watching.look()
            agree(watching)

    check()


def recorded(monkeypatch: pytest.MonkeyPatch, name: str) -> list[Any]:
    """What a function of the module returns, each time."""
    found: list[Any] = []
    real: Callable[..., Any] = getattr(recompute, name)

    def record(*said: Any) -> Any:
        found.append(real(*said))
        return found[-1]

    monkeypatch.setattr(recompute, name, record)
    return found


def test_only_areas_and_incidents_near_a_changed_camera_are_looked_at(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = recorded(monkeypatch, "_areas_met")
    looked: list[int] = []
    sees = geometry.Sight.sees

    def count(sight: geometry.Sight, lon: Any, lat: Any) -> Any:
        looked.append(len(lon))
        return sees(sight, lon, lat)

    monkeypatch.setattr(geometry.Sight, "sees", count)
    write_cameras(watching.record, [{"code": "quarter11-1", "range_m": 70.0}], now=NOW, origin="t")
    watching.look()
    assert [set(codes) for codes in met] == [{"town", "street1", "quarter11"}]
    assert 0 < sum(looked) < 60  # of 1,500
    agree(watching)


def test_names_that_change_leave_it_all_as_it_is(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recompute, "_whole", never)
    met = recorded(monkeypatch, "_areas_met")
    write_areas(
        watching.record, [{"code": "town", "level": 0, "name_en": "Town"}], now=NOW, origin="test"
    )
    watching.look()
    assert [set(codes) for codes in met] == [set()]
    watching.look()
    assert len(met) == 1  # nothing is due any more
    agree(watching)


def test_an_outline_that_changes_has_all_computed_again(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    wholes = recorded(monkeypatch, "_whole")
    half = shapely.to_geojson(shapely.box(WEST, SOUTH, WEST + WIDE / 4, SOUTH + HIGH / 2))
    change = {"code": "quarter00", "level": 2, "geometry": half}
    write_areas(watching.record, [change], now=NOW, origin="test")
    watching.look()
    assert len(wholes) == 1
    agree(watching)


def test_another_range_that_is_assumed_has_all_computed_again(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    wholes = recorded(monkeypatch, "_whole")
    other = Watching(watching.record, watching.read_side, range_m=90.0)
    assert len(wholes) == 1
    agree(other)


def test_a_start_knows_what_was_computed_of_which_cameras(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recompute, "_whole", never)
    other = Watching(watching.record, watching.read_side)
    write_cameras(watching.record, [{"code": "quarter11-1", "range_m": 90.0}], now=NOW, origin="t")
    other.look()
    agree(other)


@pytest.mark.parametrize("watching", ["directly"], indirect=True)
def test_what_two_servers_looked_at_is_computed_again(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one looked at an incident as its cameras were, when coverage was of newer ones."""
    url = watching.record.url.render_as_string(hide_password=False)
    other = Watching(watching.record, Direct(url, watching.record))
    place = {"lon": WEST + WIDE / 2, "lat": SOUTH + HIGH / 2}
    write_cameras(watching.record, [{"code": "quarter11-1", **place}], now=NOW, origin="test")
    watching.look()
    new = at("new", (place["lon"], place["lat"]))
    write_incidents(watching.record, [new], now=NOW, origin="test")
    other.publish()
    wholes = recorded(monkeypatch, "_whole")
    write_cameras(watching.record, [{"code": "quarter00-1", **place}], now=NOW, origin="test")
    watching.look()
    assert len(wholes) == 1
    agree(watching)
    other.now = watching.now
    other.look()
    agree(other)
    assert [sight.of for sight in wholes] == [other.publisher._sight.of] * 2
    other.look()
    assert len(wholes) == 2
    other.publisher.stop()


def test_an_incident_that_comes_between_two_looks_is_counted_as_it_is_seen(
    watching: Watching,
) -> None:
    in_order = cameras.c.in_order & cameras.c.installed
    with watching.record.connect() as connection:
        lon, lat = connection.execute(select(cameras.c.lon, cameras.c.lat).where(in_order)).first()
    before = watching.stored()[1]
    come = [at("seen", (lon, lat)), at("not seen", (WEST - WIDE, SOUTH - HIGH))]
    write_incidents(watching.record, come, now=NOW, origin="t")
    watching.publish()
    assert len(watching.stored()[1]) == len(before) + 1
    agree(watching)


@pytest.mark.parametrize("watching", ["directly"], indirect=True)
def test_an_incident_that_comes_during_the_look_is_seen(
    watching: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a camera that stayed as it was, far from the one that changed."""
    with watching.read_side.snapshot() as (connection, _):
        row = connection.execute(select(cameras).where(cameras.c.code == "quarter00-1")).one()
    writing = watching.read_side.writing
    coming = [at("coming", (row.lon, row.lat))]

    @contextmanager
    def late() -> Iterator[Any]:
        if coming:
            write_incidents(watching.record, [coming.pop()], now=NOW, origin="test")
        with writing() as connection:
            yield connection

    write_cameras(watching.record, [{"code": "quarter11-1", "range_m": 90.0}], now=NOW, origin="t")
    watching.publish()
    monkeypatch.setattr(watching.read_side, "writing", late)
    before = len(watching.stored()[1])
    watching.look()
    assert coming == []
    assert len(watching.stored()[1]) > before
    agree(watching)
