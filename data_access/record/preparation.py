"""A batch of incidents made ready to be written while nobody is kept waiting.

Whatever takes long is done before the version's lock is taken: what the record knows is looked up,
histories are derived, rows are made. Under the lock only what somebody else has written meanwhile is
made ready again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from data_access.moments import Micros
from data_access.record.events import Incident
from data_access.record.rows import Rows, rows_of
from data_access.record.states import (
    State,
    chunks,
    default_deadlines,
    known_ids,
    load_states,
    next_id,
)
from data_access.record.tables import incidents as incident_table
from data_access.record.writer import read_version

Key = tuple[str, str]


@dataclass
class Prepared:
    """A batch ready to be written, if the record's newest version is still `seen`."""

    said: Mapping[Key, Incident]
    now: Micros
    seen: int
    ids: Mapping[Key, int]  # of the incidents that were known
    defaults: Mapping[str, int]
    first_id: int  # of those that were not
    fresh: Rows
    changed: Rows

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.fresh.incidents and not self.changed.incidents

    def without(self, keys: Collection[Key]) -> Prepared:
        """The same without some of its incidents."""
        ids = {(source, external_id): id_ for id_, source, external_id in self.fresh.keys}
        ids.update(self.ids)
        left = {ids[key] for key in keys}
        return replace(
            self,
            said={key: incident for key, incident in self.said.items() if key not in keys},
            fresh=self.fresh.without(left),
            changed=self.changed.without(left),
        )

    def moved(self, version: int, first_id: int) -> Prepared:
        """The same as rows of another version, and with other ids for new incidents."""
        shift = first_id - self.first_id
        if version == self.seen + 1 and not shift:
            return self
        fresh, changed = self.fresh.moved(version, shift), self.changed.moved(version, 0)
        return replace(self, seen=version - 1, first_id=first_id, fresh=fresh, changed=changed)


def prepare(connection: Connection, said: Mapping[Key, Incident], *, now: Micros) -> Prepared:
    """What would be written of these incidents.

    The newest version is read first: what is read after it and is newer is found out by
    `outdated`.
    """
    seen = read_version(connection)
    ids = known_ids(connection, said)
    known = load_states(connection, list(ids.values()))
    defaults = default_deadlines(connection)
    fresh_id = first_id = next_id(connection)
    fresh: list[State] = []
    changed: list[State] = []
    for key, incident in said.items():
        if key not in ids:
            state = State(fresh_id, incident, [])
            state.add(incident.events)
            fresh.append(state)
            fresh_id += 1
        else:
            state = known[ids[key]]
            state.add(incident.events)
            state.correct(incident, now)
            if state.added:
                changed.append(state)
    rows = [rows_of(some, defaults, now=now, version=seen + 1) for some in (fresh, changed)]
    rows[0].keys = [(state.id, state.first.source, state.first.external_id) for state in fresh]
    return Prepared(said, now, seen, ids, defaults, first_id, *rows)


def outdated(connection: Connection, prepared: Prepared) -> set[Key]:
    """The incidents that somebody else has written since; the version's lock is held."""
    if default_deadlines(connection) != prepared.defaults:
        return set(prepared.said)
    found = {key for key in known_ids(connection, prepared.said) if key not in prepared.ids}
    keys = {id_: key for key, id_ in prepared.ids.items()}
    c = incident_table.c
    for some in chunks(list(keys)):
        newer = select(c.id).where(c.id.in_(some), c.version > prepared.seen)
        found.update(keys[id_] for id_ in connection.execute(newer).scalars())
    return found
