"""Counts: stock and flow at the top of the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from data_access import cohorts, stock
from data_access.definitions.counts import CLOSINGS, OF_PERIOD
from data_access.flat import closings
from data_access.questions import Columns, Question, Scope, columns


@dataclass(frozen=True)
class Counts:
    """What is open and overdue now; what came and was closed in the period; the cohort."""

    open: int
    overdue: int
    new: int
    closed: int
    cohort: int
    unlocated: int


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    closed = select(func.count().label("closed"), *scope.whose(closings))
    return (
        closed.select_from(CLOSINGS.rows).where(*CLOSINGS.predicates(scope)).group_by(*scope.apart)
    )


def _shape(rows: Columns, scope: Scope, now: dict[str, int], period: Columns) -> Counts:
    closed = int(rows["closed"].sum())
    of_period = cohorts.totals(period, scope, OF_PERIOD)
    return Counts(now["open"], now["overdue"], closed=closed, **of_period)


QUESTION = Question("counts", _select, _shape, columns, shared=(stock.NOW, cohorts.BY_AREA))
