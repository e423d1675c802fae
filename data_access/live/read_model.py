"""The read model: a disposable DuckDB file that follows the record version by version."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any

import duckdb
from sqlalchemy import Connection, Engine, create_engine, event, select
from sqlalchemy.exc import DBAPIError

from data_access.live import building, likely
from data_access.live.building import Progress
from data_access.live.duckdb_dialect import URL_SCHEME
from data_access.live.instants import Published, moment_of, publish, read_published
from data_access.live.read_side import Known, Sight, nothing_known
from data_access.read_tables import published
from data_access.record.tables import head

log = logging.getLogger(__name__)


_MEMORY = "400MB"  # for DuckDB's pages; what is more goes to the disc


class ReadModelBusy(RuntimeError):
    """Another process has the file open: a server is running over this data folder."""


class ReadModel:
    """One DuckDB file, opened by one process; readers use `snapshot`, `follow` is the writer."""

    def __init__(self, path: Path, record: Engine) -> None:
        self.path, self._record = path, record
        self.engine: Engine = _open(path)
        self.lock = RLock()  # one writer at a time; DuckDB readers never wait
        self.lost = False

    def prepare(
        self, now: datetime, progress: Progress | None = None, known: Known = nothing_known
    ) -> Published:
        """Bring an existing file up to date, or build it anew where it cannot be used.

        `known` finds what the cameras see where that is known already.

        Raises ReadModelBusy where another process has it open.
        """
        with self.lock, _reading(self._record) as record:
            # Looked for now, not when we began: another process may have made it since.
            if self.path.exists() and self._usable(record):
                try:
                    with self.engine.connect() as connection:
                        sight = known(connection)
                    return self.follow(now, sight)
                except (DBAPIError, duckdb.Error) as error:
                    log.warning("read model %s is damaged (%s): rebuilding it", self.path, error)
        with self.lock:
            return self._rebuild(now, progress)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Connection, Published]]:
        """A connection that sees one published instant, and that instant."""
        with self.engine.connect() as connection:
            yield connection, read_published(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may change the tables of `read_tables`."""
        with self.engine.begin() as connection:
            yield connection
            building.see_again(connection)

    @contextmanager
    def looking_back(self) -> Iterator[Connection]:
        """A connection on which temporary tables and views can be made; it forgets them."""
        with self.engine.connect() as connection:
            yield connection

    def follow(self, now: datetime, sight: Sight | None = None) -> Published:
        """Take over everything committed since, and publish it as of `now`, in one transaction.

        `sight` tells which of the incidents taken over lie in some camera's view.
        """
        with self.lock, self.engine.begin() as connection, _reading(self._record) as record:
            known = read_published(connection)
            version = record.execute(select(head.c.version)).scalar_one()
            if version > known.version:
                building.merge(connection, record, known.version)
                if sight is not None:
                    sight.follow(connection, known.version)
                building.flatten_again(connection, known.version)
                likely.follow(connection)
            as_of = moment_of(connection, known.version, now)
            return publish(connection, record, version, as_of)

    def close(self) -> None:
        """Give the file back, so that another process can open it."""
        self.engine.dispose()

    def _usable(self, record: Connection) -> bool:
        """Whether the file is a read model of this schema and this record, and not ahead of it."""
        version = record.execute(select(head.c.version)).scalar_one()
        try:
            with self.engine.connect() as connection:
                found = connection.execute(select(published)).first()
        except Exception as error:
            # A damaged file answers with almost any error; one that is in use, with this one.
            if "Could not set lock" in str(error):
                raise ReadModelBusy(
                    f"{self.path} is open in another process: is a server running?"
                ) from error
            log.warning("read model %s cannot be used (%s): rebuilding it", self.path, error)
            return False
        return (
            found is not None
            and found.schema == building.schema_hash()
            and found.record == building.record_name(record)
            and found.version <= version
        )

    def _rebuild(self, now: datetime, progress: Progress | None) -> Published:
        self.engine.dispose()
        for leftover in (self.path, self.path.with_name(self.path.name + ".wal")):
            leftover.unlink(missing_ok=True)
        self.engine = _open(self.path)
        built = building.build(self.engine, self._record, progress)
        with self.engine.begin() as connection, _reading(self._record) as record:
            version = record.execute(select(head.c.version)).scalar_one()
            if version > built:
                building.merge(connection, record, built)
                building.flatten_again(connection, built)
            likely.follow(connection)
            building.begin(connection, record, version, now)
            return publish(connection, record, version, now)


def _open(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"{URL_SCHEME}:///{path}",
        connect_args={
            "config": {
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "memory_limit": _MEMORY,
                "preserve_insertion_order": False,  # whoever needs an order asks for it
                "perfect_ht_threshold": 14,  # bits: as many bins are counted without hashing
            }
        },
        pool_size=8,
        max_overflow=8,
    )
    event.listen(engine, "connect", _in_utc)
    return engine


def _in_utc(connection: Any, _record: Any) -> None:
    connection.execute("SET GLOBAL TimeZone = 'UTC'")


@contextmanager
def _reading(record: Engine) -> Iterator[Connection]:
    """A connection whose reads all see one moment of the record."""
    with record.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection
