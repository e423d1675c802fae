"""What questions are asked of: rows of the record, with what else many questions need of them.

Each is a select over the record's tables. The read model keeps its rows as a table, so that a
question joins nothing and computes little of each row; everywhere else the select itself stands in
a statement, under the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    Select,
    Table,
    TableClause,
    and_,
    case,
    cast,
    exists,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles

from data_access.intervals import bin_of
from data_access.judged import judged
from data_access.read_tables import covered_incidents
from data_access.record.events import STAGES
from data_access.record.tables import assignments as a
from data_access.record.tables import events as e
from data_access.record.tables import incidents


class Flat(TableClause):
    """A select under a name; its first column is the id of the incident that a row tells of.

    `by` is the moment by which questions choose rows: kept in that order, blocks of other times
    are not read (decision 81).
    """

    inherit_cache = True

    def __init__(self, name: str, of: Callable[[Table], Select[*tuple[Any, ...]]], by: str) -> None:
        self.of, self.rows = of, of(incidents)  # of some incidents, given as a table; of all
        self.by = by
        super().__init__(name, *(Column(c.name, c.type) for c in self.rows.selected_columns))

    def ordered(self, of: Table) -> Select[*tuple[Any, ...]]:
        """The rows of some incidents, in the order in which they are kept."""
        rows = self.of(of)
        return rows.order_by(rows.selected_columns[self.by])

    def kept(self, name: str = "", schema: str | None = None) -> Table:
        """The table in which its rows are kept."""
        columns = (Column(c.name, c.type) for c in self.columns)
        return Table(name or self.name, MetaData(), *columns, schema=schema)


@compiles(Flat, "postgresql")
def _in_place(element: Flat, compiler: Any, asfrom: bool = False, **options: Any) -> str:
    name = compiler.visit_table(element, asfrom=asfrom, **options)  # says that it is joined, too
    if not asfrom:
        return str(name)
    options.pop("from_linter", None)
    return str(compiler.process(element.rows.subquery(element.name), asfrom=True, **options))


@compiles(Flat)
def _by_name(element: Flat, compiler: Any, **options: Any) -> str:
    return str(compiler.visit_table(element, **options))


def falls_due(i: FromClause) -> ColumnElement[Any]:
    """When an incident's deadline passes: never, while a pause that began before keeps it from that."""
    moves = or_(i.c.suspended_at.is_(None), i.c.suspended_at > i.c.deadline)
    return case((moves, i.c.deadline))


def _looked_for(i: Table) -> tuple[ColumnElement[Any], ...]:
    """By these an incident is looked for, and judged."""
    return (
        i.c.reported_at,
        i.c.area,
        i.c.category,
        i.c.scenario,
        i.c.priority,
        i.c.source,
        i.c.voided,
        i.c.closed_at,
        i.c.deadline,
        i.c.suspended_at,
        i.c.stage,
        i.c.lon,
        i.c.lat,
        falls_due(i).label("falls_due"),
        i.c.lon.is_(None).label("unlocated"),
        (i.c.returns > 1).label("sent_back_again"),
    )


def _cases(i: Table) -> Select[*tuple[Any, ...]]:
    stages = STAGES[:-1]
    seen = i.c.id.in_(_seen(i))
    left = {stage: (i.c.stage != stage, bin_of(i.c[f"{stage}_seconds"])) for stage in stages}
    return select(
        i.c.id,
        *_looked_for(i),
        i.c.department,
        i.c.lead,
        i.c.resolved_at,
        i.c.returns,
        i.c.decisions,
        i.c.extended,
        i.c.stage_from,
        *(i.c[f"{stage}_seconds"] for stage in stages),
        i.c.response_seconds,
        i.c.total_seconds,
        i.c.active_from,
        i.c.latest_at,
        cast(and_(i.c.closed_at.is_(None), ~i.c.voided), Boolean).label("open"),
        # The bins of the times in those stages that were left.
        *(case(condition).label(f"{stage}_left") for stage, condition in left.items()),
        bin_of(i.c.response_seconds).label("response_bin"),
        case((i.c.closed_at.is_not(None), bin_of(i.c.total_seconds))).label("total_bin"),
        seen.label("seen"),
        judged({**i.c, "seen": seen}).label("judged"),
    )


def _seen(i: Table) -> Select[int]:
    """The ids of incidents that some camera sees; of a few only theirs, so that few are read."""
    id_ = covered_incidents.c.incident_id
    return select(id_) if i is incidents else select(id_).where(id_.in_(select(i.c.id)))


def _closings(i: Table) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(i.c.id.label("incident_id"), e.c.seq, e.c.moment),
            *(*_looked_for(i), i.c.department, i.c.latest_at),
        )
        .select_from(e.join(i, e.c.incident_id == i.c.id))
        .where(e.c.kind == "closed")
    )


def _dispatches(i: Table) -> Select[*tuple[Any, ...]]:
    return select(
        i.c.id.label("incident_id"),
        a.c.seq,
        *_looked_for(i),
        a.c.department,  # that it was dispatched to
        a.c.started_at,
        a.c.outcome,
        a.c.active_seconds,
        a.c.active_from,
        a.c.paused_at,
        a.c.handled_seconds,
        case((a.c.outcome != "waiting", bin_of(a.c.active_seconds))).label("answer_bin"),
        bin_of(a.c.handled_seconds).label("handled_bin"),
    ).select_from(a.join(i, a.c.incident_id == i.c.id))


def _reversals(i: Table) -> Select[*tuple[Any, ...]]:
    c = e.alias("closed_before")
    before = [c.c.incident_id == e.c.incident_id, c.c.kind == "closed", c.c.moment < e.c.moment]
    if i is not incidents:  # of a few only theirs, so that few are read
        before.append(c.c.incident_id.in_(select(i.c.id)))
    return (
        select(i.c.id.label("incident_id"), e.c.seq, e.c.moment)
        .select_from(e.join(i, e.c.incident_id == i.c.id))
        .where(e.c.kind.in_(("reopened", "returned")), exists().where(*before))
    )


cases = Flat("cases", _cases, by="reported_at")
"""Incidents."""
closings = Flat("closings", _closings, by="moment")
"""Events that tell of a closing, with their incidents."""
dispatches = Flat("dispatches", _dispatches, by="reported_at")
"""Assignments, with their incidents."""
reversals = Flat("reversals", _reversals, by="moment")
"""Events that may take back a closing: there is one before."""

FLAT = (cases, closings, dispatches, reversals)
