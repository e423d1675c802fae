"""The one way into the record: incidents and reference data, each write one version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, RowMapping, Table, bindparam, func, insert, select, update

from data_access.moments import Micros, from_micros
from data_access.record.events import Incident
from data_access.record.pace import Pace
from data_access.record.preparation import Prepared, outdated, prepare
from data_access.record.rows import RULES, derived, store
from data_access.record.states import chunks, default_deadlines, joined, load_states, next_id
from data_access.record.tables import categories, category_versions
from data_access.record.tables import incidents as incident_table
from data_access.record.writer import (
    Writer,
    Written,
    get_fact,
    newest_version,
    read_version,
    set_fact,
    writing,
)

__all__ = [
    "Pace",
    "Writer",
    "Written",
    "add_incidents",
    "add_prepared",
    "derive_anew",
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
    engine: Engine,
    batch: Sequence[Incident],
    *,
    now: Micros,
    origin: str,
    pace: Pace | None = None,
) -> Written:
    """Add what `batch` says to the record, in one transaction with one version.

    An incident is known by (source, external id); the same key twice in a batch is two reports
    of one incident. Events already known are not added again; a field that differs from what is
    known adds a `corrected` event at `now`. A field that is None says nothing. Source codes must
    be known (IntegrityError). `pace` is told how long others had to wait.
    """
    said = joined(batch)
    with engine.connect() as connection:
        prepared = prepare(connection, said, now=now)
        if prepared.empty and read_version(connection) == prepared.seen:
            return Written(0, 0, len(said), prepared.seen)
    with writing(engine, now=now, origin=origin) as writer:
        written = add_prepared(writer, prepared)
    if pace is not None:
        pace.held(writer.held, len(said))
    return written


def add_incidents(writer: Writer, batch: Sequence[Incident]) -> Written:
    """`write_incidents` inside an open write transaction."""
    return add_prepared(writer, prepare(writer.connection, joined(batch), now=writer.now))


def add_prepared(writer: Writer, prepared: Prepared) -> Written:
    """Write what was prepared; what is outdated meanwhile is prepared anew."""
    parts, first_id = [prepared], prepared.first_id
    if writer.newest != prepared.seen:
        first_id = next_id(writer.connection)
        late = outdated(writer.connection, prepared)
        if late:
            # New ones are among these only if all are: no id is given twice.
            said = {key: prepared.said[key] for key in late}
            parts = [
                prepared.without(late),
                prepare(writer.connection, said, now=prepared.now),
            ]
    new = changed = 0
    for part in parts:
        if part.empty:
            continue
        ready = part.moved(writer.version, first_id)
        store(writer, ready.fresh, replace=False)
        store(writer, ready.changed, replace=True)
        new += len(ready.fresh.keys)
        changed += len(ready.changed.incidents)
    return Written(new, changed, len(prepared.said) - new - changed, writer.newest)


def rederive(writer: Writer, incident_ids: Sequence[int]) -> None:
    """Derive incidents anew, because a default deadline changed or a moment ahead has come."""
    defaults = default_deadlines(writer.connection)
    for some in chunks(incident_ids):
        states = load_states(writer.connection, some)
        rows = derived(states.values(), defaults, now=writer.now, version=writer.version)
        store(writer, rows, replace=True)


def wake(engine: Engine, *, now: Micros) -> int:
    """Let events dated ahead take effect whose moment has come; the number of incidents.

    Each incident for itself, and so in as many versions as keep others from waiting.
    """
    c = incident_table.c
    due = select(c.id).where(c.wakes_at <= from_micros(now)).order_by(c.wakes_at)
    woken, pace = 0, Pace()
    while True:
        with engine.connect() as connection:
            if connection.execute(due.limit(1)).first() is None:
                return woken
        with writing(engine, now=now, origin="wake") as writer:
            ids = list(writer.connection.execute(due.limit(pace.size)).scalars())
            rederive(writer, ids)
        woken += len(ids)
        pace.held(writer.held, len(ids))


def derive_anew(
    engine: Engine, *, now: Micros, progress: Callable[[str, int, int], None] | None = None
) -> int:
    """Derive every incident anew, in parts, where another release derived them by other rules; the
    number of incidents. `progress` is told what is done, how many are, and how many there are."""
    if get_fact(engine, "rules") == RULES:
        return 0
    c = incident_table.c
    with engine.connect() as connection:
        total = connection.execute(select(func.count()).select_from(incident_table)).scalar_one()
    done, last, pace = 0, 0, Pace()
    while True:
        with writing(engine, now=now, origin="rules") as writer:
            some = select(c.id).where(c.id > last).order_by(c.id).limit(pace.size)
            ids = list(writer.connection.execute(some).scalars())
            if not ids:
                set_fact(writer, "rules", RULES)
                return done
            rederive(writer, ids)
        done, last = done + len(ids), ids[-1]
        if progress is not None:
            progress("incidents, by the rules of this release", done, total)
        pace.held(writer.held, len(ids))


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
