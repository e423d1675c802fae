"""The SELECT's result: its columns against the contract, and the statement that keeps it."""

from __future__ import annotations

import duckdb

from data_access.loading.contract import Kind
from data_access.loading.moments import Form
from data_access.loading.rejects import LoadError

_NUMERIC = ("DECIMAL", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT",
            "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT", "FLOAT", "DOUBLE")  # fmt: skip
_NEVER = 2**62  # an infinite timestamp, which no clock shows


def one_select(sql: str) -> str:
    statements = duckdb.extract_statements(sql)
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise LoadError(f"exactly one SELECT is needed, found: {kinds}")
    return statements[0].query


def check_columns(types: dict[str, str], kind: Kind) -> dict[str, Form]:
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


def result_table(types: dict[str, str], kind: Kind) -> str:
    """The table of the result: its columns, which occurrence of its key a row is, and where that
    key stands first.

    Rows of one key and line are told apart by their content, so that every run agrees on the
    first one.
    """
    key = ", ".join(kind.key)
    return (
        "CREATE TABLE rows AS SELECT *, "  # noqa: S608
        "first_value(line_no) OVER same AS first_line, row_number() OVER same AS occurrence "
        f"FROM (SELECT {_casts(types, kind)} FROM asked) AS result "
        f"WINDOW same AS (PARTITION BY {key} ORDER BY line_no, hash(result)) "
        f"ORDER BY {'first_line' if kind.many else 'line_no'}, {key}, occurrence"
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
