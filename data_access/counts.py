"""Counts: stock and flow at the top of the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select

from data_access.definitions.counts import CLOSINGS, COUNTS
from data_access.definitions.incidents import ALL, IN_PERIOD, OPEN
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
    return select(
        *(count.column(scope, within=ALL) for count in COUNTS),
        CLOSINGS.select(scope).scalar_subquery().label(CLOSINGS.key),
    ).where(
        *ALL.predicates(scope),
        # All that any of them counts, so that PostgreSQL need not read the closed ones of all years.
        or_(OPEN.holds(scope), IN_PERIOD.holds(scope)),
    )


def _shape(rows: Sequence[Any], _scope: Scope) -> Counts:
    return Counts(**rows[0]._mapping)


QUESTION = Question("counts", _select, _shape)
