"""How the incidents of a period became known: when first, whether something was corrected, by which deadline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from data_access.definitions.incidents import COHORT
from data_access.flat import cases as i
from data_access.questions import Columns, Question, Scope, columns, count_if
from data_access.record.tables import events as e
from data_access.record.tables import incidents


@dataclass(frozen=True)
class Arrivals:
    """Of the cohort: the versions that first told of incidents, ascending, with how many each; how many
    had a correction come, and how many are judged by the default deadline of their category."""

    versions: np.ndarray[Any, Any]
    numbers: np.ndarray[Any, Any]
    corrected: int
    default_deadlines: int

    def first_told_in(self, versions: set[int]) -> int:
        """How many were first told by some of the versions."""
        return int(self.numbers[np.isin(self.versions, list(versions))].sum())


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Rows of (version, corrected, defaults, number) of the incidents that a version first told of."""
    corrected = and_(e.c.kind == "corrected", e.c.moment <= scope.as_of)
    by_default = and_(incidents.c.own_deadline.is_(None), i.c.deadline.is_not(None))
    one = (
        select(func.min(e.c.version).label("version"), _any(corrected, "corrected"), _any(by_default, "by_default"))
        .select_from(e.join(i, e.c.incident_id == i.c.id).join(incidents, incidents.c.id == i.c.id))
        .where(*COHORT.predicates(scope))
        .group_by(i.c.id)
        .subquery("told")
    )  # fmt: skip
    return (
        select(
            one.c.version,
            count_if(one.c.corrected == 1).label("corrected"),
            count_if(one.c.by_default == 1).label("by_default"),
            func.count().label("number"),
        )
        .group_by(one.c.version)
        .order_by(one.c.version)
    )


def _any(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    """1 where some row meets it."""
    return func.max(case((condition, 1), else_=0)).label(name)


def _shape(rows: Columns, _scope: Scope) -> Arrivals:
    corrected, by_default = (int(rows[name].sum()) for name in ("corrected", "by_default"))
    return Arrivals(rows["version"], rows["number"], corrected, by_default)


QUESTION = Question("arrivals", _select, _shape, columns)
