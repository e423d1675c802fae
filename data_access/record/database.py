"""Engines for the record, and migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url

from data_access.record.rows import RULES
from data_access.record.tables import facts

MIGRATIONS = Path(__file__).parent / "migrations"

_PATIENCE = 30  # seconds that a writer waits for others
_ATTEMPT = 0.003  # seconds between two attempts to begin


def open_record(url: str) -> Engine:
    """An engine for the record at a SQLAlchemy URL, every session in UTC.

    SQLite runs in WAL mode, so that readers and one writer do not wait for one another.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # For every None that it binds, sqlite3 looks long for somebody to adapt it, unless
        # somebody is named.
        sqlite3.register_adapter(type(None), lambda none: none)
        engine = create_engine(parsed, connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return _open_postgresql(url)


def open_reader(url: str, schema: str) -> Engine:
    """An engine that only reads a record on PostgreSQL, each transaction of one moment.

    Tables are looked for in `schema` first.
    """
    engine = _open_postgresql(
        url,
        r"-c default_transaction_isolation=repeatable\ read",
        "-c default_transaction_read_only=on",
        "-c idle_in_transaction_session_timeout=0",  # a snapshot is held until the next one
    )

    def look_there_first(connection: Any, _record: Any) -> None:
        path = f"'{schema}, ' || current_setting('search_path')"
        connection.autocommit = True
        connection.execute(f"SELECT set_config('search_path', {path}, false)")
        connection.autocommit = False

    event.listen(engine, "connect", look_there_first)
    return engine


def _open_postgresql(url: str, *options: str) -> Engine:
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(
        parsed,
        pool_pre_ping=True,
        pool_size=8,
        max_overflow=8,
        connect_args={"options": " ".join(("-c timezone=UTC", *options))},
    )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's begin is ours, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes SQLite's one write lock at its begin: taken later, it could fail at once.
    if connection.get_execution_options().get("writes", False):
        _begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """BEGIN IMMEDIATE, asked for every few milliseconds.

    SQLite itself waits up to 100 ms between two attempts. Whoever writes batch after batch leaves
    the lock free for less than that, and others would miss each of these moments.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA busy_timeout = 0")
    patient_until = monotonic() + _PATIENCE
    try:
        while monotonic() < patient_until:
            try:
                driver.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    break
            sleep(_ATTEMPT)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises the error as SQLAlchemy does
    finally:
        driver.execute(f"PRAGMA busy_timeout = {_PATIENCE * 1000}")


def migrate(engine: Engine) -> None:
    """Bring the record to the newest schema; an empty database gets all of it."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.execution_options(writes=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        # The record's own name, by which a read model knows whether it follows this one.
        if connection.execute(select(facts).where(facts.c.name == "record")).first() is None:
            connection.execute(insert(facts).values(name="record", content=uuid4().hex))
            connection.execute(insert(facts).values(name="rules", content=RULES))
