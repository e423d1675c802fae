"""The positions of a batch's rows, in WGS-84 whatever the file's coordinates are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from data_access.loading.crs import Crs
from data_access.loading.rejects import Problem
from data_access.loading.values import hinted, number

Position = tuple[float | None, float | None]

_WHAT = "impossible coordinate"


class Positions:
    """Longitudes and latitudes of rows, from two columns of cells."""

    def __init__(self, lons: Sequence[Any], lats: Sequence[Any], crs: Crs | None) -> None:
        self._lons, self._lats, self._crs = lons, lats, crs
        self._found: tuple[list[float], list[float]] = ([], [])
        if crs is not None:
            x, y = (np.array([_or_nan(cell) for cell in cells]) for cells in (lons, lats))
            lon, lat = crs.to_wgs84(x, y)
            self._found = lon.tolist(), lat.tolist()

    def at(self, n: int, problems: list[Problem]) -> Position:
        """Where row `n` is; what is wrong with it goes to `problems`."""
        lon, lat = self._lons[n], self._lats[n]
        if lon is None and lat is None:
            return None, None
        if lon is None or lat is None:
            problems.append(Problem(_WHAT, "only one of lon and lat is given"))
            return None, None
        x, y = number(lon), number(lat)
        if x is None or y is None:
            text = f"lon {lon!r}, lat {lat!r} are not both numbers"
            problems.append(Problem(_WHAT, hinted(text, lon if x is None else lat)))
        elif x == 0 and y == 0:
            problems.append(Problem(_WHAT, "lon 0, lat 0: a position that was never measured"))
        elif self._crs is not None:
            return self._converted(n, self._crs, problems)
        elif not (-180 <= x <= 180 and -90 <= y <= 90):
            problems.append(Problem(_WHAT, f"lon {x}, lat {y} is not on the globe"))
        else:
            return x, y
        return None, None

    def _converted(self, n: int, crs: Crs, problems: list[Problem]) -> Position:
        lon, lat = self._found[0][n], self._found[1][n]
        if lon == lon:  # not NaN
            return lon, lat
        text = f"lon {self._lons[n]}, lat {self._lats[n]} is not in {crs.name}, {crs.area}"
        problems.append(Problem("coordinate outside the area of use", text))
        return None, None


def _or_nan(cell: Any) -> float:
    found = None if cell is None else number(cell)
    return float("nan") if found is None else found
