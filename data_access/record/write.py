"""The one way into the record: incidents and reference data, each write one version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, RowMapping, Table, bindparam, insert, select, update

from data_access.moments import Micros, from_micros
from data_access.record.events import Incident
from data_access.record.rows import store
from data_access.record.states import (
    State,
    chunks,
    default_deadlines,
    joined,
    known_ids,
    load_states,
    next_id,
)
from data_access.record.tables import categories, category_versions, incident_keys
from data_access.record.tables import incidents as incident_table
from data_access.record.writer import Writer, Written, get_fact, newest_version, set_fact, writing

__all__ = [
    "Writer",
    "Written",
    "add_incidents",
    "get_fact",
    "newest_version",
    "put_named",
    "rederive",
    "set_fact",
    "wake",
    "write_incidents",
    "write_named",
    "writing",
]


def write_incidents(
    engine: Engine, batch: Sequence[Incident], *, now: Micros, origin: str
) -> Written:
    """Add what `batch` says to the record, in one transaction with one version.

    An incident is known by (source, external id); the same key twice in a batch is two reports
    of one incident. Events already known are not added again; a field that differs from what is
    known adds a `corrected` event at `now`. A field that is None says nothing. Source codes must
    be known (IntegrityError).
    """
    with writing(engine, now=now, origin=origin) as writer:
        return add_incidents(writer, batch)


def add_incidents(writer: Writer, batch: Sequence[Incident]) -> Written:
    """`write_incidents` inside an open write transaction."""
    said = joined(batch)
    ids = known_ids(writer.connection, said)
    known = load_states(writer.connection, list(ids.values()))
    defaults = default_deadlines(writer.connection)
    new_keys: list[tuple[Any, ...]] = []
    states: list[State] = []
    fresh_id = next_id(writer.connection)
    changed = 0
    for key, incident in said.items():
        incident_id = ids.get(key)
        if incident_id is None:
            state = State(fresh_id, incident, [])
            state.add(incident.events)
            new_keys.append((fresh_id, *key))
            fresh_id += 1
        else:
            state = known[incident_id]
            state.add(incident.events)
            state.correct(incident, writer.now)
            if not state.added:
                continue
            changed += 1
        states.append(state)
    writer.insert(incident_keys, new_keys)
    store(writer, states, defaults, replace=changed > 0)
    return Written(len(new_keys), changed, len(said) - len(states), writer.newest)


def rederive(writer: Writer, incident_ids: Sequence[int]) -> None:
    """Derive incidents anew, because a default deadline changed or a moment ahead has come."""
    defaults = default_deadlines(writer.connection)
    for some in chunks(incident_ids):
        states = load_states(writer.connection, some)
        store(writer, list(states.values()), defaults, replace=True)


def wake(engine: Engine, *, now: Micros) -> int:
    """Let events dated ahead take effect whose moment has come; the number of incidents."""
    due = select(incident_table.c.id).where(incident_table.c.wakes_at <= from_micros(now))
    with engine.connect() as connection:
        if connection.execute(due.limit(1)).first() is None:
            return 0
    with writing(engine, now=now, origin="wake") as writer:
        ids = list(writer.connection.execute(due).scalars())
        rederive(writer, ids)
        return len(ids)


def write_named(
    engine: Engine, table: Table, rows: Sequence[dict[str, Any]], *, now: Micros, origin: str
) -> Written:
    """Add or change rows of a reference table by code; a column that a row leaves out stays.

    Changing a category's default deadline changes the deadlines of its incidents.
    """
    with writing(engine, now=now, origin=origin) as writer:
        before = default_deadlines(writer.connection) if table is categories else {}
        written = put_named(writer, table, rows)
        if table is categories:
            after = default_deadlines(writer.connection)
            moved = [c for c in before.keys() | after.keys() if before.get(c) != after.get(c)]
            ids = writer.connection.execute(
                select(incident_table.c.id).where(
                    incident_table.c.category.in_(moved), incident_table.c.own_deadline.is_(None)
                )
            )
            rederive(writer, list(ids.scalars()))
        return written


def _moved(row: Mapping[str, Any], known: Mapping[str, RowMapping]) -> bool:
    old = known[row["code"]]
    return any(row[name] != old[name] for name in ("parent", "deadline_seconds"))


def _keep_deadlines(writer: Writer, *rows: Sequence[Mapping[str, Any]]) -> None:
    """Write down from which version on these categories have their default deadlines."""
    lines = [
        (row["code"], writer.version, row["parent"], row["deadline_seconds"])
        for some in rows
        for row in some
    ]
    writer.insert(category_versions, lines)


def put_named(writer: Writer, table: Table, rows: Sequence[dict[str, Any]]) -> Written:
    """`write_named` inside an open write transaction, without its consequences."""
    known = {row.code: row._mapping for row in writer.connection.execute(select(table))}
    fresh, changed, unchanged = [], [], 0
    for row in {row["code"]: row for row in rows}.values():
        old = known.get(row["code"])
        if old is None:
            fresh.append({column.name: row.get(column.name) for column in table.columns})
        elif any(old[name] != value for name, value in row.items()):
            changed.append({column.name: old[column.name] for column in table.columns} | row)
        else:
            unchanged += 1
    if table is categories:
        _keep_deadlines(writer, fresh, [row for row in changed if _moved(row, known)])
    fresh.sort(key=lambda row: row.get("parent") is not None)  # a parent before its children
    for row in fresh + changed:
        row["version"] = writer.version
    if fresh:
        writer.connection.execute(insert(table), fresh)
    if changed:
        writer.connection.execute(
            update(table).where(table.c.code == bindparam("known_code")),
            [{**row, "known_code": row["code"]} for row in changed],
        )
    return Written(len(fresh), len(changed), unchanged, writer.newest)
