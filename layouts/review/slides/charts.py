"""Native charts, whose numbers can be opened and changed."""

from __future__ import annotations

import math
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches, Pt

from layouts.review.funnel import named, span, step
from layouts.review.model import Funnel, Point, Tone
from layouts.review.slides.blocks import ACROSS, LEFT, Bars, Plot
from layouts.review.slides.look import DIM, INK, LINE, QUANTITY, SAME, TONES, colour, east_asian
from layouts.review.words import Words, percent

_SIZE = 11  # points of a chart's texts
_LIMITS = (
    ("95% ↓", 1, MSO_LINE.DASH), ("95% ↑", 2, MSO_LINE.DASH), ("99.8% ↓", 3, MSO_LINE.SOLID),
    ("99.8% ↑", 4, MSO_LINE.SOLID),
)  # fmt: skip
_UNITS: tuple[tuple[Tone, XL_MARKER_STYLE], ...] = (
    ("plain", XL_MARKER_STYLE.CIRCLE),
    ("better", XL_MARKER_STYLE.TRIANGLE),
    ("worse", XL_MARKER_STYLE.DIAMOND),
)


def bars(shapes: Any, block: Bars, top: float) -> None:
    """A bar for each unit, from 0, in the order of the table; what it is stands beside it."""
    data = CategoryChartData(number_format="0.00%" if block.share else "General")
    data.categories = block.names
    data.add_series(block.title, block.values)
    chart = _chart(shapes, XL_CHART_TYPE.BAR_CLUSTERED, data, block.title, top, block.height)
    chart.has_legend = False
    categories, values = chart.category_axis, chart.value_axis
    categories.reverse_order = True
    categories.has_major_gridlines = False
    categories.format.line.color.rgb = colour(LINE)
    values.minimum_scale, values.maximum_scale = 0, block.most * 1.12
    values.has_major_gridlines = values.visible = False
    plot = chart.plots[0]
    plot.gap_width, plot.vary_by_categories = 45, False
    for number, (tone, label) in enumerate(zip(block.tones, block.labels, strict=True)):
        point = plot.series[0].points[number]
        point.format.fill.solid()
        point.format.fill.fore_color.rgb = colour(TONES.get(tone, QUANTITY))
        _label(point, label, XL_LABEL_POSITION.OUTSIDE_END)


def funnel(shapes: Any, block: Plot, top: float, words: Words) -> None:
    """Units by what is said of them, the limits and the rate of all as lines."""
    found = block.funnel
    low, high = span(found)
    each = step(low, high)
    low, high = (round(edge * each, 4) for edge in (math.floor(low / each), math.ceil(high / each)))
    data = XyChartData(number_format="0.00%")
    lines = []
    for name, at, dash in _LIMITS:
        within = [row for row in found.limits if low <= row[at] <= high]
        if within:
            lines.append(dash)
            line = data.add_series(name)
            for row in within:
                line.add_data_point(row[0], row[at])
    lines.append(MSO_LINE.LONG_DASH_DOT)
    middle = data.add_series(f"{words.t('all')} {percent(found.p0)}")
    for cases in (0, found.limits[-1][0]):
        middle.add_data_point(cases, found.p0)
    kinds = [(tone, style, [p for p in found.points if p.tone == tone]) for tone, style in _UNITS]
    kinds = [kind for kind in kinds if kind[2]]
    for tone, _, points in kinds:
        series = data.add_series(words.t(f"band.{'same' if tone == 'plain' else tone}"))
        for point in points:
            series.add_data_point(point.cases, point.rate)
    chart = _chart(
        shapes, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, found.title, top, block.height
    )
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(chart, found, low, high)
    chart.value_axis.major_unit = each
    for series, dash in zip(chart.plots[0].series, lines, strict=False):
        series.marker.style = XL_MARKER_STYLE.NONE
        series.format.line.color.rgb = colour(SAME)
        series.format.line.width, series.format.line.dash_style = Pt(1), dash
        series.smooth = False
    for series, (tone, style, points) in zip(list(chart.plots[0].series)[len(lines) :], kinds, strict=True):  # fmt: skip
        _units(series, style, TONES.get(tone, QUANTITY), points, found)


def _units(series: Any, style: Any, look: str, points: list[Point], found: Funnel) -> None:
    series.format.line.fill.background()
    series.marker.style, series.marker.size = style, 8
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour(look)
    series.marker.format.line.fill.background()
    some = named(found)
    called = sorted((p for p in found.points if id(p) in some), key=lambda p: p.cases)
    places = (
        XL_LABEL_POSITION.ABOVE,
        XL_LABEL_POSITION.BELOW,
    )  # in turn: neighbours are often close
    turns = {id(point): places[turn % 2] for turn, point in enumerate(called)}
    for number, point in enumerate(points):
        if id(point) in turns:
            _label(series.points[number], point.name, turns[id(point)])


def _axes(chart: Any, found: Funnel, low: float, high: float) -> None:
    across, up = chart.category_axis, chart.value_axis
    for axis, title in ((across, found.across), (up, found.up)):
        axis.has_title = True
        paragraph = axis.axis_title.text_frame.paragraphs[0]
        paragraph.text = title
        _font(paragraph.runs[0].font, DIM)
        axis.format.line.color.rgb = colour(LINE)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    across.has_major_gridlines = False
    across.minimum_scale = 0
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "#,##0", False
    up.major_gridlines.format.line.color.rgb = colour(LINE)
    up.minimum_scale, up.maximum_scale = low, high
    up.tick_labels.number_format, up.tick_labels.number_format_is_linked = "0%", False


def _chart(shapes: Any, kind: Any, data: Any, title: str, top: float, high: float) -> Any:
    shape = shapes.add_chart(kind, *map(Inches, (LEFT, top, ACROSS, high)), data)
    shape.name = title
    shape._element.nvGraphicFramePr.cNvPr.set("descr", title)
    chart = shape.chart
    _font(chart.font)
    chart.has_title = True
    paragraph = chart.chart_title.text_frame.paragraphs[0]
    paragraph.text = title
    _font(paragraph.runs[0].font, DIM)
    chart.chart_title.include_in_layout = False
    return chart


def _label(point: Any, said: str, position: Any) -> None:
    paragraph = point.data_label.text_frame.paragraphs[0]
    paragraph.text = said
    _font(paragraph.runs[0].font)
    point.data_label.position = position


def _font(font: Any, look: str = INK) -> None:
    font.size, font.bold = Pt(_SIZE), False
    font.color.rgb = colour(look)
    east_asian(font)
