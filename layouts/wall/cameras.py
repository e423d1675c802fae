"""Cameras of the units of a scene: how many of the installed are in order."""

from __future__ import annotations

from data_access.coverage import Coverage, UnitCoverage
from data_access.statistics import Rate
from layouts import coverage as panel
from layouts import elements as html
from layouts import figures, units
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import Props, View
from layouts.wall import parts
from layouts.wall.rates import ROWS


def build(answer: Coverage, view: View) -> Props:
    """A row for each unit, those with most cameras first."""
    title = view.t("coverage.title")
    if not answer.total.installed:
        return parts.panel(
            "coverage", title, [], [html.P(view.t("coverage.none"), className="wall-nothing")], view
        )
    shown = [unit for unit in panel.ordered(answer, view) if unit.code is not None]
    longest = max((unit.installed for unit in shown), default=1) or 1
    rows = [_row(unit, longest, view) for unit in shown[:ROWS]]
    if len(shown) > ROWS:
        rows.append(parts.more(view.t("wall.more", n=len(shown) - ROWS)))
    note = [html.Span(view.t("wall.in_order"))]
    return parts.panel("coverage", title, note, rows, view)


def _row(unit: UnitCoverage, longest: int, view: View) -> Element:
    rate = Rate(0, 0) if unit.in_order is None else Rate(unit.in_order, unit.installed)
    bars = {
        "--share": f"{unit.installed / longest:.4f}",
        "--inner": f"{(unit.in_order or 0) / longest:.4f}",
    }
    count = figures.fraction(rate) if rate.denominator else figures.number(unit.installed)
    return parts.row(
        "",
        [
            cell("name", units.short(view, unit.code)),
            cell("bar", style=bars),
            cell(
                "figure",
                [parts.number(f"order-{unit.code}", rate.value, figures.percent(rate.value))],
            ),
            cell("count", count),
        ],
    )
