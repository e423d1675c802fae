"""Whose database a URL leads to, before questions are asked of it directly."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, func, inspect, select
from sqlalchemy.exc import DBAPIError

from data_access.live.building import record_name
from data_access.record.database import open_reader
from data_access.record.tables import facts
from data_access.settings import SettingsError

SCHEMA = "onescreen_read"
"""Where the tables of `read_tables` lie."""


def check_reader(url: str, record: Engine) -> None:
    """Raise SettingsError where `url` leads neither to the record's database nor to a replica."""
    with record.connect() as own:
        name = _name(own)
    reader = open_reader(url, SCHEMA)
    try:
        with reader.connect() as connection:
            found = _name(connection)
            recovers = connection.execute(select(func.pg_is_in_recovery())).scalar_one()
    except DBAPIError as error:
        # Its own text names host and user at most, never the password.
        raise SettingsError(f"ONESCREEN_READ_URL: {error.orig}") from None
    finally:
        reader.dispose()
    still_empty = found is None and recovers  # a replica whose record was created just now
    if found != name and not still_empty:
        raise SettingsError(
            "ONESCREEN_READ_URL: neither the database of ONESCREEN_DATABASE_URL nor a replica of it"
        )


def _name(connection: Connection) -> str | None:
    """The name of the record in this database; None where there is no record yet."""
    return record_name(connection) if inspect(connection).has_table(facts.name) else None
