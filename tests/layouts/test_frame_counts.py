"""The counts strip: figures, absent rates, what stands in the hover."""

from __future__ import annotations

from layouts import counts, ids
from tests.layouts.frame import closure, cohort, every, texts, view
from tests.layouts.frame import counts as some_counts


def test_rates_stand_over_their_numerator_and_denominator() -> None:
    said = texts(counts.build(some_counts(), closure(), view())[ids.COUNTS]["children"])
    assert said[said.index("结案率") :][:5] == ["结案率", "近 30 天", "93.7", "%", "911 / 972 应结"]
    assert said[said.index("按期结案率") :][2:5] == ["75.8", "%", "737 / 972 应结"]


def test_a_rate_over_nothing_is_absent() -> None:
    nothing = closure(cohort(0, 0, 0))
    said = texts(counts.build(some_counts(), nothing, view())[ids.COUNTS]["children"])
    assert said[said.index("结案率") :][2:5] == ["–", "", "无应结案件"]


def test_stock_says_now_and_flow_says_its_period() -> None:
    said = texts(counts.build(some_counts(), closure(), view("en"))[ids.COUNTS]["children"])
    assert said[:8] == [
        "Open",
        "now",
        "1,284",
        "whenever reported",
        "New",
        "last 30 days",
        "312",
        "reported in the period",
    ]


def test_overdue_stands_out_only_where_there_is_some() -> None:
    def kinds(overdue: int) -> list[str]:
        children = counts.build(some_counts(overdue), closure(), view())[ids.COUNTS]["children"]
        return [div.className for div in every(children, "Div") if "figure" in div.className]

    assert kinds(47).count("figure waits") == 1
    assert kinds(0).count("figure waits") == 0


def test_what_is_not_judged_stands_beside_the_rate() -> None:
    tiles = counts.build(some_counts(), closure(), view())[ids.COUNTS]["children"]
    assert tiles[4].children.title.split("\n") == [
        "结案率",
        "结案率\t911/972 = 93.7%",
        "　95% 区间\t92.0% – 95.1%",
        "提前结案数\t11",
        "未到期数\t9",
        "缓办数\t3",
        "无时限数\t1",
        "作废数\t2",
    ]
