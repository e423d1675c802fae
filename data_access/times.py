"""Times: of incidents to the first response and to closing, of assignments to the resolution."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, literal

from data_access.definitions.durations import Tally, observed, tallied, tallies
from data_access.definitions.times import TIMES
from data_access.questions import Columns, Question, Scope, columns
from data_access.statistics import Percentile


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
class Handling:
    """The time of the cohort's assignments up to the resolution, in seconds, pauses taken out."""

    assignments: int
    ended: int
    waiting: int  # not resolved yet: censored
    passed_on: int  # to another department: censored there
    never: int  # incident closed without a resolution of that department: at risk for ever
    median: Percentile | None  # Kaplan-Meier
    p90: Percentile | None
    answered_median: float | None  # plain, of those that ended
    answered_p90: float | None


@dataclass(frozen=True)
class Times:
    to_response: Spell
    to_closing: Spell
    handling: Handling


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    return tallied(*(observed(one, scope, literal(one.key)) for one in TIMES))


def _shape(found: Columns, _scope: Scope) -> Times:
    of = tallies(found)
    nothing = Tally.of({name: column[:0] for name, column in found.items()})
    response, closing, handling = (of.get(one.key, nothing) for one in TIMES)
    return Times(_spell(response), _spell(closing), _handling(handling))


def _spell(tally: Tally) -> Spell:
    return Spell(tally.all, tally.ended, tally.waiting, tally.never, *tally.percentiles())


def _handling(tally: Tally) -> Handling:
    return Handling(
        tally.all, tally.ended, tally.waiting, tally.passed_on, tally.never, *tally.percentiles()
    )


QUESTION = Question("times", _select, _shape, columns)
