"""Departments: the cohort's rates per department (docs/indicators, "By department")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from data_access.closure import Cohort, nobody, summed
from data_access.definitions.departments import COUNTS
from data_access.definitions.incidents import ALL, IN_PERIOD
from data_access.questions import Question, Scope
from data_access.record.tables import incidents as i
from data_access.statistics import Band, bands


@dataclass(frozen=True)
class Departments:
    """Every department that is known, also those without an incident; last the incidents that
    count with none (code None), if there are any; and the sum of these rows."""

    departments: tuple[Cohort, ...]
    bands: tuple[Band, ...]  # of the departments' on-time rates
    total: Cohort


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    department = i.c.department
    return (
        select(department.label("code"), *(count.column(scope, within=ALL) for count in COUNTS))
        .where(*ALL.predicates(scope), IN_PERIOD.holds(scope))
        .group_by(department)
    )


def _shape(rows: Sequence[Any], scope: Scope) -> Departments:
    found = {row.code: Cohort(**row._mapping) for row in rows}
    known = scope.filter.department or scope.names.department
    codes = sorted({*known, *found} - {None})
    departments = [found.get(code) or nobody(code) for code in codes]
    departments += [found[None]] if None in found else []
    rates = [cohort.on_time_rate for cohort in departments]
    named = [cohort.code is not None for cohort in departments]
    ranked = bands(rates, scope.settings.min_denominator, units=named)
    return Departments(tuple(departments), tuple(ranked), summed(departments))


QUESTION = Question("departments", _select, _shape)
