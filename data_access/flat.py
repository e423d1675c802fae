"""What questions are asked of: rows of the record, with what else many questions need of them.

Each is a select over the record's tables. The read model keeps its rows as a table, so that a
question joins nothing and computes little of each row; everywhere else the select itself stands in
a statement, under the same name.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    MetaData,
    Select,
    Table,
    TableClause,
    and_,
    case,
    cast,
    select,
)
from sqlalchemy.ext.compiler import compiles

from data_access.intervals import bin_of
from data_access.read_tables import covered_incidents
from data_access.record.events import STAGES
from data_access.record.tables import assignments as a
from data_access.record.tables import events as e
from data_access.record.tables import incidents as i


class Flat(TableClause):
    """A select under a name; its first column is the id of the incident that a row tells of."""

    inherit_cache = True

    def __init__(self, name: str, rows: Select[*tuple[Any, ...]]) -> None:
        super().__init__(name, *(Column(c.name, c.type) for c in rows.selected_columns))
        self.rows = rows

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


# By these an incident is looked for, and judged.
_LOOKED_FOR = (
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
)

cases = Flat(
    "cases",
    select(
        i.c.id,
        *_LOOKED_FOR,
        i.c.department,
        i.c.lon,
        i.c.lat,
        i.c.stage,
        i.c.resolved_at,
        i.c.returns,
        i.c.decisions,
        i.c.extended,
        i.c.stage_from,
        *(i.c[f"{stage}_seconds"] for stage in STAGES[:-1]),
        i.c.response_seconds,
        i.c.total_seconds,
        i.c.active_from,
        i.c.latest_at,
        cast(and_(i.c.closed_at.is_(None), ~i.c.voided), Boolean).label("open"),
        # The bins of the times in those stages that were left.
        *(
            case((i.c.stage != stage, bin_of(i.c[f"{stage}_seconds"]))).label(f"{stage}_left")
            for stage in STAGES[:-1]
        ),
        bin_of(i.c.response_seconds).label("response_bin"),
        case((i.c.closed_at.is_not(None), bin_of(i.c.total_seconds))).label("total_bin"),
        i.c.id.in_(select(covered_incidents.c.incident_id)).label("seen"),
    ),
)
"""Incidents."""

closings = Flat(
    "closings",
    select(i.c.id.label("incident_id"), e.c.moment, *_LOOKED_FOR, i.c.department)
    .select_from(e.join(i, e.c.incident_id == i.c.id))
    .where(e.c.kind == "closed"),
)
"""Events that tell of a closing, with their incidents."""

dispatches = Flat(
    "dispatches",
    select(
        i.c.id.label("incident_id"),
        *_LOOKED_FOR,
        a.c.department,  # that it was dispatched to
        a.c.started_at,
        a.c.outcome,
        a.c.active_seconds,
        a.c.active_from,
        a.c.paused_at,
        a.c.handled_seconds,
        case((a.c.outcome != "waiting", bin_of(a.c.active_seconds))).label("answer_bin"),
        bin_of(a.c.handled_seconds).label("handled_bin"),
    ).select_from(a.join(i, a.c.incident_id == i.c.id)),
)
"""Assignments, with their incidents."""

FLAT = (cases, closings, dispatches)
