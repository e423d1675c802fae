"""One scene of a wall display, as what its browser's loop applies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_access.change import Change
from data_access.wall import PANELS
from data_access.wall_settings import BaseFact
from layouts import elements as html
from layouts import heat_map, screen
from layouts.view import Props, View
from layouts.wall import (
    base,
    cameras,
    header,
    hot,
    map,
    news,
    parts,
    rates,
    responses,
    stages,
    tiles,
)
from layouts.wall.news import Exact
from layouts.wall.programme import Scene

_log = logging.getLogger(__name__)

HOLDERS = (*PANELS, "departments", "hot", "base")
"""The panels that a scene may show, in the order of the page."""
_OF_SCENE = {"departments": ("departments",), "hot": ("map", "hot"), "base": ("base",)}


@dataclass(frozen=True)
class Display:
    """What one display shows: of all its scenes this one."""

    scene: Scene
    scenes: tuple[Scene, ...]
    panels: tuple[str, ...]  # of scenes of areas
    view: View  # of all that it looks at, in its language and theme
    wrong: tuple[str, ...] = ()  # of its address
    facts: tuple[BaseFact, ...] = ()  # what is known of the district besides incidents

    @property
    def shown(self) -> tuple[str, ...]:
        """The panels of the scene."""
        return _OF_SCENE.get(self.scene.kind, self.panels)


def needed(display: Display) -> set[str]:
    """The names of the questions about the scene's period."""
    return {need for name in display.shown for need in _NEEDS[name]}


_NEEDS = {
    "counts": ("closure",),
    "map": ("heat",),
    "closure": ("closure",),
    "response": ("response",),
    "coverage": ("coverage",),
    "loop": ("loop",),
    "departments": ("response",),
    "hot": ("heat",),
    "base": ("coverage",),
}


def build(
    display: Display,
    answers: Mapping[str, Any],
    today: Mapping[str, Any],
    recent: Mapping[str, Any],
    today_view: View,
    exact: Exact | None,
) -> dict[str, Any]:
    """The scene as JSON-ready values. `answers` are about its period, `today` has the counts, `recent`
    the newest events of all that the display looks at; an exception in place of an answer is shown as
    such."""
    view = display.scene.of(display.view)
    feed = recent["feed"]
    known_feed = _had(feed)
    urgent = news.urgent(known_feed, display.view) if known_feed else None
    draw: dict[str, Callable[[], Props]] = {
        "counts": lambda: tiles.build(
            today["counts"], answers["closure"], _had(today["change"]), view, today_view
        ),
        "map": lambda: map.build(answers["heat"], view, _spots(display, answers, known_feed)),
        "closure": lambda: rates.build(answers["closure"], view),
        "response": lambda: responses.build(answers["response"], view),
        "coverage": lambda: cameras.build(answers["coverage"], view),
        "loop": lambda: stages.build(answers["loop"], view),
        "departments": lambda: responses.build_all(answers["response"], view),
        "hot": lambda: hot.build(answers["heat"], view),
        "base": lambda: base.build(answers["coverage"], display.facts, view),
    }
    panels = {name: _drawn(name, draw[name], view) for name in display.shown}
    panels["header"] = header.build(display.scene, display.view, display.wrong)
    panels["ticker"] = _drawn("ticker", lambda: news.build(feed, display.view), view)
    panels["takeover"] = _drawn(
        "takeover", lambda: news.takeover(urgent, known_feed, exact, display.view), view
    )
    heat = answers.get("heat")
    images = {} if heat is None or isinstance(heat, Exception) else heat_map.images(heat, view)
    return {
        "version": view.version,
        "as_of": view.as_of.isoformat(),
        "language": view.language,
        "theme": view.theme,
        "title": f"{view.t('wall.title')}",
        "zone": view.settings.timezone,
        "scene": display.scene.key,
        "shown": list(display.shown),
        "programme": [[scene.key, scene.seconds] for scene in display.scenes],
        "urgent": news.key(urgent) if urgent else None,
        "surge": _is_surge(_had(recent.get("change"))),
        "takeover": view.settings.wall_takeover_seconds,
        "bands": {name: view.t(f"wall.band.{name}", moment="{moment}") for name in BANDS},
        "panels": {name: screen.panel(props, None) for name, props in panels.items()},
        "images": images,
    }


def _had(answer: Any) -> Any:
    """An answer; None in place of one that could not be had."""
    return None if isinstance(answer, Exception) else answer


def _is_surge(change: Change | None) -> bool:
    """Whether clearly more is reported today than by this time yesterday."""
    return change is not None and change.new.clear == "more"


BANDS = ("offline", "standing", "refused")


def _spots(display: Display, answers: Mapping[str, Any], feed: Any) -> Sequence[map.Spot]:
    if display.scene.kind == "hot":
        return hot.spots(answers["heat"])
    return news.spots(feed, display.scene.of(display.view)) if feed else ()


def _drawn(name: str, draw: Callable[[], Props], view: View) -> Props:
    try:
        return draw()
    except (
        Exception
    ):  # one panel must not take the display with it; what an answer lacks was logged
        _log.exception("the panel %s of a wall could not be drawn", name)
        said = html.P(view.t("state.failed"), className="wall-failed")
        return {parts.holder(name): {"children": html.Div(said, className="wall-frame")}}
