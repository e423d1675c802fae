"""A file as the table `source` of a closed DuckDB, and the user's SELECT over it.

Once staged, the query reaches no file, no network and no extension.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from data_access.loading.contract import Kind
from data_access.loading.moments import Form
from data_access.loading.readers import Advance, read
from data_access.loading.rejects import LoadError, Problem, Reject, Rejecting

BATCH = 2048  # rows: DuckDB's own vector, so that every batch is full

_NUMERIC = ("DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT",
            "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE")  # fmt: skip
_BEFORE = (
    "SET memory_limit = '2GB'",
    "SET TimeZone = 'UTC'",
    "SET enable_progress_bar = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET python_enable_replacements = false",
)
_NEVER = 2**62  # an infinite timestamp, which no clock shows
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
        self.rows = 0

    def select(self, sql: str, kind: Kind, *, file: str) -> None:
        """Run a SELECT and keep its result. `file` is its name in messages.

        Raises LoadError where it is no single SELECT, fails, or does not return the contract's
        columns.
        """
        try:
            self._connection.execute(f"CREATE VIEW asked AS {_one_select(sql)}")
            relation = self._connection.view("asked")
            names = [name.lower() for name in relation.columns]
            types = dict(zip(names, map(str, relation.types), strict=True))
            self.forms = _check_columns(types, kind)
            self._connection.execute(_result(types, kind))
            found = self._connection.execute("SELECT count(*) FROM rows").fetchall()
        except LoadError as error:
            raise LoadError(f"{file}: {error}") from None
        except duckdb.Error as error:
            raise LoadError(f"{file}: {error}") from None
        self.rows = int(found[0][0])

    def batches(self, kind: Kind) -> Iterator[Batch]:
        """The result in the order of its lines."""
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
                [line if n > 1 else None for n, line in zip(occurrence, first_line, strict=True)],
                records.num_rows,
            )


@contextmanager
def staged(path: Path, reject: Rejecting, advance: Advance) -> Iterator[Stage]:
    """Stage a file; rows that cannot be read go to `reject`. Raises LoadError."""
    with (
        tempfile.TemporaryDirectory(prefix="onescreen-") as spill,
        duckdb.connect(":memory:") as connection,
    ):
        for statement in _BEFORE:
            connection.execute(statement)
        connection.execute(f"SET temp_directory = '{spill}'")
        for chunk in read(path, reject, advance):
            _append(connection, _without_nul(chunk, reject))
        for statement in _CLOSE:
            connection.execute(statement)
        yield Stage(connection, path.name)


def _append(connection: duckdb.DuckDBPyConnection, chunk: pa.Table) -> None:
    connection.register("chunk", chunk)
    known = _columns(connection)
    if not known:
        connection.execute("CREATE TABLE source AS SELECT * FROM chunk")
    else:
        for name in chunk.schema.names:
            if name not in known:
                connection.execute(f"ALTER TABLE source ADD COLUMN {_quote(name)} VARCHAR")
        connection.execute("INSERT INTO source BY NAME SELECT * FROM chunk")
    connection.unregister("chunk")


def _columns(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    rows = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = 'source' ORDER BY column_index"
    ).fetchall()
    return tuple(name for (name,) in rows)


def _without_nul(chunk: pa.Table, reject: Rejecting) -> pa.Table:
    """The chunk without rows that hold a NUL character: PostgreSQL has no such text."""
    bad = None
    for column, field in zip(chunk.columns, chunk.schema, strict=True):
        if pa.types.is_string(field.type):
            holds = pc.fill_null(pc.match_substring(column, "\0"), False)
            if pc.any(holds).as_py():
                bad = holds if bad is None else pc.or_(bad, holds)
    if bad is None:
        return chunk
    for row in chunk.filter(bad).to_pylist():
        reject(Reject(row.pop("line_no"), "", (Problem("NUL character in a text", ""),), row))
    return chunk.filter(pc.invert(bad))


def _one_select(sql: str) -> str:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise LoadError(f"exactly one SELECT is needed, found: {kinds}")
    return statements[0].query


def _check_columns(types: dict[str, str], kind: Kind) -> dict[str, Form]:
    contract = kind.by_name
    unknown = [name for name in types if name not in contract]
    if unknown:
        raise LoadError(
            f"its SELECT returns {', '.join(unknown)}, which the contract does not know; there "
            f"are {', '.join(contract)}"
        )
    missing = [c.name for c in kind.columns if c.required and c.name not in types]
    if missing:
        raise LoadError(
            f"its SELECT does not return {', '.join(missing)}, which the contract needs"
        )
    if types["line_no"] not in _NUMERIC:
        raise LoadError(f"line_no is {types['line_no']}, not a whole number")
    return {
        name: _form(name, type_) for name, type_ in types.items() if contract[name].type == "moment"
    }


def _form(name: str, type_: str) -> Form:
    if type_ in ("VARCHAR", '"NULL"', "NULL"):
        return "text"
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return "utc"
    if type_.startswith("TIMESTAMP"):
        return "local"
    hint = "; if midnight is meant, cast it to TIMESTAMP" if type_ == "DATE" else ""
    raise LoadError(f"{name} is {type_}, not a moment (TIMESTAMP, TIMESTAMPTZ or text){hint}")


def _result(types: dict[str, str], kind: Kind) -> str:
    """The table of the result: its columns, and which occurrence of its key a row is.

    Rows of one key and line are told apart by their content, so that every run agrees on the
    first one.
    """
    key = ", ".join(kind.key)
    return (
        "CREATE TABLE rows AS SELECT *, "  # noqa: S608
        "first_value(line_no) OVER same AS first_line, row_number() OVER same AS occurrence "
        f"FROM (SELECT {_casts(types, kind)} FROM asked) AS result "
        f"WINDOW same AS (PARTITION BY {key} ORDER BY line_no, hash(result)) "
        f"ORDER BY line_no, {key}, occurrence"
    )


def _casts(types: dict[str, str], kind: Kind) -> str:
    return ", ".join(
        f"{_cast(column.name, column.type, types[column.name])} AS {column.name}"
        for column in kind.columns
        if column.name in types
    )


def _cast(name: str, type_: str, given: str) -> str:
    if name == "line_no":
        return "CAST(line_no AS BIGINT)"
    if type_ == "moment" and given.startswith("TIMESTAMP"):
        return f"CASE WHEN isfinite({name}) THEN epoch_us({name}) ELSE {_NEVER} END"
    if type_ in ("number", "integer") and given.split("(")[0] in _NUMERIC:
        # A whole number stays exact as text; so does a decimal one.
        return f"CAST({name} AS DOUBLE)" if type_ == "number" else f"CAST({name} AS VARCHAR)"
    if type_ == "boolean" and given == "BOOLEAN":
        return name
    return f"nullif(CAST({name} AS VARCHAR), '')"


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
