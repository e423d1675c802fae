"""Response: time from an assignment to its department's answer (docs/indicators)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select

from data_access.definitions.durations import Tally, observed, tallied
from data_access.definitions.response import RESPONSE_TIME
from data_access.questions import Question, Scope
from data_access.record.tables import assignments as a
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
    return tallied(observed(RESPONSE_TIME, scope, a.c.department))


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


def _shape(rows: Sequence[Any], scope: Scope) -> Response:
    known = scope.filter.department or scope.names.department
    tallies = {code: Tally() for code in known}
    total = Tally()
    for code, *line in rows:
        if code not in tallies:
            tallies[code] = Tally()
        tallies[code].add(*line)
        total.add(*line)
    departments = tuple(_response(code, tally) for code, tally in sorted(tallies.items()))
    return Response(departments, _response(None, total))


QUESTION = Question("response", _select, _shape)
