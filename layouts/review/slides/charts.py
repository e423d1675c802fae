"""Native charts, whose numbers can be opened and changed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from layouts.review.funnel import named, span, step
from layouts.review.labels import BESIDE, Box, Side, placed
from layouts.review.measure import POINTS, width
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


_INSIDE = Box(0.95, 0.5, ACROSS - 0.35, 1.35)  # inches of a funnel's axes; the last from the bottom
_MARKER, _REACH, _PAD = 8, 8, 4  # points: of a unit, from its middle to its name, around the name
_SIDES: dict[Side, XL_LABEL_POSITION] = dict(
    zip(
        BESIDE,
        (
            XL_LABEL_POSITION.RIGHT,
            XL_LABEL_POSITION.LEFT,
            XL_LABEL_POSITION.ABOVE,
            XL_LABEL_POSITION.BELOW,
        ),
        strict=True,
    )
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
    every = etree.Element(qn("c:tickLblSkip"), val="1")  # the name of each bar
    categories._element.find(qn("c:noMultiLvlLbl")).addprevious(every)
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
    drawn = _series(found, low, high, words)
    data = XyChartData(number_format="0.00%")
    for one in drawn:
        series = data.add_series(one.name)
        for across, up in one.places:
            series.add_data_point(across, up)
    chart = _chart(
        shapes, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, found.title, top, block.height
    )
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    most = _axes(chart, found, low, high)
    chart.value_axis.major_unit = each
    _laid_out(chart, block.height)
    sides = _sides(found, block.height, most, (low, high))
    for series, one in zip(chart.plots[0].series, drawn, strict=True):
        series.smooth = False
        if one.units:
            _units(series, one, sides)
        else:
            series.marker.style = XL_MARKER_STYLE.NONE
            series.format.line.color.rgb = colour(SAME)
            series.format.line.width, series.format.line.dash_style = Pt(1), one.look


@dataclass(frozen=True)
class _Series:
    """A line with its dashes, or units with their marker."""

    name: str
    places: list[tuple[float, float]]
    look: Any
    units: list[Point]


def _laid_out(chart: Any, high: float) -> None:
    """The axes where `_INSIDE` says, so that it is known where points lie."""
    area = chart._chartSpace.chart.plotArea
    layout = area.find(qn("c:layout"))
    if layout is None:
        layout = etree.Element(qn("c:layout"))
        area.insert(0, layout)
    manual = etree.SubElement(layout, qn("c:manualLayout"))
    edge, room = _INSIDE, high - _INSIDE.top - _INSIDE.bottom
    said = {
        "layoutTarget": "inner", "xMode": "edge", "yMode": "edge", "x": edge.left / ACROSS, "y": edge.top / high,
        "w": (edge.right - edge.left) / ACROSS, "h": room / high,
    }  # fmt: skip
    for name, value in said.items():
        etree.SubElement(manual, qn(f"c:{name}"), val=str(value))


def _sides(
    found: Funnel, high: float, most: float, rates: tuple[float, float]
) -> dict[int, XL_LABEL_POSITION]:
    """On which side the name of each point stands that has room, by the point's `id`; reckoned in points."""
    wide = (_INSIDE.right - _INSIDE.left) * POINTS
    tall = (high - _INSIDE.top - _INSIDE.bottom) * POINTS
    low, top = rates
    places = [
        (wide * point.cases / most, tall * (top - point.rate) / (top - low))
        for point in found.points
    ]
    sizes = {
        n: (width(found.points[n].name, _SIZE) * POINTS + _PAD, 1.2 * _SIZE + _PAD)
        for n in named(found)
    }
    names = placed(places, sizes, Box(0, 0, wide, tall), _REACH, BESIDE)
    return {id(found.points[n]): _SIDES[side] for n, (side, _) in names.items()}


def _series(found: Funnel, low: float, high: float, words: Words) -> list[_Series]:
    """The longest first: LibreOffice loses those that stand before a longer one."""
    drawn = [
        _Series(
            name, [(row[0], row[at]) for row in found.limits if low <= row[at] <= high], dash, []
        )
        for name, at, dash in _LIMITS
    ]
    ends = [(0.0, found.p0), (float(found.limits[-1][0]), found.p0)]
    drawn.append(_Series(f"{words.t('all')} {percent(found.p0)}", ends, MSO_LINE.LONG_DASH_DOT, []))
    for tone, style in _UNITS:
        points = [p for p in found.points if p.tone == tone]
        name = words.t(f"band.{'same' if tone == 'plain' else tone}")
        drawn.append(_Series(name, [(p.cases, p.rate) for p in points], style, points))
    drawn = [one for one in drawn if one.places]
    return sorted(drawn, key=lambda one: len(one.places), reverse=True)


def _units(series: Any, one: _Series, sides: dict[int, XL_LABEL_POSITION]) -> None:
    series.format.line.fill.background()
    series.marker.style, series.marker.size = one.look, _MARKER
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = colour(TONES.get(one.units[0].tone, QUANTITY))
    series.marker.format.line.fill.background()
    for number, point in enumerate(one.units):
        if id(point) in sides:
            _label(series.points[number], point.name, sides[id(point)])


def _axes(chart: Any, found: Funnel, low: float, high: float) -> float:
    """Returns where the cases end."""
    across, up = chart.category_axis, chart.value_axis
    for axis, title in ((across, found.across), (up, found.up)):
        axis.has_title = True
        paragraph = axis.axis_title.text_frame.paragraphs[0]
        paragraph.text = title
        _font(paragraph.runs[0].font, DIM)
        axis.format.line.color.rgb = colour(LINE)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    across.has_major_gridlines = False
    most = float(found.limits[-1][0])
    each = next(n * 10**e for e in range(9) for n in (1, 2, 5) if most / (n * 10**e) <= 10)
    across.minimum_scale, across.maximum_scale = 0, math.ceil(most / each) * each
    across.major_unit = each
    across.tick_labels.number_format, across.tick_labels.number_format_is_linked = "#,##0", False
    up.major_gridlines.format.line.color.rgb = colour(LINE)
    up.minimum_scale, up.maximum_scale = low, high
    up.tick_labels.number_format, up.tick_labels.number_format_is_linked = "0%", False
    return float(across.maximum_scale)


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
    point.data_label.text_frame.word_wrap = False
    paragraph = point.data_label.text_frame.paragraphs[0]
    paragraph.text = said
    _font(paragraph.runs[0].font)
    point.data_label.position = position


def _font(font: Any, look: str = INK) -> None:
    font.size, font.bold = Pt(_SIZE), False
    font.color.rgb = colour(look)
    east_asian(font)
