"""The plan of a day: a pure function, plausible, and its places inside their grids."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.demo.district import district
from data_access.demo.plan import HISTORY_DAYS, Planned, plan_day
from data_access.demo.reference import categories
from data_access.demo.reports import draw_day
from data_access.demo.rhythm import (
    HOLIDAYS,
    hour_weights,
    is_workday,
    local_day,
    midnight,
    surge,
)
from data_access.demo.state import Demo
from data_access.demo.twice import with_repeats
from data_access.duplicates import compared, metres, said
from data_access.moments import SECOND
from data_access.record.histories import derive

DEMO = Demo(seed=20260101, first=date(2024, 10, 23), daily=200_000 / 761)
days = st.dates(min_value=date(2024, 10, 1), max_value=date(2028, 12, 31))
seeds = st.integers(min_value=0, max_value=2**40)


@pytest.fixture(scope="module")
def month() -> list[Planned]:
    """All incidents of thirty days."""
    first = date(2026, 10, 20)
    found = [plan_day(district(), DEMO, first + timedelta(days=n)) for n in range(30)]
    return [planned for day in found for planned in day]


@settings(max_examples=20, deadline=None)
@given(day=days, seed=seeds)
def test_a_day_is_always_the_same_and_stays_within_its_bounds(day: date, seed: int) -> None:
    demo = replace(DEMO, seed=seed, daily=20.0)
    planned = plan_day(district(), demo, day)
    assert planned == plan_day(district(), demo, day)
    begin = midnight(day)
    for incident, arrives in planned:
        moments = [event.moment for event in incident.events]
        assert incident.events[0].kind == "reported"
        assert local_day(moments[0]) == day
        assert arrives == sorted(arrives)
        assert all(moment <= arrival for moment, arrival in zip(moments, arrives, strict=True))
        assert min(moments) == moments[0]
        assert arrives[-1] < begin + HISTORY_DAYS * 86_400 * SECOND
        assert all(moment % SECOND == 0 for moment in moments)


@settings(max_examples=20, deadline=None)
@given(day=days, seed=seeds)
def test_a_history_ends_closed_or_voided(day: date, seed: int) -> None:
    defaults = {leaf.code: leaf.deadline_s for leaf in categories()}
    for incident, arrives in plan_day(district(), replace(DEMO, seed=seed, daily=20.0), day):
        history = derive(
            incident.events,
            own_deadline=incident.own_deadline,
            default_seconds=defaults[incident.category or ""],
            now=arrives[-1],
        )
        assert history.voided or history.stage == "closed"
        assert history.suspended_at is None
        assert all(a.outcome != "waiting" for a in history.assignments) or history.voided


def test_another_seed_is_another_day() -> None:
    day = date(2026, 11, 1)
    other = replace(DEMO, seed=1)
    assert plan_day(district(), DEMO, day) != plan_day(district(), other, day)


def test_located_incidents_lie_in_their_grids(month: list[Planned]) -> None:
    outlines = {grid.code: grid.outline for grid in district().grids}
    located = [p.incident for p in month if p.incident.lon is not None]
    assert len(located) > 8_000
    places = shapely.points([(incident.lon, incident.lat) for incident in located])
    grids = [outlines[incident.area or ""] for incident in located]
    assert shapely.contains(grids, places).all()


def test_some_have_no_place(month: list[Planned]) -> None:
    count = len(month)
    unlocated = sum(planned.incident.lon is None for planned in month)
    nowhere = sum(planned.incident.area is None for planned in month)
    assert 0.010 < unlocated / count < 0.020
    assert 0.006 < nowhere / count < 0.014
    assert all(p.incident.lon is None for p in month if p.incident.area is None)


def test_keys_are_unique(month: list[Planned]) -> None:
    keys = {(p.incident.source, p.incident.external_id) for p in month}
    assert len(keys) == len(month)
    assert all(
        len({event.identity for event in p.incident.events}) == len(p.incident.events)
        for p in month
    )


def test_some_things_are_reported_twice(month: list[Planned]) -> None:
    first, repeats = date(2026, 10, 20), []
    for n in range(30):
        day = first + timedelta(days=n)
        before = draw_day(district(), DEMO, day)
        after = with_repeats(district(), DEMO, before)
        numbers = np.flatnonzero(after.again)
        repeats += [(day, number) for number in numbers.tolist()]
        others = np.setdiff1d(np.arange(len(after.again)), numbers)
        for old, new in ((before, after), (before.place, after.place)):
            for name in ("second", "leaf", "source", "priority", "own_s", "number", "lon", "lat"):
                if hasattr(old, name):  # whatever else is reported stays the same
                    assert (getattr(old, name)[others] == getattr(new, name)[others]).all()
    assert 0.02 < len(repeats) / len(month) < 0.04
    told = {planned.incident.external_id: planned.incident for planned in month}
    alike = 0
    for day, number in repeats:
        again = told[f"JY{day:%Y%m%d}-{number + 1:04}"]
        known = [told[f"JY{day:%Y%m%d}-{n + 1:04}"] for n in range(number)]
        assert again.lon is not None and again.lat is not None
        (one, away), *_ = sorted(
            (
                (one, float(metres(again.lon, again.lat, one.lon, one.lat)))
                for one in known
                if one.lon is not None and one.category == again.category
            ),
            key=lambda pair: pair[1],
        )
        assert away < 60 and one.source != again.source and one.text != again.text
        assert again.events[0].moment - one.events[0].moment < 10 * 3600 * SECOND
        texts = (said(None, said_by.text, said_by.address) for said_by in (one, again))
        alike += compared(*texts).likely
    assert 0.6 < alike / len(repeats) < 0.85


def test_every_kind_of_history_occurs(month: list[Planned]) -> None:
    share = {
        kind: sum(any(e.kind == kind for e in p.incident.events) for p in month) / len(month)
        for kind in ("returned", "extended", "suspended", "reopened", "voided", "responded")
    }
    assert 0.05 < share["returned"] < 0.10
    assert 0.03 < share["extended"] < 0.06
    assert 0.012 < share["suspended"] < 0.03
    assert 0.001 < share["reopened"] < 0.01
    assert 0.006 < share["voided"] < 0.014
    assert 0.96 < share["responded"] < 0.985


def test_data_come_late(month: list[Planned]) -> None:
    hours = [(p.arrives[0] - p.incident.events[0].moment) / (3600 * SECOND) for p in month]
    assert 0.01 < sum(late > 0.5 for late in hours) / len(hours) < 0.07
    assert any(late > 20 for late in hours)
    day_late = {p.incident.source for p, late in zip(month, hours, strict=True) if late > 20}
    assert day_late == {"petition"}


def test_nights_are_quiet_and_days_have_two_peaks(month: list[Planned]) -> None:
    hours = [0] * 24
    for planned in month:
        moment = planned.incident.events[0].moment
        hours[(moment - midnight(local_day(moment))) // (3600 * SECOND)] += 1
    assert max(hours[1:5]) * 4 < min(hours[8:19])
    assert max(hours[8:11]) > max(hours[11:13]) < max(hours[14:18])
    assert all(weights.sum() == pytest.approx(1) for weights in hour_weights().values())


@settings(max_examples=100, deadline=None)
@given(day=days, seed=seeds)
def test_a_surge_is_never_a_month_away(day: date, seed: int) -> None:
    last_30 = [surge(day - timedelta(days=back), seed) for back in range(30)]
    assert any(found is not None for found in last_30)
    assert sum(found is not None for found in last_30) <= 2


def test_a_surge_shows_in_its_street_and_hours() -> None:
    day = date(2026, 9, 1)
    while (found := surge(day, DEMO.seed)) is None:
        day += timedelta(days=1)
    street = district().streets[found.street].code
    begin = midnight(day) + int(found.hour * 3600) * SECOND
    end = begin + int(found.lasts_h * 3600) * SECOND

    def inside(some: list[Planned], start: int, stop: int) -> int:
        return sum(
            (p.incident.area or "").startswith(street)
            and start <= p.incident.events[0].moment < stop
            for p in some
        )

    week = timedelta(days=7)
    shift = 7 * 86_400 * SECOND
    usual = inside(plan_day(district(), DEMO, day - week), begin - shift, end - shift)
    assert inside(plan_day(district(), DEMO, day), begin, end) > 2 * usual


def test_offices_rest_on_holidays_and_work_on_made_up_days() -> None:
    assert not is_workday(date(2026, 10, 1)) and date(2026, 10, 1) in HOLIDAYS
    assert is_workday(date(2026, 10, 10))  # a Saturday that is worked
    assert not is_workday(date(2026, 10, 17))
    assert is_workday(date(2026, 10, 19))


def test_it_grows_to_about_330_a_day() -> None:
    sizes = [
        len(plan_day(district(), DEMO, date(2026, 10, 26) + timedelta(days=n))) for n in range(28)
    ]
    assert 300 < sum(sizes) / len(sizes) < 350
