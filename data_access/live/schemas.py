"""Where tables lie, whatever temporary view stands in their place."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, MetaData, Table, func, select, text

from data_access.read_tables import published
from data_access.record.tables import incidents

# Where a name leads to on PostgreSQL; some other schema may have a table of the same name.
_SCHEMA = text(
    "SELECT nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.oid = to_regclass(:name)"
)


def schemas(connection: Connection) -> tuple[str, str]:
    """Where the record's tables lie, and those of `read_tables`."""
    if connection.dialect.name == "duckdb":
        main = f"{connection.execute(select(func.current_database())).scalar()}.main"
        return main, main
    names = ({"name": table.name} for table in (incidents, published))
    record, beside = (connection.execute(_SCHEMA, name).scalar_one() for name in names)
    return record, beside


@cache
def lying_in(schema: str, table: Table) -> Table:
    """A table where it lies. It is the same object every time: SQLAlchemy has the text of what is
    asked of it already."""
    return table.to_metadata(MetaData(), schema=schema)
