"""Named views: where they begin, how long they last, and those of the demo."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from data_access.definitions import worklists
from data_access.demo.reference import SCENARIOS
from data_access.demo.views import demo_views
from data_access.filters import Filter
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from data_access.views import WORKLISTS, NamedView
from tests.layouts.panels import names

ROOT = Path(__file__).parents[1]


def named(filter_: str) -> NamedView:
    return NamedView(code="v", zh="视图", en="View", filter=filter_)


@pytest.mark.parametrize(
    ("query", "begun"),
    [
        ({}, {"scenario": "flood", "from": "2026-07-01", "to": "2026-08-01"}),
        ({"scenario": "rivers"}, {"scenario": "rivers", "from": "2026-07-01", "to": "2026-08-01"}),
        ({"period": "7d"}, {"scenario": "flood", "period": "7d"}),
        ({"area": "", "to": "2026-09-01"}, {"scenario": "flood", "to": "2026-09-01"}),
    ],
)
def test_what_an_address_does_not_say_the_view_says(
    query: dict[str, str], begun: dict[str, str]
) -> None:
    view = named("scenario=flood&from=2026-07-01&to=2026-08-01")
    assert view.begins(query) == begun


@pytest.mark.parametrize(
    ("filter_", "query", "holds"),
    [
        ("", "area=mo", True),
        ("scenario=a,b", "scenario=a,b", True),
        ("scenario=a,b", "scenario=b&area=mo", True),
        ("scenario=a,b", "scenario=b,c", False),
        ("scenario=a", "", False),
        ("period=24h", "period=30d", True),
        ("area=sha", "area=g1", True),  # inside it
        ("area=sha", "area=g1,mo", False),
        ("area=sha", "", False),
        ("category=street", "category=vending", True),
        ("category=vending", "category=street", False),
        ("only=returned", "only=returned,unlocated", True),
        ("only=returned,unlocated", "only=returned", False),
        ("priority=1&status=open", "priority=1", False),
        ("q=井盖", "q=井盖&area=mo", True),
        ("q=井盖", "q=路灯", False),
        ("q=井盖", "", False),
    ],
)
def test_a_view_lasts_while_one_looks_within_what_it_is_about(
    filter_: str, query: str, holds: bool
) -> None:
    said = Filter.parse(EVERYTHING, dict(pair.split("=") for pair in query.split("&") if pair))
    assert named(filter_).holds(said, replace(names())) is holds


def test_every_worklist_can_be_chosen() -> None:
    assert tuple(count.key for count in worklists.WORKLISTS) == WORKLISTS


def test_the_demo_has_a_view_for_each_scenario_under_its_name() -> None:
    views = demo_views()
    assert {(view.code, view.zh, view.en) for view in views} == set(SCENARIOS)
    assert len(views) == 16
    for view in views:
        assert view.parsed.scenario == (view.code,)
        assert len(view.panels) >= 5
        assert view.worklists
    assert len({view.panels for view in views}) > 10


def test_the_example_of_the_documentation_is_one() -> None:
    text = (ROOT / "docs/own-data.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(\[\[views\]\].*?)```", text, re.DOTALL)
    views = Settings(**tomllib.loads(example)).views
    assert [view.code for view in views] == ["winter", "streets"]
    assert views[0].panels[0] == "map"
