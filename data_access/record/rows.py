"""An incident's rows in the record: itself, its new events, its assignments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete

from data_access.moments import SECOND, Micros
from data_access.record.histories import History, derive
from data_access.record.states import State, chunks
from data_access.record.tables import assignments, events, incident_keys
from data_access.record.tables import incidents as incident_table
from data_access.record.writer import Writer

RULES = "2"
"""Raised whenever the same events lead to other columns than before: records are derived anew."""


@dataclass
class Rows:
    """Rows in the order of their tables' columns; moments are `Micros`."""

    incidents: list[tuple[Any, ...]] = field(default_factory=list)
    assignments: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[tuple[int, str, str]] = field(default_factory=list)  # of new incidents
    events: list[tuple[Any, ...]] = field(default_factory=list)  # new ones

    def without(self, ids: Collection[int]) -> Rows:
        """The same without some incidents."""

        def rest(rows: list[Any]) -> list[Any]:
            return [row for row in rows if row[0] not in ids]

        return Rows(
            rest(self.incidents), rest(self.assignments), rest(self.keys), rest(self.events)
        )

    def moved(self, version: int, shift: int) -> Rows:
        """The same for another version, with ids moved on."""

        def there(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
            return [(row[0] + shift, *row[1:-1], version) for row in rows]

        return Rows(
            there(self.incidents),
            there(self.assignments),
            [(id_ + shift, source, name) for id_, source, name in self.keys],
            there(self.events),
        )


def derived(
    states: Iterable[State], defaults: Mapping[str, int], *, now: Micros, version: int
) -> Rows:
    """The rows of incidents as of `now`, from their events."""
    rows = Rows()
    for state in states:
        fields = state.fields(now)
        history = derive(
            state.events,
            own_deadline=fields["own_deadline"],
            default_seconds=defaults.get(fields["category"]),
            now=now,
        )
        rows.incidents.append(_incident_row(state, fields, history, version))
        rows.assignments.extend(_assignment_rows(state.id, history, version))
    return rows


def rows_of(
    states: Sequence[State], defaults: Mapping[str, int], *, now: Micros, version: int
) -> Rows:
    """The rows of incidents as of `now`, and those of their new events."""
    rows = derived(states, defaults, now=now, version=version)
    rows.events = [row for state in states for row in _event_rows(state, version)]
    return rows


def store(writer: Writer, rows: Rows, *, replace: bool) -> None:
    """Write rows; `replace` takes those that their incidents had away first."""
    if replace:
        for some in chunks([row[0] for row in rows.incidents]):
            writer.connection.execute(delete(incident_table).where(incident_table.c.id.in_(some)))
            writer.connection.execute(
                delete(assignments).where(assignments.c.incident_id.in_(some))
            )
    writer.insert(incident_keys, rows.keys)
    writer.insert(incident_table, rows.incidents)
    writer.insert(events, rows.events)
    writer.insert(assignments, rows.assignments)


def _event_rows(state: State, version: int) -> Iterator[tuple[Any, ...]]:
    first = len(state.events) - state.added
    for seq, event in enumerate(state.events[first:], first):
        yield (state.id, seq, *event, version)


def _incident_row(
    state: State, fields: dict[str, Any], history: History, version: int
) -> tuple[Any, ...]:
    spent = history.spent
    return (
        state.id,
        state.first.source,
        state.first.external_id,
        *fields.values(),
        history.stage,
        history.voided,
        history.reported_at,
        history.dispatched_at,
        history.responded_at,
        history.resolved_at,
        history.closed_at,
        history.deadline,
        history.suspended_at,
        history.lead,
        history.department,
        history.returns,
        history.decisions,
        history.extended,
        history.stage_from,
        *(
            spent[stage] // SECOND if stage in spent else None
            for stage in ("reported", "dispatched", "responded", "resolved")
        ),
        None if history.response is None else history.response // SECOND,
        None if history.total is None else history.total // SECOND,
        history.active_from,
        history.latest_at,
        history.wakes_at,
        version,
    )


def _assignment_rows(incident_id: int, history: History, version: int) -> Iterator[tuple[Any, ...]]:
    for seq, a in enumerate(history.assignments):
        yield (
            incident_id,
            seq,
            a.department,
            a.role,
            a.started_at,
            a.outcome,
            None if a.active is None else a.active // SECOND,
            a.active_from,
            a.paused_at,
            None if a.handled is None else a.handled // SECOND,
            version,
        )
