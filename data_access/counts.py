"""Counts: stock and flow at the top of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select

from data_access.filters import status_predicate
from data_access.questions import Question, Scope, count_if
from data_access.record.tables import events as e
from data_access.record.tables import incidents as i


@dataclass(frozen=True)
class Counts:
    """`open` and `overdue` are stock at as_of, whenever reported; `new` and `closed` are events
    inside the period; `cohort` and `unlocated` are the incidents reported in it."""

    open: int
    overdue: int
    new: int
    closed: int
    cohort: int
    unlocated: int


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    start, end = scope.window
    cohort = and_(i.c.reported_at >= start, i.c.reported_at < end)
    closings = (
        select(func.count())
        .select_from(e.join(i, e.c.incident_id == i.c.id))
        .where(e.c.kind == "closed", e.c.moment >= start, e.c.moment < end)
        .where(e.c.moment <= scope.as_of, *scope.incidents())
    )
    return select(
        count_if(status_predicate("open", scope.as_of)).label("open"),
        count_if(status_predicate("overdue", scope.as_of)).label("overdue"),
        count_if(cohort).label("new"),
        closings.scalar_subquery().label("closed"),
        count_if(cohort).label("cohort"),
        count_if(cohort, i.c.lon.is_(None)).label("unlocated"),
    ).where(*scope.incidents())


def _shape(rows: Sequence[Any], _scope: Scope) -> Counts:
    return Counts(**rows[0]._mapping)


QUESTION = Question("counts", _select, _shape)
