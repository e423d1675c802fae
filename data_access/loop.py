"""The closed loop: how far the cohort came, where the open ones stand, time in each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, case, func, literal, null, or_, select, union_all
from sqlalchemy import cast as sql_cast

from data_access.questions import Question, Scope, count_if, floored, seconds_between
from data_access.record.events import STAGES
from data_access.record.tables import incidents as i
from data_access.statistics import Durations, Percentile, survival_percentiles


@dataclass(frozen=True)
class Stage:
    """One stage: `name` of STAGES; the last one is verified and closed."""

    name: str
    reached: int
    standing: int  # open incidents that are in it now
    median: Percentile | None  # active time in it, Kaplan-Meier; None for the last stage


@dataclass(frozen=True)
class Loop:
    filed: int
    stages: tuple[Stage, ...]


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    """Rows of (stage, seconds, standing, incidents): durations per stage, and one row without
    seconds per stage that says how many reached it and how many stand in it."""
    cohort = select(i).where(*scope.cohort()).cte("cohort")
    c = cohort.c
    until = func.coalesce(c.suspended_at, literal(scope.as_of, c.suspended_at.type))
    parts: list[Select[*tuple[Any, ...]]] = []
    for stage in STAGES:
        standing = c.stage == stage
        if stage != "closed":
            spent = c[f"{stage}_seconds"]
            reached = or_(spent.is_not(None), standing)
            here = seconds_between(c.stage_from, until)
            active = floored(
                sql_cast(func.coalesce(spent, 0) + case((standing, here), else_=0), BigInteger)
            )
            parts.append(
                select(
                    literal(stage).label("stage"),
                    active.label("seconds"),
                    count_if(~standing).label("left_it"),
                    count_if(standing).label("standing"),
                )
                .where(reached)
                .group_by(active)
            )
        else:
            parts.append(
                select(
                    literal(stage).label("stage"),
                    sql_cast(null(), BigInteger).label("seconds"),
                    count_if(standing).label("left_it"),
                    sql_cast(literal(0), BigInteger).label("standing"),
                ).select_from(cohort)
            )
    every = union_all(*parts).subquery("every_stage")
    return select(every)


def _shape(rows: Sequence[Any], _scope: Scope) -> Loop:
    stages = []
    for name in STAGES:
        own = [row for row in rows if row.stage == name]
        median = None
        if name != "closed":
            counts = [Durations(row.seconds, row.left_it, row.standing) for row in own]
            (median,) = survival_percentiles(counts, (0.5,))
        standing = sum(row.standing for row in own)
        stages.append(Stage(name, sum(row.left_it for row in own) + standing, standing, median))
    return Loop(stages[0].reached, tuple(stages))


QUESTION = Question("loop", _select, _shape)
