"""The choices as they are drawn: what a click would filter by, and what is looked at in words."""

from __future__ import annotations

from typing import Any

from data_access.choices import GROUPED, Choices
from layouts import choices
from layouts.elements import Element
from tests.layouts.panels import find, said, view


def answer(**counts: dict[str, int]) -> Choices:
    return Choices(1_284, {name: {} for name in (*GROUPED, "status", "only")} | counts)


def choice(drawn: Any, name: str) -> Element:
    (found,) = [one for one in find(drawn, "choice") if said(one).split(" ")[0] == name]
    return found


def test_a_choice_says_what_it_would_leave_and_leads_there() -> None:
    drawn = choices.build(answer(department={"water": 1_012}), view())
    water, roads = choice(drawn, "水务局"), choice(drawn, "城管局")
    assert said(water) == "水务局 1,012"
    assert water.href == "/?period=30d&department=water"
    assert said(roads) == "城管局 0"
    assert "is-none" in roads.className


def test_a_second_choice_joins_the_first_and_another_click_takes_it_away() -> None:
    drawn = choices.build(answer(), view(department=("water",), area=("sha",)))
    assert choice(drawn, "城管局").href == "/?period=30d&area=sha&department=roads,water"
    water = choice(drawn, "水务局")
    assert water.href == "/?period=30d&area=sha"
    assert water["props"]["aria-current"] == "true"
    assert "is-chosen" in water.className


def test_categories_stand_below_theirs() -> None:
    drawn = choices.build(answer(category={"street": 5, "vending": 3}), view())
    kinds = {said(one): "is-inner" in one.className for one in find(drawn, "choice")}
    assert kinds["市容环境 5"] is False
    assert kinds["占道经营 3"] is True
    order = [said(one) for one in find(drawn, "choice")]
    assert order.index("占道经营 3") == order.index("市容环境 5") + 1


def test_stages_and_worklists_are_choices() -> None:
    drawn = choices.build(answer(stage={"dispatched": 7}, only={"due2h": 3}), view())
    assert choice(drawn, "派遣").href == "/?period=30d&stage=dispatched"
    assert said(choice(drawn, "派遣")) == "派遣 7"
    (listed,) = [one for one in find(drawn, "choice") if said(one) == "仅 2 小时内到期 3"]
    assert listed.href == "/?period=30d&only=due2h"


def test_a_priority_that_is_filtered_by_is_there_without_incidents() -> None:
    drawn = choices.build(answer(priority={"2": 7, "10": 1}), view(priority=("1",)))
    numbers = next(said(one) for one in find(drawn, "choices-of-priority"))
    assert numbers == "优先级 1 0 2 7 10 1"


def test_what_is_looked_at_is_said_in_words() -> None:
    assert choices.sentence(1_284, view()) == "建邺区，近 30 天：上报 1,284 件"
    narrowed = view("en", area=("sha",), department=("water", "roads"), status=("open",))
    assert choices.sentence(3, narrowed) == (
        "Shazhou Street; last 30 days; Department: Water, Urban Management; Status: open: 3 reported"
    )


def test_all_filters_but_the_area_are_cleared_at_once() -> None:
    drawn = choices.build(answer(), view(area=("sha",), department=("water",), priority=("1",)))
    (clear,) = find(drawn, "button")
    assert clear.href == "/?period=30d&area=sha"
    for other in ({"text": "x"}, {"within": ("1,2", "3,4")}):
        (clear,) = find(choices.build(answer(), view(area=("sha",), **other)), "button")
        assert clear.href == "/?period=30d&area=sha"
    assert find(choices.build(answer(), view(area=("sha",))), "button") == []
