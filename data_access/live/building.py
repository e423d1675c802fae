"""The read model's tables: built from the record, and brought up to date by its changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache

import pyarrow as pa
from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Insert,
    MetaData,
    Table,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.schema import CreateTable, CreateTableAs, DropTable

from data_access.duplicates import RULE
from data_access.flat import FLAT, Flat, cases
from data_access.judged import judged_again
from data_access.live import transfer
from data_access.live.bulk_reading import batches
from data_access.live.instants import NAMED
from data_access.read_tables import covered_incidents, published
from data_access.read_tables import metadata as read_metadata
from data_access.record.tables import (
    READ_TABLES,
    assignments,
    camera_events,
    cameras,
    category_versions,
    events,
    facts,
    head,
    incidents,
)

Progress = Callable[[str, int, int], None]
"""Called with what is done, how many rows are through, and how many there are."""


_MANY = 100_000  # rows of a table: for fewer a process of their own does not pay


def build(engine: Engine, record: Engine, progress: Progress | None) -> int:
    """Create the tables in an empty file and fill them with what the record holds; the version
    that is whole in them, above which `merge` has to follow.

    Two tables at a time, since reading them and writing them take about as long.
    """
    tell = progress or _silent
    with record.connect() as connection:
        version: int = connection.execute(select(head.c.version)).scalar_one()
        totals = {
            table: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in READ_TABLES
        }
    with engine.begin() as connection:
        for table in _all_tables():
            connection.execute(CreateTable(table))

    def fill(table: Table) -> None:
        if totals[table] > _MANY:
            rows: Iterable[pa.RecordBatch] = batches(record.url, table, version)
            with engine.begin() as connection:
                counted = _counted(rows, lambda done: tell(table.name, done, totals[table]))
                reader = pa.RecordBatchReader.from_batches(transfer.schema_of(table), counted)
                transfer.append(transfer.raw(connection), table, reader)
            return
        with engine.begin() as connection, record.connect() as reading:
            for some in transfer.rows(reading, table, 0, version):
                transfer.append(transfer.raw(connection), table, some)
        tell(table.name, totals[table], totals[table])

    with ThreadPoolExecutor(2) as pool:
        for _ in pool.map(fill, sorted(READ_TABLES, key=totals.__getitem__, reverse=True)):
            pass
    with engine.begin() as connection:
        flatten(connection)
    return version


_CHANGED = incidents.to_metadata(MetaData(), name="changed")


def flatten(connection: Connection, of: Table = incidents) -> None:
    """Keep the rows of `flat`, of all incidents or of those in a table, in their tables."""
    for flat in FLAT:
        connection.execute(_filled(flat, of))


@cache
def _filled(flat: Flat, of: Table) -> Insert:
    """The same object every time, so that SQLAlchemy has its text already."""
    names = [column.name for column in flat.columns]
    return insert(flat).from_select(names, flat.ordered(of))


def flatten_again(connection: Connection, since: int) -> None:
    """The same for the incidents whose version is above `since`, which are put apart first: joins
    with all incidents would read all of their events."""
    apart = select(incidents).where(incidents.c.version > since)
    connection.execute(CreateTableAs(apart, _CHANGED.name, temporary=True))
    for flat in FLAT:
        id_ = next(iter(flat.columns))
        connection.execute(delete(flat).where(id_.in_(select(_CHANGED.c.id))))
    flatten(connection, _CHANGED)
    connection.execute(DropTable(_CHANGED))


def see_again(connection: Connection) -> None:
    """Bring up to date which cases are seen."""
    seen = cases.c.id.in_(select(covered_incidents.c.incident_id))
    other = {"seen": seen, "judged": judged_again(cases.c.judged, "seen", seen)}
    connection.execute(update(cases).values(other).where(cases.c.seen != seen))


def _counted(
    rows: Iterable[pa.RecordBatch], tell: Callable[[int], None]
) -> Iterator[pa.RecordBatch]:
    through = 0
    for batch in rows:
        yield batch
        through += batch.num_rows
        tell(through)


def begin(connection: Connection, record: Connection, version: int, now: datetime) -> None:
    """Write down what a file that was built holds."""
    connection.execute(
        insert(published).values(
            version=version,
            as_of=now,
            reference_version=0,
            camera_version=0,
            geometry_version=-1,
            record=record_name(record),
            schema=schema_hash(),
        )
    )


def _silent(what: str, done: int, total: int) -> None:
    """Nobody wants to know."""


def merge(connection: Connection, record: Connection, since: int) -> None:
    """Take over every row of the record whose version is above `since`; `flatten_again` follows."""
    raw = transfer.raw(connection)
    for table, key in ((incidents, "id"), (cameras, "code")):
        for delta in transfer.rows(record, table, since):
            raw.register("delta", delta)
            if table is incidents:
                raw.execute("DELETE FROM assignments WHERE incident_id IN (SELECT id FROM delta)")
            raw.execute(_merge_statement(table, key))
            raw.unregister("delta")
    for table in (events, assignments, camera_events, category_versions):
        for delta in transfer.rows(record, table, since):
            transfer.append(raw, table, delta)
    for table in NAMED:
        if record.execute(select(table.c.version).where(table.c.version > since).limit(1)).first():
            connection.execute(delete(table))
            for delta in transfer.rows(record, table, 0):
                transfer.append(raw, table, delta)


def record_name(record: Connection) -> str:
    """The name that a record was given when it was created."""
    return record.execute(select(facts.c.content).where(facts.c.name == "record")).scalar() or ""


def _all_tables() -> list[Table]:
    """The read model's tables without keys and indexes: a columnar scan needs none."""
    bare = MetaData()
    return [
        Table(table.name, bare, *(Column(c.name, c.type) for c in table.columns))
        for table in (*READ_TABLES, facts, *read_metadata.sorted_tables)
    ] + [flat.kept() for flat in FLAT]


@cache
def schema_hash() -> str:
    """Of the columns of all tables, and of what is kept in some: a file of another release has
    another."""
    shape = [
        (table.name, [(c.name, str(c.type)) for c in table.columns]) for table in _all_tables()
    ]
    kept = [str(f.ordered(incidents).compile(compile_kwargs={"literal_binds": True})) for f in FLAT]
    return hashlib.sha256(repr((shape, kept, RULE)).encode()).hexdigest()


def _merge_statement(table: Table, key: str) -> str:
    names = [f'"{column.name}"' for column in table.columns]
    pairs = ", ".join(f"{n} = delta.{n}" for n in names)
    values = ", ".join(f"delta.{n}" for n in names)
    return (
        f"MERGE INTO {table.name} AS known USING delta ON known.{key} = delta.{key} "  # noqa: S608
        f"WHEN MATCHED THEN UPDATE SET {pairs} "
        f"WHEN NOT MATCHED THEN INSERT ({', '.join(names)}) VALUES ({values})"
    )
