"""The key figures: what is open and overdue now, what came and went today, the closure rate."""

from __future__ import annotations

from data_access.change import Change, Compared
from data_access.closure import Closure
from data_access.counts import Counts
from data_access.definitions.closure import CLOSURE_RATE
from data_access.statistics import Rate
from layouts import elements as html
from layouts import figures, format, states
from layouts.elements import Element
from layouts.view import Props, View
from layouts.wall import parts

_LONG = 100_000  # what is less is shown to the last digit


def build(
    counts: Counts, closure: Closure, change: Change | None, view: View, today: View
) -> Props:
    """Five tiles. `today` is the view of new and closed, `view` that of the rate; `change`: what the counts
    are compared with, where that could be had."""
    known = parts.known(view)
    overdue = Rate(counts.overdue, counts.open)
    rate = CLOSURE_RATE.of(closure.total)
    share = view.t("wall.tile.of_open", share=figures.percent(overdue.value, 0))
    due: list[Element | str] = [view.t("wall.tile.none_due")]
    if rate.denominator:
        word = html.Span(view.t("wall.tile.due"), className="wall-word")
        due = [figures.fraction(rate), word]
    tiles = [
        _tile("open", counts.open, "", view, known),
        _flow("new", counts.new, change.new if change else None, today, known),
        _flow("closed", counts.closed, change.closed if change else None, today, known),
        _tile("overdue", counts.overdue, share if counts.open else "", view, known),
        _rate(rate, due, view, known),
    ]
    stale = states.stale_text(view)
    kind = "wall-tiles is-stale" if stale else "wall-tiles"
    lines = [html.P(stale, className="wall-stale")] if stale else []
    return {parts.holder("counts"): {"children": html.Div([*lines, *tiles], className=kind)}}


def _flow(name: str, value: int, than: Compared | None, today: View, known: bool) -> Element:
    """What came or went, against yesterday at this time: a clear change in words and with a sign."""
    figure, characters = _number(name, value, today, known)
    if today.filter.period != "today":
        return _card(name, figure, format.period(today), today, "", characters)
    note: list[Element | str] = []
    kind = ""
    if known and than is not None and than.difference is not None:
        difference = figures.signed(than.difference)
        if than.clear in ("more", "less"):
            sign, _, word = today.t(f"change.{than.clear}").partition(" ")
            note = [html.Span(word, className="wall-word"), f"{sign} {difference}"]
            kind = " is-more" if (name, than.clear) == ("new", "more") else ""
        else:
            note = [html.Span(today.t("wall.tile.than"), className="wall-word"), difference]
    return _card(f"{name}.today", figure, note, today, kind, characters)


def _tile(name: str, value: int, note: str, view: View, known: bool) -> Element:
    waits = " is-waiting" if name == "overdue" and value > 0 else ""
    figure, characters = _number(name, value, view, known)
    return _card(name, figure, note, view, waits, characters)


def _number(name: str, value: int, view: View, known: bool) -> tuple[list[Element], int]:
    """A count, and how many characters wide it is."""
    digits, sign = short(value, view) if known else (figures.ABSENT, "")
    found = [parts.number(name, value, digits)]
    found += [html.Span(sign, className="wall-sign")] if sign else []
    return found, len(digits) + len(sign)


def short(value: int, view: View) -> tuple[str, str]:
    """Digits and unit: six digits are too long to be read across a room."""
    if value < _LONG:
        return figures.number(value), ""
    size, unit = (1_000, "k") if value < 1_000_000 else (1_000_000, "M")
    if view.language == "zh":
        size, unit = 10_000, "万"
    decimals = 1 if value < 100 * size else 0
    return f"{value / size:,.{decimals}f}", unit


def _rate(rate: Rate, note: list[Element | str], view: View, known: bool) -> Element:
    shown = figures.percent(rate.value) if known else figures.ABSENT
    sign = "%" if shown.endswith("%") else ""
    digits = shown.removesuffix("%")
    figure = [parts.number("closure", rate.value, digits), html.Span(sign, className="wall-sign")]
    return _card("closure", figure, note, view, "", len(shown))


def _card(
    name: str,
    figure: list[Element],
    note: str | list[Element | str],
    view: View,
    kind: str,
    characters: int,
) -> Element:
    head = [
        html.Span(view.t(f"wall.tile.{name}"), className="wall-label"),
        html.Span(note, className="wall-note"),
    ]
    return html.Div(
        [
            html.Div(head, className="wall-tile-head"),
            html.Div(figure, className="wall-figure", style={"--characters": str(characters)}),
        ],
        className=f"wall-frame wall-tile wall-tile-{name.partition('.')[0]}{kind}",
    )
