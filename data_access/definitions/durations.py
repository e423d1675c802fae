"""How durations are counted: outcomes and seconds of every row, then percentiles of the counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all

from data_access.definitions.vocabulary import Duration
from data_access.questions import floored
from data_access.statistics import Durations, Percentile, plain_percentile, survival_percentiles

if TYPE_CHECKING:
    from data_access.questions import Scope

_ROLES = ("ended", "waiting", "passed_on", "never")  # of a duration's outcomes


def observed(
    duration: Duration, scope: Scope, label: ColumnElement[Any]
) -> Select[*tuple[Any, ...]]:
    """Rows of (label, outcome, seconds), one for each member of the population."""
    outcomes = [
        (and_(*count.predicates(scope, duration.of)), literal(role))
        for role in _ROLES
        if (count := getattr(duration, role)) is not None
    ]
    return (
        select(
            label.label("label"),
            case(*outcomes).label("outcome"),
            duration.seconds(scope).label("seconds"),
        )
        .select_from(duration.of.rows)
        .where(*duration.of.predicates(scope))
    )


def tallied(*parts: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Rows of (label, outcome, seconds, number, longest): how many were observed in each bin."""
    each = union_all(*parts).subquery("each_one").c
    binned = select(
        each.label, each.outcome, each.seconds.label("exact"), floored(each.seconds).label("bin")
    )
    b = binned.subquery("binned").c
    return select(
        b.label, b.outcome, b.bin, func.count().label("number"), func.max(b.exact).label("longest")
    ).group_by(b.label, b.outcome, b.bin)


@dataclass
class Tally:
    """How many ended how, and after how many seconds; many rows come, each is looked at once."""

    ended: int = 0
    waiting: int = 0
    passed_on: int = 0
    never: int = 0
    oldest: int | None = None  # of those waiting
    _ended: dict[int, int] = field(default_factory=dict)
    _cut: dict[int, int] = field(default_factory=dict)

    def add(self, outcome: str, seconds: int, number: int, longest: int) -> None:
        setattr(self, outcome, getattr(self, outcome) + number)
        if outcome == "never":
            return
        counted = self._ended if outcome == "ended" else self._cut
        counted[seconds] = counted.get(seconds, 0) + number
        if outcome == "waiting":
            self.oldest = max(self.oldest or 0, longest)

    @property
    def all(self) -> int:
        return self.ended + self.waiting + self.passed_on + self.never

    def percentiles(
        self,
    ) -> tuple[Percentile | None, Percentile | None, float | None, float | None]:
        """Median and 90th percentile by Kaplan-Meier, then plain ones of those that ended."""
        seconds = self._ended.keys() | self._cut.keys()
        counts = [Durations(s, self._ended.get(s, 0), self._cut.get(s, 0)) for s in seconds]
        median, p90 = survival_percentiles(counts, (0.5, 0.9), never=self.never)
        return median, p90, plain_percentile(counts, 0.5), plain_percentile(counts, 0.9)
