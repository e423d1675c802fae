"""What is reported on one day: when, where, what and by whom, drawn for the whole day at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from data_access.demo.district import District
from data_access.demo.places import Floats, Found, Ints
from data_access.demo.reference import DAY, HOUR
from data_access.demo.rhythm import expected, is_workday, seasonal, surge
from data_access.demo.state import Demo

_STREAM = 0  # of random numbers: the days' own


@dataclass(frozen=True)
class Drawn:
    """Arrays over the incidents of a day, in the order of their reports."""

    day: date
    rng: np.random.Generator
    second: Ints  # of the local day
    leaf: Ints
    source: Ints
    priority: Ints
    place: Found
    surging: np.ndarray
    has_area: np.ndarray
    has_place: np.ndarray
    own_s: Ints  # a deadline of its own, seconds after the report; 0: the category's
    road: np.ndarray
    number: Ints
    late_s: list[int]
    again: Ints  # how what another source told before is said; 0: it is new


class _Reports(NamedTuple):
    """What is reported where and when, before it is known by whom."""

    second: Ints
    leaf: Ints
    lon: np.ndarray
    lat: np.ndarray
    grid: Ints
    hot: Ints
    surging: np.ndarray


def draw_day(district: District, demo: Demo, day: date) -> Drawn:
    """What is reported on a day: when, where, what and by whom."""
    rng = np.random.default_rng([demo.seed, _STREAM, day.toordinal()])
    parts = _usual(district, demo, day, rng), _surging(district, demo, day, rng)
    joined = [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    order = np.argsort(joined[0], kind="stable")
    reports = _Reports(*(column[order] for column in joined))
    count = len(order)
    source = (district.mixes[reports.leaf] < rng.random((count, 1))).sum(axis=1)
    source = np.minimum(source, len(district.sources) - 1)
    unplaced = rng.random(count)
    return Drawn(
        day,
        rng,
        reports.second,
        reports.leaf,
        source,
        _priority(rng, district.priority[reports.leaf]),
        Found(reports.lon, reports.lat, reports.grid, reports.hot),
        reports.surging,
        has_area=unplaced > 0.010,
        has_place=unplaced > 0.015,
        own_s=_own_deadline(rng, district.deadline_s[reports.leaf]),
        road=rng.random(count),
        number=rng.integers(1, 400, count),
        late_s=_late(rng, source == district.sources.index("petition")),
        again=np.zeros(count, dtype=int),
    )


def _usual(district: District, demo: Demo, day: date, rng: np.random.Generator) -> _Reports:
    count = rng.poisson(demo.daily * expected(day, demo.first, demo.days, demo.seed))
    leaf = _pick(rng, np.cumsum(_leaf_weights(district, day)), count)
    hour = (district.hours[leaf] < rng.random((count, 1))).sum(axis=1)
    second = np.minimum(hour, 23) * HOUR + rng.integers(0, HOUR, count)
    place = district.places.draw(rng, count)
    return _Reports(second, leaf, *_parts(place), np.zeros(count, dtype=bool))


def _surging(district: District, demo: Demo, day: date, rng: np.random.Generator) -> _Reports:
    found = surge(day, demo.seed)
    if found is None:
        none = np.zeros(0, dtype=int)
        return _Reports(none, none, *_parts(district.places.draw(rng, 0)), none.astype(bool))
    count = rng.poisson(demo.daily * found.size)
    leaves = np.array([district.leaf_number[code] for code, _ in found.topics])
    leaf = leaves[_pick(rng, np.cumsum([weight for _, weight in found.topics]), count)]
    hours = found.hour + found.lasts_h * rng.beta(1.5, 2.5, count)
    place = district.places.draw(rng, count, found.street)
    second = (hours * HOUR).astype(int)
    return _Reports(second, leaf, *_parts(place), np.ones(count, dtype=bool))


def some(rng: np.random.Generator, count: int, share: float) -> Ints:
    """1 for about `share` of `count`, 0 for the others."""
    found: Ints = (rng.random(count) < share).astype(int)
    return found


def _parts(found: Found) -> tuple[Floats, Floats, Ints, Ints]:
    return found.lon, found.lat, found.grid, found.hot


def _pick(rng: np.random.Generator, sums: np.ndarray, count: int) -> Ints:
    found: Ints = np.searchsorted(sums, rng.random(count) * sums[-1], side="right")
    return found


def _leaf_weights(district: District, day: date) -> np.ndarray:
    season = np.array([seasonal(leaf.season, day) for leaf in district.leaves])
    rest = 1.0 if is_workday(day) else 0.45
    return np.asarray(district.weights * season * np.where(district.office, rest, 1.0))


def _priority(rng: np.random.Generator, usual: Ints) -> Ints:
    moved = usual - some(rng, len(usual), 0.05) + some(rng, len(usual), 0.06)
    clipped = np.clip(moved, 2 - some(rng, len(usual), 0.02), 4)
    return np.asarray(np.where(usual == 1, 1, clipped))


def _own_deadline(rng: np.random.Generator, usual_s: Ints) -> Ints:
    given = some(rng, len(usual_s), 0.04) * (usual_s <= 7 * DAY)
    own: Ints = given * (usual_s * rng.choice([0.5, 1.5, 2.0], len(usual_s))).astype(int)
    return own


def _late(rng: np.random.Generator, from_petitions: np.ndarray) -> list[int]:
    """Seconds between a moment and its arrival: usually a few, sometimes hours or a day."""
    count = len(from_petitions)
    soon = rng.integers(1, 13, count)
    hours = np.minimum(rng.lognormal(7.9, 1.0, count), 10 * HOUR).astype(int)
    late = np.where(rng.random(count) < 0.06, hours, soon)
    nightly = from_petitions & (rng.random(count) < 0.12)
    found: list[int] = np.where(nightly, rng.integers(20 * HOUR, 28 * HOUR, count), late).tolist()
    return found
