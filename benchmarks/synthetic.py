"""A synthetic district as files for `onescreen load`: areas, codes, and incidents with histories."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

STREETS, COMMUNITIES = 8, 6  # communities of each street
_WEST, _SOUTH, _SIDE = 118.7, 32.0, 0.01
_BEGIN = datetime(2026, 1, 1)  # noqa: DTZ001 - on the district's clock, as most sources tell


def write_files(folder: Path, incidents: int) -> dict[str, Path]:
    """Files of a district by kind, in the order in which they are loaded.

    Each incident has five events (reported, dispatched, responded, resolved, closed) and one
    assignment; its deadline is its category's. Half of them name their area, half have
    coordinates.
    """
    kinds: dict[str, Iterable[dict[str, Any]]] = {
        "areas": _areas(),
        "sources": [{"code": "hotline"}],
        "departments": [{"code": f"d{n}"} for n in range(12)],
        "categories": [{"code": f"c{n}", "deadline_seconds": 7200 * (n + 1)} for n in range(20)],
        "incidents": _incidents(incidents),
    }
    return {kind: _written(folder / f"{kind}.csv", rows) for kind, rows in kinds.items()}


def _areas() -> Iterable[dict[str, Any]]:
    yield {"code": "district", "level": "0", "parent": None, "geometry": None}
    for street in range(STREETS):
        yield {"code": f"s{street}", "level": "1", "parent": "district", "geometry": None}
        for n in range(COMMUNITIES):
            yield {
                "code": f"s{street}c{n}",
                "level": "2",
                "parent": f"s{street}",
                "geometry": _square(_WEST + street * _SIDE, _SOUTH + n * _SIDE),
            }


def _square(west: float, south: float) -> str:
    east, north = west + _SIDE, south + _SIDE
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _incidents(number: int) -> Iterable[dict[str, Any]]:
    chance = random.Random(1)  # noqa: S311 - the same file every time
    for n in range(number):
        street, community = chance.randrange(STREETS), chance.randrange(COMMUNITIES)
        named = n % 2 == 0
        moment = _BEGIN + timedelta(seconds=n)
        told = {}
        for event in ("reported", "dispatched", "responded", "resolved", "closed"):
            told[f"{event}_at"] = moment.isoformat(" ")
            moment += timedelta(seconds=chance.randrange(60, 7200))
        yield {
            "source": "hotline",
            "external_id": f"2026-{n:08d}",
            **told,
            "area": f"s{street}c{community}" if named else None,
            "lon": None if named else round(_WEST + (street + chance.random()) * _SIDE, 6),
            "lat": None if named else round(_SOUTH + (community + chance.random()) * _SIDE, 6),
            "category": f"c{chance.randrange(20)}",
            "department": f"d{chance.randrange(12)}",
            "priority": chance.randrange(1, 5),
            "address": f"中山路 {chance.randrange(1, 900)} 号",
            "text": "路面破损，影响通行",
        }


def _written(path: Path, rows: Iterable[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        remaining = iter(rows)
        first = next(remaining)
        writer = csv.DictWriter(file, list(first))
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(remaining)
    return path
