"""Names of everything that has a code, for the texts of a screen."""

from __future__ import annotations

import json
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import shapely
from shapely.geometry import shape
from sqlalchemy import Connection, select

from data_access.filters import Filter, Ignored
from data_access.reach import EVERYTHING, Reach
from data_access.record.tables import areas, categories, departments, facts, scenarios, sources

_KINDS = ("area", "department", "category", "source", "scenario")


@dataclass(frozen=True)
class Named:
    code: str
    zh: str
    en: str
    parent: str | None = None
    level: int | None = None


@dataclass(frozen=True)
class Names:
    """Reference data by kind and code; `outlines` are GeoJSON features of areas by code."""

    area: dict[str, Named]
    department: dict[str, Named]
    category: dict[str, Named]
    source: dict[str, Named]
    scenario: dict[str, Named]
    outlines: dict[str, dict[str, Any]]
    illustrative: bool  # some outline is
    simulated: bool  # the data are
    newest: dict[str, datetime]  # source -> moment of its newest event
    stale_after: dict[str, int]  # source -> seconds
    demo: bool = False  # the district is the demo's
    reach: Reach = EVERYTHING  # of areas there are those within it

    def within(self, reach: Reach) -> Names:
        """What may be named to somebody of a reach: of areas, and of their outlines, what lies
        within it. What is under way elsewhere is as unknown as what does not exist."""
        if reach == self.reach:
            return self
        if not reach.areas:
            return replace(self, reach=reach)._derived()
        there = {c for code in reach.areas for c in self.below.get(code, ())}
        area = {code: named for code, named in self.area.items() if code in there}
        outlines = {code: drawn for code, drawn in self.outlines.items() if code in there}
        found = replace(self, area=area, outlines=outlines, reach=reach)
        found.__dict__["middle"] = self.middle  # the origin of all geometry
        return found._derived()

    def _derived(self) -> Names:
        """Once for all that ask."""
        _ = self.lowest_level, self.above, self.below, self._units, self.district, self.middle
        return self

    def told(self, newest: dict[str, datetime]) -> Names:
        """The same names with these newest moments, and with what was derived of the names."""
        found = copy(self)
        found.__dict__["newest"] = newest
        return found

    @cached_property
    def tops(self) -> tuple[str, ...]:
        """The areas that lie in no other: the district, or what somebody's reach is."""
        if not self.reach.areas:
            return tuple(sorted(c for c, named in self.area.items() if named.level == 0))
        return tuple(sorted(c for c, named in self.area.items() if named.parent not in self.area))

    @cached_property
    def lowest_level(self) -> int:
        """The number of the lowest level that has areas; 1 without any."""
        return max((named.level or 0 for named in self.area.values()), default=1)

    @cached_property
    def above(self) -> dict[str, tuple[str, ...]]:
        """Every area with itself and all above it, from below."""
        found = {}
        for code in self.area:
            chain, at = [], code
            while at in self.area:
                chain.append(at)
                at = self.area[at].parent or ""
            found[code] = tuple(chain)
        return found

    @cached_property
    def below(self) -> dict[str, frozenset[str]]:
        """Every area with itself and all that lie in it."""
        found: dict[str, set[str]] = {}
        for code, chain in self.above.items():
            for above in chain:
                found.setdefault(above, set()).add(code)
        return {code: frozenset(inside) for code, inside in found.items()}

    def units(self, level: int) -> dict[str, str]:
        """Of every area the one of a level in which it lies, or which it is; some lie in none."""
        if level not in self._units:
            self._units[level] = {
                code: unit
                for code, chain in self.above.items()
                for unit in reversed(chain)  # of two the lower one
                if self.area[unit].level == level
            }
        return self._units[level]

    @cached_property
    def _units(self) -> dict[int, dict[str, str]]:
        return {}

    @cached_property
    def parents(self) -> dict[str, str | None]:
        """Every category with the one above it."""
        return {code: named.parent for code, named in self.category.items()}

    @cached_property
    def district(self) -> shapely.Geometry | None:
        """The outline of the whole: of the top level, else of all areas together."""
        tops = [c for c in self.outlines if c in self.tops] or list(self.outlines)
        if not tops:
            return None
        return shapely.union_all([shape(self.outlines[code]["geometry"]) for code in tops])

    @cached_property
    def middle(self) -> tuple[float, float] | None:
        """Longitude and latitude of the middle of all outlines, where there are any."""
        shapes = [shape(outline["geometry"]) for outline in self.outlines.values()]
        if not shapes:
            return None
        west, south, east, north = map(float, shapely.total_bounds(shapes))
        return (west + east) / 2, (south + north) / 2

    def known(self, filter_: Filter) -> tuple[Filter, tuple[Ignored, ...]]:
        """A filter without the codes that name nothing, and those codes."""
        kept: dict[str, tuple[str, ...]] = {}
        ignored: list[Ignored] = []
        for kind in _KINDS:
            codes: tuple[str, ...] = getattr(filter_, kind)
            known: dict[str, Named] = getattr(self, kind)
            if kind == "department" and self.reach.departments:
                known = {code: known[code] for code in self.reach.departments if code in known}
            kept[kind] = tuple(code for code in codes if code in known)
            why = f"{kind}: nothing is called so"
            ignored += [Ignored(kind, code, why) for code in codes if code not in known]
        return filter_.with_(**kept), tuple(ignored)

    def name(self, kind: str, code: str | None, language: str) -> str:
        """The name of a code; the code itself where nothing is known of it."""
        if code is None:
            return "–"
        named: Named | None = getattr(self, kind).get(code)
        if named is None:
            return code
        return named.zh if language == "zh" else named.en


def read_names(connection: Connection) -> Names:
    """All names and outlines, and what is derived of them; `newest` is empty (see `freshness`)."""
    rows = connection.execute(select(areas).order_by(areas.c.code)).all()
    source_rows = connection.execute(select(sources).order_by(sources.c.code)).all()
    told = set(connection.execute(select(facts.c.name)).scalars())
    return Names(
        area={r.code: Named(r.code, r.name_zh, r.name_en, r.parent, r.level) for r in rows},
        department=_plain(connection, departments),
        category={
            r.code: Named(r.code, r.name_zh, r.name_en, r.parent)
            for r in connection.execute(select(categories).order_by(categories.c.code))
        },
        source={r.code: Named(r.code, r.name_zh, r.name_en) for r in source_rows},
        scenario=_plain(connection, scenarios),
        outlines={r.code: _feature(r) for r in rows if r.geometry},
        illustrative=any(r.illustrative for r in rows),
        simulated="simulated" in told,
        newest={},
        stale_after={
            r.code: r.stale_after_seconds for r in source_rows if r.stale_after_seconds is not None
        },
        demo="demo" in told,
    )._derived()


def _plain(connection: Connection, table: Any) -> dict[str, Named]:
    rows = connection.execute(select(table).order_by(table.c.code))
    return {r.code: Named(r.code, r.name_zh, r.name_en) for r in rows}


def _feature(row: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": row.code, "level": row.level},
        "geometry": json.loads(row.geometry),
    }
