"""The closed loop: how far the cohort came, where the open ones stand, time in each stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    cast,
    literal,
    null,
    select,
    union_all,
)

from data_access.definitions.incidents import FILED
from data_access.definitions.loop import LAST, REACHED, STANDING, TIME
from data_access.definitions.vocabulary import Count
from data_access.questions import Question, Scope, count_if, floored
from data_access.record.events import STAGES
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
    asked: list[ColumnElement[Any]] = []
    for stage in STAGES:
        asked.append(_holds(REACHED[stage], scope).label(f"{stage}_reached"))
        if stage != LAST:
            asked.append(_holds(STANDING[stage], scope).label(f"{stage}_standing"))
            asked.append(TIME[stage].seconds(scope).label(f"{stage}_seconds"))
    c = select(*asked).where(*FILED.predicates(scope)).cte("cohort").c
    visits = [
        select(
            literal(stage).label("stage"),
            (c[f"{stage}_seconds"] if stage != LAST else cast(null(), BigInteger)).label("seconds"),
            (c[f"{stage}_standing"] if stage != LAST else literal(False)).label("standing"),
        ).where(c[f"{stage}_reached"])
        for stage in STAGES
    ]
    each = union_all(*visits).subquery("each_visit")
    binned = select(each.c.stage, each.c.standing, floored(each.c.seconds).label("seconds"))
    b = binned.subquery("binned").c
    return select(
        b.stage,
        b.seconds,
        count_if(b.standing).label("standing"),
        count_if(~b.standing).label("left_it"),
    ).group_by(b.stage, b.seconds)


def _holds(count: Count, scope: Scope) -> ColumnElement[bool]:
    return and_(*count.predicates(scope, within=FILED))


def _shape(rows: Sequence[Any], _scope: Scope) -> Loop:
    of: dict[str, list[Durations]] = {name: [] for name in STAGES}
    for stage, seconds, standing, left in rows:
        of[stage].append(Durations(seconds, left, standing))
    stages = []
    for name, counts in of.items():
        standing = sum(c.censored for c in counts)
        left = sum(c.ended for c in counts)
        median = None
        if name != LAST:
            (median,) = survival_percentiles(counts, (0.5,))
        stages.append(Stage(name, left + standing, standing, median))
    return Loop(stages[0].reached, tuple(stages))


QUESTION = Question("loop", _select, _shape)
