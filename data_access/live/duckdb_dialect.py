"""DuckDB's dialect, whose compiled statements SQLAlchemy keeps, and which keeps them parsed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import duckdb
from sqlalchemy.dialects import registry

URL_SCHEME = "duckdb+kept"
_NAME = "KeptDialect"


def __getattr__(name: str) -> Any:
    """The dialect, made when the first engine asks for it: duckdb-engine connects at its import.

    Compiling the selects of a screen takes longer than DuckDB takes to answer most of them.
    duckdb-engine leaves the cache off as a precaution; what it adds to PostgreSQL's compiler
    (names of types and schemas) does not depend on the values of a statement.
    """
    if name != _NAME:
        raise AttributeError(name)
    from duckdb_engine import Dialect

    return type(
        _NAME, (Dialect,), {"supports_statement_cache": True, "do_execute": _execute_parsed}
    )


def _execute_parsed(
    dialect: Any, cursor: Any, statement: str, parameters: Any, context: Any = None
) -> None:
    """Execute a select that was parsed before: of a text DuckDB would parse it twice, every time,
    which is a sixth of its part of a screen."""
    if (
        context is not None
        and context.compiled is not None
        and context.compiled.statement.is_select
    ):
        cursor.connection.execute(_parsed(statement), parameters)
    else:
        cursor.execute(statement, parameters, context)


@lru_cache(maxsize=500)  # as many as SQLAlchemy keeps compiled
def _parsed(statement: str) -> duckdb.Statement:
    (found,) = duckdb.extract_statements(statement)
    return found


registry.register("duckdb.kept", __name__, _NAME)
