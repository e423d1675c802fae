from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from data_access.feed import Feed, FeedItem
from data_access.filters import Filter
from data_access.reach import Reach
from layouts import feed, ids
from layouts.view import View
from tests.layouts.panels import AS_OF, find, said, view


def item(kind: str = "reported", **more: Any) -> FeedItem:
    values: dict[str, Any] = {
        "incident_id": 1, "external_id": "A-1", "source": "s", "seq": 1,
        "moment": AS_OF - timedelta(seconds=21), "kind": kind, "department": "roads",
        "area": "g1", "category": "vending", "priority": 3,
        "reported_at": AS_OF - timedelta(hours=3, minutes=24, seconds=21), "returns": 0,
    }  # fmt: skip
    return FeedItem(**(values | more))


def drawn(*items: FeedItem, of: View | None = None) -> list[object]:
    return list(feed.build(Feed(items), of or view())[ids.FEED]["children"])


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (item("dispatched"), "派遣 城管局"),
        (item("dispatched", department=None), "派遣"),
        (item("responded"), "响应 城管局"),
        (item("verified"), "核查通过"),
        (item("returned", returns=2), "退回 · 第 2 次"),
        (item("closed"), "结案 · 3.4 时"),
        (item("closed", reported_at=AS_OF), "结案 · 0 秒"),
        (item("suspended"), "缓办"),
        (item("voided"), "作废"),
    ],
)
def test_what_happened(event: FeedItem, words: str) -> None:
    assert said(find(drawn(event), "happened")) == words


def test_a_line_names_moment_street_and_category() -> None:
    (row,) = find(drawn(item()), "row")
    assert said(row) == "19:41:52 沙洲 市容环境 ·  占道经营 上报"
    assert "案件编号\t热线 A-1" in str(row.title)


def test_a_line_names_the_unit_that_panels_compare() -> None:
    def unit(of: View) -> str:
        return said(find(drawn(item(), of=of), "name"))

    own = view()
    street = replace(own, filter=Filter(Reach(("sha",))))
    assert [unit(own), unit(view(area=("sha",))), unit(street)] == ["沙洲", "中和", "中和"]
    assert unit(view(area=("zhong",))) == unit(view(area=("g1",))) == "网格一"


def test_an_earlier_day_is_named() -> None:
    lines = [
        item(moment=AS_OF - timedelta(days=1)),
        item(moment=AS_OF - timedelta(hours=20)),  # 23:42 local, the day before
        item(moment=AS_OF - timedelta(days=400)),
    ]
    moments = [said(cell) for cell in find(drawn(*lines), "moment")]
    assert moments == ["11-22 19:42", "11-22 23:42", "2025-10-19"]


def test_the_year_goes_without_saying_in_a_period_of_that_year() -> None:
    own = view(period="custom", start="2025-10-01", end="2025-11-01")
    panel = drawn(item(moment=AS_OF - timedelta(days=400)), of=own)
    assert said(find(panel, "moment")) == "10-19 19:42"
    assert "实时" not in said(panel)
    assert "实时" in said(drawn())


def test_the_highest_priority_is_marked_by_word_and_colour() -> None:
    panel = drawn(item(priority=1), item(priority=2), item(priority=None))
    (row,) = find(panel, "row", "is-urgent")
    assert said(find(row, "tag")) == "重大"
    assert len(find(panel, "tag")) == 1


def test_what_is_unknown_stays_readable() -> None:
    (row,) = find(drawn(item("voided", area=None, category=None, department=None)), "row")
    assert said(row) == "19:41:52 – 未分类 作废"
    (row,) = find(drawn(item(area="gone", category="gone")), "row")
    assert "gone gone" in said(row)


def test_sent_back_is_amber_with_its_word() -> None:
    assert len(find(drawn(item("returned", returns=1), item("resumed")), "row", "is-waiting")) == 1


def test_nothing_yet() -> None:
    assert "本期没有动态" in said(drawn())


def test_in_english() -> None:
    row = said(find(drawn(item("returned", returns=2), of=view("en")), "row"))
    assert row == "19:41:52 Shazhou City appearance ·  Street vending Sent back · No. 2"
    assert said(find(drawn(item("dispatched"), of=view("en")), "happened")) == "To Urban Management"
    resolved = said(find(drawn(item("resolved"), of=view("en")), "happened"))
    assert resolved == "Resolved · Urban Management"
