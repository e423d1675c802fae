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
    """Rows of (stage, seconds, standing, left_it): how many spent that long in a stage, by
    whether they still stand in it. The last stage has no duration."""
    cohort = select(i).where(*scope.cohort()).cte("cohort")
    c = cohort.c
    until = func.coalesce(c.suspended_at, literal(scope.as_of, c.suspended_at.type))
    here = seconds_between(c.stage_from, until)
    parts: list[Select[*tuple[Any, ...]]] = []
    for stage in STAGES[:-1]:
        standing = c.stage == stage
        spent = c[f"{stage}_seconds"]
        active = func.coalesce(spent, 0) + case((standing, here), else_=0)
        part = select(
            literal(stage).label("stage"),
            sql_cast(active, BigInteger).label("seconds"),
            standing.label("standing"),
        )
        parts.append(part.where(or_(spent.is_not(None), standing)))
    no_time = sql_cast(null(), BigInteger).label("seconds")
    closed = select(literal("closed").label("stage"), no_time, literal(False).label("standing"))
    parts.append(closed.select_from(cohort).where(c.stage == "closed"))
    each = union_all(*parts).subquery("each_visit")
    binned = select(each.c.stage, each.c.standing, floored(each.c.seconds).label("seconds"))
    b = binned.subquery("binned").c
    return select(
        b.stage,
        b.seconds,
        count_if(b.standing).label("standing"),
        count_if(~b.standing).label("left_it"),
    ).group_by(b.stage, b.seconds)


def _shape(rows: Sequence[Any], _scope: Scope) -> Loop:
    of: dict[str, list[Durations]] = {name: [] for name in STAGES}
    for stage, seconds, standing, left in rows:
        of[stage].append(Durations(seconds, left, standing))
    stages = []
    for name, counts in of.items():
        standing = sum(c.censored for c in counts)
        left = sum(c.ended for c in counts)
        median = None
        if name != STAGES[-1]:
            (median,) = survival_percentiles(counts, (0.5,))
        stages.append(Stage(name, left + standing, standing, median))
    return Loop(stages[0].reached, tuple(stages))


QUESTION = Question("loop", _select, _shape)
