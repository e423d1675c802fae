"""Response: time from an assignment to its department's answer (docs/indicators)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from data_access.definitions.durations import Tally, observed, tallied, tallies
from data_access.definitions.response import RESPONSE_TIME
from data_access.flat import dispatches
from data_access.questions import Columns, Question, Scope, columns
from data_access.statistics import Percentile


@dataclass(frozen=True)
class DepartmentResponse:
    """One department's assignments of the cohort. Times in seconds, pauses taken out."""

    code: str | None  # None: all together
    assignments: int
    answered: int
    waiting: int  # not answered yet: censored
    oldest_waiting: int | None  # active age
    passed_on: int  # to another department, unanswered: censored there
    unanswered: int  # incident closed without a response: at risk for ever
    median: Percentile | None  # Kaplan-Meier
    p90: Percentile | None
    answered_median: float | None  # plain, of those that were answered
    answered_p90: float | None


@dataclass(frozen=True)
class Response:
    """Every department that is known, also those without an assignment; and all together."""

    departments: tuple[DepartmentResponse, ...]
    total: DepartmentResponse


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    return tallied(observed(RESPONSE_TIME, scope, dispatches.c.department))


def _response(code: str | None, tally: Tally) -> DepartmentResponse:
    return DepartmentResponse(
        code,
        tally.all,
        tally.ended,
        tally.waiting,
        tally.oldest,
        tally.passed_on,
        tally.never,
        *tally.percentiles(),
    )


def _shape(found: Columns, scope: Scope) -> Response:
    of = tallies(found)
    nothing = Tally.of({name: column[:0] for name, column in found.items()})
    known = {*(scope.filter.departments or scope.names.department), *of}
    departments = tuple(_response(code, of.get(code, nothing)) for code in sorted(known))
    return Response(departments, _response(None, Tally.of(found)))


QUESTION = Question("response", _select, _shape, columns)
