"""Times of whole incidents: from report to first response, and to closing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, select, union_all

from data_access.questions import Question, Scope, floored, seconds_between
from data_access.record.tables import incidents as i
from data_access.statistics import Durations, Percentile, plain_percentile, survival_percentiles


@dataclass(frozen=True)
class Spell:
    """One time of the cohort's incidents, in seconds, pauses taken out."""

    incidents: int
    ended: int
    waiting: int  # not ended yet: censored
    never: int  # closed without a response: at risk for ever
    median: Percentile | None  # Kaplan-Meier
    p90: Percentile | None
    answered_median: float | None  # plain, of those that ended
    answered_p90: float | None


@dataclass(frozen=True)
class Times:
    to_response: Spell
    to_closing: Spell


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    until = func.coalesce(i.c.suspended_at, literal(scope.as_of, i.c.suspended_at.type))
    age = seconds_between(i.c.active_from, until)
    is_closed = i.c.closed_at.is_not(None)
    parts = []
    for name, spent in (("to_response", i.c.response_seconds), ("to_closing", i.c.total_seconds)):
        outcome = case((spent.is_not(None), "ended"), (is_closed, "never"), else_="waiting")
        parts.append(
            select(
                literal(name).label("spell"),
                outcome.label("outcome"),
                func.coalesce(spent, age).label("seconds"),
            ).where(*scope.cohort())
        )
    each = union_all(*parts).subquery("each_spell").c
    binned = select(each.spell, each.outcome, floored(each.seconds).label("seconds"))
    b = binned.subquery("binned").c
    return select(b.spell, b.outcome, b.seconds, func.count().label("incidents")).group_by(
        b.spell, b.outcome, b.seconds
    )


def _shape(rows: Sequence[Any], _scope: Scope) -> Times:
    lines = [tuple(row) for row in rows]
    return Times(
        *(
            _spell([line[1:] for line in lines if line[0] == name])
            for name in ("to_response", "to_closing")
        )
    )


def _spell(lines: Sequence[tuple[str, int, int]]) -> Spell:
    of = dict.fromkeys(("ended", "waiting", "never"), 0)
    counts = []
    for outcome, seconds, incidents in lines:
        of[outcome] += incidents
        if outcome != "never":
            ended = incidents if outcome == "ended" else 0
            counts.append(Durations(seconds, ended, incidents - ended))
    median, p90 = survival_percentiles(counts, (0.5, 0.9), never=of["never"])
    return Spell(
        sum(of.values()),
        of["ended"],
        of["waiting"],
        of["never"],
        median,
        p90,
        plain_percentile(counts, 0.5),
        plain_percentile(counts, 0.9),
    )


QUESTION = Question("times", _select, _shape)
