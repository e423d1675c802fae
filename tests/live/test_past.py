"""What was published once is found again, whatever was told since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, Select, func, select, text

from data_access import closure, counts
from data_access.filters import Filter, FilterError
from data_access.independent.differences import compare
from data_access.independent.figures import Looking
from data_access.independent.told import read
from data_access.live.answers import Answers
from data_access.live.cache import Cache
from data_access.live.direct import Direct
from data_access.live.instants import At, NotYet
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.live.service import figures_of
from data_access.moments import SECOND, Micros, from_micros, to_micros
from data_access.questions import Question, Scope
from data_access.reach import EVERYTHING
from data_access.record.cameras import write_cameras
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.tables import cameras, categories
from data_access.record.write import write_incidents
from data_access.settings import Settings
from tests.engines import Databases, PostgreSQLCluster, SQLiteFiles
from tests.factories import named, write_codes
from tests.figures.town import NOW, build_town, histories

TOWN = Settings(timezone="America/New_York", min_denominator=3)
CLOCK = tuple(NOW - hours * 3600 * SECOND for hours in (600, 100, 30, 2, 0))
QUERIES = (
    {"period": "30d"},
    {"period": "7d", "area": "street0", "department": "roads"},
    {"period": "today", "status": "open"},
    {"period": "30d", "q": "路"},
)


@dataclass
class Step:
    """What is told at one moment of the clock."""

    incidents: list[Incident]
    cameras: list[dict[str, Any]]
    deadline: int | None  # of a category, seconds


@contextmanager
def published(
    engine: Engine, read_url: str = "", cache: Cache | None = None
) -> Iterator[tuple[Publisher, Answers, list[datetime]]]:
    """A publisher whose clock is the last element of the list; with `read_url` the questions are
    asked of PostgreSQL itself."""
    clock = [from_micros(CLOCK[0])]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "read_model.duckdb"
        model = Direct(read_url, engine) if read_url else ReadModel(path, engine)
        publisher = Publisher(engine, model, TOWN.camera_range_m, clock=lambda: clock[-1])
        try:
            yield publisher, Answers(model, TOWN, cache), clock
        finally:
            publisher.stop()


def known(answers: Answers, query: dict[str, str], at: At | None = None) -> dict[str, Any]:
    """All figures, but for the moment that coverage was computed at."""
    found = figures_of(answers, TOWN, Filter.parse(EVERYTHING, query), at)
    assert not [panel for panel in found.values() if isinstance(panel, dict) and "error" in panel]
    del found["coverage"]["computed_at"]
    return found


def different(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Where two figures differ, and how."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from different(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for n, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from different(a, b, f"{path}[{n}]")
    elif one != other:
        yield f"{path}: {one} {other}"


@st.composite
def stories(draw: st.DrawFn) -> list[Step]:
    """Incidents whose events are told over several steps: late, ahead, twice, in any order."""
    steps = [Step([], [], None) for _ in CLOCK]
    for number in range(draw(st.integers(1, 8))):
        events = draw(histories())
        first = draw(st.integers(0, len(CLOCK) - 1))
        told: list[list[Event]] = [[] for _ in CLOCK]
        told[first].append(events[0])
        for event in events[1:]:
            told[draw(st.integers(first, len(CLOCK) - 1))].append(event)
        told[-1] += draw(st.sampled_from(([], [replace_moment(events[0], -7200)])))
        for step, some in zip(steps, told, strict=True):
            if some:
                step.incidents.append(_incident(draw, number, some))
    for step in steps:
        step.deadline = draw(st.sampled_from((None, None, 3600, 90_000)))
        step.cameras = draw(st.lists(camera_statuses(), max_size=2))
    return steps


def replace_moment(event: Event, seconds: int) -> Event:
    return event._replace(moment=event.moment + seconds * SECOND)


def _incident(draw: st.DrawFn, number: int, events: list[Event]) -> Incident:
    said = Incident("patrol", str(number), events)
    return replace(
        said,
        area=draw(st.sampled_from((None, "quarter00", "quarter10"))),
        category=draw(st.sampled_from((None, "pothole", "noise"))),
        address=draw(st.sampled_from((None, "路", "街"))),
        **draw(st.sampled_from(({}, {"lon": -73.9975, "lat": 40.7025}))),
        own_deadline=draw(st.sampled_from((None, None, NOW - 36_000 * SECOND))),
    )


@st.composite
def camera_statuses(draw: st.DrawFn) -> dict[str, Any]:
    code = draw(st.sampled_from(("quarter00-0", "quarter10-1")))
    row = {**named(code)[0], "lon": -73.9975, "lat": 40.7025, "area": code[:9]}
    row |= {"in_order": draw(st.booleans()), "installed": draw(st.booleans())}
    hours = draw(st.sampled_from((None, 1, 50, 200)))
    return row if hours is None else row | {"status_at": from_micros(NOW - hours * 3600 * SECOND)}


def live_through(
    engine: Engine, steps: list[Step], publisher: Publisher, clock: list[datetime]
) -> Iterator[Micros]:
    """Tell the steps and publish after each."""
    build_town(engine, [], now=CLOCK[0])
    publisher.prepare()
    for moment, step in zip(CLOCK, steps, strict=True):
        if step.deadline is not None:
            write_codes(engine, categories, "street_works", deadline_seconds=step.deadline)
        for camera in step.cameras:
            write_cameras(engine, [camera], now=moment, origin="test")
        write_incidents(engine, step.incidents, now=moment, origin="test")
        clock.append(from_micros(moment) + timedelta(minutes=11))  # coverage is due again
        assert publisher.tick()
        yield moment


# Without shrinking: an example asks for some hundred screens, and shrinking would try hundreds.
FEW = settings(
    max_examples=1,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.long
@FEW
@given(steps=stories())
def test_every_published_instant_is_found_again(
    sqlite_files: SQLiteFiles, steps: list[Step]
) -> None:
    find_again(sqlite_files, steps)


@pytest.mark.long
@settings(FEW, max_examples=30)
@given(steps=stories())
def test_every_published_instant_of_many_stories(
    sqlite_files: SQLiteFiles, steps: list[Step]
) -> None:
    find_again(sqlite_files, steps)


def find_again(sqlite_files: SQLiteFiles, steps: list[Step]) -> None:
    """Every screen of a story is found again, and what was on none equals the recomputation."""
    engine = open_record(sqlite_files.migrated())
    with published(engine) as (publisher, answers, clock):
        shown = [
            (query, known(answers, query))
            for _ in live_through(engine, steps, publisher, clock)
            for query in QUERIES
        ]
        for query, figures in shown:
            at = At(figures["version"], datetime.fromisoformat(figures["as_of"]))
            differences = list(different(known(answers, query, at), figures))
            assert not differences, "\n".join(differences)
        # And what never was on a screen, against the recomputation from what was told.
        versions = sorted({figures["version"] for _, figures in shown})
        for version, moment in zip(versions, reversed(CLOCK), strict=False):
            at = At(version, min(from_micros(moment), clock[-1]))
            told = Looking(read(engine, version), moment, TOWN)
            for query in QUERIES:
                filter_ = Filter.parse(EVERYTHING, query)
                found = json.loads(json.dumps(figures_of(answers, TOWN, filter_, at)))
                sight_at = datetime.fromisoformat(found["coverage"]["computed_at"])
                compared = compare(found, told.at(filter_.query(), sight_at))
                assert compared.differences == []
                assert compared.figures > 200
    engine.dispose()


@pytest.mark.parametrize("way", ["sqlite", "postgresql", "directly"])
def test_an_instant_is_found_again_whichever_way(way: str, request: pytest.FixtureRequest) -> None:
    name = "sqlite_files" if way == "sqlite" else "postgresql_cluster"
    databases: Databases = request.getfixturevalue(name)
    url = databases.migrated()
    engine = open_record(url)
    begun = CLOCK[0] - 3600 * SECOND
    first = Incident(
        "patrol",
        "1",
        [Event("reported", begun), Event("dispatched", begun + SECOND, target="roads")],
        area="quarter00",
    )
    later = replace(first, events=[Event("closed", CLOCK[1])], area="quarter10")
    steps = [Step([first], [], None), Step([later], [], None), *[Step([], [], 60)] * 3]
    with published(engine, url if way == "directly" else "") as (publisher, answers, clock):
        told = live_through(engine, steps, publisher, clock)
        next(told)
        then = known(answers, QUERIES[0])
        assert then["counts"]["open"] == 1
        for _ in told:
            pass
        now = known(answers, QUERIES[0])
        assert now["counts"]["open"] == 0
        at = At(then["version"], datetime.fromisoformat(then["as_of"]))
        assert known(answers, QUERIES[0], at) == then
        # The same moment with all that is known by now: the closing came later, the area was wrong.
        filter_, some = Filter.parse(EVERYTHING, QUERIES[0]), [counts.QUESTION, closure.QUESTION]
        knowing = answers.ask(filter_, some, At(as_of=at.as_of)).answers
        assert knowing["counts"].open == 1
        assert [unit.filed for unit in knowing["closure"].units] == [1, 0]
        # And the same knowledge today: nothing of the closing.
        today = answers.ask(filter_, some, At(version=then["version"])).answers
        assert today["counts"].open == 1
        assert known(answers, QUERIES[0]) == now  # what looked back left nothing behind
    engine.dispose()


def test_tables_of_the_same_names_in_another_schema_are_not_ours(
    postgresql_cluster: PostgreSQLCluster,
) -> None:
    url = postgresql_cluster.migrated()
    engine = open_record(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA archive"))
        for name in ("incidents", "published"):
            connection.execute(text(f"CREATE TABLE archive.{name} (id bigint)"))
    build_town(engine, [Incident("patrol", "1", [Event("reported", CLOCK[0])])], now=CLOCK[0])
    with published(engine, url) as (publisher, answers, _):
        publisher.prepare()
        now = known(answers, QUERIES[0])
        assert now["counts"]["open"] == 1
        assert known(answers, QUERIES[0], At(version=now["version"])) == now
    engine.dispose()


def test_what_no_minute_has_woken_yet_had_happened_then(sqlite_record: Engine) -> None:
    """Written as of a moment, with an event dated ahead of it: a load's clock is a little late."""
    build_town(sqlite_record, [], now=CLOCK[0])
    ahead = Event("closed", CLOCK[0] + SECOND)
    told = Incident("patrol", "1", [Event("reported", CLOCK[0] - SECOND), ahead])
    write_incidents(sqlite_record, [told], now=CLOCK[0], origin="test")
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", sqlite_record)
        answers = Answers(model, TOWN, None)
        model.prepare(from_micros(ahead.moment) + timedelta(seconds=1))
        then = known(answers, QUERIES[0], At(as_of=from_micros(ahead.moment)))
        assert (then["counts"]["open"], then["counts"]["closed"]) == (0, 0)
        assert then["closure"]["total"]["filed"] == 1
        model.close()


def test_a_camera_that_moves_moves_in_the_past_too(sqlite_record: Engine) -> None:
    build_town(sqlite_record, [], now=CLOCK[0])
    camera = {**named("quarter00-9")[0], "lon": -73.9975, "lat": 40.7025, "in_order": True}
    camera |= {"installed": True, "range_m": 50.0, "area": "quarter00"}
    write_cameras(sqlite_record, [camera], now=CLOCK[0], origin="test")
    cache = Cache(Flask("past"))
    with published(sqlite_record, cache=cache) as (publisher, answers, clock):
        publisher.prepare()
        assert publisher.published
        at = At(publisher.published.version, publisher.published.as_of)
        before, misses = known(answers, QUERIES[0], at), cache.misses
        assert (known(answers, QUERIES[0], at), cache.misses) == (before, misses)
        write_cameras(
            sqlite_record, [camera | {"lon": -80.0}], now=to_micros(clock[-1]), origin="test"
        )
        clock.append(clock[-1] + timedelta(minutes=11))
        assert publisher.tick()
        after = known(answers, QUERIES[0], at)
        seen = [one["coverage"]["total"]["covered_m2"] for one in (before, after)]
        assert seen[0] > seen[1]


def test_a_question_that_failed_is_asked_again(sqlite_record: Engine) -> None:
    build_town(sqlite_record, [], now=CLOCK[0])
    failures = [True]

    def asked(scope: Scope) -> Select[int]:
        if failures.pop():
            raise RuntimeError("the connection is gone")
        return select(func.count()).select_from(cameras)

    question = Question("cameras", asked, lambda rows, _: rows[0][0])
    with published(sqlite_record, cache=Cache(Flask("past"))) as (publisher, answers, _):
        publisher.prepare()
        assert publisher.published
        at, found = At(publisher.published.version, publisher.published.as_of), []
        for failures[:] in ([True], [False], []):
            found.append(answers.ask(Filter(EVERYTHING), [question], at).answers["cameras"])
    assert isinstance(found[0], RuntimeError)
    assert found[1:] == [8, 8], "the second time it is kept"


def test_what_is_not_published_yet_is_refused(sqlite_record: Engine) -> None:
    build_town(sqlite_record, [], now=CLOCK[0])
    with published(sqlite_record) as (publisher, answers, clock):
        publisher.prepare()
        newest = publisher.published
        assert newest
        for at in (At(version=newest.version + 1), At(as_of=clock[-1] + timedelta(seconds=1))):
            with pytest.raises(NotYet, match="not known yet: published is version"):
                known(answers, QUERIES[0], at)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, None),
        ({"at_version": "12"}, At(version=12)),
        ({"as_of": "2026-11-01T08:00"}, At(as_of=datetime(2026, 11, 1, 13, tzinfo=UTC))),
        ({"as_of": "2026-11-01T08:00+08:00"}, At(as_of=datetime(2026, 11, 1, tzinfo=UTC))),
    ],
)
def test_an_instant_is_named_by_version_and_moment(
    query: dict[str, str], expected: At | None
) -> None:
    found = At.parse(query, TOWN.zone)
    assert found == expected
    if found:
        assert At.parse(found.query(), TOWN.zone) == found


@pytest.mark.parametrize(
    "query",
    [
        {"at_version": "-1"},
        {"at_version": "9" * 30},
        {"as_of": "yesterday"},
        {"as_of": "0001-01-01T00:00+08:00"},
        {"as_of": "9999-12-31T23:00"},
        {"as_of": "2026-03-08T02:30"},  # the clock skipped it
    ],
)
def test_what_names_no_instant_is_refused(query: dict[str, str]) -> None:
    (name,) = query
    with pytest.raises(FilterError, match=f"{name}=.* is needed"):
        At.parse(query, TOWN.zone)
