"""Counts: stock and flow across the top, and the two rates of all that is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from data_access.closure import Closure, Cohort
from data_access.counts import Counts
from data_access.definitions.closure import BESIDE, CLOSURE_RATE, ON_TIME_RATE
from data_access.definitions.counts import OVERDUE_SHARE
from data_access.definitions.vocabulary import Ratio
from data_access.statistics import Rate
from layouts import counted, figures, format, ids, marks
from layouts import elements as html
from layouts.attributes import attributes
from layouts.counted import Fact
from layouts.elements import Element
from layouts.view import Props, View


def build(counts: Counts, closure: Closure, view: View) -> Props:
    """Six figures; each says whether it is stock or flow, and on hover how it is counted."""
    t, period, total = view.t, format.period(view), closure.total
    share = Rate(counts.overdue, counts.open)
    overdue = t("counts.of_open", share=figures.percent(share.value)) if counts.open else ""
    of_open = [counted.fact(OVERDUE_SHARE, share, view)]
    tiles = [
        _tile("open", counts.open, t("counts.now"), t("counts.whenever"), view),
        _tile("new", counts.new, period, t("counts.events.new"), view),
        _tile("closed", counts.closed, period, t("counts.events.closed"), view),
        _tile("overdue", counts.overdue, t("counts.now"), overdue, view, of_open),
        _rate("closure", CLOSURE_RATE, total, view),
        _rate("on_time", ON_TIME_RATE, total, view),
    ]
    return {ids.COUNTS: {"children": tiles}}


def _tile(
    name: str, value: int, when: str, below: str, view: View, facts: Sequence[Fact] = ()
) -> Element:
    waits = name == "overdue" and value > 0
    figure = html.Div(figures.number(value), className="figure waits" if waits else "figure")
    return _card(name, when, figure, below, [(when, figures.number(value)), *facts], view)


def _rate(name: str, ratio: Ratio, cohort: Cohort, view: View) -> Element:
    """A rate with its numerator and denominator; what is not judged stands in the hover."""
    rate = ratio.of(cohort)
    value = figures.percent(rate.value)
    digits, sign = (value[:-1], "%") if value.endswith("%") else (value, "")
    figure = html.Div([digits, html.Span(sign, className="sign")], className="figure")
    said = figures.fraction(rate).replace("/", " / ")
    below = (
        view.t("counts.of_due", fraction=said) if rate.denominator else view.t("counts.nothing_due")
    )
    facts = [*counted.judged(ratio, rate, view), *beside(cohort, view)]
    return _card(name, format.period(view), figure, below, facts, view)


_LISTS = {  # of a tile's figure, and of what stands below it
    "open": ("counts.open", ""),
    "new": ("counts.new", ""),
    "closed": ("counts.closed", ""),
    "overdue": ("counts.overdue", "counts.open"),
    "closure": ("closure.closed", "closure.due"),
    "on_time": ("closure.on_time", "closure.due"),
}


def beside(cohort: Cohort, view: View) -> list[Fact]:
    """What is not in the rates, by its names."""
    return [
        (counted.name(count, view), figures.number(getattr(cohort, count.key))) for count in BESIDE
    ]


def _card(
    name: str, when: str, figure: Element, below: str, facts: Sequence[Fact], view: View
) -> Element:
    label = view.t(f"counts.{name}")
    opens, under = _LISTS[name]
    head = [html.Span(label, className="label"), html.Span(when, className="when")]
    inside = [
        html.Div(head, className="tile-head"),
        figure,
        html.Div(below, className="tile-note", **(attributes(data_list=under) if under else {})),
    ]
    return html.Div(
        html.Div(
            inside,
            className="tile-body",
            title=marks.facts(label, facts),
            **counted.figure(f"counts.{name}", focus=True, opens=opens),
        ),
        className=f"panel tile tile-{name}",
    )
