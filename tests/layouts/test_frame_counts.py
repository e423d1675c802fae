"""The counts strip: figures, absent rates, what stands in the hover."""

from __future__ import annotations

from typing import Any

import pytest

from data_access.closure import Closure
from data_access.counts import Counts
from layouts import counts, ids
from layouts.view import View
from tests.layouts.frame import change, closure, cohort, every, texts, view
from tests.layouts.frame import counts as some_counts


def strip(
    view_: View, of: Counts | None = None, rates: Closure | None = None, z: float | None = 4.12
) -> list[Any]:
    """The six tiles."""
    compared = change(z, over=view_.filter.period == "lastmonth")
    built = counts.build(of or some_counts(), rates or closure(), compared, view_)
    tiles: list[Any] = built[ids.COUNTS]["children"]
    return tiles


def test_rates_stand_over_their_numerator_and_denominator() -> None:
    said = texts(strip(view()))
    assert said[said.index("结案率") :][:5] == ["结案率", "近 30 天", "93.7", "%", "911 / 972 应结"]
    assert said[said.index("按期结案率") :][2:5] == ["75.8", "%", "737 / 972 应结"]


def test_a_rate_over_nothing_is_absent() -> None:
    nothing = closure(cohort(0, 0, 0))
    said = texts(strip(view(), rates=nothing))
    assert said[said.index("结案率") :][2:5] == ["–", "", "无应结案件"]


def test_stock_says_now_and_flow_says_its_period() -> None:
    said = texts(strip(view("en"), z=None))
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
        children = strip(view(), some_counts(overdue))
        return [div.className for div in every(children, "Div") if "figure" in div.className]

    assert kinds(47).count("figure waits") == 1
    assert kinds(0).count("figure waits") == 0


def test_what_is_not_judged_stands_beside_the_rate() -> None:
    tiles = strip(view())
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


def test_counts_say_what_they_are_compared_with() -> None:
    said = [texts(tile) for tile in strip(view())]
    assert said[0] == ["在办", "当前", "1,284", "较 30 天前 ±0"]
    assert said[1] == ["新增", "近 30 天", "312", "▲ 显著增多", "较前 30 天 +74"]
    assert said[2] == ["结案", "近 30 天", "298", "▼ 显著减少", "较前 30 天 −100"]
    assert said[3] == ["超期未结", "当前", "47", "占在办 3.7%", "较 30 天前 +3"]


def test_only_a_surge_of_what_is_new_has_its_colour() -> None:
    def kinds(z: float) -> list[str]:
        return [tile.children.children[1].children[1].className for tile in strip(view(), z=z)[1:3]]

    assert kinds(4.12) == ["beside is-surge", "beside is-other"]
    assert kinds(-4.12) == ["beside is-other", "beside is-other"]
    assert kinds(2.9) == ["beside is-same", "beside is-other"]
    assert "– 无显著变化" in texts(strip(view(), z=2.9)[1])


def test_where_nothing_is_compared_nothing_is_said_of_it() -> None:
    said = [texts(tile) for tile in strip(view(), z=None)]
    assert said[1] == ["新增", "近 30 天", "312", "本期上报"]
    assert said[3] == ["超期未结", "当前", "47", "占在办 3.7%"]


def test_the_share_of_open_opens_the_open_ones_wherever_it_stands() -> None:
    for z in (4.12, None):
        inside = [one for kind in ("Span", "Div") for one in every(strip(view(), z=z)[3], kind)]
        saying = [one for one in inside if one.children == "占在办 3.7%"]
        assert [one["props"]["data-list"] for one in saying] == ["counts.open"]


def test_the_comparison_stands_behind_the_figure() -> None:
    tiles = strip(view())
    assert tiles[1].children.title.split("\n") == [
        "新增",
        "近 30 天\t312",
        "1月1日 12:30 至 1月31日 12:30\t238",
        "增减\t+74",
        "▲ 显著增多\tz = 4.1",
    ]
    assert tiles[3].children.title.split("\n") == [
        "超期未结",
        "当前\t47",
        "1月31日 12:30\t44",
        "增减\t+3",
        "超期占在办\t47/1,284 = 3.7%",
    ]


@pytest.mark.parametrize("period", ["today", "24h", "7d", "30d", "month", "lastmonth", "custom"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_period_has_words_for_it(period: str, language: Any) -> None:
    days = {"start": "2026-02-20", "end": "2026-03-01"} if period == "custom" else {}
    shown = view(language, period=period, **days)
    flow = texts(strip(shown)[1])[-1]
    assert "+74" in flow and len(flow) > 4
