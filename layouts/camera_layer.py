"""Cameras on the map: points with a status, a field of view and the words of a popup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

from data_access.names import Names
from data_access.settings import Settings
from layouts.texts import text
from layouts.view import Language

Status = Literal["in_order", "faulty", "offline", "unknown"]


def features(
    rows: Iterable[Any], names: Names, language: Language, settings: Settings
) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the installed cameras, rows of the table `cameras`.

    Properties: `status` (its mark), `lines` (of the popup), `bearing`, `angle` (degrees),
    `range_m` (metres; the configured one where the camera states none).
    """
    points = [
        _feature(row, names, language, settings) for row in rows if row.installed is not False
    ]
    return {"type": "FeatureCollection", "features": points}


def _feature(row: Any, names: Names, language: Language, settings: Settings) -> dict[str, Any]:
    status, word = status_of(row.online, row.in_order)
    name = (row.name_zh if language == "zh" else row.name_en) or row.code
    lines = [name, text(f"camera.{word}", language)]
    if row.area is not None:
        lines.append(names.name("area", row.area, language))
    if row.last_seen is not None:
        moment = f"{row.last_seen.astimezone(settings.zone):%Y-%m-%d %H:%M}"
        lines.append(text("camera.seen", language, moment=moment))
    assumed = row.range_m is None
    metres = settings.camera_range_m if assumed else row.range_m
    key = "camera.assumed" if assumed else "camera.range"
    lines.append(text(key, language, metres=f"{metres:g}"))
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": {
            "status": status,
            "lines": lines,
            "bearing": row.bearing,
            "angle": row.angle,
            "range_m": metres,
        },
    }


def status_of(online: bool | None, in_order: bool | None) -> tuple[Status, str]:
    """The mark of a camera and the word for it; None: the source does not say."""
    if online is False:
        return "offline", "offline"
    if in_order is not None:
        return ("in_order", "in_order") if in_order else ("faulty", "faulty")
    return ("unknown", "online") if online else ("unknown", "unknown")
