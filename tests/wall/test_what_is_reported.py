"""What displays say of themselves: whatever a browser sends, and how much of it is kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access import wall_reports, wall_status
from data_access.access.displays import Display
from data_access.access.viewer import EVERYONE, Viewer
from data_access.moments import SECOND, from_micros
from data_access.reach import EVERYTHING
from data_access.wall_reports import LONGEST, Report, Reports, read_report
from data_access.wall_status import Status
from tests.factories import DAY, HOUR, MINUTE, MONDAY

HALL = Viewer("Hall", "viewer", EVERYTHING, "display", "session1", "Hall")
LI = Viewer("li", "duty", EVERYTHING, "account", "session2", "Li")
GOOD = {
    "id": "abc", "release": "r1", "scene": "district", "width": 1920, "height": 1080, "ratio": 2,
    "as_of": from_micros(MONDAY).isoformat(), "version": 7, "errors": 0, "problem": "",
}  # fmt: skip


def said(**other: Any) -> str:
    return json.dumps(GOOD | other)


def test_a_report_is_read_as_it_was_sent() -> None:
    assert read_report(said()) == Report("abc", "r1", "district", 1920, 1080, 2.0, MONDAY, 7, 0, "")


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("width", -1, None),
        ("width", 1e9, None),
        ("width", True, None),
        ("width", "1920", None),
        ("height", 10**300, None),
        ("ratio", 0, None),
        ("ratio", 10**400, None),
        ("ratio", float("nan"), None),
        ("ratio", float("inf"), None),
        ("ratio", 1.25, 1.25),
        ("as_of", "yesterday", None),
        ("as_of", "2026-03-02T00:00:00", None),  # of no zone
        ("as_of", "0001-01-01T00:00:00+23:59", None),
        ("as_of", "9999-12-31T23:59:59-23:59", None),
        ("as_of", 5, None),
        ("version", None, None),
        ("errors", [1], None),
        ("scene", "x" * 500, "x" * 60),
        ("scene", {"a": 1}, ""),
        ("problem", "a\x1b[2J\n\u202eb\ud800", "a?[2J??b?"),
        ("problem", "网络错误", "网络错误"),
    ],
)
def test_what_cannot_be_is_left_out_alone(field: str, value: Any, kept: Any) -> None:
    found = read_report(said(**{field: value}))
    assert found is not None
    assert getattr(found, field) == kept
    name = "id" if field != "id" else "release"
    assert getattr(found, name) == GOOD[name]


@pytest.mark.parametrize(
    "header", ["", "x", "[]", "7", "null", "[" * 1900, "9" * 1900, "{" * 10, " " * (LONGEST + 1), '"'],
)  # fmt: skip
def test_what_is_no_report_is_kept_nowhere(header: str) -> None:
    reports = Reports()
    reports.take(HALL, "", MONDAY, header, "r1")
    assert reports.all(MONDAY) == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=4,
)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from(sorted(GOOD)), json_values))
def test_whatever_is_sent_is_bounded_and_printable(told: dict[str, Any]) -> None:
    found = read_report(json.dumps(told))
    if found is None:
        assert len(json.dumps(told)) > LONGEST
        return
    for text in (found.id, found.release, found.scene, found.problem):
        assert len(text) <= 120
        assert text.isprintable()
    numbers = (found.width, found.height, found.version, found.errors, found.ratio)
    assert all(number is None or 0 <= number <= 2**53 for number in numbers)
    json.dumps(wall_status.told(_only(found), MONDAY), allow_nan=False)


def _only(report: Report) -> Status:
    return Status("", "everyone", "", MONDAY, MONDAY, report, True, ())


def test_a_session_of_a_display_is_one_whatever_its_page_calls_itself() -> None:
    reports = Reports()
    for number in range(5):
        told = said(id=f"page{number}", scene=f"s{number}")
        reports.take(HALL, "10.0.0.8", MONDAY + number * SECOND, told, "r1")
    (seen,) = reports.all(MONDAY)
    assert (seen.name, seen.first, seen.last) == ("Hall", MONDAY, MONDAY + 4 * SECOND)
    assert seen.report.scene == "s4"


def test_how_many_are_kept_is_bounded_and_no_account_pushes_a_display_out() -> None:
    reports = Reports()
    reports.take(HALL, "", MONDAY, said(), "r1")
    for number in range(wall_reports.MOST["other"] + 50):
        reports.take(LI, "", MONDAY, said(id=str(number)), "r1")
    found = reports.all(MONDAY)
    assert len(found) == wall_reports.MOST["other"] + 1
    assert {seen.name for seen in found} == {"Hall", "li"}
    for number in range(wall_reports.MOST["display"] + 5):
        other = Viewer("", "viewer", EVERYTHING, "display", f"session{number}", "")
        reports.take(other, "", MONDAY, said(), "r1")
    kinds = [seen.kind for seen in reports.all(MONDAY)]
    assert kinds.count("display") == wall_reports.MOST["display"]


def test_a_browser_without_a_token_is_forgotten_when_it_was_opened_anew() -> None:
    reports = Reports()
    reports.take(EVERYONE, "127.0.0.1", MONDAY, said(id="a"), "r1")
    reports.take(EVERYONE, "127.0.0.1", MONDAY, said(id="b"), "r1")
    assert len(reports.all(MONDAY)) == 2  # two windows
    reports.take(EVERYONE, "127.0.0.1", MONDAY + MINUTE, said(id="b"), "r1")
    reports.take(EVERYONE, "127.0.0.1", MONDAY + 2 * MINUTE, said(id="c"), "r1")
    assert [seen.report.id for seen in reports.all(MONDAY + 2 * MINUTE)] == ["c"]
    assert reports.all(MONDAY + 2 * MINUTE + DAY + SECOND) == []


def hall(**other: Any) -> Display:
    fields = {
        "id": "d1", "name": "Hall", "areas": (), "departments": (), "created_at": MONDAY,
        "created_by": "", "expires_at": None, "exchanged_at": MONDAY, "seen_at": MONDAY,
        "revoked_at": None,
    }  # fmt: skip
    return Display(**fields | other)  # type: ignore[arg-type] # as they are made above


def status_at(now: int, reports: Reports, live: Iterable[Display]) -> list[Status]:
    return wall_status.of(live, {"session1": "d1"}, reports.all(now), now)


def test_a_display_is_well_while_it_is_seen_and_new() -> None:
    reports = Reports()
    reports.take(HALL, "10.0.0.8", MONDAY, said(), "r1")
    (well,) = found = status_at(MONDAY + MINUTE, reports, [hall()])
    assert (well.name, well.address, well.current, well.troubles) == ("Hall", "10.0.0.8", True, ())
    assert wall_status.is_well(found)
    (late,) = found = status_at(MONDAY + MINUTE + 1, reports, [hall()])
    assert late.troubles == ("unseen",)
    assert not wall_status.is_well(found)
    assert not wall_status.is_well([])


def test_old_figures_are_trouble_and_so_are_none() -> None:
    reports = Reports()
    for told in (said(), said(as_of="", version=0)):
        reports.take(HALL, "", MONDAY, told, "r1")
        reports.take(HALL, "", MONDAY + 2 * MINUTE, told, "r1")
        assert status_at(MONDAY + 2 * MINUTE, reports, [hall()])[0].troubles == ()
        reports.take(HALL, "", MONDAY + 2 * MINUTE + 1, told, "r1")
        assert status_at(MONDAY + 2 * MINUTE + 1, reports, [hall()])[0].troubles == ("old",)


def test_a_page_of_another_release_is_trouble_when_it_stays() -> None:
    reports = Reports()
    new = from_micros(MONDAY + 10 * MINUTE).isoformat()
    reports.take(HALL, "", MONDAY, said(), "r2")
    reports.take(HALL, "", MONDAY + 10 * MINUTE, said(as_of=new), "r2")
    (seen,) = status_at(MONDAY + 10 * MINUTE, reports, [hall()])
    assert (seen.current, seen.troubles) == (False, ())
    (seen,) = status_at(MONDAY + 10 * MINUTE + 1, reports, [hall()])
    assert seen.troubles == ("outdated",)
    reports.take(HALL, "", MONDAY + 10 * MINUTE + 1, said(as_of=new, release="r2"), "r2")
    (seen,) = status_at(MONDAY + 10 * MINUTE + 1, reports, [hall()])
    assert (seen.current, seen.troubles) == (True, ())


def test_errors_are_trouble_for_an_hour_after_the_last() -> None:
    reports = Reports()
    reports.take(HALL, "", MONDAY, said(errors=1), "r1")
    reports.take(HALL, "", MONDAY + HOUR, said(errors=2, problem="x is undefined"), "r1")
    reports.take(HALL, "", MONDAY + HOUR + MINUTE, said(errors=2), "r1")
    last = MONDAY + 2 * HOUR
    now_shown = from_micros(last).isoformat()
    reports.take(HALL, "", last, said(errors=2, as_of=now_shown), "r1")
    assert status_at(last, reports, [hall()])[0].troubles == ("errors",)
    assert status_at(last + 1, reports, [hall()])[0].troubles == ()
    assert status_at(last + 1, reports, [hall()])[0].report.errors == 2  # type: ignore[union-attr]


def test_tokens_that_were_not_seen_are_there_and_revoked_sessions_are_not() -> None:
    reports = Reports()
    reports.take(Viewer("Old", "viewer", EVERYTHING, "display", "ended", "Old"), "", MONDAY, said(), "r1")  # fmt: skip
    found = status_at(
        MONDAY,
        reports,
        [
            hall(name="a", exchanged_at=None, seen_at=None),
            hall(name="b", id="d2", seen_at=MONDAY - 151 * SECOND),
            hall(name="c", id="d3", seen_at=MONDAY - 150 * SECOND),  # at another page than /wall
            hall(name="d", id="d4", expires_at=MONDAY),
        ],
    )
    assert [(one.name, one.troubles) for one in found] == [
        ("a", ("never",)), ("b", ("unseen",)), ("c", ()), ("d", ("expired",)),
    ]  # fmt: skip
    assert all(one.report is None for one in found)


def test_a_display_that_left_the_wall_is_not_said_to_be_there() -> None:
    reports = Reports()
    reports.take(HALL, "", MONDAY, said(), "r1")
    (seen,) = status_at(MONDAY + HOUR, reports, [hall(seen_at=MONDAY + HOUR)])
    assert (seen.report, seen.last, seen.troubles) == (None, MONDAY + HOUR, ())


def test_an_accounts_browser_is_listed_and_does_not_count() -> None:
    reports = Reports()
    reports.take(LI, "", MONDAY, said(), "r1")
    reports.take(HALL, "", MONDAY + HOUR, said(as_of=from_micros(MONDAY + HOUR).isoformat()), "r1")
    found = status_at(MONDAY + HOUR, reports, [hall()])
    assert [(one.name, one.troubles) for one in found] == [("Hall", ()), ("li", ("unseen",))]
    assert wall_status.is_well(found)
    assert not wall_status.is_well(found[1:])
