"""Counts: stock and flow at the top of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select, true

from data_access.definitions.counts import CLOSINGS, OF_PERIOD, STOCK
from data_access.definitions.incidents import ALL, IN_PERIOD
from data_access.flat import cases
from data_access.questions import Question, Scope


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
    # Two populations, each looked for by itself: what is open whenever it was reported, and the
    # period's. PostgreSQL has an index for either, DuckDB skips the blocks without any.
    stock, period = (
        select(*(count.column(scope, within=ALL) for count in some))
        .where(*ALL.predicates(scope), of)
        .subquery()
        for of, some in ((cases.c.open, STOCK), (scope.clause(IN_PERIOD), OF_PERIOD))
    )
    closings = CLOSINGS.select(scope).scalar_subquery().label(CLOSINGS.key)
    return select(*stock.c, *period.c, closings).select_from(stock.join(period, true()))


def _shape(rows: Sequence[Any], _scope: Scope) -> Counts:
    return Counts(**rows[0]._mapping)


QUESTION = Question("counts", _select, _shape)
