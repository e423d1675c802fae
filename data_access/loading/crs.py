"""Coordinates of other systems as WGS-84."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from data_access.loading import gcj02
from data_access.loading.gcj02 import Floats

Bounds = tuple[float, float, float, float]

_WORLD = (-180.0, -90.0, 180.0, 90.0)
_NAMED = {"gcj02": gcj02.gcj02, "bd09": gcj02.bd09}
_CODE = re.compile(r"(EPSG|ESRI):(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Crs:
    """A system of coordinates: x (east, or longitude) and y (north, or latitude)."""

    name: str
    bounds: Bounds  # west, south, east and north, in degrees, of where it is meant to be used
    convert: Callable[[Floats, Floats], tuple[Floats, Floats]]
    note: str = ""  # what is to be known of its accuracy

    @property
    def area(self) -> str:
        """Where it is meant to be used, in words."""
        west, south, east, north = self.bounds
        return (
            f"which is used from {west}° to {east}° of longitude, {south}° to {north}° of latitude"
        )

    def to_wgs84(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Longitudes and latitudes in degrees; NaN for what is NaN or out of its area of use."""
        with np.errstate(invalid="ignore", over="ignore"):
            lon, lat = self.convert(x, y)
        west, south, east, north = self.bounds
        inside = (lat >= south) & (lat <= north)
        if west <= east:
            inside &= (lon >= west) & (lon <= east)
        else:  # across the line where the date changes
            inside &= (lon >= west) | (lon <= east)
        return np.where(inside, lon, np.nan), np.where(inside, lat, np.nan)


def crs(name: str) -> Crs | None:
    """The system of a name: wgs84 (None: nothing to do), gcj02, bd09, EPSG:n or ESRI:n.

    Raises ValueError where there is none, or it has no horizontal coordinates.
    """
    if name.lower() == "wgs84":
        return None
    if name.lower() in _NAMED:
        shift = _NAMED[name.lower()]
        return Crs(name.upper(), gcj02.BOUNDS, partial(gcj02.unshifted, shift))
    code = _CODE.fullmatch(name)
    if code is None:
        raise ValueError(f"{name!r} is not wgs84, gcj02, bd09, EPSG:number or ESRI:number")
    return _of_code(code[1].upper(), code[2])


def _of_code(authority: str, number: str) -> Crs:
    name = f"{authority}:{number}"
    try:
        found = CRS.from_authority(authority, number)
    except CRSError:
        raise ValueError(f"there is no coordinate system {name}") from None
    if not (found.is_projected or found.is_geographic):
        raise ValueError(f"{name} ({found.name}) has no horizontal coordinates: {found.type_name}")
    note = ""
    try:
        transformer = Transformer.from_crs(found, "EPSG:4326", always_xy=True, allow_ballpark=False)
    except ProjError:
        transformer = Transformer.from_crs(found, "EPSG:4326", always_xy=True)
        note = (
            f"{name}: no way from its datum to WGS-84 is known, so the two are taken as one "
            "(right within a metre for CGCS2000; more than a hundred off for Xian 1980)"
        )
    use = found.area_of_use
    bounds = _WORLD if use is None else (use.west, use.south, use.east, use.north)
    return Crs(f"{name} ({found.name})", bounds, transformer.transform, note)
