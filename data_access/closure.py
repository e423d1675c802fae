"""Closure: the cohort's rates per unit (docs/indicators, "The cohort and its rates")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from data_access.filters import passed
from data_access.questions import Question, Scope, count_if, with_unit
from data_access.record.tables import incidents as i
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
        return Rate(self.closed, self.due)

    @property
    def on_time_rate(self) -> Rate:
        return Rate(self.on_time, self.due)

    @property
    def overdue_rate(self) -> Rate:
        return Rate(self.closed_late + self.overdue, self.due)

    @property
    def rework_rate(self) -> Rate:
        return Rate(self.returned, self.decided)

    @property
    def extension_rate(self) -> Rate:
        return Rate(self.extended, self.due)


@dataclass(frozen=True)
class Closure:
    """The units one level below what is looked at, with their bands, and their sum."""

    level: int  # of the units
    units: tuple[Cohort, ...]
    bands: tuple[Band, ...]  # of the units' closure rates
    total: Cohort


_COUNTS = tuple(name for name in Cohort.__dataclass_fields__ if name != "code")


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    source, unit = with_unit(scope.unit_level)
    filed = ~i.c.voided
    due = and_(filed, passed(scope.as_of))
    early = and_(filed, i.c.deadline.is_not(None), ~passed(scope.as_of))
    # A department is judged by its own accepted resolution, not by the centre's verification.
    done = (
        func.coalesce(i.c.resolved_at, i.c.closed_at) if scope.filter.department else i.c.closed_at
    )
    is_open, is_closed = i.c.closed_at.is_(None), i.c.closed_at.is_not(None)
    paused = i.c.suspended_at.is_not(None)
    return (
        select(
            unit.label("code"),
            count_if(filed).label("filed"),
            count_if(due).label("due"),
            count_if(due, is_closed).label("closed"),
            count_if(due, is_closed, done <= i.c.deadline).label("on_time"),
            count_if(due, is_closed, done > i.c.deadline).label("closed_late"),
            count_if(due, is_open).label("overdue"),
            count_if(early, is_closed).label("closed_early"),
            count_if(early, is_open, ~paused).label("not_yet_due"),
            count_if(early, is_open, paused).label("suspended"),
            count_if(filed, i.c.deadline.is_(None)).label("no_deadline"),
            count_if(i.c.voided).label("voided"),
            count_if(filed, i.c.returns > 0).label("returned"),
            # Closing is a verification too, where a source names none apart.
            count_if(filed, or_(i.c.decisions > 0, is_closed)).label("decided"),
            count_if(due, i.c.extended).label("extended"),
        )
        .select_from(source)
        .where(*scope.cohort(voided=True))
        .group_by(unit)
    )


def _shape(rows: Sequence[Any], scope: Scope) -> Closure:
    found = {row.code: Cohort(**row._mapping) for row in rows}
    nothing = dict.fromkeys(_COUNTS, 0)
    units = [found.get(code) or Cohort(code, **nothing) for code in scope.units()]
    named = {unit.code for unit in units}
    rest = [cohort for code, cohort in found.items() if code not in named]
    if rest:  # in no unit of this level: kept, so that rows add up
        units.append(Cohort(None, **{n: sum(getattr(c, n) for c in rest) for n in _COUNTS}))
    total = Cohort(None, **{n: sum(getattr(u, n) for u in units) for n in _COUNTS})
    rates = [unit.closure_rate for unit in units]
    known = [unit.code is not None for unit in units]
    ranked = bands(rates, scope.settings.min_denominator, units=known)
    return Closure(scope.unit_level, tuple(units), tuple(ranked), total)


QUESTION = Question("closure", _select, _shape)
