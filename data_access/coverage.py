"""Coverage: cameras and what they see, per unit (docs/indicators, "Camera coverage")."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    Select,
    and_,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from data_access.live.read_tables import area_cover, covered_incidents, published
from data_access.questions import Question, Scope, count_if
from data_access.record.tables import area_ancestors
from data_access.record.tables import cameras as c
from data_access.record.tables import incidents as i


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


# What the three kinds of rows of the select carry, in this order.
_CAMERA = ("installed", "online", "says_online", "in_order", "says_in_order", "assumed")
_INCIDENT = ("located", "covered")
_COVER = ("area_m2", "covered_m2")


def _row(
    kind: str, code: ColumnElement[Any], values: Sequence[ColumnElement[Any]]
) -> Select[*tuple[Any, ...]]:
    empty = [null()] * (len(_CAMERA) - len(values))
    return select(
        literal(kind).label("kind"),
        code.label("code"),
        *(cast(v, Double).label(f"n{at}") for at, v in enumerate((*values, *empty))),
        select(published.c.geometry_at).scalar_subquery().label("computed_at"),
    )


def _select(scope: Scope) -> Select[*tuple[Any, ...]]:
    there = c.c.installed
    cameras = _row(
        "camera",
        c.c.area,
        (
            count_if(there),
            count_if(there, c.c.online),
            count_if(there, c.c.online.is_not(None)),
            count_if(there, c.c.in_order),
            count_if(there, c.c.in_order.is_not(None)),
            count_if(there, c.c.range_m.is_(None)),
        ),
    ).group_by(c.c.area)
    if scope.filter.area:
        inside = select(area_ancestors.c.code).where(
            area_ancestors.c.ancestor.in_(scope.filter.area)
        )
        cameras = cameras.where(c.c.area.in_(inside))
    seen = covered_incidents.c.incident_id
    incidents = (
        _row("incident", i.c.area, (func.count(), count_if(seen.is_not(None))))
        .select_from(i.outerjoin(covered_incidents, i.c.id == seen))
        .where(and_(*scope.cohort()), i.c.lon.is_not(None))
        .group_by(i.c.area)
    )
    cover = _row("cover", area_cover.c.code, (area_cover.c.area_m2, area_cover.c.covered_m2))
    return select(union_all(cameras, incidents, cover).subquery("all_kinds"))


def _shape(rows: Sequence[Any], scope: Scope) -> Coverage:
    of: dict[str, dict[str | None, dict[str, float]]] = {"camera": {}, "incident": {}, "cover": {}}
    for row in rows:
        names = {"camera": _CAMERA, "incident": _INCIDENT, "cover": _COVER}[row.kind]
        of[row.kind][row.code] = {n: getattr(row, f"n{at}") for at, n in enumerate(names)}
    computed = rows[0].computed_at if rows else None
    said = any(line["says_in_order"] for line in of["camera"].values())
    above = _ancestors(scope)
    cells = _cells(scope, above)

    def unit(code: str | None, inside: Iterable[str | None]) -> UnitCoverage:
        leaves = set(inside)
        cams = [line for at, line in of["camera"].items() if at in leaves]
        places = [line for at, line in of["incident"].items() if at in leaves]
        cover = of["cover"].get(code) if code is not None else None
        known = computed is not None and said
        own_cells = [cell for cell in cells if cell in leaves]
        return UnitCoverage(
            code,
            _sum(cams, "installed"),
            _sum(cams, "online") if _sum(cams, "says_online") else None,
            _sum(cams, "in_order") if _sum(cams, "says_in_order") else None,
            cover["covered_m2"] if cover and known else None,
            cover["area_m2"] if cover else None,
            _sum(places, "located"),
            _sum(places, "covered") if known else None,
            len(own_cells),
            sum(_blind(of["cover"], cell, scope) for cell in own_cells) if known else None,
        )

    codes: set[str | None] = set(above) | set(of["camera"]) | set(of["incident"])
    units = [
        unit(code, {leaf for leaf in codes if leaf is not None and code in above.get(leaf, ())})
        for code in scope.units()
    ]
    unit_codes = {u.code for u in units}
    stray = {leaf for leaf in codes if leaf is None or not unit_codes & set(above.get(leaf, ()))}
    rest = unit(None, stray)
    if rest.installed or rest.located:
        units.append(rest)
    top = scope.filter.area[0] if len(scope.filter.area) == 1 else _top(scope)
    whole = unit(top, codes if not scope.filter.area else _inside(scope, codes, above))
    blind = [
        BlindCell(
            cell,
            of["cover"][cell]["covered_m2"] / of["cover"][cell]["area_m2"],
            int(of["incident"].get(cell, {}).get("located", 0)),
        )
        for cell in cells
        if computed is not None and said and _blind(of["cover"], cell, scope)
    ]
    blind.sort(key=lambda cell: (-cell.incidents, cell.code))
    assumed = _sum(list(of["camera"].values()), "assumed")
    return Coverage(scope.unit_level, tuple(units), whole, tuple(blind), assumed, computed)


def _sum(lines: Sequence[dict[str, float]], name: str) -> int:
    return int(sum(line[name] for line in lines))


def _ancestors(scope: Scope) -> dict[str, tuple[str, ...]]:
    """Every area with itself and all above it."""
    area = scope.names.area
    found: dict[str, tuple[str, ...]] = {}
    for code in area:
        chain, at = [], code
        while at in area:
            chain.append(at)
            at = area[at].parent or ""
        found[code] = tuple(chain)
    return found


def _inside(
    scope: Scope, codes: Iterable[str | None], above: dict[str, tuple[str, ...]]
) -> set[str | None]:
    chosen = set(scope.filter.area)
    return {code for code in codes if code is not None and chosen & set(above.get(code, ()))}


def _cells(scope: Scope, above: dict[str, tuple[str, ...]]) -> list[str]:
    """Areas of the lowest level that is there, inside what is looked at."""
    levels = [named.level or 0 for named in scope.names.area.values()]
    lowest = max(levels, default=0)
    chosen = set(scope.filter.area)
    return [
        code
        for code, named in scope.names.area.items()
        if named.level == lowest and (not chosen or chosen & set(above[code]))
    ]


def _blind(cover: dict[str | None, dict[str, float]], cell: str, scope: Scope) -> bool:
    line = cover.get(cell)
    return line is not None and line["covered_m2"] < scope.settings.blind_share * line["area_m2"]


def _top(scope: Scope) -> str | None:
    return next((code for code, named in scope.names.area.items() if named.level == 0), None)


QUESTION = Question("coverage", _select, _shape)
