"""How durations are counted: outcomes and seconds of every row, then percentiles of the counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Select,
    SmallInteger,
    and_,
    case,
    func,
    literal,
    select,
    union_all,
)

from data_access.definitions.vocabulary import Duration
from data_access.intervals import NO_BIN, bins_of, seconds_of
from data_access.statistics import Durations, Percentile, plain_percentile, survival_percentiles

if TYPE_CHECKING:
    from data_access.questions import Columns, Scope

ROLES = ("ended", "waiting", "passed_on", "never")
"""Of a duration's outcomes; rows have their numbers."""


def observed(
    duration: Duration, scope: Scope, label: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """Rows of (label, outcome, seconds, bin), one for each member of the population; bin NO_BIN
    where it is not kept."""
    outcomes = [
        (and_(*count.predicates(scope, duration.of)), literal(number, SmallInteger))
        for number, role in enumerate(ROLES)
        if (count := getattr(duration, role)) is not None
    ]
    return (
        select(
            label.label("label"),
            case(*outcomes).label("outcome"),
            duration.seconds(scope).label("seconds"),
            func.coalesce(duration.bin, NO_BIN).label("bin"),
            *scope.whose(duration.of.rows),
        )
        .select_from(duration.of.rows)
        .where(*duration.of.predicates(scope))
    )


def tallied(*parts: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Rows of (label, outcome, bin, seconds, number): how many were observed in each bin, or of so
    many seconds where that has to be found yet."""
    label, outcome, observed, bin_, *whose = union_all(*parts).subquery("each_one").c
    seconds = case((bin_ == NO_BIN, observed), else_=0).label("seconds")
    each = select(label, outcome, bin_, seconds, *whose).subquery("binned").c
    return select(*each, func.count().label("number")).group_by(*each)


@dataclass(frozen=True)
class Tally:
    """How many ended how, and after how many seconds."""

    ended: int
    waiting: int
    passed_on: int
    never: int
    oldest: int | None  # of those waiting
    durations: Durations

    @classmethod
    def of(cls, found: Columns) -> Tally:
        """Of rows that `tallied` found."""
        found = _timed(found)
        outcome, number, seconds = found["outcome"], found["number"], found["seconds"]
        each = np.bincount(outcome.astype(np.int64), number, len(ROLES)).astype(np.int64)
        waits = outcome == ROLES.index("waiting")
        over = outcome != ROLES.index("never")
        ended = np.where(outcome == ROLES.index("ended"), number, 0)
        return cls(
            **dict(zip(ROLES, each.tolist(), strict=True)),
            oldest=int(seconds[waits].max()) if waits.any() else None,
            durations=Durations(found["time"][over], ended[over], (number - ended)[over]),
        )

    @property
    def all(self) -> int:
        return self.ended + self.waiting + self.passed_on + self.never

    def percentiles(
        self,
    ) -> tuple[Percentile | None, Percentile | None, float | None, float | None]:
        """Median and 90th percentile by Kaplan-Meier, then plain ones of those that ended."""
        counts = self.durations.ordered()
        median, p90 = survival_percentiles(counts, (0.5, 0.9), never=self.never)
        return median, p90, plain_percentile(counts, 0.5), plain_percentile(counts, 0.9)


def _timed(found: Columns) -> Columns:
    """With the begin of each row's bin, in seconds."""
    if "time" in found:
        return found
    bins = np.where(found["bin"] == NO_BIN, bins_of(found["seconds"]), found["bin"])
    return {**found, "time": seconds_of(bins)}


def tallies(found: Columns) -> dict[str, Tally]:
    """Of each label the tally of its rows."""
    found = _timed(found)
    numbers, labels = pd.factorize(found["label"])
    order = np.argsort(numbers, kind="stable")
    ends = np.searchsorted(numbers[order], range(1, len(labels)))
    parts = {name: np.split(column[order], ends) for name, column in found.items()}
    return {
        str(label): Tally.of({name: columns[number] for name, columns in parts.items()})
        for number, label in enumerate(labels)
    }
