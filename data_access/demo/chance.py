"""What chance decides about the incidents of one day, drawn for all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data_access.demo.district import District
from data_access.demo.history import Draw
from data_access.demo.places import Ints
from data_access.demo.reference import DAY, HOUR
from data_access.demo.reports import Drawn, some
from data_access.demo.rhythm import is_workday, midnight
from data_access.moments import SECOND

_OPENS, _CLOSES = 8, 19  # office hours
_ON_DUTY = 0.6  # share of what comes outside them that a duty officer takes


def draws(district: District, drawn: Drawn) -> Iterator[Draw]:
    """What becomes of the incidents: how fast, on time or not, what goes wrong."""
    rng, count, lead = drawn.rng, len(drawn.leaf), district.lead[drawn.leaf]
    deadline = np.where(drawn.own_s > 0, drawn.own_s, district.deadline_s[drawn.leaf])
    returns = some(rng, count, 0.085) * (1 + some(rng, count, 0.15))
    long = deadline >= DAY
    pause = some(rng, count, 0.045) * long * (12 * HOUR + rng.exponential(1.4 * DAY, count))
    pause = np.minimum(pause, 8 * DAY).astype(int)
    extension = some(rng, count, 0.05) * (pause == 0) * np.minimum(deadline // 2, 5 * DAY)
    on_time = rng.random(count) < _on_time(district, drawn, lead, returns)
    response = district.response_s[lead] * rng.lognormal(0, 0.85, count)
    response = np.minimum(response * np.where(on_time, 1, 1.6), 2 * DAY).astype(int)
    dispatch = district.dispatch_s[drawn.source] * rng.lognormal(0, 0.7, count)
    partner, other = rng.integers(1, len(district.departments), (2, count))
    helping = district.response_s[(lead + partner) % len(district.departments)]
    street = district.places.street_of[drawn.place.grid]
    late = rng.exponential(np.minimum(6 * DAY + deadline, 11 * DAY), count)
    late = 600 + late * district.lateness[street]
    columns = (
        midnight(drawn.day) // SECOND + drawn.second,
        _fates(rng, count),
        lead,
        (lead + other) % len(district.departments),
        (lead + partner) % len(district.departments),
        deadline,
        dispatch.astype(int) + 5,
        response + _asleep(district, drawn, lead) + 20,
        on_time,
        0.04 + 0.95 * rng.beta(1.3, 2.0, count),
        np.minimum(late, 26 * DAY).astype(int),
        returns,
        np.minimum(rng.lognormal(8.1, 0.9, count), DAY).astype(int),
        some(rng, count, 0.05) * (300 + rng.exponential(5400, count)).astype(int),
        some(rng, count, 0.06) * (60 + helping * rng.lognormal(0, 0.9, count)).astype(int),
        extension,
        pause,
        some(rng, count, 0.004) * rng.integers(6 * HOUR, 4 * DAY, count),
    )
    departments = district.departments
    for row in zip(*(column.tolist() for column in columns), strict=True):
        reported, fate, *codes = row
        yield Draw(reported, fate, *(departments[code] for code in codes[:3]), *codes[3:])


def _fates(rng: np.random.Generator, count: int) -> np.ndarray:
    fates = np.array(["usual", "voided", "unheard", "spot"])
    return fates[np.searchsorted([0.977, 0.987, 0.995], rng.random(count))]


def _on_time(district: District, drawn: Drawn, lead: Ints, returns: Ints) -> np.ndarray:
    """The probability that an incident is closed on time."""
    street = district.places.street_of[drawn.place.grid]
    odds = district.on_time[street] + district.skill[lead]
    odds = odds - 0.7 * (returns > 0) - 0.6 * drawn.surging
    odds = odds - 0.2 * (not is_workday(drawn.day))
    return np.asarray(1 / (1 + np.exp(-odds)))


def _asleep(district: District, drawn: Drawn, lead: Ints) -> Ints:
    """Seconds until the department's office opens, unless it never closes or has a duty officer."""
    early = np.maximum(_OPENS * HOUR - drawn.second, 0)
    wait = np.where(drawn.second >= _CLOSES * HOUR, DAY + _OPENS * HOUR - drawn.second, early)
    on_duty = drawn.rng.random(len(lead)) < _ON_DUTY
    return np.asarray(np.where(district.awake[lead] | on_duty, 0, wait), dtype=int)
