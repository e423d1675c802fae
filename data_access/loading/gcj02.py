"""GCJ-02 and BD-09, the shifted coordinates of maps in China, back to WGS-84.

Both shifts are only known as formulas from WGS-84 on. They are smooth and small, so the way back
is found by applying what is missing until nothing is.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shift = Callable[[Floats, Floats], tuple[Floats, Floats]]

BOUNDS = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east and north, in degrees, of where the shift is made."""

_AXIS = 6_378_245.0  # metres; of the ellipsoid of Krasovsky
_ECCENTRICITY = 0.006_693_421_622_965_943  # squared
_TURN = np.pi * 3000 / 180
_ROUNDS = 8  # each leaves less than a hundredth of what was missing


def gcj02(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """WGS-84 as GCJ-02; degrees."""
    x, y = lon - 105, lat - 35
    root = np.sqrt(np.abs(x))
    common = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (common + _waves(y, (20, 40, 160, 320), (1, 3, 12, 30))) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (common + _waves(x, (20, 40, 150, 300), (1, 3, 12, 30))) * 2 / 3
    phi = np.radians(lat)
    flat = 1 - _ECCENTRICITY * np.sin(phi) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / flat**1.5
    parallel = _AXIS / np.sqrt(flat) * np.cos(phi)
    return lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _waves(along: Floats, heights: tuple[int, ...], lengths: tuple[int, ...]) -> Floats:
    found = np.zeros_like(along)
    for height, length in zip(heights, lengths, strict=True):
        found += height * np.sin(np.pi * along / length)
    return found


def bd09(lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    """WGS-84 as BD-09; degrees."""
    x, y = gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.000_02 * np.sin(y * _TURN)
    angle = np.arctan2(y, x) + 0.000_003 * np.cos(x * _TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def unshifted(shift: Shift, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """The WGS-84 positions that `shift` brings to (x, y), exact to less than a millimetre."""
    lon, lat = x, y
    for _ in range(_ROUNDS):
        reached_x, reached_y = shift(lon, lat)
        lon, lat = lon + (x - reached_x), lat + (y - reached_y)
    return lon, lat
