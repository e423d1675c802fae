"""Areas: the cohort of every unit of every level, from one pass over its incidents."""

from __future__ import annotations

from dataclasses import dataclass

from data_access import cohorts
from data_access.closure import Cohort, nobody, summed
from data_access.definitions.closure import COUNTS
from data_access.questions import Columns, Question, Scope
from data_access.statistics import Band, bands


@dataclass(frozen=True)
class Table:
    """The units of one level inside what is looked at, also those without an incident; last the incidents
    of none of them (code None), if there are any."""

    level: int
    units: tuple[Cohort, ...]
    bands: tuple[Band, ...]  # of the closure rates, over this table


@dataclass(frozen=True)
class Areas:
    """The levels below what is looked at, from above; and all of it together."""

    tables: tuple[Table, ...]
    total: Cohort


def _shape(_: None, scope: Scope, rows: Columns) -> Areas:
    sums = cohorts.MARKS.sums(rows, scope, lambda code: code, COUNTS)
    found = [Cohort(code, **counts) for code, counts in sums.items()]
    levels = range(scope.unit_level, scope.names.lowest_level + 1)
    return Areas(tuple(_table(level, found, scope) for level in levels), summed(found))


def _table(level: int, found: list[Cohort], scope: Scope) -> Table:
    names, inside = scope.names, set(scope.filter.areas)
    of: dict[str | None, list[Cohort]] = {}
    for cohort in found:
        chain = names.above.get(cohort.code or "", ())
        unit = next((code for code in chain if names.area[code].level == level), None)
        of.setdefault(unit, []).append(cohort)
    codes = sorted(
        code
        for code, named in names.area.items()
        if named.level == level and (not inside or inside.intersection(names.above[code]))
    )
    units = [_named(code, of.get(code, [])) for code in codes]
    rest = [cohort for code, some in of.items() if code not in codes for cohort in some]
    if rest:
        units.append(summed(rest))
    rates = [unit.closure_rate for unit in units]
    known = [unit.code is not None for unit in units]
    ranked = bands(rates, scope.settings.min_denominator, units=known)
    return Table(level, tuple(units), tuple(ranked))


def _named(code: str, some: list[Cohort]) -> Cohort:
    if not some:
        return nobody(code)
    return Cohort(**{**vars(summed(some)), "code": code})


QUESTION = Question("areas", lambda _: None, _shape, shared=(cohorts.BY_AREA,))
