"""An incident's rows in the record: itself, its new events, its assignments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import delete

from data_access.moments import SECOND
from data_access.record.histories import History, derive
from data_access.record.states import State, chunks, corrected
from data_access.record.tables import assignments, events
from data_access.record.tables import incidents as incident_table
from data_access.record.writer import Writer


def store(
    writer: Writer, states: Sequence[State], defaults: dict[str, int], *, replace: bool
) -> None:
    """Derive incidents and write their rows; `replace` takes the rows they had away first."""
    if not states:
        return
    version = writer.version
    if replace:
        ids = [state.id for state in states]
        for some in chunks(ids):
            writer.connection.execute(delete(incident_table).where(incident_table.c.id.in_(some)))
            writer.connection.execute(
                delete(assignments).where(assignments.c.incident_id.in_(some))
            )
    incident_rows: list[tuple[Any, ...]] = []
    event_rows: list[tuple[Any, ...]] = []
    assignment_rows: list[tuple[Any, ...]] = []
    for state in states:
        fields = corrected(state.base, state.events, writer.now)
        history = derive(
            state.events,
            own_deadline=fields["own_deadline"],
            default_seconds=defaults.get(fields["category"]),
            now=writer.now,
        )
        incident_rows.append(_incident_row(state, fields, history, version))
        assignment_rows.extend(_assignment_rows(state.id, history, version))
        first = len(state.events) - state.added
        event_rows.extend(
            (state.id, first + n, *event, version) for n, event in enumerate(state.events[first:])
        )
    writer.insert(incident_table, incident_rows)
    writer.insert(events, event_rows)
    writer.insert(assignments, assignment_rows)


def _incident_row(
    state: State, fields: dict[str, Any], history: History, version: int
) -> tuple[Any, ...]:
    spent = history.spent
    return (
        state.id,
        state.base.source,
        state.base.external_id,
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
