"""DuckDB's dialect, whose compiled statements SQLAlchemy keeps."""

from __future__ import annotations

from typing import Any

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

    return type(_NAME, (Dialect,), {"supports_statement_cache": True})


registry.register("duckdb.kept", __name__, _NAME)
