"""Counts: stock and flow across the top, and the two rates of all that is looked at."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from data_access.closure import Closure, Cohort
from data_access.counts import Counts
from data_access.statistics import Rate
from layouts import figures, format, ids
from layouts.view import Props, View


def build(counts: Counts, closure: Closure, view: View) -> Props:
    """Six figures; each says whether it is stock or flow, and how it is counted on hover."""
    t, period = view.t, format.period(view)
    share = figures.percent(Rate(counts.overdue, counts.open).value)
    overdue = t("counts.of_open", share=share) if counts.open else ""
    tiles = [
        _tile("open", counts.open, t("counts.now"), t("counts.whenever"), view),
        _tile("new", counts.new, period, t("counts.events.new"), view),
        _tile("closed", counts.closed, period, t("counts.events.closed"), view),
        _tile("overdue", counts.overdue, t("counts.now"), overdue, view, waits=counts.overdue > 0),
        _rate("closure", closure.total.closure_rate, closure.total, view),
        _rate("on_time", closure.total.on_time_rate, closure.total, view),
    ]
    return {ids.COUNTS: {"children": tiles}}


def _tile(
    name: str, value: int, when: str, below: str, view: View, *, waits: bool = False
) -> Component:
    figure = html.Div(figures.number(value), className="figure waits" if waits else "figure")
    return _card(name, when, figure, below, view.t(f"counts.how.{name}"), view)


def _rate(name: str, rate: Rate, cohort: Cohort, view: View) -> Component:
    """A rate with its numerator and denominator; what is not judged stands in the hover."""
    value = figures.percent(rate.value)
    digits, sign = (value[:-1], "%") if value.endswith("%") else (value, "")
    figure = html.Div([digits, html.Span(sign, className="sign")], className="figure")
    said = figures.fraction(rate).replace("/", " / ")
    below = (
        view.t("counts.of_due", fraction=said) if rate.denominator else view.t("counts.nothing_due")
    )
    return _card(name, format.period(view), figure, below, _how(name, rate, cohort, view), view)


def _how(name: str, rate: Rate, cohort: Cohort, view: View) -> str:
    lines = [view.t(f"counts.how.{name}")]
    if rate.interval is not None:
        low, high = (figures.percent(end) for end in rate.interval)
        lines.append(view.t("counts.interval", low=low, high=high))
    beside = {
        part: figures.number(getattr(cohort, part))
        for part in ("closed_early", "not_yet_due", "suspended", "no_deadline", "voided")
    }
    lines.append(view.t("counts.beside", **beside))
    return "\n".join(lines)


def _card(name: str, when: str, figure: Component, below: str, how: str, view: View) -> Component:
    head = [
        html.Span(view.t(f"counts.{name}"), className="label"),
        html.Span(when, className="when"),
    ]
    inside = [
        html.Div(head, className="tile-head"),
        figure,
        html.Div(below, className="tile-note"),
    ]
    return html.Div(
        html.Div(inside, className="tile-body", title=how), className=f"panel tile tile-{name}"
    )
