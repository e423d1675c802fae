"""What a row of a list says, by what its rows are; every column is an expression over joined tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
)

from data_access.definitions.incidents import COHORT
from data_access.definitions.response import RESPONSE_TIME
from data_access.definitions.vocabulary import Count
from data_access.flat import cases as c
from data_access.flat import closings, dispatches
from data_access.intervals import seconds_between
from data_access.lists.cells import CELLS
from data_access.predicates import passed
from data_access.questions import Scope
from data_access.read_tables import area_cover
from data_access.record.tables import areas, cameras
from data_access.record.tables import incidents as i

Kind = Literal["text", "code", "moment", "number", "seconds", "yes", "share"]
"""A text; a code of something that has a name; a moment; a number; a time; yes, no or unknown; a share of 1."""


@dataclass(frozen=True)
class Column:
    """`key` names it in addresses and files; `names` says what its codes are codes of."""

    key: str
    kind: Kind
    value: Callable[[Scope], ColumnElement[Any]]
    names: str = ""
    personal: bool = False  # it may hold personal data


def _plain(key: str, kind: Kind, column: ColumnElement[Any], names: str = "") -> Column:
    return Column(key, kind, lambda _: column, names)


def _personal(key: str) -> Column:
    """A text of an incident that only those are told who may read it, in every way that a column is
    used: to be shown, exported, looked for and ordered by."""
    column = i.c[key]

    def value(scope: Scope) -> ColumnElement[Any]:
        return column if scope.filter.reach.texts else cast(null(), column.type)

    return Column(key, "text", value, personal=True)


def _status(scope: Scope) -> ColumnElement[str]:
    """The first that is so; see `predicates.status_predicate`."""
    return case(
        (c.c.voided, "voided"),
        (c.c.closed_at.is_not(None), "closed"),
        (passed(scope.as_of), "overdue"),
        (c.c.suspended_at.is_not(None), "suspended"),
        else_="open",
    )


def _late(scope: Scope) -> ColumnElement[int]:
    """Seconds from the deadline to the closing, or so far; nothing where it was not missed."""
    until = func.coalesce(c.c.closed_at, literal(scope.as_of, c.c.closed_at.type))
    missed = and_(passed(scope.as_of), ~c.c.voided, until > c.c.deadline)
    return cast(case((missed, seconds_between(c.c.deadline, until))), Integer)


_INCIDENT = (
    _plain("number", "text", i.c.external_id),
    _plain("reported_at", "moment", c.c.reported_at),
    _plain("area", "code", c.c.area, "area"),
    _plain("category", "code", c.c.category, "category"),
    Column("status", "code", _status, "status"),
    _plain("stage", "code", c.c.stage, "stage"),
    _plain("department", "code", c.c.department, "department"),
    _plain("priority", "number", c.c.priority),
    _plain("deadline", "moment", c.c.deadline),
    Column("late", "seconds", _late),
    _plain("closed_at", "moment", c.c.closed_at),
    _plain("returns", "number", c.c.returns),
    _plain("response_seconds", "seconds", c.c.response_seconds),
    _plain("total_seconds", "seconds", c.c.total_seconds),
    _plain("source", "code", c.c.source, "source"),
    _plain("scenario", "code", c.c.scenario, "scenario"),
    _personal("address"),
    _personal("text"),
    _plain("lon", "number", c.c.lon),
    _plain("lat", "number", c.c.lat),
)
_CLOSING = (_plain("moment", "moment", closings.c.moment), *_INCIDENT)
_ASSIGNMENT = (
    _plain("assigned_to", "code", dispatches.c.department, "department"),
    _plain("assigned_at", "moment", dispatches.c.started_at),
    _plain("outcome", "code", dispatches.c.outcome, "outcome"),
    Column("waited", "seconds", RESPONSE_TIME.seconds),
    *_INCIDENT,
)
_CAMERA = (
    _plain("camera", "text", cameras.c.code),
    _plain("name_zh", "text", cameras.c.name_zh),
    _plain("name_en", "text", cameras.c.name_en),
    _plain("area", "code", cameras.c.area, "area"),
    _plain("online", "yes", cameras.c.online),
    _plain("in_order", "yes", cameras.c.in_order),
    _plain("status_at", "moment", cameras.c.status_at),
    _plain("last_seen", "moment", cameras.c.last_seen),
    _plain("bearing", "number", cameras.c.bearing),
    _plain("angle", "number", cameras.c.angle),
    _plain("range_m", "number", cameras.c.range_m),
    _plain("lon", "number", cameras.c.lon),
    _plain("lat", "number", cameras.c.lat),
)


def _cohort_in(scope: Scope) -> ColumnElement[int]:
    """The incidents of the period in a unit, located or not."""
    inside = select(func.count()).where(c.c.area == areas.c.code, *COHORT.predicates(scope))
    return inside.correlate(areas).scalar_subquery()


_CELL = (
    _plain("unit", "code", areas.c.code, "area"),
    Column("incidents", "number", _cohort_in),
    _plain(
        "covered_share", "share", area_cover.c.covered_m2 / func.nullif(area_cover.c.area_m2, 0)
    ),
    _plain("covered_m2", "number", area_cover.c.covered_m2),
    _plain("area_m2", "number", area_cover.c.area_m2),
)


@dataclass(frozen=True)
class Rows:
    """What a list's rows are: their table, their key, what is joined to it, what they say."""

    name: str
    source: FromClause
    key: tuple[ColumnElement[Any], ...]
    columns: tuple[Column, ...]
    order: tuple[str, bool]  # where nothing is said: a column, and whether from its largest
    area: ColumnElement[Any]  # in which it lies
    incident: ColumnElement[int] | None = None  # whose row it is

    def __contains__(self, key: str) -> bool:
        return any(one.key == key for one in self.columns)

    def __getitem__(self, key: str) -> Column:
        """The column of a name; KeyError where there is none."""
        for one in self.columns:
            if one.key == key:
                return one
        raise KeyError(key)

    def joined(self, tables: set[FromClause]) -> FromClause:
        """The rows with what some expressions over `tables` need beside them."""
        whole = self.source
        if self.incident is None:
            return whole
        for beside in (c, i):
            if beside in tables and beside is not self.source:
                whole = whole.join(beside, beside.c.id == self.incident)
        return whole


ROWS = (
    Rows("incident", c, (c.c.id,), _INCIDENT, ("reported_at", True), c.c.area, c.c.id),
    Rows(
        "closing",
        closings,
        (closings.c.incident_id, closings.c.seq),
        _CLOSING,
        ("moment", True),
        closings.c.area,
        closings.c.incident_id,
    ),
    Rows(
        "assignment",
        dispatches,
        (dispatches.c.incident_id, dispatches.c.seq),
        _ASSIGNMENT,
        ("assigned_at", True),
        dispatches.c.area,
        dispatches.c.incident_id,
    ),
    Rows("camera", cameras, (cameras.c.code,), _CAMERA, ("camera", False), cameras.c.area),
    Rows("cell", CELLS.rows, (areas.c.code,), _CELL, ("incidents", True), areas.c.code),
)


def rows_of(count: Count) -> Rows:
    """What the rows of a count's list are."""
    return next(rows for rows in ROWS if rows.source is count.rows)
