"""The demo's cameras: where they stand and look."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from data_access.demo.district import District, district

_SEED = 2729
# Cameras of each street, the share of them that is offline, and that is online but out of order.
_STREETS = {
    "320105001": (540, 0.035, 0.020),
    "320105002": (612, 0.040, 0.024),
    "320105003": (391, 0.072, 0.040),
    "320105004": (177, 0.105, 0.055),
    "320105006": (488, 0.042, 0.026),
    "320105007": (521, 0.038, 0.030),
}
_POLE = (0.42, 0.24, 0.18, 0.16)  # shares of poles with 1, 2, 3, 4 cameras


@dataclass(frozen=True)
class Camera:
    """One camera as it stands; `online` and `in_order` are what it usually is."""

    code: str
    zh: str
    en: str
    lon: float
    lat: float
    area: str
    bearing: float | None
    angle: float | None
    range_m: float | None
    online: bool
    in_order: bool
    since_days: int  # for how long it has been so when the demo begins

    def row(self) -> dict[str, Any]:
        """Its unchanging columns of the table `cameras`."""
        return {
            "code": self.code,
            "name_zh": self.zh,
            "name_en": self.en,
            "lon": self.lon,
            "lat": self.lat,
            "area": self.area,
            "bearing": self.bearing,
            "angle": self.angle,
            "range_m": self.range_m,
        }


@lru_cache(maxsize=1)
def cameras() -> tuple[Camera, ...]:
    """All 2,729 cameras, always the same."""
    place, rng = district(), np.random.default_rng(_SEED)
    numbers: Counter[str] = Counter()
    found: list[Camera] = []
    for street, area in enumerate(place.streets):
        count, offline, faulty = _STREETS[area.code]
        for lon, lat, grid, bearing in _poles(place, rng, count, street):
            numbers[grid[:12]] += 1
            broken = rng.random()
            found.append(
                _camera(
                    len(found) + 1,
                    place,
                    rng,
                    (lon, lat, grid),
                    numbers[grid[:12]],
                    bearing,
                    online=broken >= offline,
                    in_order=broken >= offline + faulty,
                )
            )
    return tuple(found)


def _poles(
    place: District, rng: np.random.Generator, count: int, street: int
) -> list[tuple[float, float, str, float | None]]:
    """Place, grid and bearing of a street's cameras: those of a pole look to different sides."""
    spots = place.places.draw(rng, count, street)
    sizes = rng.choice(len(_POLE), count, p=_POLE) + 1
    found: list[tuple[float, float, str, float | None]] = []
    for pole in range(count):
        grid = place.grids[int(spots.grid[pole])].code
        first = rng.uniform(0, 360)
        for side in range(int(sizes[pole])):
            bearing = round(float(first + side * 360 / sizes[pole] + rng.normal(0, 8)) % 360, 1)
            round_view = rng.random() < 0.16
            lon, lat = float(spots.lon[pole]), float(spots.lat[pole])
            found.append((lon, lat, grid, None if round_view else bearing))
            if len(found) == count:
                return found
    raise AssertionError("every pole carries at least one camera")


def _camera(
    number: int,
    place: District,
    rng: np.random.Generator,
    where: tuple[float, float, str],
    in_community: int,
    bearing: float | None,
    *,
    online: bool,
    in_order: bool,
) -> Camera:
    lon, lat, grid = where
    community = place.community(grid)
    zh, en = ("球机", "dome") if bearing is None else ("枪机", "fixed")
    angle, reach = float(rng.integers(60, 111)), float(rng.integers(30, 121))
    return Camera(
        f"JYC{number:04}",
        f"{community.zh}{zh}{in_community:03}",
        f"{community.en} {en} {in_community:03}",
        lon,
        lat,
        grid,
        bearing,
        None if bearing is None else angle,
        None if rng.random() < 0.025 else reach,
        online,
        in_order,
        int(rng.integers(2, 200)),
    )
