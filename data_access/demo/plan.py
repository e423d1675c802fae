"""Every incident of a day with its whole history: a pure function of a demo and a date."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from data_access.demo.chance import draws
from data_access.demo.district import District
from data_access.demo.history import story
from data_access.demo.reports import Drawn, draw_day
from data_access.demo.rhythm import midnight
from data_access.demo.state import Demo
from data_access.demo.twice import with_repeats
from data_access.moments import SECOND, Micros
from data_access.record.events import Event, Incident

HISTORY_DAYS = 60
"""Every event of a day's incidents has arrived this many days after its midnight."""


class Planned(NamedTuple):
    """An incident with its events in the order in which they arrive, and when they do."""

    incident: Incident
    arrives: list[Micros]


def plan_day(district: District, demo: Demo, day: date) -> list[Planned]:
    """All incidents reported on a local day, in the order of their reports."""
    drawn = with_repeats(district, demo, draw_day(district, demo, day))
    return [
        _arriving(incident, story(draw), late)
        for incident, draw, late in zip(
            _incidents(district, drawn, day), draws(district, drawn), drawn.late_s, strict=True
        )
    ]


def _arriving(incident: Incident, events: list[Event], late_s: int) -> Planned:
    """Nothing arrives before its moment, and nothing before the report."""
    events.sort(key=lambda event: event.moment)
    first = events[0].moment + late_s * SECOND
    # Of an incident that is late, every other event comes at once.
    arrives = [
        max(event.moment + (late_s if n % 2 == 0 else 2 + n) * SECOND, first)
        for n, event in enumerate(events)
    ]
    order = sorted(range(len(events)), key=arrives.__getitem__)
    incident.events = [events[n] for n in order]
    return Planned(incident, [arrives[n] for n in order])


def _incidents(district: District, drawn: Drawn, day: date) -> list[Incident]:
    """The incidents of a day as their sources tell of them, without their events."""
    begin = midnight(day)
    named = f"JY{day:%Y%m%d}-"
    found = []
    for n, row in enumerate(zip(*_columns(drawn), strict=True), start=1):
        (
            second,
            leaf,
            source,
            priority,
            own_s,
            has_area,
            has_place,
            lon,
            lat,
            grid,
            hot,
            road,
            number,
            again,
        ) = row
        category = district.leaves[leaf]
        code = district.sources[source]
        where = None
        if has_area:
            # Who comes later reads another number next door, or does not say what is near.
            near, house = (-1 if again == 2 else hot), number + 2 * (again == 3)
            where = district.address(grid, near, road, house)
        found.append(
            Incident(
                code,
                f"{named}{n:04}",
                [],
                area=district.grids[grid].code if has_area else None,
                category=category.code,
                scenario=category.scenario,
                priority=priority,
                lon=lon if has_place else None,
                lat=lat if has_place else None,
                address=where,
                text=district.text(code, category, where, again),
                own_deadline=begin + (second + own_s) * SECOND if own_s else None,
            )
        )
    return found


def _columns(drawn: Drawn) -> list[list[Any]]:
    place = drawn.place
    columns: list[np.ndarray] = [
        drawn.second,
        drawn.leaf,
        drawn.source,
        drawn.priority,
        drawn.own_s,
        drawn.has_area,
        drawn.has_place,
        place.lon,
        place.lat,
        place.grid,
        place.hot,
        drawn.road,
        drawn.number,
        drawn.again,
    ]
    return [column.tolist() for column in columns]
