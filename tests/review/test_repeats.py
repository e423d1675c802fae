"""Places that come back, against one incident at a time."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from sqlalchemy import Engine

from data_access import counts
from data_access.filters import Filter
from data_access.independent import cases as independent
from data_access.independent.told import micros, read
from data_access.live.answers import Answers
from data_access.live.instants import At
from data_access.moments import SECOND, to_micros
from data_access.names import Named, Names
from data_access.questions import Scope
from data_access.reach import EVERYTHING, Reach
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.review import repeats
from data_access.review.asking import review, reviewed_filter
from data_access.review.headlines import headlines
from data_access.review.sealing import canonical
from layouts.review.document import document
from layouts.review.model import Section
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.figures.bare import NOBODY, answer, bare_model
from tests.figures.town import AS_OF, NOW, ZONE, build_town
from tests.figures.ways import directly, through_a_read_model
from tests.review.conftest import OCTOBER, SEALED_AS_OF, SETTINGS

LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]
MONTHS = ("2026-05", "2026-06", "2026-07", "2026-08", "2026-09", "2026-10")
Key = tuple[int, int, str]  # row, column, category
_RING = [[-74.0, 40.7], [-73.98, 40.7], [-73.98, 40.71], [-74.0, 40.71], [-74.0, 40.7]]


def came_back(found: dict[Key, Counter[str]]) -> dict[Key, list[int]]:
    """Those with incidents in at least three of the months, and in the last one."""
    listed = {key: [counted[month] for month in MONTHS] for key, counted in found.items()}
    return {k: n for k, n in listed.items() if n[-1] and len(n) - n.count(0) >= 3}


# ---- any incidents, through the select alone ----


def named() -> Names:
    """A district with an outline, and three levels of categories."""
    parents = {"works": None, "pothole": "works", "deep": "pothole", "noise": None}
    category = {code: Named(code, code, code, parent) for code, parent in parents.items()}
    outline = {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [_RING]}}
    area = {"town": Named("town", "town", "town", None, 0)}
    return replace(NOBODY, category=category, area=area, outlines={"town": outline})


NAMES = named()
GRID = repeats.lattice(NAMES)
UPPER = {"works": "works", "pothole": "works", "deep": "works", "noise": "noise", "new": "new"}


@st.composite
def reports(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Incidents at a few cells, near the edges of months and far from them."""
    days = st.one_of(
        st.integers(-190, 5),
        st.sampled_from([(date(2026, m, 1) - date(2026, 11, 1)).days for m in range(5, 12)]),
    )
    found = []
    for _ in range(draw(st.integers(0, 40))):
        day = date(2026, 11, 1) + timedelta(days=draw(days))
        second = draw(st.sampled_from((0, 1, 40_000, 86_399)))
        local = datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(seconds=second)
        found.append(
            {
                "local": local,
                "cell": draw(st.sampled_from([None, (0, 0), (0, -1), (-2, 3)])),
                "inside": (draw(st.floats(0.01, 0.99)), draw(st.floats(0.01, 0.99))),
                "category": draw(st.sampled_from((None, *UPPER))),
                "voided": draw(st.sampled_from((False, False, False, True))),
            }
        )
    return found


def frame(some: list[dict[str, Any]]) -> pd.DataFrame:
    assert GRID is not None
    rows = []
    for number, one in enumerate(some):
        lat = lon = None
        if one["cell"] is not None:
            (row, column), (up, right) = one["cell"], one["inside"]
            lat, lon = (
                GRID.south + (row + up) * GRID.height,
                GRID.west + (column + right) * GRID.width,
            )
        rows.append(
            (
                number,
                pd.Timestamp(one["local"]).tz_convert("UTC"),
                lat,
                lon,
                one["category"],
                one["voided"],
            )
        )
    made = pd.DataFrame(rows, columns=["id", "reported_at", "lat", "lon", "category", "voided"])
    return made.astype({"id": "int64", "reported_at": "datetime64[us, UTC]", "lat": "float64",
                        "lon": "float64", "category": "object", "voided": "bool"})  # fmt: skip


@settings(max_examples=12)
@given(reports())
def test_it_is_what_is_counted_one_by_one(some: list[dict[str, Any]]) -> None:
    counted: dict[Key, Counter[str]] = {}
    for one in some:
        known = one["cell"] is not None and one["category"] and not one["voided"]
        if known and one["local"] <= SEALED_AS_OF:
            key = (*one["cell"], UPPER[one["category"]])
            counted.setdefault(key, Counter())[f"{one['local']:%Y-%m}"] += 1
    expected = came_back(counted)
    with bare_model(frame(some)) as connection:
        scope = Scope(OCTOBER, SEALED_AS_OF, SETTINGS, NAMES)
        found = answer(connection, repeats.QUESTION, scope)
    assert [f"{month:%Y-%m}" for month in found.months] == list(MONTHS)
    assert GRID is not None
    told = {(p.edges, p.category): list(p.counts) for p in found.places}
    assert told == {(GRID.cell(y, x), c): n for (y, x, c), n in expected.items()}
    order = [(p.counts[-1], sum(p.counts)) for p in found.places]
    assert order == sorted(order, reverse=True)


def test_without_outlines_there_are_no_places() -> None:
    scope = Scope(OCTOBER, SEALED_AS_OF, SETTINGS, NOBODY)
    some = [
        {"local": datetime(2026, m, 3, tzinfo=ZONE), "cell": (0, 0), "inside": (0.5, 0.5),
         "category": "noise", "voided": False}
        for m in (8, 9, 10)
    ]  # fmt: skip
    with bare_model(frame(some)) as connection:
        assert answer(connection, repeats.QUESTION, scope).places == ()
        known = replace(scope, names=NAMES)
        assert len(answer(connection, repeats.QUESTION, known).places) == 1


@pytest.mark.parametrize("lat", [0.0, 32.0, 40.705, -53.0, 66.0])
def test_cells_are_about_a_hundred_metres(lat: float) -> None:
    names = replace(NOBODY)
    names.__dict__["middle"] = (118.7, lat)
    grid = repeats.lattice(names)
    assert grid is not None
    west, south, east, north = grid.cell(7, -3)
    earth = Geod(ellps="WGS84")
    assert earth.line_length([west, east], [south, south]) == pytest.approx(100, rel=0.015)
    assert earth.line_length([west, west], [south, north]) == pytest.approx(100, rel=0.015)
    assert grid.cell(7, -2)[0] == east
    assert grid.cell(8, -3)[1] == north


# ---- a town with seven months of incidents, as of the instant of October's review ----


def lasting_town() -> list[Incident]:
    """500 incidents at ten spots from April to November, some voided or moved later, some without a place."""
    chance = Random(75)
    spots = [(-74 + 0.02 * chance.random(), 40.7 + 0.01 * chance.random()) for _ in range(10)]
    found = []
    for number in range(500):
        moment = NOW - chance.randrange(210 * 86_400) * SECOND
        events = [
            Event("reported", moment),
            Event("dispatched", moment + 60 * SECOND, target="roads"),
        ]
        lon, lat = spots[min(chance.randrange(10), chance.randrange(10))]
        after = max(moment + 3_600 * SECOND, to_micros(SEALED_AS_OF) - 86_400 * SECOND)
        if number % 11 == 0:
            events.append(Event("voided", after + chance.randrange(2) * 2 * 86_400 * SECOND))
        if number % 7 == 0:  # the screen is told later where it was
            when = after + chance.randrange(2) * 2 * 86_400 * SECOND
            events.append(
                Event("corrected", when, field="lon", old=repr(lon), new=repr(spots[0][0]))
            )
        placed = number % 13 != 0
        found.append(
            Incident("patrol", str(number), events, address="12 Secret Lane", text="ask Ms Secret",
                     area=chance.choice(("quarter00", "quarter11")),
                     category=chance.choice(("pothole", "street_works", "noise", None)),
                     lon=lon if placed or number % 7 == 0 else None,
                     lat=lat if placed or number % 7 == 0 else None)
        )  # fmt: skip
    return found


@pytest.fixture(scope="module")
def lasting(sqlite_files: SQLiteFiles) -> Iterator[Engine]:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, lasting_town())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def asked(lasting: Engine) -> Iterator[Answers]:
    with through_a_read_model(lasting) as found:
        yield found


@pytest.fixture(scope="module")
def lasted(asked: Answers) -> dict[str, Any]:
    return review(asked, SETTINGS, OCTOBER, AS_OF)


def one_by_one(engine: Engine, content: dict[str, Any]) -> list[tuple[list[float], str, list[int]]]:
    """The places of a content, from what was told up to its version and moment."""
    as_of = datetime.fromisoformat(content["period"]["as_of"])
    record = read(engine, content["period"]["version"])
    middle = (-74 + 0.02 + -74) / 2, (40.7 + 40.71) / 2
    west, south = (round(one, 5) for one in middle)
    width = round(100 / (111_195 * math.cos(math.radians(middle[1]))), 5)
    query = content["period"]["filter"]
    known = independent.cases(record, micros(as_of))
    period = independent.window({**query, "from": "2026-05-01"}, micros(as_of), ZONE)
    some = independent.matching(record, known, query, SETTINGS)
    counted: dict[Key, Counter[str]] = {}
    for one in independent.live(independent.reported(some, period)):
        at = one.fields
        if at["lon"] is None or at["lat"] is None or at["category"] is None:
            continue
        row, column = (
            math.floor((at["lat"] - south) / 0.0009),
            math.floor((at["lon"] - west) / width),
        )
        upper = record.categories[at["category"]].parent or at["category"]
        month = f"{independent.local(one.history.reported, ZONE):%Y-%m}"
        counted.setdefault((row, column, upper), Counter())[month] += 1
    found = []
    for (row, column, category), numbers in came_back(counted).items():
        edges = [west + column * width, south + row * 0.0009]
        edges += [edges[0] + width, edges[1] + 0.0009]
        found.append(([round(edge, 5) for edge in edges], category, numbers))
    return sorted(found, key=lambda one: (-one[2][-1], -sum(one[2]), one[0], one[1]))


def told(content: dict[str, Any]) -> list[tuple[list[float], str, list[int]]]:
    rows = content["repeats"]["rows"]
    return [(row["edges"], row["category"], row["counts"]) for row in rows]


def test_october_of_the_town(lasting: Engine, lasted: dict[str, Any]) -> None:
    found = lasted["repeats"]
    expected = one_by_one(lasting, lasted)
    assert len(expected) > 8
    assert told(lasted) == expected[:20]
    assert (found["total"], tuple(found["months"])) == (len(expected), MONTHS)
    assert found["incidents"] == sum(numbers[-1] for _, _, numbers in expected)


@pytest.mark.parametrize(
    "query", [{"area": "street0"}, {"category": "pothole", "department": "roads"}]
)
def test_a_part_has_the_places_of_its_incidents(
    lasting: Engine, asked: Answers, query: dict[str, str]
) -> None:
    chosen = reviewed_filter(EVERYTHING, {"month": "2026-10", **query})
    content = review(asked, SETTINGS, chosen, AS_OF)
    assert told(content) == one_by_one(lasting, content)[:20]
    assert told(content)


def test_postgresql_finds_the_same(
    postgresql_cluster: PostgreSQLCluster, lasted: dict[str, Any]
) -> None:
    url = postgresql_cluster.migrated()
    engine = open_record(url)
    build_town(engine, lasting_town())
    with directly(engine, url) as direct:
        assert review(direct, SETTINGS, OCTOBER, AS_OF)["repeats"] == lasted["repeats"]
    engine.dispose()


def test_cells_are_the_same_for_whoever_sees_a_part(asked: Answers, lasted: dict[str, Any]) -> None:
    chosen = reviewed_filter(Reach(areas=("quarter00",)), {"month": "2026-10"})
    part = review(asked, SETTINGS, chosen, AS_OF)["repeats"]
    whole = {(tuple(r["edges"]), r["category"]): r["counts"] for r in lasted["repeats"]["rows"]}
    assert part["rows"]
    for row in part["rows"]:
        assert row["area"] in (None, "quarter00")  # nothing else may be named
        of_all = whole.get((tuple(row["edges"]), row["category"]))
        assert of_all is None or all(a <= b for a, b in zip(row["counts"], of_all, strict=True))


def test_each_is_named_by_the_smallest_area_that_its_middle_lies_in(lasted: dict[str, Any]) -> None:
    for row in lasted["repeats"]["rows"]:
        west, south, east, north = row["edges"]
        lon, lat = (west + east) / 2 + 74, (south + north) / 2 - 40.7
        inside = 0 <= lon <= 0.02 and 0 <= lat <= 0.01
        assert row["area"] == (f"quarter{int(lon > 0.01)}{int(lat > 0.005)}" if inside else None)
        assert row["area"] is None or row["area"] in lasted["names"]["area"]
        assert row["category"] in lasted["names"]["category"]


def test_only_a_month_has_places(asked: Answers) -> None:
    some = Filter(EVERYTHING, period="custom", start="2026-10-05", end="2026-10-20")
    content = review(asked, SETTINGS, some, AS_OF)
    assert content["repeats"] is None
    assert "places" not in [s.key for s in document(content, "en", LEVELS).sections]


def test_no_address_and_no_text_is_in_the_content(lasted: dict[str, Any]) -> None:
    assert all("Secret" in f"{one.address}" and "Secret" in f"{one.text}" for one in lasting_town())
    assert lasted["repeats"]["rows"]
    assert b"Secret" not in canonical(lasted)


# ---- what is said of them ----


def section(content: dict[str, Any], language: str = "en") -> Section:
    (found,) = [s for s in document(content, language, LEVELS).sections if s.key == "places"]
    return found


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.long)])
def test_a_row_has_six_months_and_leads_to_its_incidents(
    asked: Answers, lasted: dict[str, Any], step: int
) -> None:
    """The same in both languages; every so many rows are asked for."""
    (table,), (other,) = (section(lasted, language).tables for language in ("zh", "en"))
    assert other.columns[2:] == table.columns[2:]
    assert [row.cells[2:] for row in other.rows] == [row.cells[2:] for row in table.rows]
    assert [row.lists for row in other.rows] == [row.lists for row in table.rows]
    assert [column.label for column in table.columns[2:]] == list(MONTHS)
    assert len(table.rows) == len(lasted["repeats"]["rows"])
    for number, (row, place) in enumerate(zip(table.rows, lasted["repeats"]["rows"], strict=True)):
        assert list(row.cells[2:]) == place["counts"]
        assert list(row.lists) == [7]
        if number % step:
            continue
        said = dict(parse_qsl(row.lists[7]))
        assert said.pop("list") == "heat.cohort"
        at = At.parse({name: said.pop(name) for name in ("at_version", "as_of")}, UTC)
        assert at == At(lasted["period"]["version"], SEALED_AS_OF)
        query = Filter.parse(EVERYTHING, said)
        found = asked.ask(query, (counts.QUESTION,), at).answers["counts"]
        assert found.cohort == place["counts"][-1]


def test_none_is_said(lasted: dict[str, Any]) -> None:
    nothing = {**lasted["repeats"], "rows": [], "total": 0, "incidents": 0}
    drawn = section({**lasted, "repeats": nothing})
    assert drawn.tables == ()
    assert "no place" in drawn.sentences[0].text
    old = {key: value for key, value in lasted.items() if key != "repeats"}
    assert "places" not in [s.key for s in document(old, "en", LEVELS).sections]


@pytest.mark.parametrize(
    ("first", "second", "clear"),
    [
        (21, 4, True),
        (16, 4, False),
        (9, 1, False),
        (10, 1, True),
        (5, None, True),
        (4, None, False),
    ],
)
def test_one_place_makes_a_headline_where_it_leads_beyond_chance(
    lasted: dict[str, Any], first: int, second: int | None, clear: bool
) -> None:
    """z = 2 (√a - √b) / √2 > 3: by hand √21 - 2 = 2.58 > 2.12, √16 - 2 = 2, √9 - 1 = 2, √10 - 1 = 2.16,
    √5 = 2.24, √4 = 2."""
    rows = [
        {
            "area": "quarter00",
            "category": "noise",
            "edges": [0, 0, 1, 1],
            "counts": [0, 2, 0, 1, 0, n],
        }
        for n in (first, second)
        if n is not None
    ]
    content = json.loads(json.dumps(lasted)) | {"repeats": {**lasted["repeats"], "rows": rows}}
    said = [one for one in headlines(content) if one["key"] == "place"]
    assert bool(said) == clear
    if clear:
        content["headlines"] = said
        for language in ("zh", "en"):
            (sentence,) = document(content, language, LEVELS).sections[0].sentences
            assert all(part in sentence.text for part in ("quarter00", "noise", str(first), "3"))
