"""Coverage: cameras and what they see, per unit (docs/indicators, "Camera coverage")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from data_access import cohorts
from data_access.coverage_rows import ByKind, Camera, by_kind, select_rows
from data_access.definitions.coverage import COVERED
from data_access.definitions.incidents import COHORT, LOCATED
from data_access.moments import from_micros
from data_access.questions import Columns, Question, Scope


@dataclass(frozen=True)
class UnitCoverage:
    """One unit's cameras; None: the source does not say. Areas in square metres."""

    code: str | None
    installed: int
    online: int | None
    in_order: int | None
    covered_m2: float | None  # union of the fields of view in order, inside the unit
    area_m2: float | None
    located: int  # incidents of the cohort with a place
    covered: int | None  # of those, inside the union
    cells: int  # units of the lowest level (grids) inside
    blind: int | None  # of those, covered less than the configured share


@dataclass(frozen=True)
class BlindCell:
    """A unit of the lowest level that is hardly seen, with the incidents of the cohort in it."""

    code: str
    share: float
    incidents: int


@dataclass(frozen=True)
class Coverage:
    """The units one level below what is looked at, their sum, and the blind cells, most incidents
    first."""

    level: int
    units: tuple[UnitCoverage, ...]
    total: UnitCoverage
    blind: tuple[BlindCell, ...]
    assumed: int  # installed cameras whose range is assumed
    computed_at: datetime | None  # of the geometry


class _Incident(NamedTuple):
    incidents: int
    located: int
    covered: int


_COUNTS = (COHORT, LOCATED, COVERED)  # in the same order


def _shape(of: ByKind, scope: Scope, incidents: Columns) -> Coverage:
    found = _Found(of, cohorts.MARKS.sums(incidents, scope, lambda code: code, _COUNTS), scope)
    chosen: set[str | None] = set(scope.filter.areas)
    units = [found.unit(code, found.inside({code})) for code in scope.units()]
    rest = found.unit(None, found.codes - found.inside({unit.code for unit in units}))
    if rest.installed or rest.located:  # in no unit of this level: kept, so that rows add up
        units.append(rest)
    tops = _outermost(chosen, found.above) if chosen else {_top(scope)}
    (top,) = tops if len(tops) == 1 else (None,)
    whole = found.unit(top, found.inside(chosen) if chosen else found.codes, tops)
    assumed = found.cameras(found.codes).assumed
    blind = found.blind_cells() if found.known else ()
    return Coverage(scope.unit_level, tuple(units), whole, blind, assumed, found.computed_at)


class _Found:
    """The rows by kind and area, and what they add up to."""

    def __init__(
        self, of: ByKind, incidents: dict[str | None, dict[str, int]], scope: Scope
    ) -> None:
        counted = {
            code: _Incident(*(counts[count.key] for count in _COUNTS))
            for code, counts in incidents.items()
        }
        self._of, self._cover = {**of, "incident": counted}, of["cover"]
        computed_at = of["geometry"][None].computed_at
        self.computed_at = None if computed_at is None else from_micros(int(computed_at))
        self.above, self._below = scope.names.above, scope.names.below
        self.codes = {*self.above, *self._of["camera"], *self._of["incident"]}
        if scope.filter.areas:
            self.codes &= self.inside(scope.filter.areas)
        says = self.cameras(self.codes).says_in_order > 0
        self.known = says and self.computed_at is not None  # what the cameras in order see
        self._cells = _cells(scope, self.above)
        least = scope.settings.blind_share
        self._blind = {
            cell
            for cell in self._cells & self._cover.keys()
            if self._cover[cell].covered_m2 < least * self._cover[cell].area_m2
        }

    def inside(self, areas: Iterable[str | None]) -> set[str | None]:
        """The areas that lie inside some areas, themselves included."""
        found: set[str | None] = set()
        return found.union(*(self._below.get(area or "", ()) for area in areas))

    def cameras(self, codes: set[str | None]) -> Camera:
        """The sums over the rows of some areas."""
        return Camera._make(_sums(self._of["camera"], codes, len(Camera._fields)))

    def incidents(self, codes: set[str | None]) -> _Incident:
        """The sums over the rows of some areas."""
        return _Incident._make(_sums(self._of["incident"], codes, len(_Incident._fields)))

    def unit(
        self, code: str | None, codes: set[str | None], tops: set[str | None] | None = None
    ) -> UnitCoverage:
        """What the rows of some areas add up to; `tops` (default: `code`) are their outlines."""
        outlines = [self._cover.get(top) for top in (tops or {code})]
        known_outlines = [line for line in outlines if line is not None]
        whole = len(known_outlines) == len(outlines)
        own_cells = codes & self._cells
        cameras, incidents = self.cameras(codes), self.incidents(codes)
        return UnitCoverage(
            code,
            cameras.installed,
            cameras.online if cameras.says_online else None,
            cameras.in_order if cameras.says_in_order else None,
            sum(line.covered_m2 for line in known_outlines) if whole and self.known else None,
            sum(line.area_m2 for line in known_outlines) if whole else None,
            incidents.located,
            incidents.covered if self.known else None,
            len(own_cells),
            len(own_cells & self._blind) if self.known else None,
        )

    def blind_cells(self) -> tuple[BlindCell, ...]:
        """The blind units of the lowest level, those with the most incidents first."""
        found = []
        for cell in self._blind:
            share = self._cover[cell].covered_m2 / self._cover[cell].area_m2
            found.append(BlindCell(cell, share, self.incidents({cell}).incidents))
        return tuple(sorted(found, key=lambda cell: (-cell.incidents, cell.code)))


def _sums(of: dict[str | None, Any], codes: set[str | None], width: int) -> list[int]:
    lines = [of[code] for code in codes & of.keys()]
    return [int(sum(column)) for column in zip(*lines, strict=True)] if lines else [0] * width


def _outermost(chosen: set[str | None], above: dict[str, tuple[str, ...]]) -> set[str | None]:
    """The chosen areas that lie in no other chosen one."""
    return {code for code in chosen if not chosen & set(above.get(code or "", ())[1:])}


def _cells(scope: Scope, above: dict[str, tuple[str, ...]]) -> set[str]:
    """Areas of the lowest level that is there, inside what is looked at."""
    levels = [named.level or 0 for named in scope.names.area.values()]
    lowest = max(levels, default=0)
    chosen = set(scope.filter.areas)
    return {
        code
        for code, named in scope.names.area.items()
        if named.level == lowest and (not chosen or chosen.intersection(above[code]))
    }


def _top(scope: Scope) -> str | None:
    return next(iter(scope.names.tops), None)


QUESTION = Question("coverage", select_rows, _shape, by_kind, shared=(cohorts.BY_AREA,))
