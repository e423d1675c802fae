"""Creating and going on: however the time is cut, the record is the same in the end."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from data_access.demo import arrivals
from data_access.demo.create import DemoError, create, create_demo
from data_access.demo.feed import Feed, advance, run_feed
from data_access.demo.state import Demo, load_state, store_state
from data_access.moments import SECOND, Micros
from data_access.record import tables
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import newest_version, put_named, write_incidents, writing
from tests.engines import SQLiteFiles

HOUR: Micros = 3600 * SECOND
DAY: Micros = 24 * HOUR
NewRecord = Callable[[], Engine]


class Content:
    """Every row of every table, but versions, commits and the record's own name."""

    def __init__(self, engine: Engine) -> None:
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        with engine.connect() as connection:
            for table in tables.metadata.sorted_tables:
                if table.name in ("head", "commits"):
                    continue
                columns = [column for column in table.columns if column.name != "version"]
                query = select(*columns).order_by(*table.primary_key.columns)
                rows = [tuple(row) for row in connection.execute(query)]
                self.rows[table.name] = [row for row in rows if row[0] != "record"]

    def differences(self, other: Content) -> list[str]:
        """Where the other one differs: table and the first rows that do."""
        found = []
        for table, rows in self.rows.items():
            pairs = zip_longest(rows, other.rows[table])
            found += [f"{table}: {one} / {two}" for one, two in pairs if one != two][:3]
        return found


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        query = select(func.count()).select_from(tables.metadata.tables[table])
        return int(connection.execute(query).scalar_one())


def mark(engine: Engine, now: Micros) -> None:
    """The feed marks how far it got only when something arrives: make the marks equal."""
    state = load_state(engine)
    assert state is not None
    assert state.until <= now
    with writing(engine, now=now, origin="test") as writer:
        store_state(writer, state.at(now, complete=state.complete))


SMALL = Demo(seed=7, first=date(2026, 9, 20), daily=6.0, days=30)
END = SMALL.begin + 24 * DAY


@pytest.fixture(scope="module")
def created(sqlite_files: SQLiteFiles) -> str:
    """Where the small demo lies, created at its end."""
    url = sqlite_files.migrated()
    engine = open_record(url)
    create(engine, SMALL, now=END)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def at_once(created: str) -> Content:
    engine = open_record(created)
    made = Content(engine)
    engine.dispose()
    return made


@pytest.fixture
def small(created: str, tmp_path: Path) -> Iterator[Engine]:
    """The small demo, to go on with: a copy is a tenth of the work of another creation."""
    shutil.copyfile(created.removeprefix("sqlite:///"), tmp_path / "small.db")
    engine = open_record(f"sqlite:///{tmp_path / 'small.db'}")
    yield engine
    engine.dispose()


@settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    created=st.integers(min_value=1, max_value=20 * 24),
    ticks=st.lists(st.integers(min_value=0, max_value=24 * DAY // SECOND), max_size=6),
    restarts=st.booleans(),
)
def test_created_early_and_fed_equals_created_late(
    new_sqlite: NewRecord,
    at_once: Content,
    created: int,
    ticks: list[int],
    restarts: bool,
) -> None:
    engine = new_sqlite()
    create(engine, SMALL, now=SMALL.begin + created * HOUR)
    feed = Feed(engine)
    for tick in sorted(ticks):
        feed.advance(SMALL.begin + tick * SECOND)
        feed = Feed(engine) if restarts else feed
    feed.advance(END)
    mark(engine, END)
    assert at_once.differences(Content(engine)) == []


def test_a_day_in_small_steps_equals_the_day_at_once(new_sqlite: NewRecord) -> None:
    steps, once = new_sqlite(), new_sqlite()
    begin = SMALL.begin + 10 * DAY
    for engine in (steps, once):
        create(engine, SMALL, now=begin)
    feed = Feed(steps)
    minutes = range(20, 24 * 60 + 1, 20)
    written = sum(feed.advance(begin + minute * 60 * SECOND) for minute in minutes)
    assert written == advance(once, now=begin + DAY) > 0
    for engine in (steps, once):
        mark(engine, begin + DAY)
    assert Content(once).differences(Content(steps)) == []


def test_every_engine_holds_the_same(new_record: NewRecord, at_once: Content) -> None:
    engine = new_record()
    create(engine, SMALL, now=SMALL.begin + 20 * DAY)
    advance(engine, now=END)
    mark(engine, END)
    assert at_once.differences(Content(engine)) == []


def test_nothing_is_corrected_and_nothing_is_ahead(
    at_once: Content,
) -> None:
    kinds = {row[2] for row in at_once.rows["events"]}
    assert "corrected" not in kinds
    assert {"reported", "dispatched", "responded", "resolved", "verified", "closed"} <= kinds
    position = list(tables.incidents.columns.keys()).index("wakes_at")
    assert all(row[position] is None for row in at_once.rows["incidents"])


def test_a_tick_without_news_writes_nothing(small: Engine) -> None:
    feed = Feed(small)
    feed.advance(END)
    before = newest_version(small)
    assert feed.advance(END) == 0
    assert feed.advance(END - DAY) == 0  # a clock that went back
    assert newest_version(small) == before


class Killed(Exception):
    """What a kill is in a test."""


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(survived=st.integers(min_value=0, max_value=3), hours=st.integers(0, 48))
def test_creation_goes_on_after_a_kill(
    new_sqlite: NewRecord,
    at_once: Content,
    survived: int,
    hours: int,
) -> None:
    engine = new_sqlite()
    left = survived
    real = arrivals.store_state

    def kill(*arguments: Any) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        left -= 1
        real(*arguments)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("data_access.demo.arrivals.store_state", kill)
        patch.setattr("data_access.demo.create._BATCH", 30)
        with pytest.raises(Killed):
            create(engine, SMALL, now=END - hours * HOUR)
    assert advance(engine, now=END) == 0  # its past comes first
    create(engine, SMALL, now=END)
    assert at_once.differences(Content(engine)) == []


def test_a_complete_demo_is_left_alone(small: Engine) -> None:
    version = newest_version(small)
    create(small, SMALL, now=END + DAY)
    assert newest_version(small) == version


def test_another_demo_is_refused(new_sqlite: NewRecord) -> None:
    engine = new_sqlite()
    create(engine, SMALL, now=SMALL.begin + HOUR)
    with pytest.raises(DemoError, match="seed 7"):
        create(engine, replace(SMALL, seed=8), now=END)
    with pytest.raises(DemoError, match="seed 7"):
        create_demo(engine, now=END, seed=7, incidents=10)


def test_data_of_ones_own_are_not_mixed_with_a_demo(new_sqlite: NewRecord) -> None:
    engine = new_sqlite()
    with writing(engine, now=END, origin="test") as writer:
        put_named(writer, tables.sources, [{"code": "own", "name_zh": "x", "name_en": "x"}])
    own = Incident("own", "1", [Event("reported", END)])
    write_incidents(engine, [own], now=END, origin="test")
    with pytest.raises(DemoError, match="incidents of your own"):
        create_demo(engine, now=END, incidents=1000)
    assert count(engine, "incidents") == 1
    assert advance(engine, now=END) == 0


def test_a_demo_of_another_release_stands_still(
    small: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    state = load_state(small)
    assert state is not None
    with writing(small, now=END, origin="test") as writer:
        store_state(writer, replace(state, demo=replace(SMALL, model=0)))
    feed = Feed(small)
    assert [feed.advance(END + DAY), feed.advance(END + 2 * DAY)] == [0, 0]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    with pytest.raises(DemoError, match="another release"):
        create(small, SMALL, now=END)


def test_somebody_elses_feed_is_noticed(small: Engine, new_sqlite: NewRecord) -> None:
    one, other = Feed(small), Feed(small)
    one.advance(END + HOUR)
    other.advance(END + 5 * HOUR)
    one.advance(END + DAY)
    once = new_sqlite()
    create(once, SMALL, now=END + DAY)
    for made in (small, once):
        mark(made, END + DAY)
    assert Content(once).differences(Content(small)) == []


def test_the_loop_runs_until_it_is_told_to_stop(small: Engine) -> None:
    stop = threading.Event()
    asked: list[Micros] = []

    def clock() -> Micros:
        asked.append(END + DAY)
        stop.set()
        return END + DAY

    before = count(small, "events")
    run_feed(small, stop, clock=clock, tick_s=0.0)
    assert asked == [END + DAY]
    assert count(small, "events") > before


def test_the_loop_survives_a_broken_database(
    new_sqlite: NewRecord, caplog: pytest.LogCaptureFixture
) -> None:
    engine = new_sqlite()
    with engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("ALTER TABLE facts RENAME TO gone")
    stop, tries = threading.Event(), 0

    def clock() -> Micros:
        nonlocal tries
        tries += 1
        if tries == 3:
            stop.set()
        return END

    run_feed(engine, stop, clock=clock, tick_s=0.0)
    assert tries == 3
    assert len(caplog.records) == 3
    assert all("feed waits" in record.message for record in caplog.records)


def test_progress_ends_where_it_said(new_sqlite: NewRecord) -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    create(
        new_sqlite(),
        SMALL,
        now=END - HOUR,
        progress=lambda what, done, total: told.setdefault(what, []).append((done, total)),
    )
    assert set(told) == {"reference", "days"}
    for steps in told.values():
        assert [done for done, _ in steps] == sorted(done for done, _ in steps)
        assert steps[-1][0] == steps[-1][1] == max(total for _, total in steps)
    assert told["days"][-1] == (24, 24)
