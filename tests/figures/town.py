"""A town of four quarters, and Hypothesis's small histories in it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.moments import SECOND, Micros, to_micros
from data_access.record.areas import write_areas
from data_access.record.cameras import write_cameras
from data_access.record.events import Event, Incident
from data_access.record.tables import categories, departments, scenarios, sources
from data_access.record.write import write_incidents
from tests.factories import named, write_codes

# Two days after the clocks went back in New York, so that a week holds a day of 25 hours.
AS_OF = datetime(2026, 11, 3, 15, 30, 20, tzinfo=UTC)
NOW = to_micros(AS_OF)
ZONE = ZoneInfo("America/New_York")
_DAYS = 86_400 * SECOND
_SIDE = 0.01  # degrees of a street, east and north


def _rectangle(west: float, south: float, wide: float, high: float) -> str:
    corners = [(0, 0), (wide, 0), (wide, high), (0, high), (0, 0)]
    ring = [[-74 + west + dx, 40.7 + south + dy] for dx, dy in corners]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def _areas() -> list[dict[str, Any]]:
    """The town, two streets side by side, each of two quarters one above the other."""
    rows = [("town", 0, None, (0.0, 0.0, 2 * _SIDE, _SIDE))]
    for east in (0, 1):
        rows.append((f"street{east}", 1, "town", (east * _SIDE, 0.0, _SIDE, _SIDE)))
        for north in (0, 1):
            place = (east * _SIDE, north * _SIDE / 2, _SIDE, _SIDE / 2)
            rows.append((f"quarter{east}{north}", 2, f"street{east}", place))
    return [
        {
            **named(code)[0],
            "level": level,
            "parent": parent,
            "geometry": _rectangle(*place),
            "illustrative": False,
        }
        for code, level, parent, place in rows
    ]


_QUARTERS = ("quarter00", "quarter01", "quarter10", "quarter11")
_PLACES = {  # quarter: lon, lat of its middle
    f"quarter{e}{n}": (-74 + e * _SIDE + _SIDE / 4, 40.7 + n * _SIDE / 2 + _SIDE / 4)
    for e in (0, 1)
    for n in (0, 1)
}


def build_town(engine: Engine, incidents: list[Incident], now: Micros = NOW) -> None:
    """Reference data, eight cameras and the incidents, in a migrated record."""
    origin = "test"
    write_areas(engine, _areas(), now=now, origin=origin)
    write_codes(engine, sources, "patrol", "hotline")
    write_codes(engine, departments, "roads", "water", "parks")
    write_codes(engine, scenarios, "flood")
    write_codes(engine, categories, "street_works", deadline_seconds=4 * 3600)
    write_codes(engine, categories, "pothole", parent="street_works")
    write_codes(engine, categories, "noise")
    rows = []
    for number, (quarter, (lon, lat)) in enumerate(_PLACES.items()):
        for turn, bearing in enumerate((None, 90.0 * number)):
            rows.append(
                {
                    **named(f"{quarter}-{turn}")[0],
                    "lon": lon + 0.002 * turn,
                    "lat": lat,
                    "area": quarter,
                    "bearing": bearing,
                    "angle": None if bearing is None else 70.0,
                    "range_m": 60.0 if number else None,
                    "installed": True,
                    "online": True,
                    "in_order": (number + turn) % 3 != 0,
                }
            )
    write_cameras(engine, rows, now=now, origin=origin)
    write_incidents(engine, incidents, now=now, origin=origin)


# Metres north and east of a quarter's middle; its two cameras stand there and 168 m east.
_OFFSETS = (None, (10.0, 5.0), (30.0, -20.0), (75.0, 0.0), (5.0, 165.0), (-20.0, 160.0))


def _offset(north_m: float, east_m: float) -> tuple[float, float]:
    return east_m / 111_195 / 0.758, north_m / 111_195


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """A report some weeks before AS_OF and what may follow it, in any order and number."""
    moment = NOW - draw(st.integers(0, 40 * 86_400)) * SECOND
    events = [Event("reported", moment)]
    kinds = (
        "dispatched",
        "responded",
        "suspended",
        "resumed",
        "extended",
        "resolved",
        "returned",
        "verified",
        "closed",
        "reopened",
        "voided",
        "unvoided",
    )
    usual = ("dispatched", "responded", "resolved", "verified", "closed")
    follow = draw(
        st.one_of(
            st.integers(0, len(usual)).map(lambda n: list(usual[:n])),
            st.just(["dispatched", "closed"]),
            st.lists(st.sampled_from(kinds), max_size=9),
        )
    )
    for kind in follow:
        moment += draw(st.sampled_from((1, 60, 3_599, 3_600, 3_700, 20_000, 90_000))) * SECOND
        target = draw(st.sampled_from(("roads", "water"))) if kind == "dispatched" else None
        role = draw(st.sampled_from(("lead", "lead", "co"))) if target else None
        deadline = moment + 7_200 * SECOND if kind == "extended" else None
        actor = draw(st.sampled_from((None, None, "roads", "water")))
        events.append(Event(kind, moment, actor, target, role, deadline=deadline))
    return events


@st.composite
def incidents_of_town(draw: st.DrawFn) -> list[Incident]:
    """Up to 30 incidents."""
    found = []
    for number in range(draw(st.sampled_from((0, 1, 12, 30)))):
        events = draw(histories())
        quarter = draw(st.sampled_from((*_QUARTERS, "street1", None)))
        place = draw(st.sampled_from(_OFFSETS))
        lon = lat = None
        if place is not None:
            middle = _PLACES.get(quarter or "", _PLACES["quarter00"])
            east, north = _offset(*place)
            lon, lat = middle[0] + east, middle[1] + north
        found.append(
            Incident(
                draw(st.sampled_from(("patrol", "hotline"))),
                str(number),
                events,
                area=quarter,
                category=draw(st.sampled_from(("pothole", "street_works", "noise", None))),
                scenario=draw(st.sampled_from(("flood", None))),
                priority=draw(st.sampled_from((1, 2, None))),
                lon=lon,
                lat=lat,
                address=draw(st.sampled_from(_SAID)),
                text=draw(st.sampled_from(_SAID)),
                own_deadline=draw(
                    st.sampled_from(
                        (
                            None,
                            None,
                            events[0].moment + 30 * 60 * SECOND,
                            events[-1].moment,  # closing at the very deadline is on time
                            NOW,
                            NOW + 2 * 3_600 * SECOND,
                            NOW + _DAYS,
                        )
                    )
                ),
            )
        )
    return found


PERIODS: tuple[dict[str, str], ...] = (
    {"period": "today"},
    {"period": "24h"},
    {"period": "7d"},
    {"period": "30d"},
    {"period": "month"},
    {"from": "2026-10-20", "to": "2026-11-03"},
    {"from": "2026-11-01T00:30", "to": "2026-11-02T12:00"},
    {"from": "2026-01-01", "to": "2026-11-30"},
    {"period": "lastmonth"},
)
CHOICES = {
    "area": ("street0", "street1", "quarter10", "street0,quarter11"),
    "department": ("roads", "water", "roads,parks"),
    "category": ("street_works", "pothole", "noise"),
    "source": ("patrol",),
    "scenario": ("flood",),
    "priority": ("1", "1,2"),
    "status": ("open", "overdue", "suspended", "closed", "voided", "open,closed"),
    "stage": ("dispatched", "resolved,closed"),
    "only": (
        *("unlocated", "returned", "returned,unlocated", "due2h", "due24h", "unanswered"),
        *("paused", "reopened", "due24h,unanswered", "duplicates"),
    ),
    "within": (
        "-74.001,40.699;-73.9925,40.7035",
        "-73.9985,40.701;-73.9841,40.7035;-73.9861,40.7091;-73.9978,40.7093",
        "-74,40.7;-73.98,40.71;-73.98,40.7;-74,40.71",  # two triangles that meet in a point
    ),
    "q": ("路", "ktv", "100%", "a_b", "\\"),
}
_SAID = (None, "A_B 东路12号", "KTV 施工噪声", "ＫＴＶ\u212a东路", "a-b 坑深 100%", "C:\\ 路")


@st.composite
def queries(draw: st.DrawFn) -> dict[str, str]:
    """A filter's query: a period, and up to three dimensions."""
    query = draw(st.sampled_from(PERIODS))
    for name in draw(st.lists(st.sampled_from(sorted(CHOICES)), max_size=3, unique=True)):
        query = {**query, name: draw(st.sampled_from(CHOICES[name]))}
    return query


_AGAIN = ("reported", "dispatched", "closed", "reopened")


def busy_town() -> list[Incident]:
    """160 incidents, the same every time: every choice meets some, and the edges of periods too."""
    chance = Random(20261103)
    edge = to_micros(datetime(2026, 11, 3, 5, tzinfo=UTC))  # a local midnight
    usual = ("dispatched", "responded", "resolved", "verified", "closed")
    found = []
    for number in range(160):
        moment = edge if number % 20 == 0 else NOW - chance.randrange(30 * 86_400) * SECOND
        events = [Event("reported", moment)]
        kinds = list(usual[: chance.randrange(6)]) if number % 3 else ["dispatched", "closed"]
        for kind in chance.choice(((), ("suspended",), ("suspended", "resumed"), ("voided",))):
            kinds.insert(chance.randrange(len(kinds) + 1), kind)
        for kind in kinds:
            moment += chance.choice((60, 4_000, 20_000)) * SECOND
            target = chance.choice(("roads", "water", "parks")) if kind == "dispatched" else None
            events.append(Event(kind, moment, target=target))
        if number % 20 == 1:  # closed at the very end of a period
            events = [Event("reported", edge - 3600 * SECOND), Event("closed", edge)]
        if number % 10 == 7:  # sent back twice
            again = ("dispatched", "resolved", "returned", "resolved", "returned")
            begin = events[0].moment
            events = [Event("reported", begin)]
            events += [Event(kind, begin + n * 60 * SECOND) for n, kind in enumerate(again, 1)]
        if number % 10 == 5:  # closed once, and open again
            events = [Event(kind, moment + n * SECOND) for n, kind in enumerate(_AGAIN)]
        deadline = None if number % 10 != 3 else NOW + (number // 10 - 4) * 1_800 * SECOND
        if number % 10 == 3:
            events = events[:2]
        quarter = chance.choice(_QUARTERS)
        east, north = _offset(*chance.choice(_OFFSETS[1:]))
        middle = _PLACES[quarter]
        placed = number % 20 not in (7, 11)
        found.append(
            Incident(
                chance.choice(("patrol", "hotline")),
                str(number),
                events,
                area=quarter,
                category=chance.choice(("pothole", "street_works", "noise", None)),
                scenario=chance.choice(("flood", None)),
                priority=chance.choice((1, 2, None)),
                lon=middle[0] + east if placed else None,
                lat=middle[1] + north if placed else None,
                address=chance.choice(_SAID),
                text=chance.choice(_SAID),
                own_deadline=deadline,
            )
        )
    return found


def long_ago() -> list[Incident]:
    """What was reported in the months before: at the same hours of the week, by the local clock,
    on both sides of the change to winter time."""
    chance = Random(8)
    found = []
    for days in range(1, 120):
        for hour in (8, 8, 17):
            at = AS_OF.astimezone(ZONE).replace(tzinfo=None) - timedelta(days=days)
            at = at.replace(hour=hour, minute=chance.randrange(60))
            moment = to_micros(at.replace(tzinfo=ZONE))
            fields = {"category": "noise", "area": "quarter10"}
            number = f"past{len(found)}"
            found.append(Incident("patrol", number, [Event("reported", moment)], **fields))
    return found
