"""Counts: stock and flow across the top, and the two rates of all that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.change import Change
from data_access.closure import Closure, Cohort
from data_access.counts import Counts
from data_access.definitions.closure import BESIDE, CLOSURE_RATE, ON_TIME_RATE
from data_access.definitions.counts import OVERDUE_SHARE
from data_access.definitions.vocabulary import Ratio
from data_access.statistics import Rate
from layouts import change as changes
from layouts import counted, figures, format, ids, marks
from layouts import elements as html
from layouts.attributes import attributes
from layouts.counted import Fact
from layouts.elements import Element
from layouts.view import Props, View


def build(counts: Counts, closure: Closure, change: Change, view: View) -> Props:
    """Six figures; each says whether it is stock or flow, the counts what they are compared with,
    and all on hover how they are counted."""
    t, period, total = view.t, format.period(view), closure.total
    tiles = [
        _tile("open", counts.open, t("counts.now"), t("counts.whenever"), change, view),
        _tile("new", counts.new, period, t("counts.events.new"), change, view),
        _tile("closed", counts.closed, period, t("counts.events.closed"), change, view),
        _overdue(counts, change, view),
        _rate("closure", CLOSURE_RATE, total, view),
        _rate("on_time", ON_TIME_RATE, total, view),
    ]
    return {ids.COUNTS: {"children": tiles}}


def _tile(name: str, value: int, when: str, below: str, change: Change, view: View) -> Element:
    figure = [
        html.Div(figures.number(value), className="figure"),
        changes.verdict(name, change, view),
    ]
    note = changes.note(name, change, view) or below
    facts = [(when, figures.number(value)), *changes.facts(name, change, view)]
    return _card(name, when, figure, html.Div(note, className="tile-note"), facts, view)


def _overdue(counts: Counts, change: Change, view: View) -> Element:
    """What share of the open ones it is stands below, or beside it where it is compared."""
    name, when, share = "overdue", view.t("counts.now"), Rate(counts.overdue, counts.open)
    said = view.t("counts.of_open", share=figures.percent(share.value)) if counts.open else ""
    waits = "figure waits" if counts.overdue else "figure"
    figure: list[Element | None] = [html.Div(figures.number(counts.overdue), className=waits)]
    listed = attributes(data_list="counts.open")
    if note := changes.note(name, change, view):
        figure.append(html.Span(said, className="beside is-same", **listed))
        below = html.Div(note, className="tile-note")
    else:
        below = html.Div(said, className="tile-note", **listed)
    facts = [
        (when, figures.number(counts.overdue)),
        *changes.facts(name, change, view),
        counted.fact(OVERDUE_SHARE, share, view),
    ]
    return _card(name, when, figure, below, facts, view)


def _rate(name: str, ratio: Ratio, cohort: Cohort, view: View) -> Element:
    """A rate with its numerator and denominator; what is not judged stands in the hover."""
    rate = ratio.of(cohort)
    value = figures.percent(rate.value)
    digits, sign = (value[:-1], "%") if value.endswith("%") else (value, "")
    figure = html.Div([digits, html.Span(sign, className="sign")], className="figure")
    said = figures.fraction(rate).replace("/", " / ")
    note = (
        view.t("counts.of_due", fraction=said) if rate.denominator else view.t("counts.nothing_due")
    )
    below = html.Div(note, className="tile-note", **attributes(data_list="closure.due"))
    facts = [*counted.judged(ratio, rate, view), *beside(cohort, view)]
    return _card(name, format.period(view), [figure], below, facts, view)


_LISTS = {  # that a tile opens
    "open": "counts.open",
    "new": "counts.new",
    "closed": "counts.closed",
    "overdue": "counts.overdue",
    "closure": "closure.closed",
    "on_time": "closure.on_time",
}


def beside(cohort: Cohort, view: View) -> list[Fact]:
    """What is not in the rates, by its names."""
    return [
        (counted.name(count, view), figures.number(getattr(cohort, count.key))) for count in BESIDE
    ]


def _card(
    name: str,
    when: str,
    figure: Sequence[Element | None],
    below: Element,
    facts: Sequence[Fact],
    view: View,
) -> Element:
    label = view.t(f"counts.{name}")
    head = [html.Span(label, className="label"), html.Span(when, className="when")]
    inside = [
        html.Div(head, className="tile-head"),
        html.Div([one for one in figure if one is not None], className="tile-figure"),
        below,
    ]
    return html.Div(
        html.Div(
            inside,
            className="tile-body",
            title=marks.facts(label, facts),
            **counted.figure(f"counts.{name}", focus=True, opens=_LISTS[name]),
        ),
        className=f"panel tile tile-{name}",
    )
