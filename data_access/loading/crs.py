"""Coordinates of other systems as WGS-84."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import geocoordinates_ffi as shifted
import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

Floats = NDArray[np.float64]
Bounds = tuple[float, float, float, float]

_WORLD = (-180.0, -90.0, 180.0, 90.0)
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)  # where GCJ-02 and BD-09 differ from WGS-84
_SHIFTED = {
    "gcj02": ("GCJ-02", shifted.Gcj02, shifted.gcj02_to_wgs84_refined),
    "bd09": ("BD-09", shifted.Bd09, shifted.bd09_to_wgs84_refined),
}
_CODE = re.compile(r"(EPSG|ESRI):(\d+)", re.IGNORECASE)
_GEOCENTRIC = 6_378_137  # metres: the axis of ellipsoids whose datums are within a metre or so


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

    Raises ValueError where there is none, it has no horizontal coordinates, or nobody knows how
    its datum lies to that of WGS-84.
    """
    if name.lower() == "wgs84":
        return None
    if name.lower() in _SHIFTED:
        spelt, point, to_wgs84 = _SHIFTED[name.lower()]
        return Crs(spelt, _CHINA, partial(_unshifted, point, to_wgs84))
    code = _CODE.fullmatch(name)
    if code is None:
        raise ValueError(f"{name!r} is not wgs84, gcj02, bd09, EPSG:number or ESRI:number")
    return _of_code(code[1].upper(), code[2])


def _unshifted(
    point: Callable[..., Any], to_wgs84: Callable[[Any], Any], x: Floats, y: Floats
) -> tuple[Floats, Floats]:
    """Positions brought back one by one; NaN for what is nowhere near China."""
    lon, lat = np.full_like(x, np.nan), np.full_like(y, np.nan)
    west, south, east, north = _CHINA
    for n in np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north)):
        found = to_wgs84(point(lat=float(y[n]), lon=float(x[n])))
        lon[n], lat[n] = found.lon, found.lat
    return lon, lat


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
        datum = found.geodetic_crs and found.geodetic_crs.datum
        where = f"{name}: no way from its datum ({datum and datum.name}) to WGS-84 is known"
        if found.ellipsoid is None or found.ellipsoid.semi_major_metre != _GEOCENTRIC:
            raise ValueError(
                f"{where}, and they may differ by more than a hundred metres; convert the "
                "coordinates with the parameters of your surveyors"
            ) from None
        transformer = Transformer.from_crs(found, "EPSG:4326", always_xy=True)
        note = f"{where}, so that the two are taken as one, as they are within a metre or so"
    use = found.area_of_use
    bounds = _WORLD if use is None else (use.west, use.south, use.east, use.north)
    return Crs(f"{name} ({found.name})", bounds, transformer.transform, note)
