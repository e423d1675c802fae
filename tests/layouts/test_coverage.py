from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from data_access.coverage import Coverage, UnitCoverage
from layouts import coverage, ids
from layouts.view import View
from tests.layouts.panels import find, positions, said, view

COMPUTED = datetime(2026, 11, 23, 11, 38, tzinfo=UTC)


def unit(code: str | None, installed: int = 100, **more: Any) -> UnitCoverage:
    values: dict[str, Any] = {
        "online": 95, "in_order": 90, "covered_m2": 410_000.0, "area_m2": 1_000_000.0,
        "located": 1000, "covered": 720, "cells": 130, "blind": 11,
    }  # fmt: skip
    return UnitCoverage(code=code, installed=installed, **(values | more))


def answer(*units: UnitCoverage, total: UnitCoverage | None = None, assumed: int = 0) -> Coverage:
    return Coverage(1, units, total or unit(None, 2729, online=2595), (), assumed, COMPUTED)


def drawn(found: Coverage, of: View | None = None) -> list[object]:
    return list(coverage.build(found, of or view())[ids.COVERAGE]["children"])


def test_a_row_has_every_figure_and_its_hover_their_parts() -> None:
    panel = drawn(answer(unit("sha")))
    (row,) = find(find(panel, "rows"), "row")
    assert said(row) == "沙洲 100 95% 90% 41% 72% 11"
    title = str(row.title)
    assert "面积覆盖率\t0.41/1.00 km² = 41.0%" in title
    assert "案件覆盖率\t720/1,000 = 72.0%" in title
    assert "盲区\t11/130" in title
    assert "覆盖计算于\t2026-11-23 19:38" in title


def test_the_note_sums_up_and_names_what_is_assumed() -> None:
    total = unit(None, 2729, online=2595, in_order=2500, blind=64)
    note = said(find(drawn(answer(total=total, assumed=7)), "panel-note"))
    assert note == "2,729 路 盲区网格 64 7 路按 50 m 假定"


def test_what_the_source_does_not_say_is_a_dash() -> None:
    silent = {"online": None, "in_order": None, "covered_m2": None, "area_m2": None}
    silent |= {"located": 0, "covered": None, "blind": None}
    panel = drawn(answer(unit("sha", **silent), total=unit(None, **silent)))
    (row,) = find(find(panel, "rows"), "row")
    assert said(row) == "沙洲 100 – – – – –"
    assert find(row, "track")[0].style == {"--whole": "100%", "--part": "0%"}
    assert "完好" not in said(find(panel, "panel-note"))


def test_where_order_is_unknown_the_inner_bar_is_what_is_online() -> None:
    found = answer(unit("sha", in_order=None), total=unit(None, in_order=None))
    panel = drawn(found)
    (bar,) = find(panel, "track", "is-online")
    assert bar.style == {"--whole": "100%", "--part": "95%"}
    assert find(panel, "mark-online") and not find(panel, "mark-in_order")


def test_rates_over_nothing_are_dashes() -> None:
    (row,) = find(
        find(drawn(answer(unit("sha", 0, online=0, in_order=0, located=0, covered=0))), "rows"),
        "row",
    )
    assert said(row) == "沙洲 0 – – 41% – 11"


def test_most_cameras_first_and_those_of_no_area_last() -> None:
    panel = drawn(answer(unit(None, 500), unit("mo", 20), unit("sha", 30)))
    rows = find(find(panel, "rows"), "row")
    assert [said(row).split()[0] for row in rows] == ["沙洲", "莫愁湖", "未知区域"]
    assert [row["type"] == "Link" for row in rows] == [True, True, False]


def test_without_cameras_it_says_how_to_load_them() -> None:
    nothing = unit(None, 0, online=None, in_order=None)
    assert "onescreen load cameras" in said(drawn(answer(total=nothing)))
    assert "onescreen load cameras" in said(drawn(answer(unit("mo", 0), total=nothing), view("en")))


def test_without_units_below_the_total_stands_alone() -> None:
    panel = drawn(answer(), view(area=("g1",)))
    (row,) = find(panel, "row")
    assert said(row).startswith("网格一 2,729")
    assert row.href == "/?period=30d&area=zhong"


counts = st.integers(0, 5000)


@given(st.lists(st.tuples(counts, st.none() | counts, st.none() | counts), max_size=10))
def test_every_bar_fits_its_track(parts: list[tuple[int, int | None, int | None]]) -> None:
    units = [
        unit(f"u{i}", installed, online=online, in_order=in_order)
        for i, (installed, online, in_order) in enumerate(parts)
    ]
    panel = drawn(answer(*units))
    assert all(0 <= position <= 100 for position in positions(panel))
    assert len(find(panel, "row")) == len(units) + 1
