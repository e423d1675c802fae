"""What a query narrows to besides codes: worklists, what is drawn on the map, and texts."""

from __future__ import annotations

from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

import shapely

from data_access.independent.told import SECOND
from data_access.settings import Settings

if TYPE_CHECKING:
    from data_access.independent.cases import Case

_HOUR = 3600 * SECOND
WORKLISTS = (
    "overdue", "due2h", "due24h", "unanswered", "returned", "paused", "unlocated", "reopened",
    "duplicates",
)  # fmt: skip


def is_on(case: Case, word: str, settings: Settings) -> bool:
    """Whether a word of `only` fits; all but two are of open cases."""
    if word == "unlocated":
        return case.fields["lon"] is None
    if word == "returned":
        return len(case.history.moments("returned")) > 1
    if not case.has_status("open"):
        return False
    history = case.history
    if word == "reopened":
        return bool(history.moments("closed"))
    if word == "duplicates":
        return case.twice
    if word == "paused":
        begin = history.suspended
        norm = settings.suspended_norm_seconds * SECOND
        return begin is not None and history.as_of - begin > norm
    if history.suspended is not None:
        return False
    if word == "unanswered":
        if history.moments("responded", "resolved") or history.stage(history.all) != "dispatched":
            return False
        lead = history.lead(history.all) or ""
        norm = settings.response_norms.get(lead, settings.response_norm_seconds) * SECOND
        return (case.stages["dispatched"][1] or 0) > norm
    hours = {"due2h": 2, "due24h": 24}[word]
    deadline = history.deadline
    return deadline is not None and 0 <= deadline - history.as_of <= hours * _HOUR


def worklists(every: list[Case], settings: Settings) -> dict[str, int]:
    """How many open cases are on each worklist; `every` match the query but for status and words."""
    still_open = [case for case in every if case.has_status("open")]
    return {
        word: sum(
            case.has_status(word) if word == "overdue" else is_on(case, word, settings)
            for case in still_open
        )
        for word in WORKLISTS
    }


def drawn(within: str) -> shapely.Geometry:
    """A rectangle by two corners, or what a closed line goes around an odd number of times: where
    the triangles between one corner and each edge overlap, they take one another away."""
    points = [tuple(map(float, point.split(","))) for point in within.split(";")]
    if len(points) == 2:
        (west, south), (east, north) = points
        return shapely.box(west, south, east, north)
    triangles: list[shapely.Geometry] = [
        shapely.Polygon([points[0], *edge]) for edge in pairwise(points[1:])
    ]
    return reduce(lambda one, other: shapely.symmetric_difference(one, other), triangles)


def lies_in(shape: shapely.Geometry, lon: float | None, lat: float | None) -> bool:
    """Whether a place is inside, or on the edge; without coordinates it is nowhere."""
    return lon is not None and lat is not None and bool(shapely.intersects_xy(shape, lon, lat))


def plain(text: str) -> str:
    """A text with the letters A to Z in small."""
    return "".join(chr(ord(c) + 32) if "A" <= c <= "Z" else c for c in text)
