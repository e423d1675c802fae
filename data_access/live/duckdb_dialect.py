"""DuckDB's dialect, whose compiled statements SQLAlchemy keeps."""

from __future__ import annotations

from typing import Any

from duckdb_engine import Dialect
from sqlalchemy.dialects import registry

URL_SCHEME = "duckdb+kept"


class KeptDialect(Dialect):
    """Compiling the selects of a screen takes longer than DuckDB takes to answer most of them.

    duckdb-engine leaves the cache off as a precaution; what it adds to PostgreSQL's compiler (names
    of types and schemas) does not depend on the values of a statement.
    """

    supports_statement_cache: Any = True


registry.register("duckdb.kept", __name__, KeptDialect.__name__)
