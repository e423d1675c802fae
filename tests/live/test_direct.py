"""PostgreSQL asked directly: instants are snapshots of the record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import BigInteger, Engine, cast, func, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from app import main
from callbacks.application import create_app
from callbacks.operation import health
from data_access import change, counts, feed, freshness
from data_access.filters import Filter
from data_access.live import direct as module
from data_access.live.answers import Answers
from data_access.live.direct import SCHEMA, Direct, ReplicaBehind
from data_access.live.for_commands import ask_figures, compare
from data_access.live.publisher import Publisher
from data_access.names import read_names
from data_access.questions import Question, Scope
from data_access.reach import EVERYTHING
from data_access.read_tables import covered_incidents, published
from data_access.record.database import open_record
from data_access.record.tables import head, incidents, sources
from data_access.record.write import newest_version, write_incidents
from data_access.settings import Settings, SettingsError
from tests.engines import PostgreSQLCluster
from tests.factories import DAY, HOUR, incident, reported, write_codes
from tests.figures.town import AS_OF, NOW, build_town, busy_town
from tests.figures.ways import TOWN, figures

MONTH = {"period": "30d"}
SEEN, UNSEEN = (-73.9975, 40.7075), (-73.9975, 40.7050)  # by a camera in order; by none


@pytest.fixture
def url(postgresql_cluster: PostgreSQLCluster) -> str:
    return postgresql_cluster.migrated()


@pytest.fixture
def record(url: str) -> Iterator[Engine]:
    """The busy town on PostgreSQL."""
    engine = open_record(url)
    build_town(engine, busy_town())
    yield engine
    engine.dispose()


class Clock:
    """Stands still until a test moves it."""

    now = AS_OF

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Running:
    """A record asked directly, whose first instant is published."""

    record: Engine
    direct: Direct
    publisher: Publisher
    clock: Clock

    def figures(self, query: dict[str, str] = MONTH) -> dict[str, Any]:
        return figures(Answers(self.direct, TOWN, None), query)

    def report(self, external_id: str, place: tuple[float, float] = SEEN) -> None:
        said = incident(external_id, reported(NOW - HOUR), lon=place[0], lat=place[1])
        write_incidents(self.record, [said], now=NOW, origin="test")

    def publish(self) -> None:
        self.clock.move(seconds=1)
        assert self.publisher.tick()


@pytest.fixture
def running(record: Engine, url: str) -> Iterator[Running]:
    clock = Clock()
    direct = Direct(url, record)
    publisher = Publisher(record, direct, TOWN.camera_range_m, clock)
    publisher.prepare()
    yield Running(record, direct, publisher, clock)
    publisher.stop()


def as_user(url: str, user: str) -> str:
    return url.replace("//postgres@", f"//{user}@")


def held_open(record: Engine) -> int:
    """How many transactions of others are open on the record's database without doing anything."""
    with record.connect() as connection:
        return connection.execute(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
            )
        ).scalar_one()


def end_all_sessions(record: Engine) -> None:
    """As an operator or a restart of the server would; this one's own apart."""
    with record.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


def test_an_instant_stays_true_while_the_record_goes_on(running: Running) -> None:
    before = running.figures()
    running.report("seen")
    running.report("unseen", UNSEEN)
    assert running.figures() == before
    running.publish()
    after = running.figures()
    assert after["version"] == before["version"] + 2
    assert after["counts"]["new"] == before["counts"]["new"] + 2
    located, covered = (
        after["coverage"]["total"][name] - before["coverage"]["total"][name]
        for name in ("located", "covered")
    )
    assert (located, covered) == (2, 1)


def test_what_has_begun_goes_on_in_its_instant(running: Running) -> None:
    number = select(func.count()).select_from(incidents)
    with running.direct.snapshot() as (connection, instant):
        for external_id in ("first", "second", "third"):
            running.report(external_id)
            running.publish()
        assert connection.execute(number).scalar_one() == 160
    with running.direct.snapshot() as (connection, later):
        assert connection.execute(number).scalar_one() == 163
    assert later.version == instant.version + 3


def test_one_snapshot_is_held_and_none_after_the_end(running: Running) -> None:
    assert held_open(running.record) == 1
    for external_id in ("first", "second"):
        running.report(external_id)
        running.publish()
        running.figures()
    assert held_open(running.record) == 1
    running.publisher.stop()
    assert held_open(running.record) == 0


def test_the_next_publication_heals_what_was_cut(running: Running) -> None:
    before = running.figures()
    end_all_sessions(running.record)
    assert not running.publisher.tick()  # nobody noticed
    with pytest.raises(DBAPIError):
        running.figures()
    assert running.publisher.tick()
    assert running.figures() == before
    assert held_open(running.record) == 1
    assert not running.publisher.tick()


def test_incidents_are_looked_at_as_they_come(running: Running) -> None:
    """As they are when all of coverage is computed anew; also those that moved."""
    running.report("seen")
    running.report("moves away")
    running.publish()
    running.report("moves away", UNSEEN)
    running.report("moves there", UNSEEN)
    running.report("moves there")
    running.publish()
    followed = covered(running.direct)
    running.publisher.prepare()
    assert covered(running.direct) == followed
    assert len(followed & {161, 162, 163}) == 2


def test_what_comes_during_a_look_is_looked_at_next(running: Running) -> None:
    before = newest_version(running.record)
    with running.direct.writing() as connection:
        assert len(connection.execute(select(incidents.c.id)).all()) == 160
        running.report("meanwhile")
    with running.record.connect() as connection:
        looked = connection.execute(text(f"SELECT version FROM {SCHEMA}.published")).scalar_one()
    assert looked == before
    running.publish()
    assert 161 in covered(running.direct)


def test_two_servers_look_one_after_the_other(running: Running) -> None:
    lock = f"LOCK TABLE {SCHEMA}.published IN EXCLUSIVE MODE NOWAIT"
    with (
        running.direct.writing(),
        running.record.connect() as other,
        pytest.raises(DBAPIError, match="could not obtain lock"),
    ):
        other.execute(text(lock))


def covered(direct: Direct) -> set[int]:
    with direct.snapshot() as (connection, _):
        return set(connection.execute(select(covered_incidents.c.incident_id)).scalars())


def test_an_instant_is_whole_while_others_write(running: Running) -> None:
    """Never a version of which some incident was not looked at."""
    enough = Signal()
    versions = []

    def write() -> None:
        number = 0
        while not enough.is_set():
            running.report(f"busy {number}")
            number += 1

    writer = Thread(target=write)
    writer.start()
    try:
        for _ in range(2_000):  # however slowly the other writes
            if len(set(versions)) > 10:
                break
            running.clock.move(seconds=1)
            running.publisher.tick()
            with running.direct.snapshot() as (connection, instant):
                looked = connection.execute(select(published.c.version)).scalar_one()
                newest = connection.execute(select(head.c.version)).scalar_one()
                assert looked == newest == instant.version
                versions.append(newest)
    finally:
        enough.set()
        writer.join()
    assert versions == sorted(versions)
    assert len(set(versions)) > 10


def test_a_question_that_fails_leaves_the_others(running: Running) -> None:
    wrong: Question[object] = Question(
        "wrong", lambda _: select(cast(incidents.c.source, BigInteger)), lambda rows, _: rows
    )
    answered = Answers(running.direct, TOWN, None).ask(
        Filter.parse(EVERYTHING, MONTH), (wrong, counts.QUESTION)
    )
    assert isinstance(answered.answers["wrong"], DBAPIError)
    assert answered.answers["counts"].new == running.figures()["counts"]["new"]


def test_a_source_that_never_said_anything_has_no_newest_event(running: Running) -> None:
    write_codes(running.record, sources, "silent")
    running.publish()
    assert running.figures()["newest"].keys() == {"patrol", "hotline"}


def test_the_usual_is_told_where_the_record_reaches_back(running: Running) -> None:
    week = {"period": "7d"}
    assert set(running.figures(week)["trend"]["usual_low"]) == {None}
    long_ago = incident("long ago", reported(NOW - 200 * DAY))
    write_incidents(running.record, [long_ago], now=NOW, origin="test")
    running.publish()
    assert None not in running.figures(week)["trend"]["usual_low"]


INDEXES: list[tuple[Question[Any], str]] = [
    (counts.QUESTION, "ix_incidents_open"),
    (change.QUESTION, "ix_events_moment"),
    (feed.QUESTION, "ix_events_moment"),
    (freshness.QUESTION, "ix_incidents_source"),
]


def test_what_would_read_all_years_has_an_index(running: Running) -> None:
    """Found where scans are dear, as they are in a record of many years."""
    month = Filter.parse(EVERYTHING, MONTH)
    for question, index in INDEXES:
        with running.direct.snapshot() as (connection, instant):
            scope = Scope(month, instant.as_of, TOWN, read_names(connection))
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            plans: list[str] = []
            for select_ in (question.select, *(part.select for part in question.shared)):
                whole = select_(scope)
                if whole is None:  # all of it is shared
                    continue
                asked = whole.compile(
                    dialect=connection.dialect, compile_kwargs={"render_postcompile": True}
                )
                plans += connection.exec_driver_sql(
                    f"EXPLAIN {asked}", dict(asked.params)
                ).scalars()
            assert index in "\n".join(plans), question.name


def test_tables_of_another_release_are_made_anew(running: Running, url: str) -> None:
    expected = running.figures()
    running.publisher.stop()
    with running.record.begin() as connection:
        connection.execute(text(f"UPDATE {SCHEMA}.published SET schema = 'of another release'"))
        connection.execute(text(f"ALTER TABLE {SCHEMA}.area_cover DROP COLUMN area_m2"))
    again = Direct(url, running.record)
    publisher = Publisher(running.record, again, TOWN.camera_range_m, running.clock)
    publisher.prepare()
    assert figures(Answers(again, TOWN, None), MONTH) == expected
    publisher.stop()


def test_a_role_that_may_only_read_is_enough(record: Engine, url: str) -> None:
    with record.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS onescreen_reader"))
        connection.execute(text("CREATE ROLE onescreen_reader LOGIN IN ROLE pg_read_all_data"))
    direct = Direct(as_user(url, "onescreen_reader"), record)
    publisher = Publisher(record, direct, TOWN.camera_range_m, Clock())
    publisher.prepare()
    assert figures(Answers(direct, TOWN, None), MONTH)["counts"]["new"] > 0
    publisher.stop()


def test_what_answers_questions_cannot_write(running: Running) -> None:
    with (
        running.direct.engine.connect() as connection,
        pytest.raises(DBAPIError, match="read-only"),
    ):
        connection.execute(update(head).values(version=0))


def test_another_database_is_refused_without_its_password(
    record: Engine, postgresql_cluster: PostgreSQLCluster
) -> None:
    others = (
        (postgresql_cluster.migrated(), "neither the database of ONESCREEN_DATABASE_URL"),
        (postgresql_cluster.empty(), "neither the database of ONESCREEN_DATABASE_URL"),
        ("postgresql://postgres@/nowhere?host=/nonexistent", "ONESCREEN_READ_URL: .*nonexistent"),
    )
    for other, said in others:
        direct = Direct(as_user(other, "postgres:secret"), record)
        with pytest.raises(SettingsError, match=said) as caught:
            direct.prepare(AS_OF)
        assert "secret" not in str(caught.value)
        direct.close()


def test_a_replica_that_stands_still_is_named(
    running: Running, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_TRIES", 3)
    running.publisher.stop()
    with running.record.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        name = make_url(url).database
        running.record.pool.dispose()
        connection.execute(text(f"CREATE DATABASE {name}_stopped TEMPLATE {name}"))
    running.report("later")
    stopped = Direct(url.replace(f"/{name}?", f"/{name}_stopped?"), running.record)
    with pytest.raises(ReplicaBehind, match=f"version {newest_version(running.record)} of"):
        stopped.prepare(AS_OF)
    stopped.close()


def test_a_server_needs_no_file(record: Engine, url: str, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data",
        database_url=url,
        read_url=url,
        timezone="America/New_York",
        demo_feed=False,
    )
    dash, service = create_app(settings, Clock())
    service.publisher.prepare()
    screen = dash.server.test_client().get("/screen?period=30d")
    assert screen.status_code == 200
    assert "counts" in screen.json["panels"]
    assert health(service, AS_OF)["status"] == "ok"
    assert service._answer({"ask": "compare"}) == {"differences": None}
    service.stop()
    assert compare(settings) is None
    assert ask_figures(settings, Filter.parse(EVERYTHING, MONTH))["counts"]["open"] > 0
    assert list(tmp_path.rglob("*.duckdb")) == []


def test_the_commands_say_how_they_ask(
    record: Engine,
    url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    postgresql_cluster: PostgreSQLCluster,
) -> None:
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ONESCREEN_DATABASE_URL", url)
    monkeypatch.setenv("ONESCREEN_READ_URL", url)
    main(["check"])
    assert "none: PostgreSQL is asked directly (ONESCREEN_READ_URL)" in capsys.readouterr().out
    assert main(["figures", "--json", "--period", "30d"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == newest_version(record)
    monkeypatch.setenv("ONESCREEN_READ_URL", postgresql_cluster.migrated())
    for command in ("figures", "serve"):
        assert main([command]) == 2
        assert "ONESCREEN_READ_URL: neither the database" in capsys.readouterr().err
