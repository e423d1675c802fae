from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from data_access.closure import Closure, Cohort
from data_access.statistics import Band, bands
from layouts import closure, ids
from layouts.view import View
from tests.layouts.panels import find, positions, said, view


def cohort(code: str | None, due: int, closed: int, on_time: int, **more: int) -> Cohort:
    counts = {f.name: 0 for f in fields(Cohort) if f.name != "code"}
    counts |= {"due": due, "closed": closed, "on_time": on_time} | more
    counts |= {"closed_late": closed - on_time, "overdue": due - closed}
    counts["filed"] = due + sum(
        counts[part] for part in ("closed_early", "not_yet_due", "suspended", "no_deadline")
    )
    return Cohort(code, **counts)


def total(units: list[Cohort]) -> Cohort:
    names = [f.name for f in fields(Cohort) if f.name != "code"]
    return Cohort(None, **{name: sum(getattr(unit, name) for unit in units) for name in names})


def answer(*units: Cohort, judged: list[Band] | None = None, level: int = 1) -> Closure:
    found = judged or bands([unit.closure_rate for unit in units], 30)
    return Closure(level, units, tuple(found), total(list(units)))


def drawn(found: Closure, of: View | None = None) -> list[object]:
    return list(closure.build(found, of or view())[ids.CLOSURE]["children"])


def test_a_published_example() -> None:
    one = cohort("mo", 972, 911, 737, closed_early=10, not_yet_due=14, voided=3)
    panel = drawn(answer(one))
    assert said(find(panel, "row", "is-total")) == "全区 93.7% 未到期 14 · 提前 10 911/972"
    (row,) = find(find(panel, "rows"), "row")
    assert said(row) == "莫愁湖 93.7% 未到期 14 · 提前 10 911/972"
    title = str(row.title)
    assert "\n按期结案率\t737/972 = 75.8%\n　95% 区间\t73.0% – 78.4%\n" in title
    assert "\n立案数\t996\n应结案数\t972\n" in title
    assert "\n作废数\t3" in title


def test_a_rate_over_nothing_is_a_dash_and_has_no_mark() -> None:
    panel = drawn(answer(cohort("mo", 0, 0, 0, not_yet_due=5), cohort("sha", 0, 0, 0)))
    for row in find(panel, "row"):
        assert "–" in said(row)
        assert "%" not in said(row)
        assert "0/0" in said(row)
    assert not find(panel, "has-dot")
    assert not find(panel, "ring")


def test_without_units_the_total_stands_alone() -> None:
    panel = drawn(answer())
    assert len(find(panel, "row")) == 1
    assert [said(tick) for tick in find(panel, "tick")] == ["0%", "25%", "50%", "75%", "100%"]


def test_bands_come_first_then_the_few_then_the_unknown() -> None:
    units = [
        cohort(None, 900, 890, 800),
        cohort("few", 29, 29, 29),
        cohort("low", 500, 400, 300),
        cohort("none", 0, 0, 0),
        cohort("middle", 500, 470, 400),
        cohort("high", 500, 499, 490),
        cohort("second", 500, 480, 400),
    ]
    judged: list[Band] = ["better", "few", "worse", "none", "same", "better", "same"]
    panel = drawn(answer(*units, judged=judged))
    (rows,) = find(panel, "rows")
    listed = [said(row).split(" ")[0] for row in rows.children]
    assert listed == ["high", "second", "middle", "low", "应结不足", "few", "none", "未知区域"]
    assert find(rows, "is-better") == [rows.children[0]]
    assert "▲" in str(rows.children[0].title)
    assert "▼" in str(find(rows, "is-worse")[0].title)
    unknown = rows.children[-1]
    assert unknown["type"] == "Div"
    assert "▲" not in str(unknown.title)


def test_a_click_filters_and_the_total_leads_back() -> None:
    panel = drawn(answer(cohort("sha", 50, 40, 30)))
    (total_row,) = find(panel, "is-total")
    assert total_row["type"] == "Div"
    (row,) = find(find(panel, "rows"), "row")
    assert row.href == "/?period=30d&area=sha"

    below = drawn(answer(cohort("zhong", 50, 40, 30), level=2), view(area=("sha",)))
    (total_row,) = find(below, "is-total")
    assert said(total_row).startswith("沙洲街道 ")
    assert total_row.href == "/?period=30d"
    lowest = drawn(answer(cohort("g1", 50, 40, 30), level=3), view(area=("zhong",)))
    assert find(lowest, "is-total")[0].href == "/?period=30d&area=sha"
    assert "各网格结案率" in said(lowest)


def test_in_english() -> None:
    panel = drawn(answer(cohort("sha", 50, 40, 30, not_yet_due=2)), view("en"))
    assert said(panel).startswith("Closure by street")
    assert "Shazhou 80.0% Not due 2 · early 0 40/50" in said(panel)
    assert "Whole district" in said(panel)


def test_few_cases_do_not_stretch_the_axis() -> None:
    units = [cohort("mo", 1000, 950, 900), cohort("sha", 2, 0, 0)]
    ticks = closure.scale(answer(*units)).ticks
    assert [label for _, label in ticks] == ["85%", "90%", "95%", "100%"]
    (row,) = find(drawn(answer(*units)), "row", "is-few")
    assert find(row, "has-dot", "is-outside")


def test_one_and_the_same_rate_everywhere_still_has_an_axis() -> None:
    found = closure.scale(answer(cohort("mo", 40, 40, 40)))
    assert found.low < found.high <= 1


def test_forty_one_units_are_all_there() -> None:
    units = [cohort(f"u{i}", 100 + i, 90 + i, 80) for i in range(41)]
    assert len(find(find(drawn(answer(*units)), "rows"), "row")) == 41


@given(
    st.lists(
        st.tuples(st.integers(0, 3000), st.floats(0, 1), st.floats(0, 1)), min_size=0, max_size=12
    )
)
def test_every_mark_lies_on_its_track(parts: list[tuple[int, float, float]]) -> None:
    units = [
        cohort(f"u{i}", due, closed := round(due * a), round(closed * b))
        for i, (due, a, b) in enumerate(parts)
    ]
    found = answer(*units)
    assert all(0 <= position <= 100 for position in positions(drawn(found)))
    scale = closure.scale(found)
    assert 0 <= scale.low < scale.high <= 1 + 1e-9
    assert 2 <= len(scale.ticks) <= 6
