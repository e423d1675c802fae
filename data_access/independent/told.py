"""What the record was told up to a version: nothing that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, select

from data_access.record import tables as t

SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Events of one moment count in this order (docs/decisions/0001-histories.md).
_ORDER = (
    *("reported", "corrected", "unvoided", "reopened", "dispatched", "extended", "responded"),
    *("suspended", "resumed", "resolved", "returned", "verified", "closed", "voided"),
)
_PLACE = {kind: place for place, kind in enumerate(_ORDER)}
FIELDS = (
    *("area", "category", "scenario", "priority", "lon", "lat", "address", "text"),
    "own_deadline",
)
_READINGS: dict[str, Callable[[str], Any]] = {
    "priority": int,
    "lon": float,
    "lat": float,
    "own_deadline": int,
}

Progress = Callable[[str, int, int], None]


class Event(NamedTuple):
    """One event; `seq` is its place in the order of arrival."""

    seq: int
    kind: str
    at: int
    actor: str | None
    target: str | None
    role: str | None
    field: str | None
    new: str | None
    deadline: int | None


class Told(NamedTuple):
    """One incident: its key, its fields as first told, its events in the order of their moments."""

    id: int
    source: str
    external_id: str
    first: dict[str, Any]
    events: list[Event]

    def fields(self, as_of: int) -> dict[str, Any]:
        """The fields with the corrections whose moment has come; of each field the newest."""
        found = dict(self.first)
        for event in self.events:  # by moment, then by arrival
            if event.kind == "corrected" and event.at <= as_of and event.field in found:
                found[event.field] = _value(event.field, event.new)
        return found


class Status(NamedTuple):
    """What a camera's status was from a moment on; None: not said."""

    camera: str
    at: int
    version: int
    installed: bool | None
    online: bool | None
    in_order: bool | None


@dataclass(frozen=True)
class Record:
    """All that was told up to `version`; names, areas and cameras' places are those of now."""

    version: int
    incidents: list[Told]
    areas: dict[str, Any]  # rows by code
    categories: dict[str, Any]
    defaults: dict[str, Any]  # parent and default deadline of every category, at the version
    departments: dict[str, Any]
    cameras: dict[str, Any]
    statuses: list[Status]  # of cameras, by moment
    commits: list[tuple[int, int]]  # version, moment
    outlived: bool  # some reference data are newer than the version

    def above(self, code: str | None) -> list[str]:
        """An area, the one it lies in, and so on up."""
        chain: list[str] = []
        while code in self.areas:
            chain.append(code)
            code = self.areas[code].parent
        return chain

    def unit(self, code: str | None, level: int) -> str | None:
        """The area of a level that an area is, or lies in."""
        return next((at for at in self.above(code) if self.areas[at].level == level), None)

    def default_seconds(self, category: str | None) -> int | None:
        """A category's default deadline: its own, else that of the one above."""
        while category in self.defaults:
            row = self.defaults[category]
            if row.deadline_seconds is not None:
                return int(row.deadline_seconds)
            category = row.parent
        return None


def micros(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def iso(moment: int) -> str:
    """A moment as the figures print it."""
    return (_EPOCH + timedelta(microseconds=moment)).isoformat()


def read(engine: Engine, version: int, progress: Progress | None = None) -> Record:
    """Everything told in commits up to and including `version`, from one snapshot of the record."""
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        areas, categories, departments, cameras = (
            {row.code: row for row in connection.execute(select(table))}
            for table in (t.areas, t.categories, t.departments, t.cameras)
        )
        rows = [*areas.values(), *categories.values(), *departments.values(), *cameras.values()]
        return Record(
            version,
            list(_incidents(connection, version, progress)),
            areas,
            categories,
            _defaults(connection, version),
            departments,
            cameras,
            _statuses(connection, version),
            [(row.version, micros(row.committed_at)) for row in connection.execute(_COMMITS)],
            any(row.version > version for row in rows),
        )


_COMMITS = select(t.commits.c.version, t.commits.c.committed_at)


def _defaults(connection: Connection, version: int) -> dict[str, Any]:
    """By category the newest row up to the version; where there is none yet, the oldest."""
    rows = connection.execute(select(t.category_versions)).all()
    oldest = {row.code: row for row in sorted(rows, key=lambda row: -row.version)}
    known = sorted((r for r in rows if r.version <= version), key=lambda row: row.version)
    return oldest | {row.code: row for row in known}


def _statuses(connection: Connection, version: int) -> list[Status]:
    e = t.camera_events.c
    rows = connection.execute(select(t.camera_events).where(e.version <= version))
    found = [
        Status(r.camera, micros(r.moment), r.version, r.installed, r.online, r.in_order)
        for r in rows
    ]
    return sorted(found, key=lambda status: status.at)


def _incidents(connection: Connection, version: int, progress: Progress | None) -> Iterator[Told]:
    keys = t.incident_keys
    total = connection.execute(select(func.count()).select_from(keys)).scalar_one()
    columns = (t.incidents.c[name] for name in FIELDS)
    # The incidents' rows only for their fields as corrected, whence those first told follow.
    rows = connection.execution_options(stream_results=True).execute(
        select(keys, *columns).join(t.incidents, t.incidents.c.id == keys.c.id).order_by(keys.c.id)
    )
    events = _Events(connection, version)
    for number, row in enumerate(rows):
        if progress is not None:
            progress("incidents read", number + 1, total)
        told, corrections = events.of(row.id)
        if any(event.kind == "reported" for event in told):
            first = {name: getattr(row, name) for name in FIELDS}
            if row.own_deadline is not None:
                first["own_deadline"] = micros(row.own_deadline)
            for field, old in reversed(corrections):  # so that the first to arrive decides
                if field in first:
                    first[field] = _value(field, old)
            yield Told(row.id, row.source, row.external_id, first, told)


class _Events:
    """The events by incident, read once through."""

    def __init__(self, connection: Connection, version: int) -> None:
        e = t.events.c
        names = (
            "seq",
            "kind",
            "moment",
            "department",
            "target",
            "role",
            "field",
            "new",
            "deadline",
        )
        self._rows = iter(
            connection.execution_options(stream_results=True).execute(
                select(e.incident_id, e.version, e.old, *(e[name] for name in names)).order_by(
                    e.incident_id, e.seq
                )
            )
        )
        self._version = version
        self._next = next(self._rows, None)

    def of(self, incident_id: int) -> tuple[list[Event], list[tuple[str, str | None]]]:
        """An incident's events up to the version; field and former value of every correction,
        in the order of arrival, also of those above it: the columns have them."""
        found, corrections = [], []
        row = self._next
        while row is not None and row[0] <= incident_id:
            if row[0] == incident_id:
                _, version, old, seq, kind, moment, actor, target, role, field, new, until = row
                if kind == "corrected":
                    corrections.append((field, old))
                if version <= self._version:
                    deadline = None if until is None else micros(until)
                    at = micros(moment)
                    found.append(Event(seq, kind, at, actor, target, role, field, new, deadline))
            row = next(self._rows, None)
        self._next = row
        return in_order(found), corrections


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by moment, at one moment as the closed loop has them, of one kind as they came."""
    return sorted(events, key=lambda event: (event.at, _PLACE[event.kind], event.seq))


def _value(field: str, text: str | None) -> Any:
    return None if text is None else _READINGS.get(field, str)(text)
