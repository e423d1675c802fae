"""The database of every earlier release becomes that of this one, with its data."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    MetaData,
    delete,
    insert,
    inspect,
    select,
    update,
)

from data_access.record import access_tables
from data_access.record.database import MIGRATIONS, migrate, open_record
from data_access.record.migrations import is_compared
from data_access.record.states import default_deadlines
from data_access.record.tables import categories, head, metadata
from tests.engines import Databases

ROWS = 3


def configured(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


SCRIPTS = ScriptDirectory.from_config(configured())
EARLIER = [script.revision for script in SCRIPTS.walk_revisions()][1:]


def at(revision: str, url: str) -> Engine:
    """A database as a release left it."""
    engine = open_record(url)
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(configured(connection), revision)
    return engine


def fill(engine: Engine) -> dict[str, list[Any]]:
    """Some rows in every table, of whatever columns it has; all rows by table."""
    tables = MetaData()
    tables.reflect(engine)
    filled = [table for table in tables.sorted_tables if table.name != "alembic_version"]
    with engine.execution_options(writes=True).begin() as connection:
        for table in filled:
            connection.execute(delete(table))
            connection.execute(
                insert(table),
                [{c.name: value(c, number) for c in table.columns} for number in range(ROWS)],
            )
    with engine.connect() as connection:
        return {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in filled
        }


def value(column: Column[Any], number: int) -> Any:
    """Something that the column takes; every third one is absent where it may be."""
    if column.nullable and number % 3 == 0:
        return None
    if isinstance(column.type, JSON):
        return {"number": number}
    kind = column.type.python_type
    if kind is datetime:
        return datetime(2026, 3, 2, 8, number, 20, 123_456, tzinfo=UTC) + timedelta(days=number)
    return kind(number)


@pytest.mark.parametrize("revision", EARLIER)
def test_an_earlier_database_keeps_every_value(databases: Databases, revision: str) -> None:
    engine = at(revision, databases.empty())
    before = fill(engine)
    migrate(engine)
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for name, rows in before.items():
            table = tables.tables[name]
            columns = [table.c[column] for column in rows[0]._fields]
            found = connection.execute(select(*columns)).all()
            assert [row for row in rows if row not in found] == []
            assert len(found) == len(rows) + 2 * (name == "facts")  # the record's name and rules
    assert_is_of_this_release(engine)
    engine.dispose()


def test_the_default_deadlines_of_the_first_schema(databases: Databases) -> None:
    engine = at("0001", databases.empty())
    with engine.begin() as connection:
        for code, parent, seconds in (("roads", None, 7200), ("pothole", "roads", None)):
            said = {"code": code, "name_zh": code, "name_en": code, "parent": parent}
            connection.execute(
                insert(categories).values(**said, deadline_seconds=seconds, version=4)
            )
        connection.execute(update(head).values(version=9))
    migrate(engine)
    with engine.connect() as connection:
        for version in (1, 4, 9):  # of the time before nothing else is known
            assert default_deadlines(connection, version) == {"roads": 7200, "pothole": 7200}
    engine.dispose()


@pytest.mark.parametrize("revision", EARLIER)
def test_an_earlier_database_without_data(databases: Databases, revision: str) -> None:
    engine = at(revision, databases.empty())
    migrate(engine)
    assert_is_of_this_release(engine)
    engine.dispose()


def assert_is_of_this_release(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": is_compared(connection.dialect.name)}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, [metadata, access_tables.metadata]) == []


def test_what_only_questions_need_is_only_on_postgresql(databases: Databases) -> None:
    engine = open_record(databases.migrated())
    found = {index["name"] for index in inspect(engine).get_indexes("events")}
    assert ("ix_events_moment" in found) == (engine.dialect.name == "postgresql")
    engine.dispose()


def test_migrations_are_one_line() -> None:
    assert len(SCRIPTS.get_heads()) == 1
