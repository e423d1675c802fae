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
_ENDED, _WAITING, _, _NEVER = range(len(ROLES))
_NOBODY = np.iinfo(np.int64).min  # waits


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
        (tally,) = _tallies(found, np.zeros(len(found["outcome"]), np.int64), 1)
        return tally

    @property
    def all(self) -> int:
        return self.ended + self.waiting + self.passed_on + self.never

    def percentiles(
        self,
    ) -> tuple[Percentile | None, Percentile | None, float | None, float | None]:
        """Median and 90th percentile by Kaplan-Meier, then plain ones of those that ended."""
        times = self.durations
        median, p90 = survival_percentiles(times, (0.5, 0.9), never=self.never)
        return median, p90, plain_percentile(times, 0.5), plain_percentile(times, 0.9)


def tallies(found: Columns) -> dict[str, Tally]:
    """Of each label the tally of its rows."""
    numbers, labels = pd.factorize(found["label"])
    each = _tallies(found, numbers, len(labels))
    return {str(label): tally for label, tally in zip(labels, each, strict=True)}


def _tallies(found: Columns, label: np.ndarray[Any, Any], labels: int) -> list[Tally]:
    """Of so many labels, the number of each row's being `label`: sorted and summed for all of them
    at once."""
    outcome, number, seconds = found["outcome"].astype(np.int64), found["number"], found["seconds"]
    counts = np.bincount(label * len(ROLES) + outcome, number, labels * len(ROLES))
    waits = outcome == _WAITING
    oldest = np.full(labels, _NOBODY)
    np.maximum.at(oldest, label[waits], seconds[waits])
    time = seconds_of(np.where(found["bin"] == NO_BIN, bins_of(seconds), found["bin"]))
    over, answers = outcome != _NEVER, np.where(outcome == _ENDED, number, 0)
    durations = Durations.of_each(
        label[over], labels, time[over], answers[over], (number - answers)[over]
    )
    each = zip(
        counts.astype(int).reshape(labels, len(ROLES)).tolist(),
        oldest.tolist(),
        durations,
        strict=True,
    )
    return [
        Tally(ended, waiting, passed_on, never, None if last == _NOBODY else last, his)
        for (ended, waiting, passed_on, never), last, his in each
    ]
