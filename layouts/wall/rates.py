"""Closure rates of the units of a scene: the clearly better, the clearly worse, and how many between."""

from __future__ import annotations

from data_access.closure import Closure, Cohort
from data_access.statistics import Band
from layouts import closure as panel
from layouts import elements as html
from layouts import figures, marks, units
from layouts.elements import Element
from layouts.marks import Scale, cell
from layouts.view import Props, View
from layouts.wall import parts

ROWS = 7  # that can be read beside a second panel
_ENDS = 3  # of a longer list: the first and the last
_JUDGED = ("better", "same", "worse")
_SIGNS = {"better": "▲", "worse": "▼"}


def build(answer: Closure, view: View) -> Props:
    """A row for each unit with its interval, the dashed line of the whole behind all."""
    title = view.t("closure.title", level=units.level(view, answer.level))
    total = answer.total.closure_rate
    whole = view.t("wall.whole", rate=figures.percent(total.value))
    ranked = [one for one in panel.ranked(answer, view) if one[0].code is not None]
    if not ranked or not answer.total.due:
        return parts.panel(
            "closure", title, [], [parts.nothing(view, view.t("wall.tile.none_due"))], view
        )
    scale = panel.scale(answer)
    shown = [_axis(scale, total.value), *rows(ranked, scale, view)]
    return parts.panel("closure", title, [html.Span(whole, className="is-reference")], shown, view)


def rows(ranked: list[tuple[Cohort, Band]], scale: Scale, view: View) -> list[Element]:
    """All units, or of many the first and the last that are judged."""
    if len(ranked) <= ROWS:
        return [_row(cohort, band, scale, view) for cohort, band in ranked]
    judged = [one for one in ranked if one[1] in _JUDGED]
    first, last = judged[:_ENDS], judged[_ENDS:][-_ENDS:]
    left = len(ranked) - len(first) - len(last)
    return [
        *(_row(cohort, band, scale, view) for cohort, band in first),
        parts.more(view.t("wall.more", n=left)),
        *(_row(cohort, band, scale, view) for cohort, band in last),
    ]


def _axis(scale: Scale, reference: float | None) -> Element:
    line = (
        [] if reference is None else [cell("is-line", style={"left": f"{scale.at(reference):g}%"})]
    )
    return html.Div(
        [cell("name"), cell("track", line), cell("figure"), cell("count")],
        className="wall-row wall-axis",
    )


def _row(cohort: Cohort, band: Band, scale: Scale, view: View) -> Element:
    rate = cohort.closure_rate
    track = cell("track")
    if rate.value is not None and rate.interval is not None:
        low, high = rate.interval
        place = marks.place(dot=scale.at(rate.value), low=scale.at(low), high=scale.at(high))
        track = cell("track has-dot", style=place)
    shown = [
        cell("sign", _SIGNS.get(band, "")),
        parts.number(f"closure-{cohort.code}", rate.value, figures.percent(rate.value)),
    ]
    return parts.row(
        f"is-{band}",
        [
            cell("name", units.short(view, cohort.code)),
            track,
            cell("figure", shown),
            cell("count", figures.fraction(rate)),
        ],
    )
