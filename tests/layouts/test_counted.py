"""Every figure of the screen has its sentences, and they are those of the definitions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from data_access.definitions.shown import SHOWN
from data_access.definitions.wording import sentences
from data_access.feed import Feed
from data_access.settings import Settings
from data_access.worklists import Worklists
from layouts import counted, screen
from tests.layouts import (
    test_closure,
    test_coverage,
    test_feed,
    test_loop,
    test_response,
    test_trend,
)
from tests.layouts.frame import change, counts, heat
from tests.layouts.panels import AS_OF, names, view

LANGUAGES = ("zh", "en")
NO_FIGURES = {  # what has digits and counts nothing: scales, names, keys to marks
    "tick", "name", "legend-ticks", "mark", "camera-keys", "moment",
}  # fmt: skip


def answers() -> dict[str, Any]:
    """An answer of every question in which every figure is there."""
    band = {"usual_low": (1.0,) * 25, "usual_high": (9.0,) * 25}
    units = [
        test_closure.cohort("mo", 972, 911, 737, closed_early=10, not_yet_due=14, voided=3),
        test_closure.cohort("sha", 20, 11, 7),
        test_closure.cohort(None, 2, 1, 1),
    ]
    happened = [test_feed.item(kind, returns=2) for kind in ("closed", "returned", "dispatched")]
    departments = [test_response.department("water"), test_response.without_any("roads")]
    return {
        "worklists": Worklists(*range(9)),
        "counts": counts(),
        "change": change(),
        "closure": test_closure.answer(*units),
        "response": test_response.answer(*departments),
        "coverage": test_coverage.answer(test_coverage.unit("sha"), assumed=7),
        "loop": test_loop.answer(),
        "trend": test_trend.answer(**band),
        "feed": Feed(tuple(happened)),
        "heat": heat(np.ones((4, 8), dtype=np.float32)),
    }


def figures_in(drawn: Any, key: str | None = None) -> Iterator[tuple[str, str | None]]:
    """Every text with a digit, with the figure that its nearest holder says it is."""
    if isinstance(drawn, list):
        for one in drawn:
            yield from figures_in(one, key)
    elif isinstance(drawn, dict):
        props = drawn["props"]
        if not NO_FIGURES & set(props.get("className", "").split()):
            found = props.get("data-counted") or props.get("data-within") or key
            yield from figures_in(props.get("children"), found)
    elif isinstance(drawn, (str, int, float)) and re.search(r"\d", str(drawn)):
        yield str(drawn), key


def keys_in(drawn: Any) -> set[str]:
    if isinstance(drawn, list):
        return {key for one in drawn for key in keys_in(one)}
    if not isinstance(drawn, dict):
        return set()
    props = drawn["props"]
    own = {props[name] for name in ("data-counted", "data-within") if name in props}
    return own | keys_in(props.get("children"))


def children(built: dict[str, Any], panel: str) -> list[Any]:
    return [p["children"] for p in built["panels"][panel]["props"].values() if "children" in p]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_every_panel_has_a_definition_of_that_panel(language: str) -> None:
    built = screen.build_screen(answers(), view(language))
    panels = ("counts", "closure", "loop", "heat", "response", "coverage", "trend", "feed")
    for panel in panels:
        found = list(figures_in(children(built, panel)))
        assert found, panel
        assert {key.split(".")[0] for key in keys_in(children(built, panel))} == {panel}
        for text, key in found:
            assert key is not None, (panel, text)
            assert key.split(".")[0] == panel, (panel, text, key)
            assert key in SHOWN


def test_every_figure_that_is_explained_is_shown() -> None:
    built = screen.build_screen(answers(), view())
    shown = {key for panel in built["panels"] for key in keys_in(children(built, panel))}
    assert shown == set(SHOWN) == set(built["counted"]["texts"])


def test_a_figure_without_definition_is_refused() -> None:
    with pytest.raises(KeyError, match="shown"):
        counted.figure("counts.nonsense")


def test_tab_reaches_the_figures() -> None:
    built = screen.build_screen(answers(), view())
    for panel, wanted in {"counts": 6, "loop": 5, "trend": 4, "heat": 4}.items():
        drawn = str(children(built, panel))
        reached = drawn.count("'tabIndex': '0'") + drawn.count("'type': 'Link'")
        assert reached >= wanted, panel


@pytest.mark.parametrize("key", SHOWN)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_has_whole_sentences(key: str, language: str) -> None:
    for department in ((), ("roads",)):
        filter_ = view(department=department).filter
        said = sentences(SHOWN[key], language, filter_, Settings())
        assert said
        assert len({one.term for one in said}) == len(said)
        for one in said:
            assert one.term and one.said
            assert not re.search(r"[{}`]", one.term + one.said)
            if language == "en":
                assert not re.search(r"[\u4e00-\u9fff]", one.term + one.said)


def test_the_settings_of_a_city_are_in_its_sentences() -> None:
    city = Settings(min_denominator=17, heat_bandwidth_m=123)
    of = replace(view(), settings=city)
    texts = counted.build(of)["texts"]
    assert "17" in str(texts["closure.rates"])
    assert "123 m" in str(texts["heat.density"])


@pytest.mark.parametrize(
    ("language", "usual", "filtered"),
    [
        (
            "zh",
            "不晚于有效时限结案的",
            "不晚于有效时限由该部门处置（没有该部门处置记录的以结案为准）的",
        ),
        ("en", "closed at or before their", "resolved by that department at or before their"),
    ],
)
def test_under_a_department_filter_the_sentences_are_those_of_departments(
    language: str, usual: str, filtered: str
) -> None:
    everyone = counted.build(view(language))["texts"]
    roads = counted.build(view(language, department=("roads",)))["texts"]
    assert usual in str(everyone["counts.on_time"])
    assert filtered in str(roads["counts.on_time"])
    assert usual not in str(roads["counts.on_time"])
    changed = {key for key in SHOWN if everyone[key] != roads[key]}
    assert changed == {
        "counts.on_time",
        "closure.on_time_rate", "closure.rates", "response.times", "response.waiting",
    }  # fmt: skip


def test_the_foot_tells_version_moment_and_the_age_of_every_source() -> None:
    newest = {"s": AS_OF - timedelta(hours=2), "t": AS_OF - timedelta(seconds=12)}
    of = view("zh")
    of = replace(of, names=replace(names(), newest=newest))
    assert counted.build(of)["foot"] == [
        ["数据版本", "7 · 统计时点 2026-11-23 19:42:13"],
        ["来源数据年龄", "t 12 秒；热线 2 时（滞后）"],
    ]
    english = replace(of, language="en")
    assert counted.build(english)["foot"][1] == ["Age of sources", "t 12 s; Hotline 2 h (late)"]


def test_of_a_past_period_the_ages_are_those_at_its_end() -> None:
    past = view(period="custom", start="2026-11-01", end="2026-11-23")  # ends at 16:00 UTC
    end = AS_OF.replace(day=22, hour=16, minute=0, second=0)
    of = replace(past, names=replace(names(), newest={"s": end - timedelta(minutes=5)}))
    label = "来源数据年龄（时段终点）"
    assert counted.build(of)["foot"][1] == [label, "热线 5 分；目前滞后：热线"]
    later = replace(past, names=replace(names(), newest={"s": AS_OF}))
    assert counted.build(later)["foot"][1] == [label, "热线 0 秒"]


def test_sentences_come_once_and_not_with_every_row() -> None:
    built = screen.build_screen(answers(), view())
    sentence = built["counted"]["texts"]["loop.filed"][-1][1]
    assert sentence == "案件中，本期上报且未作废的"
    assert sentence not in str(built["panels"])
