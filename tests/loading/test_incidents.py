"""Rows of incidents: what becomes of a good one, and why a bad one is rejected."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from data_access.record.tables import assignments, events, incidents
from tests.loading.tools import Town, rejected

GOOD = {
    "line_no": "",
    "source": "hotline",
    "external_id": "1",
    "reported_at": "2020-06-01 08:00:00",
}


def row(**said: Any) -> dict[str, Any]:
    return {name: value for name, value in (GOOD | said).items() if name != "line_no"}


def load_one(town: Town, **said: Any) -> dict[str, Any]:
    summary = town.rows("incidents", [row(**said)])
    assert (summary.new, summary.rejected) == (1, 0), summary
    (found,) = town.all(incidents)
    return found


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_every_column_finds_its_place(small_town: Town) -> None:
    small_town.rows(
        "incidents",
        [
            row(
                area="west", lon="11.5", lat="50.5", category="leak", scenario="flood", priority="2",
                department="water", dispatched_at="2020-06-01 08:01:00",
                responded_at="2020-06-01 08:02:00", resolved_at="2020-06-01 08:03:00",
                returned_at="2020-06-01 08:04:00", verified_at="2020-06-01 08:05:00",
                closed_at="2020-06-01 08:06:00", suspended_at="2020-06-01 08:01:10",
                resumed_at="2020-06-01 08:01:20", deadline="2020-06-01 09:30:00",
                address="Main St", text="a leak",
            )
        ],
    )  # fmt: skip
    (found,) = small_town.all(incidents)
    assert found["area"] == "west"  # the code wins over the place, which lies in the east
    assert (found["lon"], found["lat"], found["priority"]) == (11.5, 50.5, 2)
    assert (found["category"], found["scenario"]) == ("leak", "flood")
    assert (found["address"], found["text"], found["department"]) == ("Main St", "a leak", "water")
    assert found["own_deadline"] == utc(2020, 6, 1, 16, 30)
    assert [(e["kind"], e["moment"].minute, e["target"]) for e in small_town.all(events)] == [
        ("reported", 0, None),
        ("dispatched", 1, "water"),
        ("responded", 2, None),
        ("resolved", 3, None),
        ("returned", 4, None),
        ("verified", 5, None),
        ("closed", 6, None),
        ("suspended", 1, None),
        ("resumed", 1, None),
    ]
    assert [a["department"] for a in small_town.all(assignments)] == ["water", "water"]


def test_a_voided_incident(small_town: Town) -> None:
    assert load_one(small_town, voided_at="2020-06-01 09:00:00")["voided"]


def test_a_department_without_a_dispatch_had_it_when_reported(small_town: Town) -> None:
    found = load_one(small_town, department="water")
    assert (found["department"], found["dispatched_at"]) == ("water", found["reported_at"])


def test_the_deadline_of_its_category(small_town: Town) -> None:
    assert load_one(small_town, category="leak")["deadline"] == utc(2020, 6, 1, 16)


@pytest.mark.parametrize(
    ("lon", "lat", "area"),
    [("10.5", "50.5", "west"), ("11.5", "50.5", "east"), ("11", "50.5", "east"), ("13", "5", None)],
)
def test_the_area_of_a_place(small_town: Town, lon: str, lat: str, area: str | None) -> None:
    summary = small_town.rows("incidents", [row(lon=lon, lat=lat)])
    (found,) = small_town.all(incidents)
    assert (found["area"], found["lon"]) == (area, float(lon))
    assert ("1 outside every area" in summary.notes) == (area is None)


def test_without_location_it_is_kept_and_counted(small_town: Town) -> None:
    summary = small_town.rows("incidents", [row(), row(external_id="2", area="west")])
    assert (summary.new, summary.rejected) == (2, 0)
    assert summary.notes == ["2 without location"]


def test_what_is_reported_in_the_future_is_kept(small_town: Town) -> None:
    assert load_one(small_town, reported_at="2031-01-01 00:00:00")["stage"] == "reported"


def test_a_response_before_its_dispatch_is_real(small_town: Town) -> None:
    found = load_one(
        small_town, dispatched_at="2020-06-01 08:05:00", responded_at="2020-06-01 08:03:00"
    )
    assert found["responded_at"] < found["dispatched_at"]


@pytest.mark.parametrize(
    ("said", "what", "detail"),
    [
        ({"source": ""}, "missing key", "source"),
        ({"external_id": ""}, "missing key", "external_id"),
        ({"reported_at": ""}, "missing time", "reported_at"),
        ({"source": "radio"}, "unknown source", "'radio'"),
        ({"area": "north"}, "unknown area", "'north'"),
        ({"category": "noise"}, "unknown category", "'noise'"),
        ({"scenario": "fog"}, "unknown scenario", "'fog'"),
        ({"department": "parks"}, "unknown department", "'parks'"),
        ({"reported_at": "soon"}, "unparsable time", "reported_at 'soon'"),
        ({"closed_at": "06/02/2020"}, "unparsable time", "closed_at '06/02/2020'"),
        ({"reported_at": "2020-03-08 02:30"}, "nonexistent time", "02:30:00 did not exist"),
        ({"reported_at": "1020-03-08 02:30"}, "impossible time", "1900"),
        ({"closed_at": "2020-05-31 08:00"}, "closed before reported", "2020-05-31 15:00"),
        ({"responded_at": "2020-06-01 07:59:59"}, "responded before reported", "14:59:59"),
        ({"deadline": "2020-06-01 07:00"}, "deadline before reported", "14:00"),
        ({"lon": "200", "lat": "5"}, "impossible coordinate", "not on the globe"),
        ({"lon": "5", "lat": "-91"}, "impossible coordinate", "not on the globe"),
        ({"lon": "0", "lat": "0.0"}, "impossible coordinate", "never measured"),
        ({"lon": "5"}, "impossible coordinate", "only one"),
        ({"lat": "5"}, "impossible coordinate", "only one"),
        ({"lon": "nan", "lat": "5"}, "impossible coordinate", "not both numbers"),
        ({"lon": "5", "lat": "5 N"}, "impossible coordinate", "not both numbers"),
        ({"priority": "high"}, "priority not a number", "'high'"),
        ({"priority": "-1"}, "priority not a number", "'-1'"),
        ({"priority": "1.5"}, "priority not a number", "'1.5'"),
        ({"priority": "40000"}, "priority not a number", "'40000'"),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_reason(
    small_town: Town, said: dict[str, str], what: str, detail: str
) -> None:
    """It neither stops the rows around it nor disappears."""
    rows = [row(external_id="before"), row(external_id="bad") | said, row(external_id="after")]
    summary = small_town.rows("incidents", rows)
    assert (summary.new, summary.rejected, dict(summary.reasons)) == (2, 1, {what: 1})
    (reject,) = rejected(summary)
    assert reject["line"] == "3"
    assert reject["reason"].startswith(f"{what}: ")
    assert detail in reject["reason"]
    kept = json.loads(reject["row"])
    assert {name: value for name, value in (rows[1]).items() if value} | {"line_no": 3} == kept
    assert {found["external_id"] for found in small_town.all(incidents)} == {"before", "after"}


def test_all_that_is_wrong_with_a_row_is_said(small_town: Town) -> None:
    summary = small_town.rows("incidents", [row(area="north", priority="x", closed_at="y")])
    (reject,) = rejected(summary)
    assert reject["key"] == "hotline 1"
    assert reject["reason"] == (
        "unparsable time: closed_at 'y'; unknown area: 'north' is not loaded; "
        "priority not a number: 'x', not 0 to 32767"
    )
    assert sum(summary.reasons.values()) == 3


def test_the_same_key_twice_in_one_file(small_town: Town) -> None:
    summary = small_town.rows("incidents", [row(), row(external_id="2"), row(priority="1")])
    assert (summary.new, summary.rejected) == (2, 1)
    (reject,) = rejected(summary)
    assert (reject["line"], reject["reason"]) == ("4", "twice in this file: first on line 2")


class TestAmbiguousHour:
    """1 November 2020 in Los Angeles: 01:00 to 02:00 came twice (08:00 and 09:00 UTC)."""

    def test_the_first_reading_is_taken_and_noted(self, small_town: Town) -> None:
        found = load_one(small_town, reported_at="2020-11-01 01:30:00")
        assert found["reported_at"] == utc(2020, 11, 1, 8, 30)
        (event,) = small_town.all(events)
        assert event["note"] == "ambiguous local time"

    def test_the_second_where_the_order_of_events_asks_for_it(self, small_town: Town) -> None:
        found = load_one(
            small_town,
            reported_at="2020-11-01 01:50:00",
            dispatched_at="2020-11-01 01:10:00",
            closed_at="2020-11-01 02:30:00",
        )
        assert found["reported_at"] == utc(2020, 11, 1, 8, 50)
        assert found["dispatched_at"] == utc(2020, 11, 1, 9, 10)
        assert [event["note"] is not None for event in small_town.all(events)] == [
            True,
            True,
            False,
        ]

    def test_a_contradiction_that_no_reading_solves_is_rejected(self, small_town: Town) -> None:
        summary = small_town.rows(
            "incidents", [row(reported_at="2020-11-01 02:10:00", closed_at="2020-11-01 01:30:00")]
        )
        assert dict(summary.reasons) == {"closed before reported": 1}

    def test_the_zone_of_the_file(self, small_town: Town) -> None:
        from zoneinfo import ZoneInfo

        small_town.rows("incidents", [row()], zone=ZoneInfo("Asia/Shanghai"))
        assert small_town.all(incidents)[0]["reported_at"] == utc(2020, 6, 1)
