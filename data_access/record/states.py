"""Incidents being written: what the record knows of them, and what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, select

from data_access.moments import Micros, to_micros
from data_access.record.events import FIELDS, Event, Incident
from data_access.record.tables import categories, category_versions, events, incident_keys
from data_access.record.tables import incidents as incident_table

_IN_ONE_QUERY = 5_000  # values in one IN: SQLite takes 32,766 parameters
_CASTS: dict[str, Callable[[str], Any]] = {
    "priority": int,
    "lon": float,
    "lat": float,
    "own_deadline": int,
}


class State:
    """An incident being written: its fields as first told, all its events, how many are new."""

    def __init__(self, incident_id: int, first: Incident, known: list[Event]) -> None:
        self.id, self.first, self.events, self.added = incident_id, first, known, 0
        self._identities: set[tuple[object, ...]] | None = None  # of the events, once asked for
        self._corrected = {event.field for event in known if event.kind == "corrected"}

    def add(self, candidates: Sequence[Event]) -> None:
        """Add the events that are not known yet."""
        kinds = {event.kind for event in candidates}
        if not self.events and len(kinds) == len(candidates) and "corrected" not in kinds:
            self.events.extend(candidates)  # of different kinds: none is told twice
            self.added = len(candidates)
            return
        for event in candidates:
            if event.identity not in self._known():
                self._append(event)

    def correct(self, said: Incident, now: Micros) -> None:
        """Add the corrections that bring the fields to what is said; None says nothing."""
        fields = self.fields(now)
        for name in FIELDS:
            old, new = fields[name], getattr(said, name)
            if new is not None and new != old:
                # Not `add`: what is corrected back and forth at one moment is corrected.
                self._append(Event("corrected", now, field=name, old=_text(old), new=str(new)))

    def fields(self, now: Micros) -> dict[str, Any]:
        """The fields as of a moment: of each the newest correction in force."""
        found = {name: getattr(self.first, name) for name in FIELDS}
        if not self._corrected:
            return found
        corrections = [event for event in self.events if event.kind == "corrected"]
        for event in sorted(corrections, key=lambda event: event.moment):
            if event.moment <= now and event.field in found:
                found[event.field] = cast_field(event.field, event.new)
        return found

    def _known(self) -> set[tuple[object, ...]]:
        if self._identities is None:
            self._identities = {event.identity for event in self.events}
        return self._identities

    def _append(self, event: Event) -> None:
        if event.kind == "corrected" and event.field not in self._corrected:
            # Of each field the first correction keeps what was told at first, whatever a source
            # says of it: the columns will not.
            self._corrected.add(event.field)
            event = event._replace(old=_text(getattr(self.first, event.field or "", None)))
        self._known().add(event.identity)
        self.events.append(event)
        self.added += 1


def cast_field(name: str | None, text: str | None) -> Any:
    """The value of a field that a correction names as text."""
    return None if text is None else _CASTS.get(name or "", str)(text)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def joined(batch: Sequence[Incident]) -> dict[tuple[str, str], Incident]:
    """A batch by key; of two reports of one incident the later one's fields count."""
    said: dict[tuple[str, str], Incident] = {}
    for incident in batch:
        key = (incident.source, incident.external_id)
        first = said.setdefault(key, incident)
        if first is not incident:
            later = {name: getattr(incident, name) for name in FIELDS}
            later = {name: value for name, value in later.items() if value is not None}
            said[key] = replace(first, events=[*first.events, *incident.events], **later)
    return said


def chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many values at a time as one IN takes."""
    for start in range(0, len(values), _IN_ONE_QUERY):
        yield values[start : start + _IN_ONE_QUERY]


def known_ids(
    connection: Connection, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    """The ids of the keys that the record knows."""
    by_source: dict[str, list[str]] = {}
    for source, external_id in keys:
        by_source.setdefault(source, []).append(external_id)
    found: dict[tuple[str, str], int] = {}
    c = incident_keys.c
    for source, externals in by_source.items():
        for some in chunks(externals):
            rows = connection.execute(
                select(c.id, c.external_id).where(c.source == source, c.external_id.in_(some))
            )
            found.update({(source, external_id): id_ for id_, external_id in rows})
    return found


def next_id(connection: Connection) -> int:
    """An id that no incident has; the version's lock is held."""
    return (connection.execute(select(func.max(incident_keys.c.id))).scalar() or 0) + 1


def default_deadlines(connection: Connection, version: int | None = None) -> dict[str, int]:
    """Default deadline of each category in seconds, now or at a version: its own, else its
    parent's."""
    rows: dict[str, Row[Any]] = {}
    if version is None:
        rows = {row.code: row for row in connection.execute(select(categories))}
    else:
        c = category_versions.c
        for row in connection.execute(select(category_versions).order_by(c.code, c.version)):
            if row.version <= version or row.code not in rows:  # else the oldest that is known
                rows[row.code] = row
    defaults: dict[str, int] = {}
    for code, row in rows.items():
        parent = rows.get(row.parent)
        seconds = row.deadline_seconds
        if seconds is None and parent is not None:
            seconds = parent.deadline_seconds
        if seconds is not None:
            defaults[code] = seconds
    return defaults


def load_states(connection: Connection, ids: Sequence[int]) -> dict[int, State]:
    """Incidents by id, as the record knows them."""
    histories: dict[int, list[Event]] = {id_: [] for id_ in ids}
    states: dict[int, State] = {}
    for some in chunks(ids):
        for row in connection.execute(
            select(events).where(events.c.incident_id.in_(some)).order_by(events.c.seq)
        ):
            histories[row.incident_id].append(as_event(row))
        for row in connection.execute(select(incident_table).where(incident_table.c.id.in_(some))):
            states[row.id] = State(row.id, first_told(row, histories[row.id]), histories[row.id])
    return states


def first_told(row: Row[Any], history: Sequence[Event]) -> Incident:
    """An incident with its fields as first told; `row` has them as corrected, `history` is all
    its events in the order of their arrival."""
    told = {name: getattr(row, name) for name in FIELDS}
    if row.own_deadline is not None:
        told["own_deadline"] = to_micros(row.own_deadline)
    for event in reversed(history):
        if event.kind == "corrected" and event.field in told:
            told[event.field] = cast_field(event.field, event.old)
    return Incident(row.source, row.external_id, [], **told)


def as_event(row: Row[Any]) -> Event:
    return Event(
        row.kind,
        to_micros(row.moment),
        row.department,
        row.target,
        row.role,
        row.field,
        row.old,
        row.new,
        None if row.deadline is None else to_micros(row.deadline),
        row.note,
    )
