"""Names in a funnel plot: of many crowded units none lies over another, over a point, or beyond the frame."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.oxml.ns import qn

from data_access.statistics import Z95, Z998
from data_access.statistics import Funnel as Limits
from layouts.entry import Page
from layouts.review.around import Around
from layouts.review.document import document
from layouts.review.funnel import HIGH, WIDE, plot
from layouts.review.labels import AROUND, Box, placed
from layouts.review.model import Document, Funnel, Point, Section
from layouts.review.page import page as draw
from layouts.review.slides import slides
from layouts.review.words import Words
from tests.review.conftest import SETTINGS

LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]
FRAME = Box(70, 16, WIDE - 20, HIGH - 46)
NOTO = ImageFont.truetype("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 13)


def crowded(names: str, seed: int, units: int = 64) -> Funnel:
    """Units in a few clusters; those outside the limits are close to each other, some of them at the edges."""
    chance = Random(seed)
    points = []
    for number in range(units):
        cases = round(chance.choice((30, 200, 205, 400)) * chance.uniform(0.97, 1.03))
        tone = "better" if number % 8 == 0 else "worse" if number % 4 == 1 else "plain"
        middle = {"better": 0.97, "worse": 0.72, "plain": 0.88}[tone]
        rate = min(1.0, middle + chance.uniform(-0.02, 0.02))
        points.append(Point(cases, rate, names.format(n=number), tone))  # type: ignore[arg-type]
    limits = Limits(0.88, 1.2)
    steps = [round(420 * (n / 40) ** 2) or 1 for n in range(1, 41)]
    lines = tuple((n, *limits.limits(n, Z95), *limits.limits(n, Z998)) for n in steps)
    return Funnel("funnel", "due", "rate", tuple(points), 0.88, lines)


NAMES = ("{n}", "沙洲街道第 {n} 社区", "The {n}th Community of the Shazhou Sub-district")


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("seed", range(5))
def test_on_the_page(names: str, seed: int) -> None:
    """By what the font needs, which is drawn with."""
    funnel = crowded(names, seed)
    marks = plot(funnel).marks
    assert [mark.point for mark in marks] == list(funnel.points)
    named = [mark for mark in marks if mark.name]
    assert 1 <= len(named) <= 8
    assert all(mark.point.tone != "plain" for mark in named)
    boxes = []
    for mark in named:
        assert mark.name is not None
        left, base = mark.name.left, mark.base
        over, under = NOTO.getbbox(mark.point.name, anchor="ls")[1::2]
        boxes.append(Box(left, base + over, left + NOTO.getlength(mark.point.name), base + under))
        assert mark.name.holds(boxes[-1])
    for box in boxes:
        assert FRAME.holds(box)
        assert not any(box.meets(Box(m.x, m.y, m.x, m.y).wider(6)) for m in marks)
    assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))


def test_few_units_with_room_are_all_named() -> None:
    funnel = crowded("unit {n}", 1)
    apart = tuple(
        replace(p, cases=50 * n + 40, rate=0.7 + 0.03 * n, tone="plain")
        for n, p in enumerate(funnel.points[:8])
    )
    assert all(mark.name for mark in plot(replace(funnel, points=apart)).marks)


def test_the_most_important_name_stays() -> None:
    """Two points at one place: the first that is asked for is named, the other one where room is left."""
    frame = Box(0, 0, 60, 40)
    found = placed([(20, 20), (22, 20)], {1: (30, 10), 0: (30, 10)}, frame, 5, AROUND)
    assert next(iter(found)) == 1
    found = placed([(20, 20), (22, 20)], {1: (30, 30), 0: (30, 30)}, frame, 5, AROUND)
    assert list(found) == [1]


@pytest.fixture(scope="module")
def packed(october: dict[str, Any]) -> Document:
    """A document of crowded funnels alone, one for each kind of names."""
    found = document(october, "en", LEVELS)
    sections = [
        Section(f"s{n}", f"s{n}", funnel=crowded(names, n)) for n, names in enumerate(NAMES)
    ]
    return replace(found, sections=tuple(sections))


def test_on_slides(packed: Document, october: dict[str, Any]) -> None:
    """Reckoned from the file: the place of the axes, their scales, and on which side each name stands."""
    deck = Presentation(io.BytesIO(slides(packed, Words("en", october["names"]))))
    shapes = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(shapes) == len(NAMES)
    for shape in shapes:
        boxes, marks, frame = reckoned(shape)
        assert 1 <= len(boxes) <= 8
        assert len(marks) == 64
        for box in boxes:
            assert frame.holds(box)
            assert not any(box.meets(mark) for mark in marks)
        assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))


def reckoned(shape: Any) -> tuple[list[Box], list[Box], Box]:
    """Names, marks and axes of a chart, in points of its slide."""
    wide, high = shape.width / 12700, shape.height / 12700
    area = shape.chart._chartSpace.chart.plotArea
    at = {
        e.tag.split("}")[1]: e.get("val") for e in area.find(qn("c:layout")).iter() if e.get("val")
    }
    assert at["layoutTarget"] == "inner"
    x, y, w, h = (float(at[name]) for name in ("x", "y", "w", "h"))
    frame = Box(x * wide, y * high, (x + w) * wide, (y + h) * high)
    across, up = shape.chart.category_axis, shape.chart.value_axis
    font = NOTO.font_variant(size=11)
    boxes, marks = [], []
    for series in shape.chart.plots[0].series:
        if series.format.line.fill.type is None or series.marker.size is None:
            continue
        xs = [float(one.text) for one in series._element.find(qn("c:xVal")).iter(qn("c:v"))]
        for number, (cases, rate) in enumerate(zip(xs, series.values, strict=True)):
            px = frame.left + (frame.right - frame.left) * cases / across.maximum_scale
            share = (rate - up.minimum_scale) / (up.maximum_scale - up.minimum_scale)
            py = frame.bottom - (frame.bottom - frame.top) * share
            half = series.marker.size / 2
            marks.append(Box(px, py, px, py).wider(half))
            label = next(
                (one for one in series._element.iter(qn("c:dLbl"))
                 if one.find(qn("c:idx")).get("val") == str(number)), None,
            )  # fmt: skip
            if label is None:
                continue
            said = "".join(one.text for one in label.iter(qn("a:t")))
            side = label.find(qn("c:dLblPos")).get("val")
            dx, dy = {"r": (1, 0), "l": (-1, 0), "t": (0, -1), "b": (0, 1)}[side]
            text, tall = font.getlength(said), 13
            left = px + dx * (half + 2 + text / 2) - text / 2
            top = py + dy * (half + 2 + tall / 2) - tall / 2
            boxes.append(Box(left, top, left + text, top + tall))
    return boxes, marks, frame


def test_the_page_writes_each_name_where_it_was_placed(packed: Document) -> None:

    html = draw(Page("en", "light", (), ""), "", packed, {}, Around())
    placed = [m for s in packed.sections if s.funnel for m in plot(s.funnel).marks if m.name]
    assert html.count('<text class="name"') == len(placed)
    for mark in placed:
        assert mark.name is not None
        at = f'x="{mark.name.left}" y="{mark.base}">{mark.point.name}</text>'
        assert at in html
