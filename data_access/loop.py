"""The closed loop: how far the cohort came, where the open ones stand, time in each stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SmallInteger,
    func,
    literal,
    select,
    union_all,
)

from data_access.definitions.incidents import FILED
from data_access.definitions.loop import LAST, REACHED, STANDING, TIME
from data_access.intervals import NO_BIN, bins_of, seconds_of
from data_access.questions import Columns, Question, Scope, columns
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
    """Rows of (stage, bin, seconds, standing, left_it): how many left a stage after a time of that
    bin, and each one that stands in it, for so many seconds."""
    nothing, one = literal(0, BigInteger), literal(1, BigInteger)
    no_bin = literal(NO_BIN, SmallInteger)
    last = _rows(LAST, no_bin, nothing, nothing, func.count())
    parts = [last.where(*REACHED[LAST].predicates(scope))]
    for stage in STAGES[:-1]:
        left = TIME[stage].bin
        gone = _rows(stage, left, nothing, nothing, func.count()).group_by(left)
        parts.append(gone.where(*FILED.predicates(scope), left.is_not(None)))
        here = _rows(stage, no_bin, TIME[stage].seconds(scope), one, nothing)
        parts.append(here.where(*STANDING[stage].predicates(scope)))
    return select(union_all(*parts).subquery("visits"))


def _rows(stage: str, *values: ColumnElement[int]) -> Select[*tuple[Any, ...]]:
    names = ("bin", "seconds", "standing", "left_it")
    number = literal(STAGES.index(stage), SmallInteger).label("stage")
    return select(number, *(v.label(name) for v, name in zip(values, names, strict=True)))


def _shape(rows: Columns, _scope: Scope) -> Loop:
    bins = np.where(rows["bin"] == NO_BIN, bins_of(rows["seconds"]), rows["bin"])
    seconds = seconds_of(bins)
    stages = []
    for number, name in enumerate(STAGES):
        mine = rows["stage"] == number
        left, standing = rows["left_it"][mine], rows["standing"][mine]
        median = None
        if name != LAST:
            (median,) = survival_percentiles(Durations(seconds[mine], left, standing), (0.5,))
        here = int(standing.sum())
        stages.append(Stage(name, here + int(left.sum()), here, median))
    return Loop(stages[0].reached, tuple(stages))


QUESTION = Question("loop", _select, _shape, columns)
