"""What may tell of the same thing: near in place and time, of one upper category, texts alike.

The one rule of the case view, of one incident, and of the worklist (`live.likely`), of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from pyproj import Geod

from data_access.definitions.constants import ALIKE, DUPLICATE_HOURS, REPEAT_RADIUS_M
from data_access.moments import SECOND, Micros
from data_access.similarity import Pairs, pairs, similarity

APART: Micros = DUPLICATE_HOURS * 3_600 * SECOND
"""Between the reports, at most."""
RULE = (REPEAT_RADIUS_M, DUPLICATE_HOURS, ALIKE, 1)
"""What else is kept by another rule has to be computed anew; the last is raised with the code."""

_EARTH = Geod(ellps="WGS84")

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Said(NamedTuple):
    """What is compared of an incident: its upper category, and the pairs of what was written."""

    upper: str | None
    pairs: Pairs


class Likeness(NamedTuple):
    """Whether two incidents may tell of the same thing, as far as what is said of them goes;
    `alike` is the similarity of the texts, None where one of them says nothing."""

    likely: bool
    alike: float | None


def metres(lon: Any, lat: Any, other_lon: Any, other_lat: Any) -> Floats:
    """The distances between places in degrees, one by one, along the ellipsoid (WGS-84)."""
    x, y, other_x, other_y = np.broadcast_arrays(lon, lat, other_lon, other_lat)
    return np.asarray(_EARTH.inv(x, y, other_x, other_y)[2], np.float64)


def said(upper: str | None, text: str | None, address: str | None) -> Said:
    """What is compared of an incident."""
    return Said(upper, pairs(text, address))


def compared(one: Said, other: Said) -> Likeness:
    """Of two that are near in place and time."""
    if not same_kind(one.upper, other.upper):
        return Likeness(False, None)
    if not one.pairs or not other.pairs:
        return Likeness(True, None)
    alike = similarity(one.pairs, other.pairs)
    return Likeness(alike >= ALIKE, alike)


def same_kind(upper: str | None, other_upper: str | None) -> bool:
    """The same upper category, or nobody knows."""
    return upper == other_upper or upper is None or other_upper is None


def upper_category(category: str | None, parents: Mapping[str, str | None]) -> str | None:
    """The top-level category that one lies in."""
    while category is not None and (parent := parents.get(category)):
        category = parent
    return category
