"""Incidents being written: what the record knows of them, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, select

from data_access.moments import Micros, to_micros
from data_access.record.events import FIELDS, Event, Incident
from data_access.record.tables import categories, events, incident_keys
from data_access.record.tables import incidents as incident_table

_IN_ONE_QUERY = 5_000  # values in one IN: SQLite takes 32,766 parameters
_CASTS: dict[str, Any] = {"priority": int, "lon": float, "lat": float, "own_deadline": int}


class State:
    """An incident being written: what was known of it, and the events that are new."""

    def __init__(self, incident_id: int, base: Incident, known: list[Event]) -> None:
        self.id, self.base, self.events, self.added = incident_id, base, known, 0
        self._identities = {event.identity for event in known}

    def add(self, candidates: Iterable[Event]) -> None:
        for event in candidates:
            if event.identity not in self._identities:
                self._identities.add(event.identity)
                self.events.append(event)
                self.added += 1


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


def default_deadlines(connection: Connection) -> dict[str, int]:
    """Default deadline of each category in seconds: its own, else its parent's."""
    rows = {row.code: row for row in connection.execute(select(categories))}
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
    bases: dict[int, Incident] = {}
    for some in chunks(ids):
        for row in connection.execute(
            select(events).where(events.c.incident_id.in_(some)).order_by(events.c.seq)
        ):
            histories[row.incident_id].append(_event(row))
        for row in connection.execute(select(incident_table).where(incident_table.c.id.in_(some))):
            said = {name: getattr(row, name) for name in FIELDS}
            if row.own_deadline is not None:
                said["own_deadline"] = to_micros(row.own_deadline)
            bases[row.id] = Incident(row.source, row.external_id, [], **said)
    return {id_: State(id_, bases[id_], histories[id_]) for id_ in ids}


def _event(row: Row[Any]) -> Event:
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


def corrections(base: Incident, said: Incident, now: Micros) -> list[Event]:
    """The events that bring the fields to what is said; None says nothing."""
    found = []
    for name in FIELDS:
        old, new = getattr(base, name), getattr(said, name)
        if new is not None and new != old:
            before = None if old is None else str(old)
            found.append(Event("corrected", now, field=name, old=before, new=str(new)))
    return found


def corrected(base: Incident, history: Sequence[Event], now: Micros) -> dict[str, Any]:
    """The fields as of now: of each field the newest correction in force."""
    fields = {name: getattr(base, name) for name in FIELDS}
    corrections = [event for event in history if event.kind == "corrected"]
    for event in sorted(corrections, key=lambda event: event.moment):
        if event.moment <= now and event.field in fields:
            cast = _CASTS.get(event.field, str)
            fields[event.field] = None if event.new is None else cast(event.new)
    return fields
