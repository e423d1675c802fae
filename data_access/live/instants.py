"""Published instants: a data version and a moment, kept in the read model with the data; and how
an earlier one is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, func, insert, select, update

from data_access.filters import FilterError
from data_access.read_tables import published
from data_access.record.tables import (
    REFERENCE,
    area_ancestors,
    areas,
    cameras,
    facts,
    incidents,
)

_LATER = timedelta(seconds=5)  # a clock that is further ahead is wrong, and not followed

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


def newest_changes(connection: Connection) -> tuple[int, int]:
    """The newest version that changed names or areas, and that which changed cameras; 0: none."""
    names, seen = (
        max(connection.execute(select(func.max(t.c.version))).scalar() or 0 for t in tables)
        for tables in (NAMED, (cameras,))
    )
    return names, seen


class NotYet(FilterError):
    """An instant that is not published yet; the text says which one is the newest."""


@dataclass(frozen=True)
class At:
    """A data version and a moment; what is not given is the published one's."""

    version: int | None = None
    as_of: datetime | None = None

    @classmethod
    def parse(cls, query: Mapping[str, str], zone: ZoneInfo) -> At | None:
        """From `at_version` and `as_of` (ISO 8601; local in `zone` without an offset); None
        without either. Raises FilterError."""
        version, moment = query.get("at_version", ""), query.get("as_of", "")
        if not version and not moment:
            return None
        if version and not (version.isascii() and version.isdecimal() and len(version) < 19):
            raise FilterError(f"at_version={version[:64]}: a whole number is needed")
        return cls(int(version) if version else None, _moment(moment, zone) if moment else None)

    def query(self) -> dict[str, str]:
        """The query that parses to this."""
        said = {"at_version": self.version, "as_of": self.as_of and self.as_of.isoformat()}
        return {name: str(value) for name, value in said.items() if value is not None}

    def within(self, now: Published) -> tuple[int, datetime]:
        """The version and the moment; raises NotYet where either is later than published."""
        version = now.version if self.version is None else self.version
        as_of = now.as_of if self.as_of is None else self.as_of
        if version > now.version or as_of > now.as_of:
            raise NotYet(
                f"version {version} as of {as_of.isoformat()} is not known yet: published is "
                f"version {now.version} as of {now.as_of.isoformat()}"
            )
        return version, as_of


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        said = datetime.fromisoformat(text)
    except ValueError:
        said = None
    if said is None or not 1900 <= said.year < 2200:
        raise FilterError(
            f"as_of={text[:64]}: a moment such as 2026-11-01T08:00 or 2026-11-01T00:00:00+00:00 "
            "is needed"
        )
    if said.tzinfo is not None:
        return said.astimezone(UTC)
    found = said.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != said:
        raise FilterError(f"as_of={text}: {zone.key} skipped it: an existing moment is needed")
    return found


def moment_of(connection: Connection, since: int, now: datetime) -> datetime:
    """The moment that data are looked at: `now`, or a little later where something that came above
    the version `since` is in effect since then, because its writer's clock was asked after ours."""
    c = incidents.c
    newest = connection.execute(select(func.max(c.latest_at)).where(c.version > since)).scalar()
    return newest if newest and now < newest <= now + _LATER else now


def publish(connection: Connection, record: Connection, version: int, now: datetime) -> Published:
    """Write down what the data in this transaction are: of a version, as of `now`."""
    names, seen = newest_changes(connection)
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


def instant_key(published: Published) -> str:
    """An instant as a part of cache keys."""
    return f"{published.version}|{published.as_of.isoformat()}|{published.geometry_at}"
