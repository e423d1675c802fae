"""Areas, cameras, categories and the other named things."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import shapely

from data_access.record.tables import (
    area_ancestors,
    areas,
    camera_events,
    cameras,
    categories,
    departments,
    incidents,
    sources,
)
from tests.loading.tools import Town, rejected, square

BOW_TIE = json.dumps(
    {"type": "Polygon", "coordinates": [[[10, 50], [11, 51], [11, 50], [10, 51], [10, 50]]]}
)
CITY = {"code": "city", "level": "city"}
CAMERA = {"code": "c1", "lon": "10.5", "lat": "50.5", "installed": "true", "online": "1"}


def by_code(town: Town, table: Any) -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in town.all(table)}


def test_names_stand_in_for_one_another(empty_town: Town) -> None:
    rows = [
        {"code": "a", "name_zh": "水务", "name_en": "Water"},
        {"code": "b", "name_zh": "城管", "name_en": ""},
        {"code": "c", "name_zh": "", "name_en": "Roads"},
        {"code": "d", "name_zh": "", "name_en": ""},
    ]
    empty_town.rows("departments", rows)
    assert [(r["name_zh"], r["name_en"]) for r in empty_town.all(departments)] == [
        ("水务", "Water"), ("城管", "城管"), ("Roads", "Roads"), ("d", "d")
    ]  # fmt: skip
    assert empty_town.rows("departments", rows).unchanged == 4


def test_rows_without_a_code_and_twice_are_rejected(empty_town: Town) -> None:
    rows = [
        {"code": "a", "name_en": "A"},
        {"code": "", "name_en": "B"},
        {"code": "a", "name_en": "C"},
    ]
    summary = empty_town.rows("sources", rows)
    assert [(r["line"], r["reason"]) for r in rejected(summary)] == [
        ("3", "missing key: code"),
        ("4", "twice in this file: first on line 2"),
    ]
    assert [row["name_en"] for row in empty_town.all(sources)] == ["A"]


@pytest.mark.parametrize("code", ["A,B", "x" * 65, "tab\tinside"])
def test_a_code_that_no_filter_could_name_is_rejected(empty_town: Town, code: str) -> None:
    summary = empty_town.rows("departments", [{"code": code}, {"code": "fine"}])
    assert [r["line"] for r in rejected(summary)] == ["2"]
    assert "impossible code" in rejected(summary)[0]["reason"]
    assert [row["code"] for row in empty_town.all(departments)] == ["fine"]


def test_an_empty_column_says_nothing(empty_town: Town) -> None:
    empty_town.rows("sources", [{"code": "a", "stale_after_seconds": 60}])
    summary = empty_town.rows("sources", [{"code": "a", "stale_after_seconds": ""}])
    assert (summary.unchanged, empty_town.all(sources)[0]["stale_after_seconds"]) == (1, 60)


def test_stale_after_must_be_a_number(empty_town: Town) -> None:
    summary = empty_town.rows("sources", [{"code": "a", "stale_after_seconds": "soon"}])
    assert dict(summary.reasons) == {"stale_after_seconds is not a whole number": 1}


def test_none_goes_back_to_the_configured_limit(empty_town: Town) -> None:
    empty_town.rows("sources", [{"code": "a", "stale_after_seconds": 60}])
    assert empty_town.rows("sources", [{"code": "a", "stale_after_seconds": "none"}]).changed == 1
    assert empty_town.all(sources)[0]["stale_after_seconds"] is None


def test_only_what_can_be_taken_back_is_none(small_town: Town) -> None:
    """A population is no such thing; a text that says so is a text."""
    area = {"code": "west", "level": "1", "parent": "city", "population": "none"}
    assert small_town.rows("areas", [area]).rejected == 1
    small_town.rows("departments", [{"code": "water", "name_en": "none"}])
    assert by_code(small_town, departments)["water"]["name_en"] == "none"


class TestCategories:
    def test_parents_may_come_after_their_children(self, empty_town: Town) -> None:
        rows: list[dict[str, Any]] = [
            {"code": "leak", "parent": "water"},
            {"code": "water", "deadline_seconds": 60},
        ]
        assert empty_town.rows("categories", rows).new == 2
        assert by_code(empty_town, categories)["leak"]["parent"] == "water"

    @pytest.mark.parametrize(
        ("row", "what"),
        [
            ({"code": "x", "parent": "fire"}, "unknown parent"),
            ({"code": "x", "parent": "x"}, "more than two levels"),
            ({"code": "x", "parent": "leak"}, "more than two levels"),
            ({"code": "water", "parent": "roads"}, "more than two levels"),
        ],
    )
    def test_impossible_parents(self, empty_town: Town, row: dict[str, str], what: str) -> None:
        empty_town.rows(
            "categories",
            [{"code": "water"}, {"code": "roads"}, {"code": "leak", "parent": "water"}],
        )
        assert dict(empty_town.rows("categories", [row]).reasons) == {what: 1}

    def test_a_new_deadline_moves_those_of_its_incidents(self, small_town: Town) -> None:
        said = {"source": "hotline", "external_id": "1", "category": "leak"}
        small_town.rows("incidents", [said | {"reported_at": "2020-06-01T00:00Z"}])
        small_town.rows("categories", [{"code": "leak", "deadline_seconds": 7200}])
        assert small_town.all(incidents)[0]["deadline"] == datetime(2020, 6, 1, 2, tzinfo=UTC)

    def test_a_deadline_that_is_taken_back_leaves_its_incidents_without(
        self, small_town: Town
    ) -> None:
        """An own deadline stays, and a category below falls back to the one above it."""
        small_town.rows(
            "categories",
            [
                {"code": "water", "deadline_seconds": 7200},
                {"code": "pipe", "parent": "water", "deadline_seconds": 60},
            ],
        )
        said = {"source": "hotline", "reported_at": "2020-06-01T00:00Z"}
        small_town.rows(
            "incidents",
            [
                said | {"external_id": "1", "category": "leak"},
                said | {"external_id": "2", "category": "leak", "deadline": "2020-06-03T00:00Z"},
                said | {"external_id": "3", "category": "pipe"},
            ],
        )
        taken = [{"code": code, "deadline_seconds": "none"} for code in ("leak", "pipe")]
        assert small_town.rows("categories", taken).changed == 2
        assert by_code(small_town, categories)["leak"]["deadline_seconds"] is None
        assert [row["deadline"] for row in small_town.all(incidents)] == [
            None,
            datetime(2020, 6, 3, tzinfo=UTC),
            datetime(2020, 6, 1, 2, tzinfo=UTC),
        ]
        assert small_town.rows("categories", taken).unchanged == 2
        small_town.rows("categories", [{"code": "leak", "deadline_seconds": ""}])
        assert small_town.all(incidents)[0]["deadline"] is None


class TestAreas:
    @pytest.mark.parametrize("level", ["1", "neighborhood", "Neighborhood", "街区"])
    def test_levels_by_number_and_name(self, empty_town: Town, level: str) -> None:
        empty_town.rows("areas", [CITY, {"code": "a", "level": level, "parent": "city"}])
        assert by_code(empty_town, areas)["a"]["level"] == 1

    def test_children_may_come_before_their_parents(self, empty_town: Town) -> None:
        empty_town.rows("areas", [{"code": "a", "level": "1", "parent": "city"}, CITY])
        assert {(r["code"], r["ancestor"]) for r in empty_town.all(area_ancestors)} == {
            ("a", "a"), ("a", "city"), ("city", "city")
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("row", "what"),
        [
            ({"level": "village"}, "unknown level"),
            ({"level": "2"}, "unknown level"),
            ({"level": ""}, "missing value"),
            ({"level": "1"}, "missing parent"),
            ({"level": "1", "parent": "moon"}, "unknown parent"),
            ({"level": "1", "parent": "east"}, "parent of another level"),
            ({"level": "0", "parent": "city"}, "parent of the top level"),
            ({"geometry": "POINT (1 2)"}, "impossible geometry"),
            ({"geometry": '{"type": "Point", "coordinates": [1, 2]}'}, "impossible geometry"),
            ({"geometry": '{"type": "Polygon", "coordinates": []}'}, "impossible geometry"),
            ({"geometry": square(500_000, 4_000_000)}, "impossible geometry"),
            (
                {"geometry": '{"type":"Polygon","coordinates":[[[1,1],[2,2],[1,1],[1,1]]]}'},
                "impossible geometry",
            ),
            ({"population": "many"}, "population is not a whole number"),
            ({"illustrative": "perhaps"}, "illustrative is not true or false"),
        ],
    )
    def test_impossible_areas(self, small_town: Town, row: dict[str, str], what: str) -> None:
        good = {"code": "x", "level": "1", "parent": "city"}
        said = (good if "level" not in row else {"code": "x"}) | row
        summary = small_town.rows("areas", [said])
        assert (dict(summary.reasons), summary.new) == ({what: 1}, 0)

    def test_below_a_rejected_area_nothing_is_known(self, empty_town: Town) -> None:
        rows = [CITY | {"level": "9"}, {"code": "a", "level": "1", "parent": "city"}]
        assert set(empty_town.rows("areas", rows).reasons) == {"unknown level", "unknown parent"}

    def test_an_invalid_polygon_is_repaired_and_reported(self, empty_town: Town) -> None:
        rows = [CITY, {"code": "a", "level": "1", "parent": "city", "geometry": BOW_TIE}]
        summary = empty_town.rows("areas", rows)
        assert summary.notes[0].startswith(
            "1 of 1 polygons were invalid and have been repaired: a (Self-intersection"
        )
        shape = shapely.from_geojson(by_code(empty_town, areas)["a"]["geometry"])
        assert shape.is_valid
        assert shape.area == pytest.approx(0.5)
        assert empty_town.rows("areas", rows).unchanged == 2

    def test_a_missing_outline_is_the_union_of_those_below(self, small_town: Town) -> None:
        def width() -> float:
            shape = shapely.from_geojson(by_code(small_town, areas)["city"]["geometry"])
            west, _, east, _ = shape.bounds
            return float(east - west)

        assert width() == 2
        south = {"code": "south", "level": "1", "parent": "city", "geometry": square(12, 50)}
        summary = small_town.rows("areas", [south])
        assert (summary.new, summary.changed, width()) == (1, 1, 3)
        assert summary.notes == ["city: its outline is the union of the 3 areas in it"]
        assert small_town.rows("areas", [south]).notes == []

    def test_an_outline_of_its_own_stays(self, small_town: Town) -> None:
        own = square(0, 0, 60)
        small_town.rows("areas", [CITY | {"geometry": own}])
        small_town.rows(
            "areas",
            [CITY, {"code": "s", "level": "1", "parent": "city", "geometry": square(12, 50)}],
        )
        stored = shapely.from_geojson(by_code(small_town, areas)["city"]["geometry"])
        assert stored.equals(shapely.from_geojson(own))

    def test_what_else_an_area_has(self, empty_town: Town) -> None:
        empty_town.rows(
            "areas", [CITY | {"population": 5, "enterprises": 2, "illustrative": "true"}]
        )
        (city,) = empty_town.all(areas)
        assert (city["population"], city["enterprises"], city["illustrative"]) == (5, 2, True)
        empty_town.rows("areas", [CITY])
        assert empty_town.all(areas)[0]["illustrative"] is True


class TestCameras:
    def test_a_camera(self, small_town: Town) -> None:
        said = {"bearing": "90", "angle": "60", "range_m": "80", "status_at": "2020-06-01T00:00Z"}
        small_town.rows("cameras", [CAMERA | said | {"last_seen": "2020-05-31T00:00Z"}])
        (found,) = small_town.all(cameras)
        assert (found["area"], found["bearing"], found["angle"], found["range_m"]) == (
            "west",
            90,
            60,
            80,
        )
        assert (found["installed"], found["online"], found["in_order"]) == (True, True, None)
        assert found["status_at"] == datetime(2020, 6, 1, tzinfo=UTC)
        assert found["last_seen"] == datetime(2020, 5, 31, tzinfo=UTC)

    def test_a_code_of_an_area_wins_over_the_place(self, small_town: Town) -> None:
        small_town.rows("cameras", [CAMERA | {"area": "east"}])
        assert small_town.all(cameras)[0]["area"] == "east"

    def test_outside_every_area_it_is_kept_and_counted(self, small_town: Town) -> None:
        summary = small_town.rows("cameras", [CAMERA | {"lon": "99"}])
        assert (summary.notes, small_town.all(cameras)[0]["area"]) == (
            ["1 outside every area"],
            None,
        )

    def test_its_status_has_a_history(self, small_town: Town) -> None:
        small_town.rows("cameras", [CAMERA])
        assert small_town.rows("cameras", [CAMERA]).unchanged == 1
        small_town.now += 60_000_000
        assert small_town.rows("cameras", [CAMERA | {"online": "0"}]).changed == 1
        assert [row["online"] for row in small_town.all(camera_events)] == [True, False]

    @pytest.mark.parametrize(
        ("said", "what"),
        [
            ({"lon": ""}, "missing value"),
            ({"lon": "0", "lat": "0"}, "impossible coordinate"),
            ({"lat": "91"}, "impossible coordinate"),
            ({"lat": "north"}, "lat is not a number"),
            ({"bearing": "361"}, "impossible bearing"),
            ({"angle": "0"}, "impossible angle"),
            ({"range_m": "-5"}, "impossible range_m"),
            ({"range_m": "far"}, "range_m is not a number"),
            ({"online": "maybe"}, "online is not true or false"),
            ({"area": "north"}, "unknown area"),
            ({"status_at": "soon"}, "unparsable time"),
        ],
    )
    def test_impossible_cameras(self, small_town: Town, said: dict[str, str], what: str) -> None:
        summary = small_town.rows("cameras", [CAMERA | said])
        assert (what in summary.reasons, summary.new, summary.rejected) == (True, 0, 1)
