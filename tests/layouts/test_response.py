from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.response import DepartmentResponse, Response
from data_access.statistics import Percentile
from layouts import ids, response
from layouts.view import View
from tests.layouts.panels import find, positions, said, view

NOTHING = Percentile(0)


def department(code: str, median: Any = 900, p90: Any = 7200, **more: Any) -> DepartmentResponse:
    """Times as seconds, percentiles or None."""
    counts = {"assignments": 30, "answered": 20, "waiting": 6, "passed_on": 3, "unanswered": 1}
    counts |= {"oldest_waiting": 7000, "answered_median": 600.0, "answered_p90": 3000.0}
    times = [Percentile(found) if isinstance(found, int) else found for found in (median, p90)]
    return DepartmentResponse(code=code, median=times[0], p90=times[1], **(counts | more))


def without_any(code: str) -> DepartmentResponse:
    return DepartmentResponse(code, 0, 0, 0, None, 0, 0, None, None, None, None)


def answer(*departments: DepartmentResponse) -> Response:
    return Response(departments, department("", 1800))


def drawn(found: Response, of: View | None = None) -> list[object]:
    return list(response.build(found, of or view())[ids.RESPONSE]["children"])


def test_a_row_says_who_waits_and_its_hover_everything() -> None:
    (row,) = find(drawn(answer(department("water"))), "row")
    assert said(row) == "水务局 6"
    assert str(row.title).split("\n")[:11] == [
        "水务局",
        "中位（含未响应）\t15 分",
        "90 分位（含未响应）\t2 时",
        "派遣次数\t30",
        "已响应\t20",
        "未响应\t6",
        "未响应即转出\t3",
        "未响应即结案\t1",
        "最久等待\t1.9 时",
        "仅已响应者：中位\t10 分",
        "仅已响应者：90 分位\t50 分",
    ]


def test_fast_ones_first_and_those_without_any_last() -> None:
    beyond = Percentile(60, beyond=True)
    panel = drawn(
        answer(
            without_any("none"),
            department("never", beyond, beyond),
            department("unknown", None, None),
            department("slow", 9000),
            department("fast", 60),
        )
    )
    assert [said(row).split()[0] for row in find(panel, "row")] == [
        "fast", "slow", "never", "unknown", "none",
    ]  # fmt: skip
    assert said(find(panel, "row")[-1]) == "none –"
    assert len(find(panel, "has-dot")) == 2


def test_percentiles_that_are_not_reached_point_beyond() -> None:
    far = Percentile(276480, beyond=True)
    (row,) = find(drawn(answer(department("water", 900, far))), "row")
    assert said(row) == "水务局 > 3.2 天 6"
    (track,) = find(row, "has-dot", "is-beyond")
    assert track.style["--end"] == "100%"
    (row,) = find(drawn(answer(department("water", far, far))), "row")
    assert said(row) == "水务局 中位 > 3.2 天 6"
    assert not find(row, "has-dot")


@pytest.mark.parametrize(
    ("medians", "p90s", "low", "high"),
    [
        ((900,), (7200,), 300, 86400),
        ((285,), (900,), 60, 86400),
        ((900,), (200000,), 300, 604800),
        ((0,), (3,), 10, 86400),
    ],
)
def test_the_axis_is_five_minutes_to_a_day_and_more_where_needed(
    medians: tuple[int], p90s: tuple[int], low: int, high: int
) -> None:
    found = response.scale(answer(department("water", medians[0], p90s[0])), view())
    assert (found.low, found.high) == (low, high)


def test_the_usual_axis_labels_every_tick() -> None:
    ticks = response.scale(answer(department("water")), view()).ticks
    assert [label for _, label in ticks] == ["5 分", "15 分", "1 时", "4 时", "1 天"]


def test_who_waits_for_a_day_is_pointed_out() -> None:
    panel = drawn(answer(department("water", oldest_waiting=86400), department("roads")))
    assert [said(cell) for cell in find(panel, "is-waiting")] == ["6"]


def test_a_click_filters_by_the_department_and_a_second_one_returns() -> None:
    (row,) = find(drawn(answer(department("water"))), "row")
    assert row.href == "/?period=30d&department=water"
    (row,) = find(
        drawn(answer(department("water")), view(department=("water",))), "row", "is-chosen"
    )
    assert row.href == "/?period=30d"


def test_without_departments_the_panel_says_so() -> None:
    assert "暂无部门数据" in said(drawn(answer()))


def test_without_any_assignment_there_is_no_dashed_line() -> None:
    panel = drawn(Response((without_any("water"),), without_any("")))
    assert not find(panel, "reference")
    assert "全部 –" in said(panel)


def test_in_english() -> None:
    panel = drawn(answer(department("roads", oldest_waiting=None)), view("en"))
    assert "Urban Management 6" in said(panel)
    assert "Not answered yet\t6\n" in str(find(panel, "row")[0].title)


times = st.one_of(st.none(), st.builds(Percentile, st.integers(0, 10**9), st.booleans()))


@given(st.lists(st.tuples(times, times), max_size=25))
def test_every_mark_lies_on_its_track(pairs: list[tuple[Any, Any]]) -> None:
    found = answer(*(department(f"d{i}", *pair) for i, pair in enumerate(pairs)))
    panel = drawn(found)
    assert all(0 <= position <= 100 for position in positions(panel))
    assert len(find(panel, "row")) == len(pairs)
    labelled = [at for at in response.scale(found, view()).ticks if at[1]]
    assert 2 <= len(labelled) <= 7
