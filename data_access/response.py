"""Response: time from an assignment to its department's answer (docs/indicators)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from data_access.questions import Question, Scope, floored, seconds_between
from data_access.record.tables import assignments as a
from data_access.record.tables import incidents as i
from data_access.statistics import Durations, Percentile, plain_percentile, survival_percentiles


@dataclass(frozen=True)
class DepartmentResponse:
    """One department's assignments of the cohort. Times in seconds, pauses taken out."""

    code: str
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
    until = func.coalesce(a.c.paused_at, literal(scope.as_of, a.c.paused_at.type))
    active = case(
        (a.c.outcome == "waiting", seconds_between(a.c.active_from, until)),
        else_=a.c.active_seconds,
    )
    found = select(
        a.c.department.label("code"),
        a.c.outcome.label("outcome"),
        active.label("seconds"),
    ).select_from(a.join(i, a.c.incident_id == i.c.id))
    # Of assignments the department is the assigned one, not the one the incident counts with.
    found = found.where(*scope.cohort(department=False))
    if scope.filter.department:
        found = found.where(a.c.department.in_(scope.filter.department))
    each = found.subquery("each_assignment")
    bin_ = floored(each.c.seconds)
    return select(
        each.c.code,
        each.c.outcome,
        bin_.label("seconds"),
        func.count().label("assignments"),
        func.max(each.c.seconds).label("longest"),
    ).group_by(each.c.code, each.c.outcome, bin_)


def _one(code: str, rows: Sequence[Any]) -> DepartmentResponse:
    of = {
        outcome: sum(r.assignments for r in rows if r.outcome == outcome)
        for outcome in ("answered", "waiting", "passed_on", "unanswered")
    }
    ended: dict[int, int] = {}
    cut: dict[int, int] = {}
    for row in rows:
        if row.outcome != "unanswered":
            counted = ended if row.outcome == "answered" else cut
            counted[row.seconds] = counted.get(row.seconds, 0) + row.assignments
    counts = [Durations(s, ended.get(s, 0), cut.get(s, 0)) for s in ended.keys() | cut.keys()]
    median, p90 = survival_percentiles(counts, (0.5, 0.9), never=of["unanswered"])
    return DepartmentResponse(
        code,
        sum(of.values()),
        of["answered"],
        of["waiting"],
        max((r.longest for r in rows if r.outcome == "waiting"), default=None),
        of["passed_on"],
        of["unanswered"],
        median,
        p90,
        plain_percentile(counts, 0.5),
        plain_percentile(counts, 0.9),
    )


def _shape(rows: Sequence[Any], scope: Scope) -> Response:
    by_code: dict[str, list[Any]] = {code: [] for code in scope.names.department}
    if scope.filter.department:
        by_code = {code: [] for code in scope.filter.department}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    departments = tuple(_one(code, some) for code, some in sorted(by_code.items()))
    return Response(departments, _one("", rows))


QUESTION = Question("response", _select, _shape)
