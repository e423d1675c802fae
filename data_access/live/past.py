"""An earlier instant: what the record had committed at a version, looked at as of a moment.

Most incidents were told nothing since: their current columns are their state then, too. The others
are derived anew from the events of that time (`record.rows`, as when they were written), cameras
take their status from its history, and temporary views put all of it in the place of the tables,
for one connection and until its transaction ends. So every question can be asked as it is.

Names, outlines and the tree of areas are those of now.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    MetaData,
    Row,
    Select,
    Table,
    and_,
    cast,
    false,
    func,
    literal,
    select,
)
from sqlalchemy import union as either
from sqlalchemy import union_all as both
from sqlalchemy.schema import CreateTable, CreateTableAs, CreateView
from sqlalchemy.sql.selectable import SelectBase

from data_access.live import geometry, likely, transfer
from data_access.live.instants import Published, newest_changes
from data_access.live.past_flat import views_of_flat
from data_access.live.schemas import lying_in, schemas
from data_access.moments import to_micros
from data_access.read_tables import (
    area_cover,
    covered_incidents,
    likely_duplicates,
    metadata,
    published,
)
from data_access.record.bulk import insert_rows
from data_access.record.rows import Rows, derived
from data_access.record.states import State, as_event, default_deadlines, first_told
from data_access.record.tables import assignments, camera_events, cameras, events, incidents

Rows_ = Sequence[tuple[Any, ...]]

TOUCHED = Table("touched", MetaData(), Column("id", BigInteger))
_STATUS = ("installed", "online", "in_order")


def look_back(
    connection: Connection,
    version: int,
    as_of: datetime,
    assumed_range_m: float | None,
    only: Sequence[int] | None = None,
    *,
    duplicates: bool = True,
) -> Published:
    """Let a connection see an earlier instant, until its transaction ends; without a range, what its
    cameras saw then is not computed, which takes most of the time; of incidents that are not among `only`
    their present state may be seen, which takes less still; without `duplicates` it sees none."""
    past = _Past(connection, version, as_of, only)
    past.look_at_incidents()
    past.look_at_duplicates(found=duplicates)
    past.look_at_cameras()
    instant = past.look_at_geometry(assumed_range_m)
    if connection.dialect.name == "duckdb":  # elsewhere they are selects anyway
        past.look_at_flat()
    return instant


class _Past:
    """Temporary views of one connection, by the names of the tables that they stand for."""

    def __init__(
        self, connection: Connection, version: int, as_of: datetime, only: Sequence[int] | None
    ) -> None:
        self._connection, self._version, self._as_of = connection, version, as_of
        self._only = only
        self._schemas = schemas(connection)

    def look_at_incidents(self) -> None:
        """Incidents and assignments as of then, and the events told by then."""
        now, told = self._now(incidents), self._now(events)
        self._connection.execute(CreateTableAs(self._touched(), "touched", temporary=True))
        touched = select(TOUCHED.c.id)
        rows = self._derived()
        self._view(incidents, select(now).where(now.c.id.not_in(touched)), rows.incidents)
        mine = self._now(assignments)
        self._view(
            assignments, select(mine).where(mine.c.incident_id.not_in(touched)), rows.assignments
        )
        self._view(events, select(told).where(told.c.version <= self._version))

    def _touched(self) -> SelectBase:
        """The ids of incidents whose current columns may differ from their state then."""
        i, e = self._now(incidents).c, self._now(events).c
        told_later = select(e.incident_id.label("id")).where(e.version > self._version)
        begun = select(e.incident_id).where(e.moment <= self._as_of)
        happened_later = select(i.id).where(i.latest_at > self._as_of, i.id.in_(begun))
        # Written as of a moment before this one, and not woken since.
        not_woken = select(i.id).where(i.wakes_at <= self._as_of)
        now = default_deadlines(self._connection)
        then = default_deadlines(self._connection, self._version)
        moved = [code for code in now.keys() | then.keys() if now.get(code) != then.get(code)]
        deadline_moved = select(i.id).where(i.category.in_(moved), i.own_deadline.is_(None))
        found = either(told_later, happened_later, not_woken, deadline_moved)
        if self._only is None:
            return found
        touched = found.subquery()
        return select(touched).where(touched.c.id.in_(self._only))

    def _derived(self) -> Rows:
        """The rows of the incidents that were touched since, from the events of then."""
        i, e = self._now(incidents), self._now(events)
        ids = select(TOUCHED.c.id)
        current = {
            row.id: row for row in self._connection.execute(select(i).where(i.c.id.in_(ids)))
        }
        defaults = default_deadlines(self._connection, self._version)
        # The last statement of these: DuckDB drops a result that is not read when another comes.
        history = self._connection.execute(
            select(e).where(e.c.incident_id.in_(ids)).order_by(e.c.incident_id, e.c.seq)
        )
        return derived(
            self._states(current, history),
            defaults,
            now=to_micros(self._as_of),
            version=self._version,
        )

    def _states(self, current: dict[int, Row[Any]], history: Iterator[Row[Any]]) -> Iterator[State]:
        for number, group in groupby(history, key=lambda row: int(row.incident_id)):
            rows = list(group)
            known = [as_event(row) for row in rows if row.version <= self._version]
            if any(event.kind == "reported" for event in known):
                first = first_told(current[number], [as_event(row) for row in rows])
                yield State(number, first, known)

    def look_at_duplicates(self, *, found: bool) -> None:
        """The pairs of which nothing was touched since, and those of what was, where they are to be
        found; else none."""
        known = self._now(likely_duplicates)
        if not found:
            return self._view(likely_duplicates, select(known).where(false()))
        kept, pairs = likely.find(self._connection, select(TOUCHED.c.id), known)
        return self._view(likely_duplicates, select(known).where(kept), pairs)

    def look_at_cameras(self) -> None:
        """Cameras with the newest status that was in force then."""
        known = self._now(cameras)
        c, e = known.c, self._now(camera_events).c
        ranked = select(
            *e, func.row_number().over(partition_by=e.camera, order_by=e.moment.desc()).label("nth")
        ).where(e.version <= self._version, e.moment <= self._as_of)
        then = ranked.subquery("then").c
        status = {name: then[name] for name in _STATUS} | {"status_at": then.moment}
        columns = [status.get(one.name, one).label(one.name) for one in c]
        joined = known.outerjoin(then.camera.table, and_(c.code == then.camera, then.nth == 1))
        self._view(cameras, select(*columns).select_from(joined))

    def look_at_geometry(self, assumed_range_m: float | None) -> Published:
        """What cameras saw then, where a range is given; which instant this is.

        Where the same cameras are in order as now, only the incidents that were touched since are
        looked at.
        """
        of = self._now(published).c
        at, computed_of = self._connection.execute(
            select(of.geometry_at, of.geometry_version)
        ).one()
        changes = newest_changes(self._connection)
        then = Published(self._version, self._as_of, *changes, computed_of, self._as_of)
        dated = cast(literal(self._as_of, of.geometry_at.type), of.geometry_at.type)
        self._view(
            published, select(*(dated.label(c.name) if c is of.geometry_at else c for c in of))
        )
        if assumed_range_m is None:
            return then
        sight = geometry.look(self._connection, assumed_range_m)
        fits = at is not None and not geometry.is_due(then)
        if fits and self._sighted(self._now(cameras)) == self._sighted(cameras):
            touched, old = select(TOUCHED.c.id), self._now(covered_incidents)
            kept = select(old).where(old.c.incident_id.not_in(touched))
            found = geometry.incidents_seen(self._connection, sight, incidents.c.id.in_(touched))
            self._view(covered_incidents, kept, _seen(found))
            return then
        covers = geometry.cover_of_areas(sight)
        found = geometry.incidents_seen(self._connection, sight)
        self._replace(covered_incidents, _seen(found))
        self._replace(area_cover, [tuple(row.values()) for row in covers])
        return then

    def look_at_flat(self) -> None:
        """What is kept of incidents that were not touched, and what would be of the others."""
        for statement in views_of_flat(self._schemas[0], TOUCHED):
            self._connection.exec_driver_sql(statement)

    def _sighted(self, table: Table) -> Sequence[Any]:
        statement = select(table.c.code).where(table.c.in_order, table.c.installed)
        return self._connection.execute(statement.order_by(table.c.code)).all()

    def _now(self, table: Table) -> Table:
        """The table itself, whatever stands in its place on this connection."""
        return lying_in(self._schemas[table.metadata is metadata], table)

    def _view(self, table: Table, kept: Select[Any], rows: Rows_ = ()) -> None:
        """Let a selection of the table, and rows besides, stand in its place."""
        whole: SelectBase = kept
        if rows:
            beside = table.to_metadata(MetaData(), name=f"past_{table.name}")
            self._replace(beside, rows)
            whole = both(kept, select(beside))
        self._connection.execute(CreateView(whole, table.name, temporary=True))

    def _replace(self, table: Table, rows: Rows_) -> None:
        """Let rows, in the order of the table's columns, stand in its place."""
        own = Table(
            table.name,
            MetaData(),
            *(type(c)(c.name, c.type) for c in table.columns),
            prefixes=["TEMPORARY"],
        )
        self._connection.execute(CreateTable(own))
        if self._connection.dialect.name == "duckdb":
            transfer.append(transfer.raw(self._connection), own, transfer.arrow(own, rows))
        else:
            insert_rows(self._connection, own, rows)


def _seen(ids: Any) -> list[tuple[int]]:
    return [(int(id_),) for id_ in ids]
