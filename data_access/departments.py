"""Departments: the cohort's rates per department (docs/indicators, "By department")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from data_access.closure import Cohort, nobody, summed
from data_access.definitions.departments import COUNTS
from data_access.definitions.incidents import ALL, IN_PERIOD
from data_access.flat import cases as i
from data_access.marks import Marks, marked
from data_access.questions import Columns, Question, Scope
from data_access.statistics import Band, bands


@dataclass(frozen=True)
class Departments:
    """Every department that is known, also those without an incident; last the incidents that
    count with none (code None), if there are any; and the sum of these rows."""

    departments: tuple[Cohort, ...]
    bands: tuple[Band, ...]  # of the departments' on-time rates
    total: Cohort


_MARKS = Marks(COUNTS, of=ALL, given=(IN_PERIOD,))


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    return _MARKS.select(scope, i.c.department)


def _shape(rows: Columns, scope: Scope) -> Departments:
    sums = _MARKS.sums(rows, scope, lambda code: code)
    found = {code: Cohort(code, **counts) for code, counts in sums.items()}
    known = scope.filter.departments or scope.names.department
    codes = sorted({*known, *found} - {None})
    departments = [found.get(code) or nobody(code) for code in codes]
    departments += [found[None]] if None in found else []
    rates = [cohort.on_time_rate for cohort in departments]
    named = [cohort.code is not None for cohort in departments]
    ranked = bands(rates, scope.settings.min_denominator, units=named)
    return Departments(tuple(departments), tuple(ranked), summed(departments))


QUESTION = Question("departments", _select, _shape, marked)
