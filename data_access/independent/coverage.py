"""Camera coverage and the heat map's counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely

from data_access.independent.cases import Case, chosen
from data_access.independent.cohorts import names, unit_codes, unit_level
from data_access.independent.plane import Plane, Sight, statuses
from data_access.independent.told import Record, Status
from data_access.independent.tolerance import NOT_RECOMPUTED, Possible, Within

_CELLS, _MOST = 6, 900  # of the heat map's lattice: to a bandwidth, and along its longer side


class Coverage:
    """The coverage panel of one query; `sight` is of the cameras that it was computed of."""

    def __init__(
        self,
        record: Record,
        cohort: Sequence[Case],
        query: Mapping[str, str],
        known: Mapping[str, Status],
        plane: Plane,
        sight: Sight,
        blind_share: float,
    ) -> None:
        self._record, self._query, self._plane, self._sight = record, query, plane, sight
        self._areas, self._cohort, self._blind_share = chosen(query, "area"), cohort, blind_share
        self._statuses = [s for s in known.values() if s.installed and self._is_inside(s)]
        self._says = any(status.in_order is not None for status in self._statuses)
        self._covers: dict[str, tuple[float, float, float]] = {}

    def _is_inside(self, status: Status) -> bool:
        return not self._areas or bool(self._areas.intersection(self._above(status)))

    def _above(self, at: Status | Case) -> list[str]:
        if isinstance(at, Case):
            return self._record.above(at.fields["area"])
        row = self._record.cameras.get(at.camera)
        return [] if row is None else self._record.above(row.area)

    def figures(self) -> dict[str, Any]:
        record, areas = self._record, self._areas
        level, codes = unit_level(record, self._query), unit_codes(record, self._query)
        units = [self._unit(code, [code], lambda above, code=code: code in above) for code in codes]
        rest = self._unit(None, [""], lambda above: not set(codes).intersection(above))
        if rest["installed"] or rest["located"]:
            units.append(rest)
        whole = [c for c, row in sorted(record.areas.items()) if row.level == 0][:1] or [""]
        tops = sorted(a for a in areas if not areas.intersection(record.above(a)[1:])) or whole
        top = tops[0] if len(tops) == 1 and tops[0] else None
        assumed = sum(record.cameras[s.camera].range_m is None for s in self._statuses)
        return {
            "level": level,
            "units": units,
            "total": self._unit(top, tops, lambda _: True),
            "blind": self._blind_list(),
            "assumed": assumed,
            "computed_at": NOT_RECOMPUTED,
        }

    def _unit(self, code: str | None, outlines: Sequence[str], has: Any) -> dict[str, Any]:
        cameras = [status for status in self._statuses if has(self._above(status))]
        placed = [
            (case.fields["lon"], case.fields["lat"])
            for case in self._cohort
            if case.fields["lon"] is not None and has(self._above(case))
        ]
        installed, located = len(cameras), len(placed)
        online = _if_said([status.online for status in cameras])
        in_order = _if_said([status.in_order for status in cameras])
        cells = [cell for cell in self._cells() if has(self._record.above(cell))]
        known = all(code in self._plane.outlines for code in outlines)
        covers = [self._cover(code) for code in outlines] if known else []
        area, seen, off = (
            (sum(column) for column in zip(*covers, strict=True)) if covers else (0, 0, 0)
        )
        sure, possible = (sum(self._blind(cell)[n] for cell in cells) for n in (0, 1))
        covered = Within(*self._sight.counts(placed)) if self._says else None
        seen_m2 = Within(seen, seen - off, seen + off) if self._says and known else None
        return {
            "code": code,
            "name": names(self._record.areas, code),
            "installed": installed,
            "online": online,
            "in_order": in_order,
            "covered_m2": seen_m2,
            "area_m2": Within(area, area * (1 - 1e-4), area * (1 + 1e-4)) if known else None,
            "located": located,
            "covered": covered,
            "cells": len(cells),
            "blind": Within(None, sure, possible) if self._says else None,
            "online_rate": None if online is None or not installed else online / installed,
            "in_order_rate": None if in_order is None or not installed else in_order / installed,
            "covered_area_rate": None if seen_m2 is None or not area else seen_m2 / area,
            "covered_incidents_rate": None if covered is None or not located else covered / located,
        }

    def _cover(self, code: str) -> tuple[float, float, float]:
        """Of an outline: its area, the area seen in it, and what that may lie off."""
        if code not in self._covers:
            outline = self._plane.metres(self._plane.outlines[code])
            self._covers[code] = (outline.area, *self._sight.area(outline))
        return self._covers[code]

    def _cells(self) -> list[str]:
        rows = self._record.areas
        lowest = max((row.level for row in rows.values()), default=0)
        inside = (
            code
            for code, row in rows.items()
            if row.level == lowest
            and (not self._areas or self._areas.intersection(self._record.above(code)))
        )
        return sorted(inside)

    def _blind(self, cell: str) -> tuple[bool, bool]:
        """Whether a cell is blind surely, and possibly."""
        if cell not in self._plane.outlines:
            return False, False
        area, seen, off = self._cover(cell)
        limit = self._blind_share * area
        return seen + off < limit, seen - off < limit

    def _blind_list(self) -> list[Any]:
        found = []
        numbers = Counter(case.fields["area"] for case in self._cohort)
        for cell in self._cells() if self._says else ():
            sure, possible = self._blind(cell)
            area, seen, off = self._cover(cell) if possible else (1.0, 0.0, 0.0)
            number = numbers[cell]
            share = Within(seen, seen - off, seen + off) / area
            line = {"code": cell, "share": share, "incidents": number}
            if possible:
                found.append((-number, cell, line if sure else Possible(line)))
        return [line for *_, line in sorted(found, key=lambda one: one[:2])]


def _if_said(said: Iterable[bool | None]) -> int | None:
    """How many are; None where none of them says."""
    known = [one for one in said if one is not None]
    return sum(known) if known else None


def sight(record: Record, plane: Plane, version: int, moment: int, assumed_range_m: float) -> Sight:
    """What the cameras in order saw as of a version and a moment."""
    working = [
        record.cameras[status.camera]
        for status in statuses(record, version, moment).values()
        if status.installed and status.in_order and status.camera in record.cameras
    ]
    return Sight(plane, working, assumed_range_m)


def heat(
    record: Record, cohort: Sequence[Case], plane: Plane, bandwidth_m: float
) -> dict[str, Any]:
    """The counts of the heat map; its density is not recomputed here."""
    places = [
        (case.fields["lon"], case.fields["lat"])
        for case in cohort
        if case.fields["lon"] is not None
    ]
    unchecked = ("rows", "columns", "highest_per_km2", "mean_per_km2")
    return {
        "located": len(places),
        "unlocated": len(cohort) - len(places),
        "outside": _outside(record, plane, places, bandwidth_m),
        "bandwidth_m": bandwidth_m,
        **dict.fromkeys(unchecked, NOT_RECOMPUTED),
    }


def _outside(
    record: Record, plane: Plane, places: Sequence[tuple[float, float]], bandwidth_m: float
) -> Any:
    """Those outside the outline by more than about a cell: the nearest and the farthest reading.

    A cell counts as inside where its centre or a neighbour's is: nothing beyond 1.5 diagonals of
    a cell can be, everything deeper inside than half a diagonal is (a tenth is left for the plane).
    """
    district = plane.district(record)
    if district is None:
        return NOT_RECOMPUTED
    west, south, east, north = shapely.bounds(district)
    diagonal = np.sqrt(2) * max(bandwidth_m / _CELLS, max(east - west, north - south) / _MOST)
    points = plane.metres(shapely.points(np.array(places).reshape(-1, 2)))
    far = shapely.distance(points, district)
    shapely.prepare(district)
    depth = np.where(
        shapely.contains(district, points), shapely.distance(points, district.boundary), 0
    )
    surely, possibly = int(np.sum(far > 1.6 * diagonal)), int(np.sum(depth < 0.6 * diagonal))
    return Within(None, surely, possibly)
