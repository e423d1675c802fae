"""The whole screen: every answer to its panel, as what the browser's loop applies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from data_access.filters import Ignored
from layouts import (
    arrangement,
    closure,
    counted,
    counts,
    coverage,
    feed,
    header,
    heat_map,
    ids,
    loop,
    response,
    states,
    trend,
    views,
    worklists,
)
from layouts import elements as html
from layouts.view import Props, View

_log = logging.getLogger(__name__)

Answers = Mapping[str, Any]
"""By the names of the questions: counts, change, closure, response, coverage, loop, trend,
feed, heat. An exception in place of an answer: it could not be had."""


def build_screen(answers: Answers, view: View, *, empty: bool = False) -> dict[str, Any]:
    """The screen as JSON-ready values: version, as_of, language, theme, title, arrangement and
    panels, those that the view shows; and `images`, the texts of images by the addresses that
    panels name.

    A panel whose answer is an exception, or that cannot be drawn, says so; the others live.
    `empty`: the record holds neither incidents nor cameras, and the screen says what to do.
    """
    panels = {
        "header": header.build(view),
        "age": header.build_age(view),
        "note": states.note((), view),
    }
    if empty:
        return _screen({**panels, "notice": states.empty_record(view)}, view)
    panels["notice"] = states.nothing_to_say()
    for name in (*map(_panel_name, view.panels), "worklists"):
        needs, draw = _PANELS[name]
        panels[name] = _drawn(name, [answers[need] for need in needs], draw, view)
    if "heat" not in panels:
        return _screen(panels, view)
    heat = None if isinstance(answers["heat"], Exception) else answers["heat"]
    panels["map-tools"] = heat_map.build_tools(view, heat)
    panels["areas"] = heat_map.build_areas(view)
    return {**_screen(panels, view), "images": heat_map.images(heat, view)}


def needed(panels: Iterable[str]) -> set[str]:
    """The names of the questions that some panels, and the worklists, show the answers of."""
    shown = (*map(_panel_name, panels), "worklists")
    return {need for name in shown for need in _PANELS[name][0]}


def build_note(ignored: Sequence[Ignored], view: View) -> dict[str, Any]:
    """The panel `note` of a screen: what of its address was left out."""
    return panel(states.note(ignored, view), None)


_PANELS: dict[str, tuple[tuple[str, ...], Callable[..., Props]]] = {
    "worklists": (("worklists",), worklists.build),
    "counts": (("counts", "closure", "change"), counts.build),
    "closure": (("closure",), closure.build),
    "loop": (("loop",), loop.build),
    "heat": (("heat",), heat_map.build),
    "response": (("response",), response.build),
    "coverage": (("coverage",), coverage.build),
    "trend": (("trend",), trend.build),
    "feed": (("feed",), feed.build),
}
_HOLDERS = {
    "closure": ids.CLOSURE,
    "loop": ids.LOOP,
    "response": ids.RESPONSE,
    "coverage": ids.COVERAGE,
    "trend": ids.TREND_HEAD,
    "feed": ids.FEED,
}


def _panel_name(panel: str) -> str:
    """A panel as settings call it by its name here: a map may show other things than heat."""
    return "heat" if panel == "map" else panel


def _drawn(name: str, needed: list[Any], draw: Callable[..., Props], view: View) -> Props:
    if any(isinstance(answer, Exception) for answer in needed):
        return _failed(name, view)
    try:
        props = draw(*needed, view)
    except Exception:  # one panel must not take the screen with it
        _log.exception("the panel %s could not be drawn", name)
        return _failed(name, view)
    if name == "trend":  # hidden where it failed
        props[ids.TREND] = {"style": {}, **props[ids.TREND]}
    return props


def _failed(name: str, view: View) -> Props:
    """The look of a panel that could not be had, in its place."""
    if name == "heat":
        return heat_map.build(None, view)
    if name == "worklists":  # a strip: a line is all the room that there is
        return {ids.WORKLISTS: {"children": worklists.failed(view)}}
    said = states.failed(name, view)
    if name == "counts":
        return {ids.COUNTS: {"children": html.Div(said, className="panel counts-failed")}}
    props: Props = {_HOLDERS[name]: {"children": said}}
    if name == "trend":
        props[ids.TREND] = {"style": {"display": "none"}}
    return props


def _screen(panels: Mapping[str, Props], view: View) -> dict[str, Any]:
    stale = states.stale_text(view)
    return {
        "version": view.version,
        "as_of": view.as_of.isoformat(),
        "language": view.language,
        "theme": view.theme,
        "title": views.document_title(view),
        "arrangement": arrangement.build(view),
        "zone": view.settings.timezone,
        "offline": view.t("state.offline", moment="{moment}"),
        "counted": counted.build(view),
        "panels": {name: panel(props, stale) for name, props in panels.items()},
    }


def panel(props: Props, stale: str | None) -> dict[str, Any]:
    """A panel as a browser takes it, but for the hash that tells it from another."""
    return {"props": props, "stale": stale}
