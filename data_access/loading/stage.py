"""A file as the table `source` of a closed DuckDB, and the user's SELECT over it.

Once staged, the query reaches no file, no network and no extension.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data_access.loading.contract import Kind
from data_access.loading.moments import Form
from data_access.loading.options import Options
from data_access.loading.readers import Advance, is_text, read
from data_access.loading.rejects import LoadError, Problem, Reject, Rejecting
from data_access.loading.result import check_columns, one_select, result_table

BATCH = 2048  # rows: DuckDB's own vector, so that every batch is full

_BEFORE = (
    "SET memory_limit = '2GB'",
    "SET TimeZone = 'UTC'",
    "SET enable_progress_bar = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET python_enable_replacements = false",
)
_CLOSE = ("SET enable_external_access = false", "SET lock_configuration = true")


@dataclass(frozen=True)
class Batch:
    """Rows of a result: for each column of the contract its cells, None where it has none."""

    columns: dict[str, list[Any]]
    first_lines: list[int | None]  # where a row's key occurs before, the line of that row
    size: int

    def row(self, n: int) -> dict[str, Any]:
        """One row by column."""
        return {name: cells[n] for name, cells in self.columns.items()}


class Stage:
    """A staged file, closed to the outside."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, name: str) -> None:
        self._connection, self._name = connection, name
        self.columns = _columns(connection)
        self.forms: dict[str, Form] = {}
        self.read = _count(connection, "source")  # rows of the file
        self.rows = 0  # of the SELECT

    def select(self, sql: str, kind: Kind, *, file: str) -> None:
        """Run a SELECT and keep its result. `file` is its name in messages.

        Raises LoadError where it is no single SELECT, fails, or does not return the contract's
        columns.
        """
        try:
            self._connection.execute(f"CREATE VIEW asked AS {one_select(sql)}")
            relation = self._connection.view("asked")
            names = [name.lower() for name in relation.columns]
            types = dict(zip(names, map(str, relation.types), strict=True))
            self.forms = check_columns(types, kind)
            self._connection.execute(result_table(types, kind))
            self.rows = _count(self._connection, "rows")
        except LoadError as error:
            raise LoadError(f"{file}: {error}") from None
        except duckdb.Error as error:
            raise LoadError(f"{file}: {error}") from None
        except RuntimeError as error:  # how DuckDB tells of the interrupt key
            if "interrupted" in str(error):
                raise KeyboardInterrupt from None
            raise

    def batches(self, kind: Kind) -> Iterator[Batch]:
        """The result in the order of its lines; where many rows belong to one key, these together
        and in that order."""
        reader: Any = self._connection.sql("SELECT * FROM rows").to_arrow_reader(BATCH)
        for records in reader:
            cells = dict(zip(records.schema.names, records.columns, strict=True))
            occurrence = cells["occurrence"].to_pylist()
            first_line = cells["first_line"].to_pylist()
            yield Batch(
                {
                    column.name: cells[column.name].to_pylist()
                    if column.name in cells
                    else [None] * records.num_rows
                    for column in kind.columns
                },
                [
                    line if n > 1 and not kind.many else None
                    for n, line in zip(occurrence, first_line, strict=True)
                ],
                records.num_rows,
            )


@contextmanager
def staged(
    path: Path, reject: Rejecting, advance: Advance, options: Options | None = None
) -> Iterator[Stage]:
    """Stage a file; rows that cannot be read go to `reject`. Raises LoadError."""
    options = options or Options()
    with (
        tempfile.TemporaryDirectory(prefix="onescreen-") as spill,
        duckdb.connect(":memory:") as connection,
    ):
        for statement in _BEFORE:
            connection.execute(statement)
        connection.execute(f"SET temp_directory = '{spill}'")
        for number, chunk in enumerate(read(path, reject, advance, options)):
            told = _nulled(_without_nul(chunk, reject), options.nulls)
            _append(connection, told, first=number == 0)
        for statement in _CLOSE:
            connection.execute(statement)
        yield Stage(connection, path.name)


def _append(connection: duckdb.DuckDBPyConnection, chunk: pa.Table, first: bool) -> None:
    connection.register("chunk", chunk)
    if first:
        connection.execute("CREATE TABLE source AS SELECT * FROM chunk")
    else:
        known = _columns(connection)
        for name in chunk.schema.names:
            if name not in known:
                connection.execute(f"ALTER TABLE source ADD COLUMN {_quote(name)} VARCHAR")
        connection.execute("INSERT INTO source BY NAME SELECT * FROM chunk")
    connection.unregister("chunk")


def _columns(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    return tuple(connection.table("source").columns)


def _count(connection: duckdb.DuckDBPyConnection, table: Literal["source", "rows"]) -> int:
    ((number,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()  # noqa: S608
    return int(number)


def _nulled(chunk: pa.Table, nulls: Collection[str]) -> pa.Table:
    """The chunk with NULL for each of these texts."""
    if not nulls:
        return chunk
    listed = pa.array(sorted(nulls), pa.string())
    for place, field in enumerate(chunk.schema):
        if is_text(field.type):
            column = chunk.column(place)
            nothing = pc.is_in(column, listed.cast(field.type))
            column = pc.if_else(nothing, pa.scalar(None, field.type), column)
            chunk = chunk.set_column(place, field.name, column)
    return chunk


def _without_nul(chunk: pa.Table, reject: Rejecting) -> pa.Table:
    """The chunk without rows that hold a NUL character: PostgreSQL has no such text."""
    bad = None
    for column, field in zip(chunk.columns, chunk.schema, strict=True):
        if is_text(field.type):
            holds = pc.fill_null(pc.match_substring(column, "\0"), False)
            if pc.any(holds).as_py():
                bad = holds if bad is None else pc.or_(bad, holds)
    if bad is None:
        return chunk
    for row in chunk.filter(bad).to_pylist():
        reject(Reject(row.pop("line_no"), "", (Problem("NUL character in a text", ""),), row))
    return chunk.filter(pc.invert(bad))


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
