"""How much happens when: hours, weekdays, seasons, holidays and surges of the demo district.

Everything follows from the date and a seed. The district's clock is Asia/Shanghai, which has
no daylight-saving time, so that a local day is always 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi

import numpy as np

from data_access.moments import SECOND, Micros

DAYS = 761
"""Days of the created past: 25 months."""

_EPOCH = date(1970, 1, 1).toordinal()
_OFFSET_S = 8 * 3600
_GROWTH = 0.5  # of the daily number over the created past; then it stays
_WEEKDAY = (1.07, 1.04, 1.03, 1.02, 1.06, 0.93, 0.86)
_SURGE_EVERY, _SURGE_WITHIN = 25, 5  # days: never more than 29 days from one to the next
_STREAM_NOISE, _STREAM_SURGE = 1, 2  # of random numbers, beside the days' own

# First and last days of public holidays; weekends that are worked to make up for them.
_HOLIDAYS = """
2024-10-01/2024-10-07 2025-01-01/2025-01-01 2025-01-28/2025-02-04 2025-04-04/2025-04-06
2025-05-01/2025-05-05 2025-05-31/2025-06-02 2025-10-01/2025-10-08 2026-01-01/2026-01-03
2026-02-15/2026-02-23 2026-04-04/2026-04-06 2026-05-01/2026-05-05 2026-06-19/2026-06-21
2026-09-25/2026-09-27 2026-10-01/2026-10-07 2027-01-01/2027-01-03 2027-02-05/2027-02-12
2027-04-03/2027-04-05 2027-05-01/2027-05-05 2027-06-09/2027-06-09 2027-09-15/2027-09-15
2027-10-01/2027-10-07
"""
_MADE_UP = """
2024-10-12 2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14
2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""


def _days(text: str) -> frozenset[date]:
    found = set()
    for span in text.split():
        first, _, last = span.partition("/")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return frozenset(found)


HOLIDAYS, MADE_UP = _days(_HOLIDAYS), _days(_MADE_UP)


def midnight(day: date) -> Micros:
    """The first moment of a local day."""
    return ((day.toordinal() - _EPOCH) * 86_400 - _OFFSET_S) * SECOND


def local_day(moment: Micros) -> date:
    """The local day of a moment."""
    return date.fromordinal((moment // SECOND + _OFFSET_S) // 86_400 + _EPOCH)


def is_workday(day: date) -> bool:
    """Whether offices work on a local day."""
    return day in MADE_UP or (day.weekday() < 5 and day not in HOLIDAYS)


def hour_weights() -> dict[str, np.ndarray]:
    """For each rhythm of a day the share of each of its 24 hours."""
    shapes = {
        "day": ((9.3, 1.6, 1.0), (15.5, 2.1, 0.9), (19.5, 1.8, 0.25)),
        "office": ((9.8, 1.1, 1.0), (15.2, 1.5, 0.85), (20.0, 1.5, 0.08)),
        "traffic": ((8.2, 1.2, 1.0), (17.8, 1.5, 1.05), (13.0, 3.0, 0.3)),
        "evening": ((19.6, 2.0, 1.0), (10.5, 2.2, 0.5), (15.5, 2.5, 0.4)),
        "night": ((22.2, 1.9, 1.0), (1.0, 1.6, 0.3), (14.0, 4.0, 0.28)),
        "flat": ((9.5, 3.0, 0.6), (16.0, 4.0, 0.6), (20.0, 3.0, 0.2)),
    }
    floor = {"day": 0.015, "office": 0.004, "traffic": 0.03, "evening": 0.03, "night": 0.05}
    hours = np.arange(24) + 0.5
    weights = {}
    for name, peaks in shapes.items():
        curve = np.full(24, floor.get(name, 0.12))
        for middle, width, height in peaks:
            away = np.abs(hours - middle)
            curve += height * np.exp(-0.5 * (np.minimum(away, 24 - away) / width) ** 2)
        weights[name] = curve / curve.sum()
    return weights


def seasonal(season: str, day: date) -> float:
    """The factor of a season's rhythm on a day; 1 on average over a year, about."""
    angle = 2 * pi * (day.timetuple().tm_yday - 200) / 365  # 0 in the middle of July
    match season:
        case "summer":
            return 1 + 0.35 * cos(angle)
        case "rain":
            return 0.8 + 0.9 * max(0.0, cos(angle)) ** 3
        case "winter":
            return 1 - 0.4 * cos(angle)
        case _:
            return 1.0


def expected(day: date, first: date, days: int, seed: int) -> float:
    """The day's number of incidents as a multiple of the average, its surge apart.

    The number grows over the `days` days that begin with `first`.
    """
    age = min(max((day - first).days / days, 0.0), 1.0)
    rate = 1 + _GROWTH * (age - 0.5)
    rate *= 1 + 0.09 * cos(2 * pi * (day.timetuple().tm_yday - 210) / 365)
    if day in HOLIDAYS:
        rate *= 0.78
    else:
        rate *= 1.03 if day in MADE_UP else _WEEKDAY[day.weekday()]
    noise = np.random.default_rng([seed, _STREAM_NOISE, day.toordinal()])
    rate *= float(noise.lognormal(0, 0.07))
    return rate * (0.7 if noise.random() < 0.02 else 1.0)  # a quiet day now and then


@dataclass(frozen=True)
class Surge:
    """Much of a kind in one street within hours; `size` in multiples of a day's average."""

    street: int  # its number among the streets
    kind: str
    hour: float  # local, of its begin
    lasts_h: float
    size: float
    topics: tuple[tuple[str, float], ...]  # leaf categories with their weights


_KINDS = {
    "storm": (("C0603", 6.0), ("C0702", 2.5), ("C0201", 1.2), ("C0503", 0.8), ("C0205", 0.8)),
    "event": (("C0501", 5.0), ("C0502", 2.2), ("C0101", 2.4), ("C0402", 1.2), ("C0102", 0.8)),
    "frost": (("C0204", 6.0), ("C0203", 0.8), ("C0902", 0.6), ("C0303", 0.2)),
}
_WHERE = {"storm": (0, 1, 2, 5), "event": (1, 4), "frost": (0, 1, 4, 5)}  # numbers of streets


def surge(day: date, seed: int) -> Surge | None:
    """The surge of a day, if it has one: about one in four weeks, a big one in four of them."""
    block, place = divmod(day.toordinal(), _SURGE_EVERY)
    rng = np.random.default_rng([seed, _STREAM_SURGE, block])
    if place != rng.integers(_SURGE_WITHIN):
        return None
    kind = "storm" if 5 <= day.month <= 9 else "event"
    if day.month in (12, 1, 2):
        kind = "frost"
    size = float(rng.uniform(0.75, 1.0) if rng.random() < 0.25 else rng.uniform(0.25, 0.5))
    begin = {"storm": rng.uniform(13, 19), "event": rng.uniform(17, 19), "frost": 6.5}[kind]
    street = int(rng.choice(_WHERE[kind]))
    return Surge(street, kind, float(begin), float(rng.uniform(2.5, 4.5)), size, _KINDS[kind])
