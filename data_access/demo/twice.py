"""The same thing reported twice: some of a day's reports tell what another source told before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data_access.demo.district import District
from data_access.demo.places import Found, Ints
from data_access.demo.reference import HOUR
from data_access.demo.reports import Drawn
from data_access.demo.state import Demo

_STREAM = 4  # of random numbers, beside the days' own: everything else stays as it was
_SHARE = 0.03  # of the reports, about
_LATER = 10 * HOUR  # at most
_SPREAD_M = 12.0  # between the two places


def with_repeats(district: District, demo: Demo, drawn: Drawn) -> Drawn:
    """The same day, in which some later reports have become such: as many reports as before, at
    the same moments."""
    rng = np.random.default_rng([demo.seed, _STREAM, drawn.day.toordinal()])
    later, first = _pairs(rng, drawn)
    others = _other_sources(rng, district, drawn, first)
    there = others != drawn.source[first]  # is another one
    later, first, others = later[there], first[there], others[there]
    of = np.arange(len(drawn.leaf))
    of[later] = first
    source, old = drawn.source.copy(), drawn.place
    source[later] = others
    place = Found(old.lon[of], old.lat[of], old.grid[of], old.hot[of])
    place.lon[later], place.lat[later] = district.places.nearby(
        rng, old.lon[first], old.lat[first], old.grid[first], _SPREAD_M
    )
    again = np.zeros(len(of), dtype=int)
    again[later] = rng.integers(1, 4, len(later))
    return replace(
        drawn,
        leaf=drawn.leaf[of],
        source=source,
        priority=drawn.priority[of],
        place=place,
        surging=drawn.surging[of],
        own_s=drawn.own_s[of],
        road=drawn.road[of],
        number=drawn.number[of],
        again=again,
    )


def _pairs(rng: np.random.Generator, drawn: Drawn) -> tuple[Ints, Ints]:
    """The numbers of some reports, and for each that of one before it; no report is in two pairs."""
    # What petitions tell comes a day late, and would as well where another source told it.
    usable = drawn.has_area & drawn.has_place & (np.array(drawn.late_s) < _LATER)
    chosen = usable & (rng.random(len(usable)) < _SHARE)
    later, first, taken = [], [], set[int]()
    for number in np.flatnonzero(chosen).tolist():
        begin = int(np.searchsorted(drawn.second, drawn.second[number] - _LATER))
        before = int(rng.integers(begin, max(number, begin + 1)))
        if before < number and usable[before] and not taken & {before, number}:
            later.append(number)
            first.append(before)
            taken |= {before, number}
    return np.array(later, dtype=int), np.array(first, dtype=int)


def _other_sources(rng: np.random.Generator, district: District, drawn: Drawn, first: Ints) -> Ints:
    """Who else tells such things: another source than the first where there is one."""
    sums = district.mixes[drawn.leaf[first]]
    shares = np.diff(sums, axis=1, prepend=0.0)
    shares[np.arange(len(first)), drawn.source[first]] = 0.0
    shares[:, district.sources.index("petition")] = 0.0
    sums = np.cumsum(shares, axis=1)
    other = (sums <= rng.random((len(first), 1)) * sums[:, -1:]).sum(axis=1)
    found: Ints = np.where(sums[:, -1] > 0, other, drawn.source[first])
    return found
