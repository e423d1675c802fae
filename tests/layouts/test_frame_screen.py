"""The whole screen: hashes, failures, notices, and the page that it is put on."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from dash.development.base_component import Component

from callbacks.parts import Parts
from data_access.coverage import Coverage, UnitCoverage
from data_access.feed import Feed
from data_access.filters import Ignored
from data_access.loop import Loop
from data_access.response import DepartmentResponse, Response
from data_access.settings import Settings
from data_access.trend import Trend
from data_access.worklists import Worklists
from layouts import ids, page, screen, states
from tests.layouts.frame import NAMES, change, closure, counts, every, heat, late, texts, view


def answers(**others: Any) -> dict[str, Any]:
    nobody = DepartmentResponse("", 0, 0, 0, None, 0, 0, None, None, None, None)
    return {
        "worklists": Worklists(*range(9)),
        "counts": counts(),
        "change": change(),
        "closure": closure(),
        "response": Response((), nobody),
        "coverage": Coverage(1, (), UnitCoverage(None, 0, 0, 0, 0, 0, 0, 0, 0, 0), (), 0, None),
        "loop": Loop(0, ()),
        "trend": Trend("hour", (), (), (), (), ()),
        "feed": Feed(()),
        "heat": heat(np.ones((4, 8), dtype=np.float32)),
        **others,
    }


def hashes(screen_: dict[str, Any]) -> dict[str, str]:
    return dict(Parts.of(screen_, "").hashes)


def differing(one: dict[str, Any], other: dict[str, Any]) -> set[str]:
    a, b = hashes(one), hashes(other)
    assert a.keys() == b.keys()
    return {name for name in a if a[name] != b[name]}


def page_ids() -> list[str]:
    layout = page.page(Settings(access="accounts"))
    found = [getattr(layout, "id", None), *(getattr(c, "id", None) for c in layout._traverse())]
    return [one for one in found if one is not None]


def test_the_same_answers_give_the_same_hashes() -> None:
    assert (
        differing(screen.build_screen(answers(), view()), screen.build_screen(answers(), view()))
        == set()
    )


def test_only_the_panels_that_changed_have_another_hash() -> None:
    before = screen.build_screen(answers(), view())
    after = screen.build_screen(answers(counts=counts(overdue=48)), view())
    assert differing(before, after) == {"counts"}


def test_news_change_the_age_and_neither_menus_nor_outlines() -> None:
    before = screen.build_screen(answers(), view())
    after = screen.build_screen(answers(), view(names=late(0.5)))
    assert differing(before, after) == {"age"}


def test_the_screen_is_plain_json_that_names_its_moment() -> None:
    said = json.loads(json.dumps(screen.build_screen(answers(), view("en", "light"))))
    assert said["version"] == 7
    assert said["as_of"] == "2026-03-02T04:30:00+00:00"
    assert (said["language"], said["theme"]) == ("en", "light")
    assert said["title"] == "Jianye District OneScreen"


def test_every_component_of_the_answer_is_on_the_page() -> None:
    known = page_ids()
    assert len(known) == len(set(known))
    for built in (
        screen.build_screen(answers(), view()),
        screen.build_screen(answers(), view(), empty=True),
        screen.build_screen({name: ValueError() for name in answers()}, view()),
    ):
        for panel in built["panels"].values():
            assert panel["props"].keys() <= set(known)


def kinds(drawn: Any) -> set[str]:
    """The kinds of components among some children, as JSON."""
    if isinstance(drawn, list):
        return {kind for one in drawn for kind in kinds(one)}
    if not isinstance(drawn, dict):
        return set()
    inner = kinds(drawn["props"].get("children"))
    return inner | {f"{drawn['namespace']}.{drawn['type']}"}


def test_panels_hold_only_what_the_browser_draws_in_place() -> None:
    for built in (
        screen.build_screen(answers(), view()),
        screen.build_screen(answers(), view(), empty=True),
        screen.build_screen({name: ValueError() for name in answers()}, view()),
        {"panels": {"note": screen.build_note((Ignored("area", "x", ""),), view())}},
    ):
        props = [p for panel in built["panels"].values() for p in panel["props"].values()]
        found = {kind for p in props for kind in kinds(p.get("children"))}
        elements = {kind for kind in found if kind.startswith("dash_html_components.")}
        assert elements
        assert found - elements <= {"dash_core_components.Link"}


def test_every_id_is_on_the_page() -> None:
    named = {value for name, value in vars(ids).items() if name.isupper()}
    assert named == set(page_ids())


@pytest.mark.parametrize("name", sorted(answers()))
def test_one_failure_leaves_the_others_alive(name: str) -> None:
    healthy = screen.build_screen(answers(), view())
    broken = screen.build_screen(answers(**{name: ValueError("no")}), view())
    touched = {"closure": {"closure", "counts"}, "change": {"counts"}}.get(name, {name})
    assert differing(healthy, broken) <= touched | {"map-tools"}
    for panel in touched:
        said = json.dumps(broken["panels"][panel]["props"], ensure_ascii=False)
        assert "暂时无法计算" in said


def test_a_panel_that_cannot_be_drawn_fails_alone(caplog: pytest.LogCaptureFixture) -> None:
    built = screen.build_screen(answers(loop="no loop"), view())
    assert "暂时无法计算" in json.dumps(built["panels"]["loop"]["props"], ensure_ascii=False)
    assert "the panel loop could not be drawn" in caplog.text


def test_a_trend_that_comes_back_is_seen_again() -> None:
    failed = screen.build_screen(answers(trend=ValueError()), view())
    healed = screen.build_screen(answers(), view())
    assert failed["panels"]["trend"]["props"][ids.TREND]["style"] == {"display": "none"}
    assert healed["panels"]["trend"]["props"][ids.TREND]["style"] == {}


def test_an_empty_record_says_what_to_do_and_leaves_when_data_come() -> None:
    empty = screen.build_screen({}, view(), empty=True)
    assert "onescreen demo" in json.dumps(empty["panels"]["notice"]["props"])
    full = screen.build_screen(answers(), view())
    assert full["panels"]["notice"]["props"] == {ids.NOTICE: {"children": None}}


def note(*ignored: Ignored, language: Any = "zh") -> Any:
    return screen.build_note(ignored, view(language))["props"][ids.NOTE]["children"]


def test_the_note_says_what_was_left_out_and_leads_to_what_is_shown() -> None:
    found = note(Ignored("area", "gone", ""), Ignored("nonsense", "", ""), language="en")
    assert texts(found)[1:3] == ["area=gone", "nonsense"]
    assert [(link.href, texts(link)) for link in every(found, "Link")] == [
        ("/?period=30d&lang=en", ["The address of what is shown"])
    ]
    assert texts(note(Ignored("area", "gone", "")))[:2] == [
        "网址中无法识别、未采用的内容：",
        "area=gone",
    ]


def test_what_is_noted_is_text_of_a_bounded_length() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    found = note(
        *(Ignored(f"p{n}", hostile, "") for n in range(8)), Ignored("x" * 99, "y" * 99, "")
    )
    assert texts(found)[1:7] == [*(f"p{n}={hostile}" for n in range(5)), "等，另有 4 项"]
    assert every(found, "Code")
    (long,) = every(note(Ignored("x" * 99, "y" * 99, "")), "Code")
    assert texts(long) == ["x" * 40 + "…=" + "y" * 40 + "…"]
    (turned,) = every(note(Ignored("area", "a\u202eb\0c\ud800", "")), "Code")
    assert texts(turned) == ["area=a\ufffdb\ufffdc\ufffd"]


def test_without_a_note_there_is_none() -> None:
    for built in (
        screen.build_screen(answers(), view()),
        screen.build_screen({}, view(), empty=True),
    ):
        assert built["panels"]["note"]["props"] == {ids.NOTE: {"children": None}}


def test_late_data_grey_every_panel() -> None:
    stale = screen.build_screen(answers(), view(names=late(2)))
    assert {panel["stale"] for panel in stale["panels"].values()} == {"数据截至 10:30，此后无更新"}


def test_the_page_has_no_text_in_any_language() -> None:
    assert texts(page.page(Settings())) == []


def test_tiles_are_asked_for_only_where_they_are_configured() -> None:
    def layers(settings: Settings) -> list[str]:
        return [
            type(c).__name__ for c in page.page(settings)._traverse() if isinstance(c, Component)
        ]

    assert "TileLayer" not in layers(Settings())
    assert "TileLayer" in layers(Settings(tile_url="https://tiles.example/{z}/{x}/{y}.png"))


def test_a_failed_panel_keeps_its_name() -> None:
    assert texts(states.failed("closure", view("en")))[0] == "Closure rate"
    assert NAMES.name("area", "s1", "en") == "Shazhou Street"
