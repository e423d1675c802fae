"""Rows from the record into DuckDB, as Arrow tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Connection,
    Double,
    Integer,
    Select,
    SmallInteger,
    Table,
    select,
    type_coerce,
)
from sqlalchemy.types import TypeEngine

from data_access.moments import Moment

_AT_ONCE = 50_000  # rows


def rows(
    record: Connection, table: Table, since: int, upto: int | None = None
) -> Iterator[pa.Table]:
    """The rows of a table whose version is above `since`, and not above `upto`, in Arrow tables
    of 50,000."""
    # SQLite's moments are integers already; Arrow takes them as they are.
    whole = record.dialect.name == "sqlite"
    chosen = [
        type_coerce(c, BigInteger).label(c.name) if whole and isinstance(c.type, Moment) else c
        for c in table.columns
    ]
    statement = select(*chosen).execution_options(yield_per=_AT_ONCE)
    if since:
        statement = statement.where(table.c.version > since)
    if upto is not None:
        statement = statement.where(table.c.version <= upto)
    for part in record.execute(statement).partitions():
        yield arrow(table, part)


def numbers(
    connection: Connection, statement: Select[*tuple[Any, ...]]
) -> Iterator[list[np.ndarray[Any, Any]]]:
    """The columns of numbers that a statement selects, as arrays of so many rows at a time."""
    if connection.dialect.name == "duckdb":  # without an object for each of them
        for batch in _from_duckdb(connection, statement):
            yield [column.to_numpy(zero_copy_only=False) for column in batch.columns]
        return
    many = connection.execute(statement.execution_options(yield_per=_AT_ONCE))
    for part in many.partitions():
        yield [np.array(column) for column in zip(*part, strict=True)]


def batches(
    connection: Connection, statement: Select[*tuple[Any, ...]]
) -> Iterator[pa.RecordBatch]:
    """The rows that a statement selects, in its order, as batches of `schema_of` it."""
    schema = schema_of(statement)
    if connection.dialect.name == "duckdb":
        for batch in _from_duckdb(connection, statement):
            columns = zip(batch.columns, schema, strict=True)
            yield pa.RecordBatch.from_arrays([c.cast(f.type) for c, f in columns], schema=schema)
        return
    many = connection.execute(statement.execution_options(yield_per=_AT_ONCE))
    for part in many.partitions():
        yield _table(schema, part).combine_chunks().to_batches()[0]


def arrow(table: Table, rows: Sequence[Sequence[Any]]) -> pa.Table:
    """Rows in the order of a table's columns as an Arrow table; moments may be `Micros`."""
    return _table(schema_of(table), rows)


def _table(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.Table:
    columns: Iterable[Sequence[Any]] = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [
        pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def schema_of(of: Table | Select[*tuple[Any, ...]]) -> pa.Schema:
    """The columns of a table or a select as Arrow has them."""
    columns = of.columns if isinstance(of, Table) else of.selected_columns
    return pa.schema([(name, _arrow(column.type)) for name, column in columns.items()])


def append(raw: Any, table: Table, rows: pa.Table | pa.RecordBatchReader) -> None:
    """Insert Arrow rows into the DuckDB table of the same columns."""
    raw.register("delta", rows)
    raw.execute(f"INSERT INTO {table.name} SELECT * FROM delta")  # noqa: S608 - our own names
    raw.unregister("delta")


def _from_duckdb(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Any:
    """Arrow batches as DuckDB makes them, without holding all of them."""
    text = statement.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
    raw(connection).complete()  # whatever was asked before, of which not all was read
    return raw(connection).sql(str(text)).to_arrow_reader(_AT_ONCE)


def raw(connection: Connection) -> Any:
    """DuckDB's own connection, inside the SQLAlchemy transaction."""
    return connection.connection.driver_connection


def _arrow(kind: TypeEngine[Any]) -> pa.DataType:
    if isinstance(kind, Moment):
        return pa.timestamp("us", tz="UTC")
    if isinstance(kind, Boolean):
        return pa.bool_()
    if isinstance(kind, Double):
        return pa.float64()
    if isinstance(kind, SmallInteger):
        return pa.int16()
    if isinstance(kind, BigInteger):
        return pa.int64()
    if isinstance(kind, Integer):
        return pa.int32()
    return pa.string()
