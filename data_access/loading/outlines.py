"""Rows of areas: their levels, parents and outlines, checked for the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, select

from data_access.levels import Level
from data_access.loading.crs import Crs
from data_access.loading.places import OutlineError, outline, union
from data_access.loading.rejects import Problem, Reject, rejected_row
from data_access.record.tables import areas

Row = dict[str, Any]


@dataclass
class Areas:
    """Areas for the record, rejects, and what was done to outlines, in words."""

    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def known_areas(engine: Engine) -> dict[str, Row]:
    """The record's areas by code: level, parent, geometry."""
    columns = (areas.c.code, areas.c.level, areas.c.parent, areas.c.geometry)
    with engine.connect() as connection:
        return {row.code: dict(row._mapping) for row in connection.execute(select(*columns))}


def check_areas(
    rows: Sequence[Row],
    levels: Sequence[Level],
    known: dict[str, Row],
    crs: Crs | None = None,
) -> Areas:
    """Check parents and levels from the top down, repair outlines, and fill missing ones.

    An area without an outline gets the union of those below it, in the rows or in the record.
    """
    done = Areas()
    leveled = []
    repaired = []
    for row in rows:
        problems: list[Problem] = []
        level = _level(row["level"], levels)
        if level is None:
            there = ", ".join(f"{n} {level.en} {level.zh}" for n, level in enumerate(levels))
            problems.append(Problem("unknown level", f"{row['level']!r}; there are {there}"))
        fit = dict(row)
        if "geometry" in row:
            try:
                fit["geometry"], reason = outline(row["geometry"], crs)
            except OutlineError as error:
                problems.append(Problem("impossible geometry", str(error)))
            else:
                if reason:
                    repaired.append(f"{row['code']} ({reason})")
        if problems:
            done.rejects.append(rejected_row(row, ("code",), problems))
        else:
            leveled.append(fit | {"level": level})
    _accept(leveled, known, done)
    if repaired:
        outlined = sum("geometry" in row for row in rows)
        done.notes.append(
            f"{len(repaired)} of {outlined} polygons were invalid and have been repaired: "
            + "; ".join(repaired)
        )
    _fill(done, known)
    return done


def _level(said: str, levels: Sequence[Level]) -> int | None:
    for number, level in enumerate(levels):
        if said.casefold() in (str(number), level.zh.casefold(), level.en.casefold()):
            return number
    return None


def _accept(rows: list[Row], known: dict[str, Row], done: Areas) -> None:
    """Take the rows whose parents are there, one level above; from the top down."""
    places = {code: row["level"] for code, row in known.items()}
    for row in sorted(rows, key=lambda row: row["level"]):
        parent, level = row.get("parent"), row["level"]
        if parent is None and row["code"] in known:
            parent = known[row["code"]]["parent"]
        problem = None
        if level == 0 and parent is not None:
            problem = Problem("parent of the top level", f"{parent!r}")
        elif level and parent is None:
            problem = Problem("missing parent", f"level {level} lies in one of level {level - 1}")
        elif level and parent not in places:
            problem = Problem("unknown parent", f"{parent!r} is not loaded")
        elif level and places[str(parent)] != level - 1:
            problem = Problem("parent of another level", f"{parent!r} is not of level {level - 1}")
        if problem:
            done.rejects.append(rejected_row(row, ("code",), [problem]))
        else:
            places[row["code"]] = level
            done.rows.append(row)


def _fill(done: Areas, known: dict[str, Row]) -> None:
    """Give areas without an outline the union of those below, from the bottom up.

    A union follows the areas below it when they change; an outline of its own stays.
    """
    loaded = {row["code"]: row for row in done.rows}
    whole = known | {code: known.get(code, {}) | row for code, row in loaded.items()}
    unions = _unions(known)
    for code in sorted(whole, key=lambda code: (-whole[code]["level"], code)):
        below = _below(whole, code)
        own = whole[code].get("geometry") and code not in unions
        if not below or own or loaded.get(code, {}).get("geometry"):
            continue
        geometry = union(below)
        whole[code] = whole[code] | {"geometry": geometry}
        if geometry != known.get(code, {}).get("geometry"):
            done.notes.append(f"{code}: its outline is the union of the {len(below)} areas in it")
            if code in loaded:
                loaded[code]["geometry"] = geometry
            else:
                level = whole[code]["level"]
                done.rows.append({"code": code, "level": level, "geometry": geometry})


def _below(whole: dict[str, Row], code: str) -> list[str]:
    inside = [row for row in whole.values() if row.get("parent") == code and row.get("geometry")]
    return [row["geometry"] for row in sorted(inside, key=lambda row: row["code"])]


def _unions(known: dict[str, Row]) -> set[str]:
    """Areas of the record whose outline is exactly the union of those below."""
    return {
        code
        for code, row in known.items()
        if row["geometry"] and (below := _below(known, code)) and union(below) == row["geometry"]
    }
