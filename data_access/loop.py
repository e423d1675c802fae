"""The closed loop: how far the cohort came, where the open ones stand, time in each stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Select,
    SmallInteger,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from data_access import cohorts
from data_access.definitions.incidents import FILED
from data_access.definitions.loop import LAST, REACHED, STANDING, TIME
from data_access.flat import cases as i
from data_access.intervals import NO_BIN, bins_of, seconds_of
from data_access.questions import Columns, Question, Scope, columns
from data_access.record.events import STAGES
from data_access.statistics import Durations, Percentile, survival_percentiles

_NOTHING = literal(0, BigInteger)
_NO_BIN = literal(NO_BIN, SmallInteger)


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
    bins = (TIME[stage].bin.label(stage) for stage in STAGES[:-1])
    # Read once: whose a row is takes longer to tell than to count it.
    each = select(*bins, *scope.whose(i)).where(*FILED.predicates(scope)).cte("each")
    left = [_left(stage, each, scope) for stage in STAGES[:-1]]
    return select(union_all(*left, _standing(scope)).subquery("visits"))


def _left(stage: str, each: CTE, scope: Scope) -> Select[*tuple[Any, ...]]:
    bin_, whose = each.c[stage], [each.c[name] for name in scope.apart]
    gone = _rows(_number(stage), bin_, _NOTHING, _NOTHING, func.count()).add_columns(*whose)
    return gone.where(bin_.is_not(None)).group_by(bin_, *whose)


def _standing(scope: Scope) -> Select[*tuple[Any, ...]]:
    # Whoever stands in a stage has reached it.
    here = {s: and_(*c.predicates(scope, within=REACHED[s])) for s, c in STANDING.items()}
    stage = case(*((there, _number(s)) for s, there in here.items()))
    seconds = case(*((there, TIME[s].seconds(scope)) for s, there in here.items()))
    each = _rows(stage, _NO_BIN, seconds, literal(1, BigInteger), _NOTHING)
    each = each.add_columns(*scope.whose(i))
    # `open` follows, and lets the read model skip the blocks without any.
    return each.where(*FILED.predicates(scope), i.c.open, or_(*here.values()))


def _rows(*values: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    names = ("stage", "bin", "seconds", "standing", "left_it")
    return select(*(v.label(name) for v, name in zip(values, names, strict=True)))


def _number(stage: str) -> ColumnElement[int]:
    return literal(STAGES.index(stage), SmallInteger)


def _shape(rows: Columns, scope: Scope, period: Columns) -> Loop:
    closed = cohorts.totals(period, scope, (REACHED[LAST],))
    bins = np.where(rows["bin"] == NO_BIN, bins_of(rows["seconds"]), rows["bin"])
    seconds = seconds_of(bins)
    stages = []
    for number, name in enumerate(STAGES[:-1]):
        mine = rows["stage"] == number
        left, standing = rows["left_it"][mine], rows["standing"][mine]
        (median,) = survival_percentiles(Durations(seconds[mine], left, standing), (0.5,))
        here = int(standing.sum())
        stages.append(Stage(name, here + int(left.sum()), here, median))
    stages.append(Stage(LAST, closed[REACHED[LAST].key], 0, None))
    return Loop(stages[0].reached, tuple(stages))


QUESTION = Question("loop", _select, _shape, columns, shared=(cohorts.BY_AREA,))
