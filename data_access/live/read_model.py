"""The read model: a disposable DuckDB file that follows the record version by version."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Any, Protocol

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.schema import CreateTable

from data_access.live import transfer
from data_access.live.read_tables import metadata as read_metadata
from data_access.live.read_tables import published
from data_access.record.tables import (
    READ_TABLES,
    REFERENCE,
    area_ancestors,
    areas,
    assignments,
    cameras,
    events,
    facts,
    head,
    incidents,
)

log = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with what is done, how many rows are through, and how many there are."""

_NAMES = (areas, area_ancestors, *REFERENCE)


class Sight(Protocol):
    """What the cameras see (`live.geometry`)."""

    def follow(self, connection: Connection, since: int) -> None:
        """Look at the incidents above a version, in the transaction that brought them."""


@dataclass(frozen=True)
class Published:
    """An instant at which a screen is true: a data version and a moment."""

    version: int
    as_of: datetime
    reference_version: int = 0
    camera_version: int = 0
    geometry_version: int = 0
    geometry_at: datetime | None = None


class ReadModel:
    """One DuckDB file, opened by one process; readers use `snapshot`, `follow` is the writer."""

    def __init__(self, path: Path, record: Engine) -> None:
        self.path, self._record = path, record
        self._fresh = not path.exists()
        self.engine: Engine = _open(path)
        self.lock = RLock()  # one writer at a time; DuckDB readers never wait

    def prepare(self, now: datetime, progress: Progress | None = None) -> Published:
        """Bring an existing file up to date, or build it anew where it cannot be used."""
        with self.lock:
            try:
                usable = not self._fresh and self._usable()
            except Exception as error:
                # Whatever a damaged file answers with, it can be rebuilt.
                log.warning("read model %s cannot be used (%s): rebuilding it", self.path, error)
                usable = False
            if usable:
                try:
                    return self.follow(now)
                except Exception as error:
                    log.warning("read model %s is damaged (%s): rebuilding it", self.path, error)
            return self._rebuild(now, progress)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Connection, Published]]:
        """A connection that sees one published instant, and that instant."""
        with self.engine.connect() as connection:
            yield connection, read_published(connection)

    def follow(self, now: datetime, sight: Sight | None = None) -> Published:
        """Take over everything committed since, and publish it as of `now`, in one transaction.

        `sight` tells which of the incidents taken over lie in some camera's view.
        """
        with self.lock, self.engine.begin() as connection, _reading(self._record) as record:
            known = read_published(connection)
            version = record.execute(select(head.c.version)).scalar_one()
            if version > known.version:
                self._merge(connection, record, known.version)
                if sight is not None:
                    sight.follow(connection, known.version)
            return _publish(connection, record, version, now)

    def _merge(self, connection: Connection, record: Connection, since: int) -> None:
        raw = transfer.raw(connection)
        for table, key in ((incidents, "id"), (cameras, "code")):
            for delta in transfer.rows(record, table, since):
                raw.register("delta", delta)
                if table is incidents:
                    raw.execute(
                        "DELETE FROM assignments WHERE incident_id IN (SELECT id FROM delta)"
                    )
                raw.execute(_merge_statement(table, key))
                raw.unregister("delta")
        for table in (events, assignments):
            for delta in transfer.rows(record, table, since):
                transfer.append(raw, table, delta)
        for table in _NAMES:
            if record.execute(
                select(table.c.version).where(table.c.version > since).limit(1)
            ).first():
                connection.execute(delete(table))
                for delta in transfer.rows(record, table, 0):
                    transfer.append(raw, table, delta)

    def _usable(self) -> bool:
        with self.engine.connect() as connection, _reading(self._record) as record:
            found = connection.execute(select(published)).first()
            version = record.execute(select(head.c.version)).scalar_one()
            return (
                found is not None
                and found.schema == _schema_hash()
                and found.record == _record_name(record)
                and found.version <= version
            )

    def _rebuild(self, now: datetime, progress: Progress | None) -> Published:
        self.engine.dispose()
        for leftover in (self.path, self.path.with_name(self.path.name + ".wal")):
            leftover.unlink(missing_ok=True)
        self.engine = _open(self.path)
        with self.engine.begin() as connection, _reading(self._record) as record:
            raw = transfer.raw(connection)
            for table in _all_tables():
                connection.execute(CreateTable(table))
            for table in READ_TABLES:
                total = record.execute(select(func.count()).select_from(table)).scalar_one()
                through = 0
                for rows in transfer.rows(record, table, 0):
                    transfer.append(raw, table, rows)
                    through += rows.num_rows
                    if progress:
                        progress(table.name, through, total)
            connection.execute(
                insert(published).values(
                    version=0,
                    as_of=now,
                    reference_version=0,
                    camera_version=0,
                    geometry_version=-1,
                    record=_record_name(record),
                    schema=_schema_hash(),
                )
            )
            version = record.execute(select(head.c.version)).scalar_one()
            return _publish(connection, record, version, now)

    def close(self) -> None:
        """Give the file back, so that another process can open it."""
        self.engine.dispose()


def read_published(connection: Connection) -> Published:
    """The instant that this connection's transaction sees."""
    row = connection.execute(select(published)).one()
    return Published(
        row.version,
        row.as_of,
        row.reference_version,
        row.camera_version,
        row.geometry_version,
        row.geometry_at,
    )


def _publish(connection: Connection, record: Connection, version: int, now: datetime) -> Published:
    names = max(
        (connection.execute(select(func.max(table.c.version))).scalar() or 0) for table in _NAMES
    )
    seen = connection.execute(select(func.max(cameras.c.version))).scalar() or 0
    connection.execute(delete(facts))
    kept = [dict(row) for row in record.execute(select(facts)).mappings()]
    if kept:
        connection.execute(insert(facts), kept)
    connection.execute(
        update(published).values(
            version=version, as_of=now, reference_version=names, camera_version=seen
        )
    )
    return read_published(connection)


def _open(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"duckdb:///{path}",
        connect_args={
            "config": {
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
                "threads": 2,
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


def _record_name(record: Connection) -> str:
    return record.execute(select(facts.c.content).where(facts.c.name == "record")).scalar() or ""


def _all_tables() -> list[Table]:
    """The read model's tables without keys and indexes: a columnar scan needs none."""
    bare = MetaData()
    return [
        Table(
            table.name,
            bare,
            *(type(c)(c.name, c.type, nullable=True) for c in table.columns),
        )
        for table in (*READ_TABLES, facts, *read_metadata.sorted_tables)
    ]


def _schema_hash() -> str:
    shape = [
        (table.name, [(c.name, str(c.type)) for c in table.columns]) for table in _all_tables()
    ]
    return hashlib.sha256(repr(shape).encode()).hexdigest()


def _merge_statement(table: Table, key: str) -> str:
    names = [f'"{column.name}"' for column in table.columns]
    pairs = ", ".join(f"{n} = delta.{n}" for n in names)
    values = ", ".join(f"delta.{n}" for n in names)
    return (
        f"MERGE INTO {table.name} AS known USING delta ON known.{key} = delta.{key} "  # noqa: S608
        f"WHEN MATCHED THEN UPDATE SET {pairs} "
        f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) VALUES ({values})"
    )
