"""Published instants: a data version and a moment, kept in the read model with the data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from data_access.read_tables import published
from data_access.record.tables import REFERENCE, area_ancestors, areas, cameras, facts

NAMED = (areas, area_ancestors, *REFERENCE)


@dataclass(frozen=True)
class Published:
    """An instant at which a screen is true: a data version and a moment.

    `reference_version` and `camera_version` are the newest changes of names and areas, and of
    cameras; `geometry_version` and `geometry_at` are those that coverage was computed of.
    """

    version: int
    as_of: datetime
    reference_version: int = 0
    camera_version: int = 0
    geometry_version: int = 0
    geometry_at: datetime | None = None


def read_published(connection: Connection) -> Published:
    """The instant that this connection's transaction sees."""
    row = connection.execute(select(published)).one()
    return Published(
        row.version,
        row.as_of,
        row.reference_version,
        row.camera_version,
        row.geometry_version,
        row.geometry_at,
    )


def publish(connection: Connection, record: Connection, version: int, now: datetime) -> Published:
    """Write down what the data in this transaction are: of a version, as of `now`."""
    names = max(
        (connection.execute(select(func.max(table.c.version))).scalar() or 0) for table in NAMED
    )
    seen = connection.execute(select(func.max(cameras.c.version))).scalar() or 0
    connection.execute(delete(facts))
    kept = [dict(row) for row in record.execute(select(facts)).mappings()]
    if kept:
        connection.execute(insert(facts), kept)
    connection.execute(
        update(published).values(
            version=version, as_of=now, reference_version=names, camera_version=seen
        )
    )
    return read_published(connection)
