"""Base data: how many areas and cameras there are, and what else is known of the
district, each with its source and date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data_access.coverage import Coverage
from data_access.wall_settings import BaseFact
from layouts import elements as html
from layouts import figures, format, units
from layouts.elements import Element
from layouts.view import Props, View
from layouts.wall import parts


def build(coverage: Coverage, facts: Sequence[BaseFact], view: View) -> Props:
    """A card for each; `facts` are the whole district's, and shown with it only."""
    today = format.day(view.as_of, view)
    counted = Counter(area.level for area in view.names.area.values() if area.level)
    cards = []
    for level, n in sorted(counted.items()):
        name = units.level(view, level, plural=True)
        label = name[:1].upper() + name[1:]
        cards.append(_card(label, figures.number(n), "", _of(view, "areas", today)))
    total = coverage.total
    if total.installed:
        said = ""
        if total.in_order is not None:
            said = view.t("wall.base.in_order", n=figures.number(total.in_order))
        number = figures.number(total.installed)
        cards.append(_card(view.t("wall.base.cameras"), number, said, _of(view, "cameras", today)))
    if not view.filter.area and not view.names.reach.areas:
        cards += [_fact(fact, view) for fact in facts]
    inside = html.Div(cards, className="wall-cards")
    return {parts.holder("base"): {"children": html.Div(inside, className="wall-frame")}}


def _of(view: View, what: str, day: str) -> str:
    return view.t("wall.base.source", source=view.t(f"wall.base.source.{what}"), day=day)


def _fact(fact: BaseFact, view: View) -> Element:
    zh = view.language == "zh"
    day = f"{fact.on.year}-{fact.on.month:02}-{fact.on.day:02}"
    source = view.t("wall.base.source", source=fact.source_zh if zh else fact.source_en, day=day)
    shown = f"{fact.value:,.12g}"
    return _card(fact.zh if zh else fact.en, shown, fact.unit_zh if zh else fact.unit_en, source)


def _card(label: str, shown: str, beside: str, source: str) -> Element:
    return html.Div(
        [
            html.Div([html.Span(label, className="wall-label")], className="wall-tile-head"),
            html.Div(
                [
                    html.Span(shown, className="wall-number"),
                    html.Span(beside, className="wall-beside"),
                ],
                className="wall-figure",
                style={"--characters": str(len(shown))},
            ),
            html.Div(source, className="wall-source"),
        ],
        className="wall-card",
    )
