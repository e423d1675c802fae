"""The schema and the sessions of the record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, inspect, select, text

from data_access.moments import Moment, from_micros, to_micros
from data_access.record import access_tables
from data_access.record.database import migrate, open_record
from data_access.record.migrations import is_compared
from data_access.record.states import default_deadlines
from data_access.record.tables import categories, commits, metadata, sources
from data_access.record.write import get_fact, newest_version
from tests.engines import Databases
from tests.factories import rows, write_codes

OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
MOMENTS = st.builds(
    lambda micros, zone: (datetime(1900, 1, 1, tzinfo=UTC) + micros).astimezone(zone),
    st.timedeltas(timedelta(0), timedelta(days=110_000)),
    OFFSETS,
)


def test_an_empty_database_gets_every_table(databases: Databases) -> None:
    engine = open_record(databases.empty())
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == {
        *metadata.tables,
        *access_tables.metadata.tables,
        "alembic_version",
    }
    assert newest_version(engine) == 0
    engine.dispose()


def test_a_second_migration_leaves_everything(record: Engine) -> None:
    write_codes(record, sources, "hotline")
    before = rows(record, sources)
    migrate(record)
    assert rows(record, sources) == before
    assert newest_version(record) == 1


def test_default_deadlines_of_every_version_are_kept(record: Engine) -> None:
    expected: list[tuple[int, dict[str, int | None]]] = []
    for parent, own in ((7200, None), (3600, None), (3600, 60), (None, 60), (None, None)):
        write_codes(record, categories, "roads", deadline_seconds=parent)
        write_codes(record, categories, "pothole", parent="roads", deadline_seconds=own)
        expected.append((newest_version(record), {"roads": parent, "pothole": own or parent}))
    with record.connect() as connection:
        for version, seconds in expected:
            known = {code: number for code, number in seconds.items() if number is not None}
            assert default_deadlines(connection, version) == known
        assert default_deadlines(connection) == known


def test_every_record_has_a_name_of_its_own_and_keeps_it(
    new_record: Callable[[], Engine],
) -> None:
    one, other = new_record(), new_record()
    name = get_fact(one, "record")
    assert name and name != get_fact(other, "record")
    migrate(one)
    assert get_fact(one, "record") == name


def test_the_migrations_give_what_the_tables_say(record: Engine) -> None:
    with record.connect() as connection:
        options = {"compare_type": True, "include_object": is_compared(connection.dialect.name)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, [metadata, access_tables.metadata]) == []


@given(moment=MOMENTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_moment_comes_back_as_it_went_in(record: Engine, moment: datetime) -> None:
    with record.begin() as connection:
        connection.execute(delete(commits))
        connection.execute(insert(commits).values(version=1, committed_at=moment, origin="test"))
        back = connection.execute(
            select(commits.c.committed_at).where(commits.c.committed_at == moment)
        ).scalar_one()
    assert back == moment
    assert back.tzinfo is UTC


@given(first=MOMENTS, second=MOMENTS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_moments_compare_in_the_database_as_outside(
    record: Engine, first: datetime, second: datetime
) -> None:
    with record.begin() as connection:
        connection.execute(delete(commits))
        connection.execute(insert(commits).values(version=1, committed_at=first, origin="test"))
        earlier = select(commits.c.version).where(commits.c.committed_at < second)
        assert (connection.execute(earlier).first() is not None) == (first < second)


@given(moment=MOMENTS)
def test_micros_count_every_microsecond(moment: datetime) -> None:
    assert from_micros(to_micros(moment)) == moment
    assert to_micros(moment + timedelta(microseconds=1)) == to_micros(moment) + 1


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - what is tested
    with pytest.raises(ValueError, match="no time zone"):
        to_micros(naive)
    with pytest.raises(ValueError, match="no time zone"):
        Moment().process_bind_param(naive, open_record("sqlite://").dialect)


def test_every_session_of_postgresql_is_in_utc(
    request: pytest.FixtureRequest,
) -> None:
    cluster: Databases = request.getfixturevalue("postgresql_cluster")
    engine = open_record(cluster.empty())
    with engine.connect() as connection:
        assert connection.execute(text("SHOW timezone")).scalar_one() == "UTC"
    engine.dispose()


def test_a_reader_of_sqlite_does_not_wait_for_a_writer(sqlite_record: Engine) -> None:
    write_codes(sqlite_record, sources, "hotline")
    writes = sqlite_record.execution_options(writes=True)
    with writes.begin() as writer, sqlite_record.connect() as reader:
        writer.execute(delete(sources))
        assert reader.execute(select(sources.c.code)).scalars().all() == ["hotline"]
