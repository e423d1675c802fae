"""The loop, the response of departments and the times of incidents: how long what took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from data_access.independent.cases import Case, chosen
from data_access.independent.cohorts import names
from data_access.independent.history import STAGES, Duty
from data_access.independent.statistics import percentiles
from data_access.independent.told import SECOND, Record


def loop(cohort: Sequence[Case]) -> dict[str, Any]:
    """How far the cohort came, where the open ones stand, and the time in each stage."""
    stages = []
    for stage in STAGES:
        visits = [case.stages[stage] for case in cohort if stage in case.stages]
        left = [ended // SECOND for ended, present in visits if present is None]
        here = [e // SECOND + p // SECOND for e, p in visits if p is not None]
        last = stage == STAGES[-1]
        median = None if last else percentiles(left, here)["median"]
        standing = 0 if last else len(here)
        stages.append(
            {"name": stage, "reached": len(visits), "standing": standing, "median": median}
        )
    return {"filed": len(cohort), "stages": stages}


def assigned(cohort: Sequence[Case], query: Mapping[str, str]) -> list[tuple[Case, Duty]]:
    """The assignments of a cohort to the departments of the query."""
    departments = chosen(query, "department")
    return [
        (case, duty)
        for case in cohort
        for duty in case.duties
        if not departments or duty.department in departments
    ]


def response(record: Record, cohort: Sequence[Case], query: Mapping[str, str]) -> dict[str, Any]:
    """The answers of every department; the cohort is that of all departments."""
    given = [duty for _, duty in assigned(cohort, query)]
    codes = chosen(query, "department") or set(record.departments)
    codes |= {duty.department for duty in given}
    return {
        "total": {"code": None, **_answers(given)},
        "departments": [
            {
                "code": code,
                "name": names(record.departments, code),
                **_answers([duty for duty in given if duty.department == code]),
            }
            for code in sorted(codes)
        ],
    }


def _answers(given: Sequence[Duty]) -> dict[str, Any]:
    of: dict[str, list[int]] = {
        outcome: [duty.active // SECOND for duty in given if duty.outcome == outcome]
        for outcome in ("answered", "waiting", "passed_on", "unanswered")
    }
    return {
        "assignments": len(given),
        **{outcome: len(some) for outcome, some in of.items()},
        "oldest_waiting": max(of["waiting"], default=None),
        **percentiles(of["answered"], of["waiting"] + of["passed_on"], len(of["unanswered"])),
    }


def times(
    cohort: Sequence[Case], assignments: Sequence[tuple[Case, Duty]]
) -> dict[str, dict[str, Any]]:
    """Of incidents to the first response and to the closing, of assignments to the resolution."""
    to_response = [
        (next(iter(case.history.moments("responded", "resolved")), None), case) for case in cohort
    ]
    return {
        "to_response": _spell(to_response),
        "to_closing": _spell([(case.history.closed, case) for case in cohort]),
        "handling": _handling(assignments),
    }


def _spell(ends: Sequence[tuple[int | None, Case]]) -> dict[str, Any]:
    ended, waiting, never = [], [], 0
    for end, case in ends:
        history = case.history
        if end is not None:
            ended.append(history.active(history.reported, end) // SECOND)
        elif history.closed is None:
            waiting.append(history.active(history.reported, history.as_of) // SECOND)
        else:
            never += 1
    return {
        "incidents": len(ends),
        "ended": len(ended),
        "waiting": len(waiting),
        "never": never,
        **percentiles(ended, waiting, never),
    }


def _handling(assignments: Sequence[tuple[Case, Duty]]) -> dict[str, Any]:
    ended, waiting, passed_on, never = [], [], [], 0
    for case, duty in assignments:
        if duty.handled is not None:
            ended.append(duty.handled // SECOND)
        elif duty.outcome == "passed_on":
            passed_on.append(duty.active // SECOND)
        elif case.history.closed is None:
            waiting.append(duty.so_far // SECOND)
        else:
            never += 1
    return {
        "assignments": len(assignments),
        "ended": len(ended),
        "waiting": len(waiting),
        "passed_on": len(passed_on),
        "never": never,
        **percentiles(ended, waiting + passed_on, never),
    }
