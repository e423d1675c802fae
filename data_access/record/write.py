"""The one way into the record: every write takes the next version, in order of commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from data_access.moments import SECOND, Micros, Moment, from_micros, to_micros
from data_access.record.events import FIELDS, Event, History, Incident, derive
from data_access.record.tables import (
    assignments,
    categories,
    commits,
    events,
    facts,
    head,
    incident_keys,
)
from data_access.record.tables import incidents as incident_table

_IN_ONE_QUERY = 5_000  # values in one IN: SQLite takes 32,766 parameters
_CASTS: dict[str, Any] = {"priority": int, "lon": float, "lat": float, "own_deadline": int}


@dataclass(frozen=True)
class Written:
    """What a write did: counts of rows, and the newest committed version after it."""

    new: int
    changed: int
    unchanged: int
    version: int


class Writer:
    """An open write transaction: holds the version's lock, and raises it when asked to."""

    def __init__(self, connection: Connection, now: Micros, origin: str) -> None:
        self.connection, self.now, self.origin = connection, now, origin
        self._committed: int = connection.execute(
            select(head.c.version).with_for_update()
        ).scalar_one()
        self._next: int | None = None

    @property
    def version(self) -> int:
        """The version that this transaction commits; asking for it makes it take one."""
        if self._next is None:
            self._next = self._committed + 1
            self.connection.execute(update(head).values(version=self._next))
            self.connection.execute(
                insert(commits).values(
                    version=self._next, committed_at=from_micros(self.now), origin=self.origin
                )
            )
        return self._next

    @property
    def newest(self) -> int:
        """The newest version, this transaction's included if it took one."""
        return self._committed if self._next is None else self._next

    def insert(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows in the order of the table's columns; moments are `Micros`.

        SQLite takes them through the driver's own bulk call, three times as fast.
        """
        if not rows:
            return
        if self.connection.dialect.positional:
            statement = str(insert(table).compile(dialect=self.connection.dialect))
            self.connection.exec_driver_sql(statement, list(rows))
            return
        moments = [isinstance(column.type, Moment) for column in table.columns]
        names = [column.name for column in table.columns]
        self.connection.execute(
            insert(table),
            [
                {
                    name: from_micros(value) if is_moment and value is not None else value
                    for name, is_moment, value in zip(names, moments, row, strict=True)
                }
                for row in rows
            ],
        )


@contextmanager
def writing(engine: Engine, *, now: Micros, origin: str) -> Iterator[Writer]:
    """One write transaction of the record; it commits at the end, or nothing of it stays."""
    with engine.execution_options(writes=True).begin() as connection:
        yield Writer(connection, now, origin)


def newest_version(engine: Engine) -> int:
    """The newest committed version of the record."""
    with engine.connect() as connection:
        version: int = connection.execute(select(head.c.version)).scalar_one()
        return version


def set_fact(writer: Writer, name: str, content: str) -> None:
    """Write down a small fact about the record itself."""
    writer.connection.execute(delete(facts).where(facts.c.name == name))
    writer.connection.execute(insert(facts).values(name=name, content=content))


def get_fact(engine: Engine, name: str) -> str | None:
    """A fact about the record, or None."""
    with engine.connect() as connection:
        return connection.execute(select(facts.c.content).where(facts.c.name == name)).scalar()


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
    said = _join_reports(batch)
    ids = _ids(writer.connection, said)
    known = _known(writer.connection, list(ids.values()))
    defaults = _defaults(writer.connection)
    new_keys: list[tuple[Any, ...]] = []
    states: list[_State] = []
    next_id = _next_id(writer.connection)
    changed = 0
    for key, incident in said.items():
        incident_id = ids.get(key)
        if incident_id is None:
            state = _State(next_id, incident, [])
            state.add(incident.events)
            new_keys.append((next_id, *key))
            next_id += 1
        else:
            state = known[incident_id]
            state.add(incident.events)
            state.add(_corrections(state.base, incident, writer.now))
            if not state.added:
                continue
            changed += 1
        states.append(state)
    writer.insert(incident_keys, new_keys)
    _store(writer, states, defaults, replace=changed > 0)
    return Written(len(new_keys), changed, len(said) - len(states), writer.newest)


def rederive(writer: Writer, incident_ids: Sequence[int]) -> None:
    """Derive incidents anew, because a default deadline changed or a moment ahead has come."""
    defaults = _defaults(writer.connection)
    for start in range(0, len(incident_ids), _IN_ONE_QUERY):
        states = _known(writer.connection, incident_ids[start : start + _IN_ONE_QUERY])
        _store(writer, list(states.values()), defaults, replace=True)


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


class _State:
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


def _join_reports(batch: Sequence[Incident]) -> dict[tuple[str, str], Incident]:
    said: dict[tuple[str, str], Incident] = {}
    for incident in batch:
        key = (incident.source, incident.external_id)
        first = said.setdefault(key, incident)
        if first is not incident:
            later = {name: getattr(incident, name) for name in FIELDS}
            later = {name: value for name, value in later.items() if value is not None}
            said[key] = replace(first, events=[*first.events, *incident.events], **later)
    return said


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _IN_ONE_QUERY):
        yield values[start : start + _IN_ONE_QUERY]


def _ids(connection: Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    by_source: dict[str, list[str]] = {}
    for source, external_id in keys:
        by_source.setdefault(source, []).append(external_id)
    found: dict[tuple[str, str], int] = {}
    c = incident_keys.c
    for source, externals in by_source.items():
        for some in _chunks(externals):
            rows = connection.execute(
                select(c.id, c.external_id).where(c.source == source, c.external_id.in_(some))
            )
            found.update({(source, external_id): id_ for id_, external_id in rows})
    return found


def _next_id(connection: Connection) -> int:
    return (connection.execute(select(func.max(incident_keys.c.id))).scalar() or 0) + 1


def _defaults(connection: Connection) -> dict[str, int]:
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


def _known(connection: Connection, ids: Sequence[int]) -> dict[int, _State]:
    histories: dict[int, list[Event]] = {id_: [] for id_ in ids}
    bases: dict[int, Incident] = {}
    for some in _chunks(ids):
        for row in connection.execute(
            select(events).where(events.c.incident_id.in_(some)).order_by(events.c.seq)
        ):
            histories[row.incident_id].append(_event(row))
        for row in connection.execute(select(incident_table).where(incident_table.c.id.in_(some))):
            said = {name: getattr(row, name) for name in FIELDS}
            if row.own_deadline is not None:
                said["own_deadline"] = to_micros(row.own_deadline)
            bases[row.id] = Incident(row.source, row.external_id, [], **said)
    return {id_: _State(id_, bases[id_], histories[id_]) for id_ in ids}


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


def _corrections(base: Incident, said: Incident, now: Micros) -> list[Event]:
    found = []
    for name in FIELDS:
        old, new = getattr(base, name), getattr(said, name)
        if new is not None and new != old:
            before = None if old is None else str(old)
            found.append(Event("corrected", now, field=name, old=before, new=str(new)))
    return found


def _corrected(base: Incident, history: Sequence[Event], now: Micros) -> dict[str, Any]:
    """The fields as of now: of each field the newest correction in force."""
    fields = {name: getattr(base, name) for name in FIELDS}
    corrections = [event for event in history if event.kind == "corrected"]
    for event in sorted(corrections, key=lambda event: event.moment):
        if event.moment <= now and event.field in fields:
            cast = _CASTS.get(event.field, str)
            fields[event.field] = None if event.new is None else cast(event.new)
    return fields


def _store(
    writer: Writer, states: Sequence[_State], defaults: dict[str, int], *, replace: bool
) -> None:
    if not states:
        return
    version = writer.version
    if replace:
        ids = [state.id for state in states]
        for some in _chunks(ids):
            writer.connection.execute(delete(incident_table).where(incident_table.c.id.in_(some)))
            writer.connection.execute(
                delete(assignments).where(assignments.c.incident_id.in_(some))
            )
    incident_rows: list[tuple[Any, ...]] = []
    event_rows: list[tuple[Any, ...]] = []
    assignment_rows: list[tuple[Any, ...]] = []
    for state in states:
        fields = _corrected(state.base, state.events, writer.now)
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
    state: _State, fields: dict[str, Any], history: History, version: int
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


def write_named(
    engine: Engine, table: Table, rows: Sequence[dict[str, Any]], *, now: Micros, origin: str
) -> Written:
    """Add or change rows of a reference table by code; a column that a row leaves out stays.

    Changing a category's default deadline changes the deadlines of its incidents.
    """
    with writing(engine, now=now, origin=origin) as writer:
        before = _defaults(writer.connection) if table is categories else {}
        written = put_named(writer, table, rows)
        if table is categories:
            after = _defaults(writer.connection)
            moved = [c for c in before.keys() | after.keys() if before.get(c) != after.get(c)]
            ids = writer.connection.execute(
                select(incident_table.c.id).where(
                    incident_table.c.category.in_(moved), incident_table.c.own_deadline.is_(None)
                )
            )
            rederive(writer, list(ids.scalars()))
        return written


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
