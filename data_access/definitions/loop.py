"""Closed loop: the stages, who reached and who stands in each, and the time in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal, or_

from data_access.definitions.incidents import FILED
from data_access.definitions.vocabulary import (
    Condition,
    Count,
    Duration,
    Judged,
    Measure,
    Ratio,
    Said,
)
from data_access.flat import cases as i
from data_access.intervals import seconds_between
from data_access.record.events import STAGES

if TYPE_CHECKING:
    from data_access.questions import Scope

LAST = STAGES[-1]


_SKIPPED = Measure(
    "skipped",
    Said("跳过的阶段", "skipped stages"),
    Said(
        "视为未到达，因此后面阶段的数可能更大", "not reached, so that a later number can be larger"
    ),
)


def _reached(stage: str) -> Count:
    if stage == LAST:
        there = Condition(Said("目前已结案", "closed now"), Judged("closed"), term=_SKIPPED)
    else:
        ever = or_(i.c[f"{stage}_seconds"].is_not(None), i.c.stage == stage)
        said = Said("曾处于该阶段", "that were ever in the stage")
        there = Condition(said, lambda _: ever, term=_SKIPPED)
    group = Said("到达的案件", "those that reached it")
    return Count("reached", Said("到达", "reached"), FILED, (there,), group=group)


def _standing(stage: str) -> Count:
    here = Said("现处于该阶段而未结案", "in the stage now and not closed")
    there = Condition(here, lambda _: i.c.stage == stage)
    return Count("standing", Said("停留", "standing"), REACHED[stage], (there,))


def _left(stage: str) -> Count:
    gone = Condition(Said("已离开该阶段", "that have left the stage"), lambda _: i.c.stage != stage)
    return Count("left", Said("已走完", "left"), REACHED[stage], (gone,))


def _time(stage: str) -> Duration:
    def seconds(scope: Scope) -> ColumnElement[int]:
        until = func.coalesce(i.c.suspended_at, literal(scope.as_of, i.c.suspended_at.type))
        here = case((i.c.stage == stage, seconds_between(i.c.stage_from, until)), else_=0)
        return cast(func.coalesce(i.c[f"{stage}_seconds"], 0) + here, BigInteger)

    return Duration(
        "median",
        Said("阶段用时", "time in the stage"),
        Said("每个案件", "each incident"),
        Said("进入该阶段", "entering the stage"),
        Said("离开该阶段（多次进入的相加）", "leaving it, all visits summed"),
        of=REACHED[stage],
        ended=_left(stage),
        waiting=STANDING[stage],
        seconds=seconds,
        bin=i.c[f"{stage}_left"],
    )


REACHED = {stage: _reached(stage) for stage in STAGES}
STANDING = {stage: _standing(stage) for stage in STAGES[:-1]}
TIME = {stage: _time(stage) for stage in STAGES[:-1]}
SHARE = {
    stage: Ratio("share", Said("到达占立案", "share of those filed"), (REACHED[stage],), FILED)
    for stage in STAGES
}
