"""Large tables of the record as Arrow, read by drivers that make no Python objects.

They are read in a process of their own: a second SQLite library in this one would let go of the
first one's locks whenever it closes the file (decision 30).
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import ipc
from sqlalchemy import Boolean, Column, Double, Integer, String, Table
from sqlalchemy.engine import URL, make_url

from data_access.live.transfer import schema_of
from data_access.moments import Moment
from data_access.record.tables import metadata

_URL = "ONESCREEN_RECORD_TO_READ"
_AT_ONCE = 30_000  # rows
_EXAMPLES = ((Moment, "0"), (Boolean, "0"), (Integer, "0"), (Double, "0.5"), (String, "''"))


def batches(record: URL, table: Table, upto: int) -> Iterator[pa.RecordBatch]:
    """The rows of a table whose version is not above `upto`, in columns of the table's types.

    They are read in a transaction of their own. Raises RuntimeError where that fails.
    """
    command = [sys.executable, "-m", __name__, table.name, str(upto)]
    # Not as an argument, which others could read: it may hold a password.
    told = {**os.environ, _URL: record.render_as_string(hide_password=False)}
    with subprocess.Popen(command, env=told, stdout=subprocess.PIPE) as reader:  # noqa: S603 - our own module
        try:
            yield from ipc.open_stream(reader.stdout)
            whole = reader.wait() == 0
        except pa.ArrowInvalid:
            whole = False
        finally:
            reader.kill()
    # The stream of a reader that fails ends like any other: its exit code tells.
    if not whole:
        raise RuntimeError(f"{table.name} could not be read from the record")


def write(record: URL, table: Table, upto: int, sink: Any) -> None:
    """Write the rows of `batches` to a file as an Arrow stream."""
    schema = schema_of(table)
    sqlite = record.get_backend_name() == "sqlite"
    with (
        closing(_connect(record)) as connection,
        connection.cursor() as cursor,
        ipc.new_stream(sink, schema) as stream,
    ):
        if sqlite:
            cursor.execute("PRAGMA busy_timeout = 30000")
            cursor.fetchall()
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(_AT_ONCE)})
        cursor.execute(_statement(table, upto, typed=sqlite))
        skipped = 1 if sqlite else 0
        for batch in cursor.fetch_record_batch():
            stream.write(_typed(batch.slice(skipped), schema))
            skipped = 0


def _connect(record: URL) -> Any:
    if record.get_backend_name() == "sqlite":
        import adbc_driver_sqlite.dbapi

        file = Path(str(record.database)).resolve().as_uri()  # it may have signs that a URI needs
        return adbc_driver_sqlite.dbapi.connect(f"{file}?mode=ro")
    import adbc_driver_postgresql.dbapi

    plain = record.set(drivername="postgresql")
    return adbc_driver_postgresql.dbapi.connect(plain.render_as_string(hide_password=False))


def _statement(table: Table, upto: int, *, typed: bool) -> str:
    """SQLite's columns have the types of their first values: a row that has one of each goes
    before the others."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = f'SELECT {names} FROM "{table.name}" WHERE version <= {upto:d}'  # noqa: S608 - our own names
    if not typed:
        return rows
    return f"SELECT {', '.join(map(_example, table.columns))} UNION ALL {rows}"


def _example(column: Column[Any]) -> str:
    return next(value for kind, value in _EXAMPLES if isinstance(column.type, kind))


def _typed(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    columns = [c.cast(f.type) for c, f in zip(batch.columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


if __name__ == "__main__":
    name, newest = sys.argv[1:]
    write(make_url(os.environ[_URL]), metadata.tables[name], int(newest), sys.stdout.buffer)
