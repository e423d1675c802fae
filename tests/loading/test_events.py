"""Events told one by one: what becomes of each, and why a bad one is rejected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data_access.loading.summary import Summary
from data_access.record.events import KINDS
from data_access.record.tables import assignments, events, incidents
from tests.engines import Databases
from tests.factories import HOUR
from tests.loading.tools import Town, rejected

Row = dict[str, Any]


def row(kind: str, clock: str, incident: str = "1", **said: Any) -> Row:
    """An event of 1 June 2020, by the clock of UTC."""
    key = {"source": "hotline", "external_id": incident, "kind": kind}
    return key | {"moment": f"2020-06-01T{clock}Z"} | said


def told(town: Town, *rows: Row) -> Summary:
    summary = town.rows("events", rows)
    assert summary.rejected == 0, rejected(summary)
    return summary


def one(town: Town) -> Row:
    (found,) = town.all(incidents)
    return found


def at(*clock: int, day: int = 1) -> datetime:
    return datetime(2020, 6, day, *clock, tzinfo=UTC)


REPORTED = row("reported", "08:00:00")
DISPATCHED = row("dispatched", "08:10", target="water")
CLOSED = row("closed", "12:00")


def test_every_kind_finds_its_way(small_town: Town) -> None:
    """One history with all of them: the current columns say what they add up to."""
    history = [
        REPORTED,
        row("corrected", "08:01", field="category", new="leak"),
        row("corrected", "08:02", field="deadline", new="2020-06-01T12:00Z"),
        DISPATCHED,
        row("dispatched", "08:20", target="roads", role="co"),
        row("responded", "08:30"),
        row("responded", "08:40", department="roads"),
        row("suspended", "09:00"),
        row("resumed", "09:30"),
        row("extended", "10:00", deadline="2020-06-01T18:00Z"),
        row("resolved", "11:00"),
        row("returned", "11:30"),
        row("resolved", "12:00"),
        row("verified", "12:30"),
        row("closed", "12:40"),
        row("reopened", "13:00"),
        row("closed", "14:00"),
        row("voided", "15:00"),
        row("unvoided", "16:00"),
    ]
    assert {r["kind"] for r in history} == set(KINDS)
    summary = told(small_town, *history)
    assert (summary.new, summary.changed, summary.unchanged) == (1, 0, 0)
    found = one(small_town)
    assert (found["stage"], found["voided"], found["category"]) == ("closed", False, "leak")
    assert (found["department"], found["returns"], found["decisions"]) == ("water", 1, 2)
    assert found["deadline"] == at(18)
    assert (found["extended"], found["own_deadline"]) == (True, at(12))
    assert (found["dispatched_at"], found["responded_at"]) == (at(8, 10), at(8, 30))
    assert (found["resolved_at"], found["closed_at"]) == (at(12), at(14))
    said = [(a["department"], a["role"], a["outcome"]) for a in small_town.all(assignments)]
    assert sorted(said) == [
        ("roads", "co", "answered"),
        ("water", "lead", "answered"),
        ("water", "lead", "answered"),
    ]
    kept = small_town.all(events)
    assert [event["kind"] for event in kept] == [r["kind"] for r in history]
    assert [event["role"] for event in kept if event["kind"] == "dispatched"] == ["lead", "co"]


def test_twice_is_once(small_town: Town) -> None:
    history = [REPORTED, DISPATCHED, DISPATCHED, CLOSED]
    told(small_town, *history)
    again = told(small_town, *history)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert len(small_town.all(events)) == 3


def test_late_and_in_the_wrong_order(small_town: Town) -> None:
    """A dispatch and a correction that come after the closing take their place before it."""
    told(small_town, CLOSED, REPORTED)
    assert one(small_town)["department"] is None
    late = [row("corrected", "09:00", field="area", new="east"), DISPATCHED]
    assert told(small_town, *late).changed == 1
    found = one(small_town)
    assert (found["stage"], found["department"], found["area"]) == ("closed", "water", "east")
    assert [a["outcome"] for a in small_town.all(assignments)] == ["unanswered"]


def test_an_older_correction_that_comes_late_changes_nothing(small_town: Town) -> None:
    told(small_town, REPORTED, row("corrected", "10:00", field="area", new="east"))
    told(small_town, row("corrected", "09:00", field="area", new="west"))
    assert one(small_town)["area"] == "east"


def test_the_first_of_two_reports_counts(small_town: Town) -> None:
    told(small_town, row("reported", "09:00"), REPORTED, row("responded", "08:30"))
    assert one(small_town)["reported_at"] == at(8)


def test_dated_ahead_is_kept_until_its_moment_comes(small_town: Town) -> None:
    small_town.now = small_town.now + 10 * HOUR
    ahead = row("closed", "00:00") | {"moment": "2031-02-03T04:05Z"}
    summary = told(small_town, REPORTED, ahead)
    assert (
        "1 events dated ahead, which take effect when their moment comes; the latest "
        "2031-02-02 20:05:00-08:00"
    ) in summary.notes
    assert (one(small_town)["stage"], len(small_town.all(events))) == ("reported", 2)
    assert not any("ahead" in note for note in told(small_town, row("closed", "09:00")).notes)


def test_two_kinds_at_one_instant_count_in_the_order_of_the_closed_loop(small_town: Town) -> None:
    """A source of whole minutes, told backwards."""
    history = [
        row("closed", "09:00"),
        row("resolved", "09:00"),
        row("responded", "09:00"),
        row("dispatched", "09:00", target="water"),
        row("corrected", "08:00", field="category", new="leak"),
        REPORTED,
    ]
    told(small_town, *history)
    found = one(small_town)
    assert (found["stage"], found["category"]) == ("closed", "leak")
    (assignment,) = small_town.all(assignments)
    assert (assignment["outcome"], assignment["active_seconds"]) == ("answered", 0)


def test_incidents_of_either_command_are_the_same(small_town: Town) -> None:
    """One told by its row, then by events; and the other way round."""
    incident = {"source": "hotline", "external_id": "1", "reported_at": "2020-06-01T08:00Z"}
    small_town.rows("incidents", [incident | {"priority": 2}])
    told(small_town, DISPATCHED, CLOSED)
    found = one(small_town)
    assert (found["stage"], found["department"], found["priority"]) == ("closed", "water", 2)

    told(small_town, row("reported", "08:00", "2"), row("closed", "09:00", "2"))
    small_town.rows("incidents", [incident | {"external_id": "2", "priority": 3}])
    second = small_town.all(incidents)[1]
    assert (second["stage"], second["priority"]) == ("closed", 3)


KNOWN = {"source": "hotline", "external_id": "1", "reported_at": "2020-06-01T08:00Z",
         "area": "west", "category": "leak", "scenario": "flood", "priority": 1, "lon": 10.5,
         "lat": 50.5, "address": "here", "text": "a leak",
         "deadline": "2020-06-01T10:00Z"}  # fmt: skip


class TestCorrections:
    @pytest.fixture
    def known(self, small_town: Town) -> Town:
        small_town.rows("incidents", [KNOWN])
        return small_town

    @pytest.mark.parametrize(
        ("field", "new", "expected"),
        [
            ("area", "east", "east"),
            ("priority", "3", 3),
            ("lon", "11.25", 11.25),
            ("lat", "-50.125", -50.125),
            ("address", "there", "there"),
            ("text", "two leaks", "two leaks"),
            ("deadline", "2020-06-01 05:30:00", at(12, 30)),
        ],
    )
    def test_a_right_value(self, known: Town, field: str, new: str, expected: Any) -> None:
        told(known, row("corrected", "09:00", field=field, new=new))
        column = "own_deadline" if field == "deadline" else field
        assert one(known)[column] == expected

    @pytest.mark.parametrize(
        "field",
        ["area", "category", "scenario", "priority", "lon", "lat", "address", "text", "deadline"],
    )
    def test_none_takes_a_value_back(self, known: Town, field: str) -> None:
        """What an empty cell, which says nothing, cannot."""
        known.rows("incidents", [KNOWN | {field: ""}])
        column = "own_deadline" if field == "deadline" else field
        assert one(known)[column] is not None
        told(known, row("corrected", "09:00", field=field, new="none"))
        assert one(known)[column] is None

    def test_without_a_deadline_of_its_own_that_of_the_category_counts(self, known: Town) -> None:
        assert one(known)["deadline"] == at(10)
        told(known, row("corrected", "09:00", field="deadline", new="none"))
        assert one(known)["deadline"] == at(9)  # an hour after the report
        told(known, row("corrected", "09:10", field="category", new="none"))
        assert one(known)["deadline"] is None


GOOD = row("responded", "09:00", "2")


@pytest.mark.parametrize(
    ("said", "what", "detail"),
    [
        ({"source": ""}, "missing key", "source"),
        ({"external_id": ""}, "missing key", "external_id"),
        ({"kind": ""}, "missing kind", "kind"),
        ({"moment": ""}, "missing time", "moment"),
        ({"source": "radio"}, "unknown source", "'radio' is not loaded"),
        ({"external_id": "77"}, "unknown incident", "'77': it is not loaded, and no good row"),
        ({"kind": "answered"}, "unknown kind", "'answered'; there are reported, corrected"),
        ({"kind": "已派遣"}, "unknown kind", "'已派遣'"),
        ({"kind": "Closed"}, "unknown kind", "'Closed'"),
        ({"department": "parks"}, "unknown department", "'parks'"),
        ({"moment": "soon"}, "unparsable time", "moment 'soon'"),
        ({"moment": "2020-03-08 02:30"}, "nonexistent time", "02:30:00 did not exist"),
        ({"moment": "2020-06-01T07:59:59Z"}, "responded before reported", "07:59:59"),
        ({"target": "roads"}, "impossible target", "only dispatched has one, not responded"),
        ({"role": "co"}, "impossible role", "only dispatched has one"),
        ({"deadline": "2020-06-02T08:00Z"}, "impossible deadline", "only extended has one"),
        ({"field": "area"}, "impossible field", "only corrected has one"),
        ({"new": "west"}, "impossible new", "only corrected has one"),
        ({"kind": "dispatched"}, "missing target", "dispatched needs one"),
        ({"kind": "dispatched", "target": "parks"}, "unknown target", "'parks'"),
        ({"kind": "dispatched", "target": "water", "role": "boss"}, "unknown role", "'boss'"),
        ({"kind": "extended"}, "missing deadline", "extended needs one"),
        ({"kind": "extended", "deadline": "later"}, "unparsable time", "deadline 'later'"),
        (
            {"kind": "extended", "deadline": "2020-06-01T08:30Z"},
            "deadline before its extension",
            "08:30:00+00:00 is before 2020-06-01 09:00",
        ),
        ({"kind": "corrected", "new": "west"}, "missing field", "corrected needs one"),
        ({"kind": "corrected", "field": "area"}, "missing new", "corrected needs one"),
        (
            {"kind": "corrected", "field": "department", "new": "water"},
            "unknown field",
            "'department'; there are area, category",
        ),
        ({"kind": "corrected", "field": "area", "new": "north"}, "unknown area", "'north'"),
        ({"kind": "corrected", "field": "category", "new": "x"}, "unknown category", "'x'"),
        ({"kind": "corrected", "field": "scenario", "new": "x"}, "unknown scenario", "'x'"),
        (
            {"kind": "corrected", "field": "priority", "new": "high"},
            "priority not a number",
            "'high', not 0 to 32767",
        ),
        ({"kind": "corrected", "field": "lon", "new": "181"}, "impossible coordinate", "'181'"),
        ({"kind": "corrected", "field": "lat", "new": "x"}, "impossible coordinate", "'x'"),
        (
            {"kind": "corrected", "field": "deadline", "new": "later"},
            "unparsable time",
            "deadline 'later'",
        ),
        (
            {"kind": "corrected", "field": "deadline", "new": "2020-06-01T07:00Z"},
            "deadline before reported",
            "07:00",
        ),
    ],
)
def test_a_bad_row_is_rejected_with_its_line_and_reason(
    small_town: Town, said: Row, what: str, detail: str
) -> None:
    """It neither stops the rows around it nor disappears."""
    rows = [row("reported", "08:00", "2"), GOOD | said, row("closed", "10:00", "2")]
    summary = small_town.rows("events", rows)
    assert (summary.new, summary.rejected, dict(summary.reasons)) == (1, 1, {what: 1})
    (reject,) = rejected(summary)
    assert reject["line"] == "3"
    assert reject["reason"].startswith(f"{what}: ")
    assert detail in reject["reason"]
    kept = {name: value for name, value in (GOOD | said).items() if value} | {"line_no": 3}
    assert json.loads(reject["row"]) == kept
    assert [event["kind"] for event in small_town.all(events)] == ["reported", "closed"]


def test_what_follows_a_bad_report_is_rejected_with_it(small_town: Town) -> None:
    rows = [row("reported", "25:00"), CLOSED, row("reported", "08:00", "2")]
    summary = small_town.rows("events", rows)
    assert (summary.new, summary.rejected) == (1, 2)
    assert dict(summary.reasons) == {"unparsable time": 1, "unknown incident": 2}


def test_rejected_rows_are_taken_once_their_incident_is_known(small_town: Town) -> None:
    path = small_town.folder / "events.csv"
    assert small_town.rows("events", [CLOSED]).rejected == 1
    known = {"source": "hotline", "external_id": "1", "reported_at": "2020-06-01T08:00Z"}
    small_town.rows("incidents", [known])
    assert small_town.load("events", path).changed == 1
    assert one(small_town)["stage"] == "closed"


def test_all_rows_of_an_incident_come_together_wherever_they_stand(small_town: Town) -> None:
    """Thousands of rows of others between a report and its closing."""
    many = [row("reported", "08:00", str(n)) for n in range(5000)]
    told(small_town, row("closed", "12:00", "0"), *many, row("closed", "12:00", "1"))
    found = {r["external_id"]: r["stage"] for r in small_town.all(incidents)}
    assert (found["0"], found["1"], found["2"], len(found)) == (
        "closed",
        "closed",
        "reported",
        5000,
    )


def test_an_ambiguous_hour(small_town: Town) -> None:
    """Between 01:00 and 02:00 on 1 November in Los Angeles: the reading after the report."""
    rows = [
        row("reported", "") | {"moment": "2020-11-01T08:50Z"},
        row("dispatched", "", target="water") | {"moment": "2020-11-01 01:10:00"},
        row("responded", "") | {"moment": "2020-11-01 01:55:00"},
    ]
    summary = told(small_town, *rows)
    assert "2 moments in an ambiguous hour of the clock (noted with their events)" in summary.notes
    found = one(small_town)
    assert found["dispatched_at"] == datetime(2020, 11, 1, 9, 10, tzinfo=UTC)
    assert found["responded_at"] == datetime(2020, 11, 1, 8, 55, tzinfo=UTC)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Town]]:
    made: dict[str, Town] = {}
    yield made
    for one_town in made.values():
        one_town.engine.dispose()


@pytest.fixture
def any_town(databases: Databases, tmp_path: Path, places: dict[str, Town]) -> Town:
    """A town on each engine, for many examples, two sources for each."""
    name = type(databases).__name__
    if name not in places:
        places[name] = Town(tmp_path, database_url=databases.migrated())
        places[name].reference()
        places[name].rows("sources", [{"code": str(n)} for n in range(1000)])
    return places[name]


_sources = count()
_DEPARTMENTS = st.sampled_from(["water", "roads"])
_CLOCK = st.integers(1, 600).map(lambda m: f"{8 + m // 60:02}:{m % 60:02}")
_SAID = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just("dispatched"),
            "target": _DEPARTMENTS,
            "role": st.sampled_from(["", "lead", "co"]),
        }
    ),
    st.fixed_dictionaries(
        {"kind": st.just("extended"), "deadline": _CLOCK.map(lambda c: f"2020-06-02T{c}Z")}
    ),
    st.sampled_from(
        [
            {"kind": "corrected", "field": "area", "new": "east"},
            {"kind": "corrected", "field": "area", "new": "none"},
            {"kind": "corrected", "field": "category", "new": "leak"},
            {"kind": "corrected", "field": "deadline", "new": "2020-06-01T12:00Z"},
        ]
    ),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(
                [kind for kind in KINDS if kind not in ("dispatched", "extended", "corrected")]
            ),
            "department": st.sampled_from(["", "water", "roads"]),
        }
    ),
)
# Of one incident no two events of a kind share a moment: those count in the order of arrival.
_HISTORY = st.lists(
    st.tuples(_SAID, _CLOCK), max_size=8, unique_by=lambda said: (said[0]["kind"], said[1])
)


@given(st.lists(_HISTORY, min_size=1, max_size=4), st.booleans(), st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_split_and_order_gives_the_same_record(
    any_town: Town, histories: list[list[tuple[Row, str]]], loaded: bool, data: st.DataObject
) -> None:
    """One file at once, or its rows shuffled into several, some loaded twice; where the incidents
    are not loaded before, each file says when they were reported."""
    once, often = str(next(_sources)), str(next(_sources))
    reports = [row("reported", "08:00", str(n)) for n in range(len(histories))]
    rows = [
        row(said["kind"], clock, str(n)) | said
        for n, history in enumerate(histories)
        for said, clock in history
    ]
    shuffled = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(rows)), max_size=2)))
    parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
    parts += data.draw(st.lists(st.sampled_from(parts), max_size=1))

    def load(source: str, *files: list[Row]) -> None:
        if loaded:
            known = [{"source": source, "external_id": str(n), "reported_at": "2020-06-01T08:00Z",
                      "area": "west"} for n in range(len(histories))]  # fmt: skip
            any_town.rows("incidents", known)
        for file in files:
            said = [r | {"source": source} for r in (file if loaded else [*reports, *file])]
            assert not said or any_town.rows("events", said).rejected == 0

    load(once, rows)
    load(often, *parts)
    assert any_town.current(once) == any_town.current(often)
