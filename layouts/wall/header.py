"""The head of a wall display: what is looked at, over which period, how old the data are, the time."""

from __future__ import annotations

from collections.abc import Sequence

from layouts import areas, format, states, units
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import Props, View
from layouts.wall import parts
from layouts.wall.programme import Scene

_NAMED = 2  # sources without news; of more only how many


def build(scene: Scene, view: View, wrong: Sequence[str]) -> Props:
    """The district's name, the scene's, the period; `wrong`: what of the address means nothing."""
    shown = scene.of(view)
    title = [html.Span(_district(view), className="wall-district"), *_scene(scene, shown)]
    if scene.kind != "base":
        title.append(html.Span(format.period(shown), className="wall-period"))
    zone = view.settings.timezone
    clocks = [
        html.Span(className=f"wall-{what}", **attributes(data_clock=what, data_zone=zone))
        for what in ("day", "time")
    ]
    left = html.H1(title)
    right = html.Div([*_late(view), parts.age(view, short=False), *clocks], className="wall-now")
    note = [html.P(view.t("wall.ignored", what=" · ".join(wrong)))] if wrong else []
    return {
        parts.holder("header"): {"children": [left, right]},
        parts.holder("note"): {"children": note},
    }


def _district(view: View) -> str:
    tops = areas.top(view.names)
    return view.name("area", tops[0].code) if tops else view.t("wall.title")


def _scene(scene: Scene, view: View) -> list[Element]:
    """The scene's name, where it is not the district's own."""
    named = scene.area is not None or bool(view.filter.area)
    whole = units.whole(view) if named else view.t("units.whole", level=units.level(view, 0))
    said = whole if scene.kind in ("district", "area") else view.t(f"wall.scene.{scene.kind}")
    if scene.kind == "district" and view.names.reach.areas and not view.filter.area:
        said = ""  # what may be seen bears its own name already
    scenario = [view.name("scenario", code) for code in view.filter.scenario]
    return [html.Span(text, className="wall-scene") for text in (said, *scenario) if text]


def _late(view: View) -> list[Element]:
    """Sources that are silent for longer than they should be: which, or how many."""
    late = states.late_sources(view, by=view.as_of)
    if not late or len(late) == len(states.news(view)):  # then every panel says it
        return []
    named = view.t("wall.and").join(view.name("source", one) for one in late)
    few = view.t("wall.late", sources=named)
    said = few if len(late) <= _NAMED else view.t("wall.late.more", n=len(late))
    return [html.Span(said, className="wall-late")]
