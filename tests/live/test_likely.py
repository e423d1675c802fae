"""Likely duplicates are kept: as a whole computation finds them, and as earlier instants had them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

from data_access import counts, worklists
from data_access.definitions.counts import NOW_OPEN
from data_access.filters import Filter
from data_access.flat import cases
from data_access.independent.cases import cases as looked_at
from data_access.independent.told import read
from data_access.live import likely
from data_access.live.answers import Answers
from data_access.live.compare import differences
from data_access.live.direct import Direct
from data_access.live.instants import At, Published
from data_access.live.past import look_back
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.live.read_side import ReadSide
from data_access.moments import SECOND, Micros, from_micros, to_micros
from data_access.questions import Scope
from data_access.reach import EVERYTHING, Reach
from data_access.read_tables import likely_duplicates
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.tables import categories, incidents
from data_access.record.write import write_incidents
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.factories import HOUR, incident, reported, write_codes
from tests.figures.bare import NOBODY
from tests.figures.test_near import placed
from tests.figures.town import NOW, build_town
from tests.figures.ways import TOWN, through_a_read_model

BEGIN = NOW - 48 * HOUR
PLACES = (placed(0, 0), placed(40, 30), placed(-70, 0), placed(0, 160), (None, None))
TEXTS = ("东路12号路灯不亮", "东路12号 路灯坏了", "井盖缺失", None)
KINDS = ("pothole", "street_works", "noise", None)
LATER = ("closed", "reopened", "voided", "unvoided", None, None)


class Step(NamedTuple):
    """What is told at one moment, two hours after the step before."""

    incidents: list[Incident]
    parent: str | None  # of potholes


@st.composite
def stories(draw: st.DrawFn) -> list[Step]:
    """Up to eight incidents of one corner, told again and again: moved, corrected, ended, begun anew."""
    some = st.lists(st.tuples(st.integers(0, 7), st.randoms(use_true_random=False)), max_size=6)
    return [
        Step(
            [_told(number, chance, at) for number, chance in draw(some)],
            draw(st.sampled_from((None, "street_works", "street_works"))),
        )
        for at in (BEGIN + 2 * HOUR * n for n in range(1, 6))
    ]


def _told(number: int, chance: Any, at: Micros) -> Incident:
    """An incident as its source tells of it at a moment, perhaps ahead of its time."""
    hours = (0, 1, -22, -23, 3, -24, 5, 0)[number]
    events = [reported(BEGIN + hours * HOUR)]
    kind = chance.choice(LATER)
    if kind is not None:
        events.append(
            Event(kind, max(at + chance.choice((-60, 0, 5_400)) * SECOND, BEGIN + 6 * HOUR))
        )
    lon, lat = chance.choice(PLACES)
    return incident(
        str(number),
        *events,
        source=("hotline", "patrol")[number % 2],
        text=chance.choice(TEXTS),
        category=chance.choice(KINDS),
        lon=lon,
        lat=lat,
    )


def listed(connection: Connection, instant: Published, reach: Reach = EVERYTHING) -> set[int]:
    """The ids of the open incidents that are likely duplicates, as somebody sees them."""
    scope = Scope(Filter.parse(reach, {"only": "duplicates"}), instant.as_of, TOWN, NOBODY)
    return set(connection.execute(select(cases.c.id).where(*NOW_OPEN.predicates(scope))).scalars())


def naive(engine: Engine, instant: Published) -> set[int]:
    """The same of what was told, case by case."""
    told = looked_at(read(engine, instant.version), to_micros(instant.as_of))
    return {case.told.id for case in told if case.twice and case.has_status("open")}


@contextmanager
def published(engine: Engine, read_side: ReadSide) -> Iterator[tuple[Publisher, list[Micros]]]:
    clock = [BEGIN]
    publisher = Publisher(
        engine, read_side, TOWN.camera_range_m, clock=lambda: from_micros(clock[-1])
    )
    try:
        yield publisher, clock
    finally:
        publisher.stop()


def live_through(engine: Engine, read_side: ReadSide, steps: list[Step]) -> int:
    """Tell the steps, look at each instant when it is new and when it is past; how many cases were
    found."""
    build_town(engine, [], now=BEGIN)
    shown = []
    with published(engine, read_side) as (publisher, clock):
        publisher.prepare()
        for step in steps:
            clock.append(clock[-1] + 2 * HOUR)
            write_codes(engine, categories, "pothole", parent=step.parent)
            write_incidents(engine, step.incidents, now=clock[-1], origin="test")
            assert publisher.tick()
            with read_side.snapshot() as (connection, instant):
                shown.append((instant, step.parent, listed(connection, instant)))
            assert shown[-1][2] == naive(engine, instant)
            assert differences(engine, read_side) == []
        for instant, parent, ids in shown:
            if parent == steps[-1].parent:  # categories are those of now
                with read_side.looking_back() as connection:
                    then = look_back(connection, instant.version, instant.as_of, 50)
                    assert listed(connection, then) == ids
    return sum(len(ids) for *_, ids in shown)


LAMP = {"text": "东路12号路灯不亮", "category": "pothole"}
FAR = dict(zip(("lon", "lat"), placed(1_000, 0), strict=True))
NEAR = dict(zip(("lon", "lat"), placed(60, 60), strict=True))
HERE = dict(zip(("lon", "lat"), placed(0, 0), strict=True))
EDGES: list[tuple[dict[str, Any], str]] = [  # of another one, and which of the two are listed
    ({}, "both"),
    ({"kind": "closed"}, "first"),  # what became of the other one makes no difference
    ({"before": "closed"}, "second"),
    ({"kind": "voided"}, ""),  # but where somebody has decided that it is none
    ({"text": "中路3号井盖缺失"}, ""),
    ({"text": None}, "both"),
    ({"category": "street_works"}, "both"),
    ({"category": "noise"}, ""),
    ({"category": None}, "both"),
    ({"metres": 99.9}, "both"),
    ({"metres": 100.1}, ""),
    ({"lon": None, "lat": None}, ""),
    ({"source": "hotline"}, ""),
    ({"after": 24 * HOUR}, "both"),
    ({"after": 24 * HOUR + SECOND}, ""),
    ({"after": 47 * HOUR}, ""),
]


def test_every_edge_of_the_rule(sqlite_record: Engine) -> None:
    """Each with a place of its own, 300 m from the next."""
    some, expected = [], {}
    for n, (told, which) in enumerate(EDGES):
        fields = {"source": "patrol", "kind": None, "after": HOUR, "metres": 60, **LAMP, **told}
        at, kind, away = (fields.pop(name) for name in ("after", "kind", "metres"))
        before = fields.pop("before", None)
        places = [
            dict(zip(("lon", "lat"), placed(300 * n, east), strict=True)) for east in (0, away)
        ]
        events = [reported(BEGIN + at)]
        events += [] if kind is None else [Event(kind, BEGIN + at + SECOND)]
        first = [reported(BEGIN)]
        first += [] if before is None else [Event(before, BEGIN + SECOND)]
        some.append(incident(f"{n} first", *first, **LAMP, **places[0]))
        some.append(incident(f"{n} second", *events, **{**places[1], **fields}))
        names = {"": (), "both": ("first", "second")}.get(which, (which,))
        expected[str(told)] = {f"{n} {name}" for name in names}
    build_town(sqlite_record, some)
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        instant = model.prepare(from_micros(NOW))
        with model.snapshot() as (connection, _):
            chosen = select(incidents.c.external_id).where(
                incidents.c.id.in_(listed(connection, instant))
            )
            found = set(connection.execute(chosen).scalars())
            kept = set(connection.execute(select(likely_duplicates.c.incident_id)).scalars())
            assert kept == listed(connection, instant), "of open incidents alone"
        model.close()
    for n, (told, _) in enumerate(EDGES):
        assert {one for one in found if one.startswith(f"{n} ")} == expected[str(told)], told


def test_what_is_reported_ahead_counts_from_its_moment(sqlite_record: Engine) -> None:
    ahead = NOW + HOUR
    some = [
        incident("1", reported(NOW - HOUR), **LAMP, **HERE),
        incident("2", reported(ahead), source="patrol", **LAMP, **HERE),
    ]
    build_town(sqlite_record, some)
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        for moment, expected in ((NOW, set()), (ahead - SECOND, set()), (ahead, {1, 2})):
            instant = model.prepare(from_micros(moment))
            with model.snapshot() as (connection, _):
                assert listed(connection, instant) == expected
            model.close()
            model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        model.close()


@pytest.mark.parametrize("hours", [-24, 24])
def test_the_only_other_one_is_closed_and_of_another_day(sqlite_record: Engine, hours: int) -> None:
    at = BEGIN + hours * HOUR
    some = [
        incident("1", reported(BEGIN), **LAMP, **HERE),
        incident("2", reported(at), Event("closed", at), source="patrol", **LAMP, **NEAR),
    ]
    build_town(sqlite_record, some)
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        instant = model.prepare(from_micros(NOW))
        with model.snapshot() as (connection, _):
            assert listed(connection, instant) == {1}
        model.close()


SEEN: list[tuple[Reach, set[int]]] = [
    (EVERYTHING, {1, 2}),
    (Reach(areas=("town",)), {1, 2}),
    (Reach(areas=("street0",)), set()),
    (Reach(areas=("street1",)), set()),
    (Reach(departments=("roads",)), set()),
]


def test_a_case_beyond_reach_makes_none_a_duplicate(sqlite_record: Engine) -> None:
    """Else somebody would be told of an incident that is not theirs to see."""
    sent = Event("dispatched", BEGIN, target="roads", role="lead")
    some = [
        incident("1", reported(BEGIN), sent, area="quarter00", **LAMP, **HERE),
        incident("2", reported(BEGIN), source="patrol", area="quarter10", **LAMP, **NEAR),
    ]
    build_town(sqlite_record, some)
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        instant = model.prepare(from_micros(NOW))
        with model.snapshot() as (connection, _):
            for reach, expected in SEEN:
                assert listed(connection, instant, reach) == expected, reach
        model.close()


def test_other_upper_categories_are_noticed(sqlite_record: Engine) -> None:
    some = [
        incident("1", reported(BEGIN), **LAMP, **HERE),
        incident("2", reported(BEGIN), source="patrol", text=None, category="noise", **HERE),
        incident("3", reported(BEGIN), source="patrol", text=None, category="pothole", **FAR),
        incident("4", reported(BEGIN), text=None, category="street_works", **FAR),
    ]
    for one in some:
        one.own_deadline = NOW  # so that no default makes them derived anew
    build_town(sqlite_record, some)
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        model.prepare(from_micros(NOW))
        for parents, expected in (
            ({}, {3, 4}),
            ({"noise": "street_works"}, {1, 2, 3, 4}),
            ({"pothole": "noise", "noise": None}, {1, 2}),
        ):
            for code, parent in parents.items():
                write_codes(sqlite_record, categories, code, parent=parent)
            instant = model.follow(from_micros(NOW))
            with model.snapshot() as (connection, _):
                assert listed(connection, instant) == expected
        model.close()


def test_whatever_is_asked_of_then_the_pairs_are_those_of_then(sqlite_record: Engine) -> None:
    """They are looked for only where something asks for them: a worklist, or a filter."""
    some = [
        incident("1", reported(NOW - HOUR), **LAMP, **HERE),
        incident("2", reported(NOW - HOUR), source="patrol", **LAMP, **HERE),
    ]
    build_town(sqlite_record, some)
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        then = model.prepare(from_micros(NOW))
        over = incident("1", Event("closed", NOW + HOUR), **LAMP, **HERE)
        write_incidents(sqlite_record, [over], now=NOW + HOUR, origin="test")
        model.follow(from_micros(NOW + HOUR))
        answers = Answers(model, TOWN, None)
        everything, twice = (
            Filter.parse(EVERYTHING, {"period": "24h", **only})
            for only in ({}, {"only": "duplicates"})
        )
        for at, open_ in ((At(then.version, then.as_of), 2), (None, 1)):
            strip = answers.ask(twice, [counts.QUESTION], at).answers["counts"]
            lists = answers.ask(everything, [worklists.QUESTION], at).answers["worklists"]
            assert (strip.open, lists.duplicates) == (open_, open_)
        model.close()


def test_a_pair_of_what_was_not_known_yet_is_none_of_then(sqlite_record: Engine) -> None:
    """The other one was told later, of a moment before."""
    build_town(sqlite_record, [incident("1", reported(NOW - HOUR), **LAMP, **HERE)])
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        then = model.prepare(from_micros(NOW))
        late = incident("2", reported(NOW - HOUR), source="patrol", **LAMP, **HERE)
        write_incidents(sqlite_record, [late], now=NOW, origin="test")
        now = model.follow(from_micros(NOW))
        for instant, expected in ((then, set()), (now, {1, 2})):
            with model.looking_back() as connection:
                seen = look_back(connection, instant.version, instant.as_of, 50)
                assert listed(connection, seen) == expected
        model.close()


def test_many_at_one_place(sqlite_record: Engine) -> None:
    """More than are compared at once, and more than are looked at one by one after a change."""
    numbers = range(likely._AT_ONCE * 2 + 3)
    some = [
        incident(str(n), reported(BEGIN + n * SECOND), source=("hotline", "patrol")[n % 2], **HERE)
        for n in numbers
    ]
    for one in some:
        one.text = (
            f"东路{one.external_id}号路灯不亮" if int(one.external_id) < 4 else one.external_id
        )
    build_town(sqlite_record, some)
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        instant = model.prepare(from_micros(NOW))
        with model.snapshot() as (connection, _):
            assert listed(connection, instant) == naive(sqlite_record, instant) >= {1, 2, 3, 4}
            some_ = likely.find(
                connection, select(incidents.c.id).where(incidents.c.id.in_([2, 4]))
            )[1]
            both = [pair for pair in likely.find(connection)[1] if {2, 4} & {*pair[:2]}]
            assert some_ == both
        model.close()


def test_it_is_what_the_case_shows(sqlite_record: Engine) -> None:
    """One rule: a case is on the worklist if another source's is among its likely duplicates."""
    chance = Random(11)
    some = [_told(n % 8, chance, BEGIN) for n in range(48)]
    for n, one in enumerate(some):
        one.external_id = str(n)
    build_town(sqlite_record, some, now=BEGIN + 9 * HOUR)
    with through_a_read_model(sqlite_record) as answers:
        keys = [(one.source, one.external_id) for one in some]
        found = [case[2] for key in keys if (case := answers.case(*key, EVERYTHING)) is not None]
        shown = {
            case.incident.id
            for case in found
            if "open" in case.statuses
            and any(one.other_source for one in case.surroundings.duplicates)
        }
        scope = Filter.parse(EVERYTHING, {"only": "duplicates"})
        number = answers.ask(scope, [worklists.QUESTION]).answers["worklists"].duplicates
        with answers._read_model.snapshot() as (connection, instant):
            assert listed(connection, instant) == shown
    assert 5 < number == len(shown) < 40


# Without shrinking: an example builds a read model and follows a record.
FEW = settings(
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(FEW, max_examples=3)
@given(steps=stories())
def test_the_read_model_keeps_what_there_is(sqlite_files: SQLiteFiles, steps: list[Step]) -> None:
    check_read_model(sqlite_files, steps)


@pytest.mark.long
@settings(FEW, max_examples=150)
@given(steps=stories())
def test_the_read_model_keeps_what_there_is_in_many_stories(
    sqlite_files: SQLiteFiles, steps: list[Step]
) -> None:
    check_read_model(sqlite_files, steps)


def check_read_model(sqlite_files: SQLiteFiles, steps: list[Step]) -> None:
    engine = open_record(sqlite_files.migrated())
    with TemporaryDirectory() as folder:
        live_through(engine, ReadModel(Path(folder) / "read_model.duckdb", engine), steps)
    engine.dispose()


@settings(FEW, max_examples=1)
@given(steps=stories())
def test_postgresql_keeps_what_there_is(
    postgresql_cluster: PostgreSQLCluster, steps: list[Step]
) -> None:
    check_postgresql(postgresql_cluster, steps)


@pytest.mark.long
@settings(FEW, max_examples=20)
@given(steps=stories())
def test_postgresql_keeps_what_there_is_in_many_stories(
    postgresql_cluster: PostgreSQLCluster, steps: list[Step]
) -> None:
    check_postgresql(postgresql_cluster, steps)


def check_postgresql(postgresql_cluster: PostgreSQLCluster, steps: list[Step]) -> None:
    url = postgresql_cluster.migrated()
    engine = open_record(url)
    live_through(engine, Direct(url, engine), steps)
    engine.dispose()
