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
    each = found.subquery("each_assignment").c
    binned = select(
        each.code, each.outcome, each.seconds.label("exact"), floored(each.seconds).label("seconds")
    )
    b = binned.subquery("binned").c
    return select(
        b.code,
        b.outcome,
        b.seconds,
        func.count().label("assignments"),
        func.max(b.exact).label("longest"),
    ).group_by(b.code, b.outcome, b.seconds)


class _Tally:
    """Assignments by outcome and duration; many rows come, so each is looked at once."""

    def __init__(self) -> None:
        self.of = dict.fromkeys(("answered", "waiting", "passed_on", "unanswered"), 0)
        self.ended: dict[int, int] = {}
        self.cut: dict[int, int] = {}
        self.oldest: int | None = None

    def add(self, outcome: str, seconds: int, assignments: int, longest: int) -> None:
        self.of[outcome] += assignments
        if outcome == "unanswered":
            return
        counted = self.ended if outcome == "answered" else self.cut
        counted[seconds] = counted.get(seconds, 0) + assignments
        if outcome == "waiting":
            self.oldest = max(self.oldest or 0, longest)

    def response(self, code: str | None) -> DepartmentResponse:
        ended, cut, of = self.ended, self.cut, self.of
        counts = [Durations(s, ended.get(s, 0), cut.get(s, 0)) for s in ended.keys() | cut.keys()]
        median, p90 = survival_percentiles(counts, (0.5, 0.9), never=of["unanswered"])
        return DepartmentResponse(
            code,
            sum(of.values()),
            of["answered"],
            of["waiting"],
            self.oldest,
            of["passed_on"],
            of["unanswered"],
            median,
            p90,
            plain_percentile(counts, 0.5),
            plain_percentile(counts, 0.9),
        )


def _shape(rows: Sequence[Any], scope: Scope) -> Response:
    known = scope.filter.department or scope.names.department
    tallies = {code: _Tally() for code in known}
    total = _Tally()
    for code, *line in rows:
        if code not in tallies:
            tallies[code] = _Tally()
        tallies[code].add(*line)
        total.add(*line)
    departments = tuple(tally.response(code) for code, tally in sorted(tallies.items()))
    return Response(departments, total.response(None))


QUESTION = Question("response", _select, _shape)
