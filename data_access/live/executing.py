"""Statements of one instant, of which one that fails does not take the others along."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from sqlalchemy import Connection, Select

from data_access.live.finding import forget
from data_access.live.instants import Published, read_published
from data_access.questions import Execute, Read


def executing(connection: Connection) -> Execute:
    """What executes them on a connection."""

    def execute(statement: Select[*tuple[Any, ...]], read: Read) -> Any:
        with _by_itself(connection):
            return read(connection.execute(statement))

    return execute


def go_on(connection: Connection, published: Published) -> None:
    """In DuckDB a statement that fails ends the transaction: go on in another of the same instant.

    Raises RuntimeError where there is none any more.
    """
    if connection.dialect.name == "duckdb":
        connection.rollback()
        forget(connection)
        if read_published(connection) != published:
            raise RuntimeError("a question failed, and its instant is gone: ask again")


def _by_itself(connection: Connection) -> AbstractContextManager[object]:
    """A statement that fails ends a transaction of PostgreSQL, unless it has a savepoint."""
    savepoints = connection.dialect.name == "postgresql"
    return connection.begin_nested() if savepoints else nullcontext()
