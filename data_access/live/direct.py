"""PostgreSQL asked directly: an instant is a snapshot of the record, or of a replica of it.

The tables of `read_tables` lie in a schema of their own, which can be dropped whenever no server
runs. They are written through the record, and reach a replica as everything does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Event, Lock, RLock
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.schema import CreateSchema, DropSchema

from data_access.live import likely
from data_access.live.building import Progress, record_name, schema_hash
from data_access.live.instants import Published, moment_of, newest_changes
from data_access.live.read_side import Known, Sight, nothing_known
from data_access.live.reader import SCHEMA, check_reader
from data_access.read_tables import metadata, published
from data_access.record.database import open_reader
from data_access.record.tables import head

_TRIES = 1_000
_PATIENCE = 5  # tries before writers are asked to wait
_PAUSE_SECONDS = 0.01  # between two tries
_OWN_TABLES_FIRST = select(
    func.set_config("search_path", f"{SCHEMA}, " + func.current_setting("search_path"), True)
)
# Up to which version incidents were looked at, and what coverage was computed of; the newest.
_HEAD = select(head.c.version).scalar_subquery()
_STATE = select(published, _HEAD.label("head"))


class ReplicaBehind(RuntimeError):
    """The replica does not keep up with the record."""


@dataclass(frozen=True)
class _Held:
    """A published instant, and the transaction that keeps its snapshot for others to take."""

    published: Published
    snapshot: str
    transaction: Connection


class Direct:
    """PostgreSQL at `url`: the record's own, or that of a streaming replica. It is only read.

    Readers use `snapshot`; one thread publishes with `follow`.
    """

    def __init__(self, url: str, record: Engine) -> None:
        self._url, self._record = url, record
        self.engine: Engine = open_reader(url, SCHEMA)
        self.lock, self.lost = RLock(), False
        self._swap = Lock()
        self._held: _Held | None = None
        self._closing = Event()

    def prepare(
        self, now: datetime, progress: Progress | None = None, known: Known = nothing_known
    ) -> Published:
        """Publish a first instant; without a known sight its coverage may be old.

        Raises SettingsError where `url` leads to no record or to another one, ReplicaBehind.
        """
        with self.lock:
            check_reader(self._url, self._record)
            self._make_tables()
            with self._record.connect() as connection:
                connection.execute(_OWN_TABLES_FIRST)
                sight = known(connection)
            return self._publish(now, sight)

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Connection, Published]]:
        """A connection that sees one published instant, and that instant."""
        try:
            with self.engine.connect() as connection:
                with self._swap:  # a snapshot can be taken only while it is held
                    if (held := self._held) is None:
                        raise RuntimeError("nothing is published")
                    connection.exec_driver_sql(f"SET TRANSACTION SNAPSHOT '{held.snapshot}'")
                yield connection, held.published
        except DBAPIError:
            self.lost = True
            raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that looks at every incident not looked at yet."""
        with self._record.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                # First of all: what is read shall be of a moment after the lock.
                connection.execute(text(f"LOCK TABLE {SCHEMA}.published IN EXCLUSIVE MODE"))
                connection.execute(_OWN_TABLES_FIRST)
                yield connection
                likely.follow(connection)
                connection.execute(update(published).values(version=_HEAD))

    @contextmanager
    def looking_back(self) -> Iterator[Connection]:
        """A connection to the record, on which temporary tables and views can be made (on a replica
        they cannot); it forgets them."""
        with self._record.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ")
            connection.execute(_OWN_TABLES_FIRST)
            yield connection
            connection.rollback()

    def follow(self, now: datetime, sight: Sight | None = None) -> Published:
        """Publish everything committed so far as of `now`; `sight` looks at its incidents.

        Raises ReplicaBehind.
        """
        with self.lock:
            return self._publish(now, sight)

    def close(self) -> None:
        """Let go of the snapshot and of all connections."""
        self._closing.set()
        self._replace(None)
        self.engine.dispose()

    def _publish(self, now: datetime, sight: Sight | None) -> Published:
        """Hold a snapshot of all that the record has, every incident looked at.

        Where something is committed between the look and the snapshot, or a replica lags, both
        are made again; after a few times nothing can be committed between.
        """
        wanted = None
        for tried in range(_TRIES):
            with self._quiet() if tried >= _PATIENCE else nullcontext():
                state = self._look(sight)
                wanted = wanted or state.head
                held = self._hold(now, state.geometry_at, wanted, looked=sight is not None)
            if held is not None:
                self._replace(held)
                return held.published
            if self._closing.wait(_PAUSE_SECONDS):
                break
        raise ReplicaBehind(
            f"ONESCREEN_READ_URL: version {wanted} of the record does not arrive there: it must "
            "be the database of ONESCREEN_DATABASE_URL or a streaming replica that keeps up"
        )

    @contextmanager
    def _quiet(self) -> Iterator[None]:
        """Who wants to commit waits where a writer begins: at the version."""
        with self._record.begin() as connection:
            connection.execute(select(head.c.version).with_for_update())
            yield

    def _look(self, sight: Sight | None) -> Any:
        """The record's state; what had not been looked at in it was looked at."""
        with self._record.begin() as connection:
            connection.execute(_OWN_TABLES_FIRST)
            state = connection.execute(_STATE).one()
        if sight is not None and state.head > state.version:
            with self.writing() as connection:
                since = connection.execute(select(published.c.version)).scalar_one()
                sight.follow(connection, since)
        return state

    def _hold(
        self, now: datetime, geometry_at: datetime | None, wanted: int, *, looked: bool
    ) -> _Held | None:
        """A snapshot of the moment, or None where it is not what is wanted."""
        transaction = self.engine.connect()
        try:
            state = transaction.execute(_STATE).one()
            if (
                state.head >= wanted
                and state.geometry_at == geometry_at
                and (state.version == state.head or not looked)
            ):
                since = self._held.published.version if self._held else state.head
                instant = Published(
                    state.head,
                    moment_of(transaction, since, now),
                    *newest_changes(transaction),
                    state.geometry_version,
                    state.geometry_at,
                )
                name = transaction.execute(select(func.pg_export_snapshot())).scalar_one()
                return _Held(instant, name, transaction)
        except ProgrammingError:  # the tables are not there yet
            pass
        except BaseException:
            transaction.close()
            raise
        transaction.close()
        return None

    def _replace(self, held: _Held | None) -> None:
        with self._swap:
            old, self._held = self._held, held
            self.lost = False
        if old is not None:
            with suppress(DBAPIError):  # its connection may be broken
                old.transaction.close()

    def _make_tables(self) -> None:
        with self._record.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(SCHEMA))))
            name = record_name(connection)
            own = connection.execution_options(schema_translate_map={None: SCHEMA})
            made = inspect(own).has_table(published.name, SCHEMA)
            if made and own.execute(select(published.c.schema)).scalar() == schema_hash():
                return
            own.execute(DropSchema(SCHEMA, cascade=True, if_exists=True))
            own.execute(CreateSchema(SCHEMA))
            metadata.create_all(own)
            own.execute(
                insert(published).values(
                    version=0,
                    as_of=datetime.fromtimestamp(0, UTC),
                    reference_version=0,
                    camera_version=0,
                    geometry_version=-1,
                    record=name,
                    schema=schema_hash(),
                )
            )
