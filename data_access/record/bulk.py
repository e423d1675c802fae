"""Many rows at once, through what each driver has for it, inside the open transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import BigInteger, Boolean, Column, Connection, Double, Integer, SmallInteger, Table
from sqlalchemy.exc import DBAPIError

from data_access.moments import Micros, Moment, to_micros

_VALUES = 900  # of one statement: SQLite takes 999 and more
_SINCE: Micros = to_micros(datetime(2000, 1, 1, tzinfo=UTC))
_TYPES = ((SmallInteger, "int2"), (BigInteger, "int8"), (Integer, "int4"), (Boolean, "bool"),
          (Double, "float8"), (Moment, "int8"))  # fmt: skip


def insert_rows(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows in the order of the table's columns; moments are `Micros`."""
    if not rows:
        return
    given = list(zip(table.columns, zip(*rows, strict=True), strict=True))
    # A column without any value is left out: most columns of most events.
    told = [(column, cells) for column, cells in given if cells.count(None) < len(rows)]
    columns, cells = zip(*told, strict=True)
    if connection.dialect.name == "sqlite":
        _insert(connection, table, columns, cells, len(rows))
    else:
        _copy(connection, table, columns, cells)


def _insert(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]],
    cells: Sequence[Sequence[Any]],
    number: int,
) -> None:
    """As many rows in one statement as it takes, and the rest one by one."""
    names = ", ".join(f'"{column.name}"' for column in columns)
    row = f"({', '.join('?' * len(columns))})"
    together = max(1, _VALUES // len(columns))
    whole = number - number % together
    for size, begin, end in ((together, 0, whole), (1, whole, number)):
        if begin == end:
            continue
        flat = chain.from_iterable(zip(*(column[begin:end] for column in cells), strict=True))
        values = zip(*[flat] * (size * len(columns)), strict=True)
        rows = ", ".join([row] * size)
        connection.exec_driver_sql(
            f'INSERT INTO "{table.name}" ({names}) VALUES {rows}',  # noqa: S608 - our own names
            list(values),
        )


def _copy(
    connection: Connection,
    table: Table,
    columns: Sequence[Column[Any]],
    cells: Sequence[Sequence[Any]],
) -> None:
    """COPY in PostgreSQL's binary format, where a moment is microseconds since 2000."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(
        sql.Identifier(table.name), sql.SQL(", ").join(sql.Identifier(c.name) for c in columns)
    )
    driver: Any = connection.connection.driver_connection
    sent = (_sent(column, some) for column, some in zip(columns, cells, strict=True))
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types([_type(column) for column in columns])
            for row in zip(*sent, strict=True):
                copy.write_row(row)
    except psycopg.Error as error:  # as SQLAlchemy's own statements raise it
        said = statement.as_string(driver)
        raise DBAPIError.instance(said, None, error, psycopg.Error) from error


def _type(column: Column[Any]) -> str:
    return next((name for kind, name in _TYPES if isinstance(column.type, kind)), "text")


def _sent(column: Column[Any], cells: Sequence[Any]) -> Iterable[Any]:
    if isinstance(column.type, Moment):
        return [None if cell is None else cell - _SINCE for cell in cells]
    return cells
