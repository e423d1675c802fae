"""The record's versions: every write transaction takes the next one, in order of commit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, insert, select, update

from data_access.moments import Micros, from_micros
from data_access.record.bulk import insert_rows
from data_access.record.tables import commits, facts, head


@dataclass(frozen=True)
class Written:
    """What a write did: counts of rows, and the newest committed version after it."""

    new: int
    changed: int
    unchanged: int
    version: int


class Writer:
    """An open write transaction: holds the version's lock, and raises it when asked to."""

    def __init__(self, connection: Connection, now: Micros, origin: str) -> None:
        self.connection, self.now, self.origin = connection, now, origin
        self.held = 0.0  # seconds for which others waited, once it is over
        self._committed: int = connection.execute(
            select(head.c.version).with_for_update()
        ).scalar_one()
        self._next: int | None = None

    @property
    def version(self) -> int:
        """The version that this transaction commits; asking for it makes it take one."""
        if self._next is None:
            self._next = self._committed + 1
            self.connection.execute(update(head).values(version=self._next))
            self.connection.execute(
                insert(commits).values(
                    version=self._next, committed_at=from_micros(self.now), origin=self.origin
                )
            )
        return self._next

    @property
    def newest(self) -> int:
        """The newest version, this transaction's included if it took one."""
        return self._committed if self._next is None else self._next

    def insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows in the order of the table's columns; moments are `Micros`."""
        insert_rows(self.connection, table, rows)


@contextmanager
def writing(engine: Engine, *, now: Micros, origin: str) -> Iterator[Writer]:
    """One write transaction of the record; it commits at the end, or nothing of it stays."""
    with engine.execution_options(writes=True).begin() as connection:
        writer = Writer(connection, now, origin)
        began = perf_counter()
        yield writer
    writer.held = perf_counter() - began


def read_version(connection: Connection) -> int:
    """The newest version that this transaction sees."""
    version: int = connection.execute(select(head.c.version)).scalar_one()
    return version


def newest_version(engine: Engine) -> int:
    """The newest committed version of the record."""
    with engine.connect() as connection:
        return read_version(connection)


def set_fact(writer: Writer, name: str, content: str) -> None:
    """Write down a small fact about the record itself."""
    writer.connection.execute(delete(facts).where(facts.c.name == name))
    writer.connection.execute(insert(facts).values(name=name, content=content))


def get_fact(engine: Engine, name: str) -> str | None:
    """A fact about the record, or None."""
    with engine.connect() as connection:
        return connection.execute(select(facts.c.content).where(facts.c.name == name)).scalar()
