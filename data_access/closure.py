"""Closure: the cohort's rates per unit (docs/indicators, "The cohort and its rates")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Select

from data_access import cohorts
from data_access.definitions.closure import (
    CLOSURE_RATE,
    COUNTS,
    EXTENSION_RATE,
    ON_TIME_RATE,
    OVERDUE_RATE,
    REWORK_RATE,
)
from data_access.filters import Filter
from data_access.marks import marked
from data_access.questions import ALONE, Columns, Execute, Question, Scope
from data_access.reach import EVERYTHING
from data_access.statistics import Band, Rate, bands


@dataclass(frozen=True)
class Cohort:
    """The incidents of one unit reported in the period, as counts; `code` None: no unit known."""

    code: str | None
    filed: int
    due: int
    closed: int
    on_time: int
    closed_late: int
    overdue: int
    closed_early: int
    not_yet_due: int
    suspended: int
    no_deadline: int
    voided: int
    returned: int
    decided: int
    extended: int

    @property
    def closure_rate(self) -> Rate:
        return CLOSURE_RATE.of(self)

    @property
    def on_time_rate(self) -> Rate:
        return ON_TIME_RATE.of(self)

    @property
    def overdue_rate(self) -> Rate:
        return OVERDUE_RATE.of(self)

    @property
    def rework_rate(self) -> Rate:
        return REWORK_RATE.of(self)

    @property
    def extension_rate(self) -> Rate:
        return EXTENSION_RATE.of(self)


@dataclass(frozen=True)
class Closure:
    """The units one level below what is looked at, with their bands, and their sum."""

    level: int  # of the units
    units: tuple[Cohort, ...]
    bands: tuple[Band, ...]  # of the units' closure rates
    total: Cohort
    district: Cohort | None = None  # the whole, for those who see a part of it
    judged: bool = True  # or the bands only say which units are too small to rank


_COUNTS = tuple(count.key for count in COUNTS)


def nobody(code: str | None) -> Cohort:
    """A unit without incidents."""
    return Cohort(code, **dict.fromkeys(_COUNTS, 0))


def summed(cohorts: Sequence[Cohort]) -> Cohort:
    """All units together, under no code."""
    return Cohort(None, **{n: sum(getattr(c, n) for c in cohorts) for n in _COUNTS})


_DISTRICT = ","  # no area is called so
_KEPT = ("period", "start", "end", "category", "source", "scenario", "priority")


def _is_part(scope: Scope) -> bool:
    """Whether whoever asks sees a part of the district."""
    return bool(scope.filter.reach.areas or scope.filter.reach.departments)


def _district(scope: Scope) -> Scope | None:
    """The scope of the district's own rates, which are told by the settings to those who see a part
    of it (decision 61): the same question of the whole, where it asks for no place and no words."""
    asked = scope.filter
    if not (_is_part(scope) and scope.settings.share_district_rates):
        return None
    kept = Filter(EVERYTHING, **{name: getattr(asked, name) for name in _KEPT})
    same = asked.with_(reach=EVERYTHING, area=(), department=()) == kept
    return replace(scope, filter=kept) if same else None


def _select(scope: Scope) -> Select[*tuple[Any, ...]] | None:
    district = _district(scope)
    return None if district is None else cohorts.MARKS.select(district, _DISTRICT)


def _shape(district: Columns | None, scope: Scope, rows: Columns) -> Closure:
    sums = cohorts.MARKS.sums(rows, scope, scope.unit_of, COUNTS)
    found = {code: Cohort(code, **counts) for code, counts in sums.items()}
    units = [found.get(code) or nobody(code) for code in scope.units()]
    named = {unit.code for unit in units}
    rest = [cohort for code, cohort in found.items() if code not in named]
    if rest:  # in no unit of this level: kept, so that rows add up
        units.append(summed(rest))
    rates = [unit.closure_rate for unit in units]
    known = [unit.code is not None for unit in units]
    ranked = bands(rates, scope.settings.min_denominator, units=known)
    judged = not _is_part(scope) or scope.settings.share_district_rates
    if not judged:
        ranked = ["same" if band in ("better", "worse") else band for band in ranked]
    return Closure(
        scope.unit_level,
        tuple(units),
        tuple(ranked),
        summed(units),
        None if district is None else _all_of(district, scope),
        judged,
    )


def _all_of(district: Columns, scope: Scope) -> Cohort | None:
    (counts,) = cohorts.MARKS.sums(district, scope, str, COUNTS).values() or (None,)
    return None if counts is None else Cohort(None, **counts)


def _alone(_of_all: Scope, number: int, _execute: Execute) -> list[Any]:
    """Whoever sees a part has a select of the district; others have none."""
    return [ALONE] * number


QUESTION = Question("closure", _select, _shape, marked, shared=(cohorts.BY_AREA,), each=_alone)
