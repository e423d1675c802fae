"""The presentation: it says the content's figures in native tables and charts, and nothing leaves its slide."""

from __future__ import annotations

import io
import itertools
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PIL import ImageFont
from pptx import Presentation
from pptx.util import Emu

from layouts.review.document import document
from layouts.review.measure import lines, width
from layouts.review.model import Column, Document, Row, Section, Sentence, Table
from layouts.review.slides import slides
from layouts.review.slides.blocks import CELL, PAD, ROWS
from layouts.review.slides.paging import pages
from layouts.review.words import Words, percent
from tests.review.conftest import SETTINGS

LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]
NOTO = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
LANGUAGES = ("zh", "en")


def opened(found: Document, names: dict[str, Any]) -> Any:
    return Presentation(io.BytesIO(slides(found, Words(found.language, names))))


@pytest.fixture(scope="module", params=LANGUAGES)
def drawn(request: pytest.FixtureRequest, october: dict[str, Any]) -> Document:
    return document(october, request.param, LEVELS)


@pytest.fixture(scope="module")
def deck(drawn: Document, october: dict[str, Any]) -> Any:
    return opened(drawn, october["names"])


def texts(slide: Any) -> str:
    """All that can be read on a slide, as its XML has it."""
    return " ".join(one.text or "" for one in slide.element.iter("{*}t"))


def tables(deck: Any) -> list[list[list[str]]]:
    return [
        [[cell.text for cell in row.cells] for row in shape.table.rows]
        for slide in deck.slides for shape in slide.shapes if shape.has_table
    ]  # fmt: skip


def charts(deck: Any) -> list[Any]:
    return [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def long_table(count: int, name: str = "unit") -> Document:
    """A document of one table with many rows and columns."""
    columns = (Column("Place", "place"), Column("Unit", "text"), *(Column(f"rate {n}", "share") for n in range(20)))  # fmt: skip
    rows = tuple(Row((n + 1, f"{name} {n}", *[n / 1000] * 20)) for n in range(count))
    section = Section("long", "Long", (), (Table("long", "Long", columns, rows),))
    return Document("en", "Title", "October", (("As of", "now"),), (section,))


def test_every_slide_says_what_it_is_of(deck: Any, drawn: Document) -> None:
    count = len(deck.slides)
    for number, slide in enumerate(deck.slides, 1):
        said = texts(slide)
        for part in (drawn.title, drawn.subtitle, *(value for _, value in drawn.facts)):
            assert part in said
        assert f"{number}  / {count}" in said
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[0] == drawn.title
    for section in drawn.sections:
        assert any(title.startswith(section.title) for title in titles)
        notes = " ".join(map(texts, deck.slides))
        assert all(one.text in notes for one in section.sentences)
        assert all(note in notes for note in section.notes)


def test_tables_say_every_cell(deck: Any, drawn: Document, october: dict[str, Any]) -> None:
    """Each cell of the document is in a native table, in the row of its unit and under its label."""
    words = Words(drawn.language, october["names"])
    found = {
        (table[0][at], row[0], row[1], row[at])
        for table in tables(deck) for row in table[1:] for at in range(len(row))
    }  # fmt: skip
    said = {(label, cell) for label, _, _, cell in found}
    for section in drawn.sections:
        for table in section.tables:
            keyed = table.columns[0].kind == "place"
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    shown = words.cell(cell, column)
                    if keyed:
                        place = words.cell(row.cells[0], table.columns[0])
                        assert (column.label, place, row.cells[1], shown) in found
                    else:
                        assert (column.label, shown) in said


def test_charts_hold_the_numbers_of_the_content(deck: Any, october: dict[str, Any]) -> None:
    bars = [chart for chart in charts(deck) if "BAR" in chart.chart_type.name]
    held = [value for chart in bars for value in chart.plots[0].series[0].values]
    for table in october["tables"]:
        ranked = [row for row in table["rows"] if row["place"] is not None]
        for row in ranked:
            assert row["rates"][table["judged"]]["value"] in held
    assert min(chart.value_axis.minimum_scale for chart in bars) == 0
    assert all(next(chart.element.iter("{*}tickLblSkip")).get("val") == "1" for chart in bars)
    funnels = [chart for chart in charts(deck) if "XY" in chart.chart_type.name]
    drawn = [table for table in october["tables"] if table["funnel"]
             and sum(bool(row["code"] and row["rates"][table["judged"]]["of"]) for row in table["rows"]) > 2]  # fmt: skip
    assert len(funnels) == len(drawn) > 0
    for chart, table in zip(funnels, drawn, strict=True):
        key = table["judged"]
        points = {value for series in chart.plots[0].series for value in series.values}
        assert {row["rates"][key]["value"] for row in table["rows"] if row["code"] and row["rates"][key]["of"]} <= points  # fmt: skip
        assert table["funnel"]["p0"] in points
        lengths = [len(tuple(series.values)) for series in chart.plots[0].series]
        assert lengths == sorted(
            lengths, reverse=True
        )  # LibreOffice loses what precedes a longer one


def test_nothing_leaves_its_slide_or_lies_over_another(deck: Any) -> None:
    for number, slide in enumerate(deck.slides):
        shapes = sorted(slide.shapes, key=lambda shape: shape.top)
        for shape in shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_table:
                assert shape.height == sum(row.height for row in shape.table.rows)
                assert shape.width >= sum(column.width for column in shape.table.columns) - 20
        for one, next_ in itertools.pairwise(shapes):
            apart = one.left + one.width <= next_.left or next_.left + next_.width <= one.left
            assert apart or one.top + one.height <= next_.top + Emu(20), (
                number,
                one.name,
                next_.name,
            )


@lru_cache
def noto(size: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(NOTO), size, index=2)


def test_texts_need_no_more_room_than_is_reckoned(deck: Any) -> None:
    """Measured in the font itself."""
    for table in (s.table for slide in deck.slides for s in slide.shapes if s.has_table):
        for row_number, row in enumerate(table.rows):
            for column, cell in zip(table.columns, row.cells, strict=True):
                room = Emu(column.width).inches - 2 * PAD[0]
                needed = noto(CELL).getlength(cell.text) / 72
                assert needed <= width(cell.text, CELL) + 1e-9, cell.text
                if row_number:
                    reckoned = lines(cell.text, CELL, room) * CELL * 1.35 / 72 + 2 * PAD[1]
                    assert reckoned <= Emu(row.height).inches + 0.01


def test_a_long_table_is_cut_with_its_head_repeated() -> None:
    deck = opened(long_table(40), {})
    found = tables(deck)
    assert max(len(table) for table in found) - 1 <= ROWS
    by_head: dict[str, list[str]] = {}
    for table in found:
        assert table[0][:2] == ["Place", "Unit"]
        by_head.setdefault(" ".join(table[0]), []).extend(row[1] for row in table[1:])
    for units in by_head.values():
        assert units == [f"unit {n}" for n in range(40)]
    labels = [label for head in by_head for label in head.replace("Place Unit ", "").split("rate ") if label]  # fmt: skip
    assert [int(label) for label in labels] == list(range(20))
    titles = [slide.shapes.title.text for slide in deck.slides][1:]
    assert titles == [f"Long {n}/{len(titles)}" for n in range(1, len(titles) + 1)]


@pytest.mark.parametrize(
    "name", ["a very long name of a community " * 4, "很长的社区名称" * 12, "x" * 120]
)
def test_long_names_take_lines_and_fewer_rows(name: str) -> None:
    found = long_table(16, name)
    deck = opened(found, {})
    test_nothing_leaves_its_slide_or_lies_over_another(deck)
    assert sum(len(table) - 1 for table in tables(deck)[: len(tables(deck))]) % 16 == 0


def test_many_and_long_sentences_are_shared_out(october: dict[str, Any]) -> None:
    said = tuple(Sentence(f"{n} " + "a long sentence " * 20, "worse") for n in range(12))
    found = replace(long_table(3), sections=(Section("said", "Said", said),))
    deck = opened(found, {})
    test_nothing_leaves_its_slide_or_lies_over_another(deck)
    assert len(deck.slides) > 2
    kept = [
        s
        for page in pages(found, Words("en", {}))
        for block in page.blocks
        for s in block.sentences
    ]  # type: ignore[union-attr]
    assert kept == list(said)


def test_fonts_are_set_for_latin_and_chinese(deck: Any) -> None:
    part = next(r.target_part for r in deck.slide_master.part.rels.values() if r.reltype.endswith("/theme"))  # fmt: skip
    theme = part.blob.decode()
    assert theme.count('<a:ea typeface="Noto Sans CJK SC"') == 2
    assert theme.count('<a:latin typeface="Noto Sans CJK SC"') == 2
    assert theme.count('script="Hans" typeface="Microsoft YaHei"') == 2
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)


def test_marks_stand_beside_colours(october: dict[str, Any]) -> None:
    table = Table("t", "T", (Column("Unit", "text"),), (Row(("one",)),))
    said = (Sentence("worse", "worse"), Sentence("better", "better"))
    found = replace(long_table(1), sections=(Section("s", "S", said, (table,)),))
    deck = opened(found, {})
    bullets = [one.get("char") for slide in deck.slides for one in slide.element.iter("{*}buChar")]
    assert bullets == ["▼", "▲"]


def test_characters_that_xml_cannot_hold_are_left_out(october: dict[str, Any]) -> None:
    names = {**october["names"], "area": {**october["names"]["area"]}}
    names["area"]["street0"] = {**names["area"]["street0"], "en": "a\x00b\x0bc<&>\ufffe"}
    changed = {**october, "names": names}
    drawn = document(changed, "en", LEVELS)
    deck = opened(replace(drawn, sections=drawn.sections[:3]), names)
    assert any("abc<&>" in row[1] for table in tables(deck) for row in table)


def test_a_filter_is_said(october: dict[str, Any]) -> None:
    filtered = {**october["period"]["filter"], "status": "closed", "department": "water", "category": "pothole"}  # fmt: skip
    changed = {**october, "period": {**october["period"], "filter": filtered}}
    facts = dict(document(changed, "en", LEVELS).facts)
    assert (facts["Status"], facts["Category"]) == ("closed", "pothole")
    assert "Department" not in facts  # the title says it


def test_percent_is_what_bars_are_labelled_with(deck: Any, october: dict[str, Any]) -> None:
    labels = " ".join(one.text or "" for chart in charts(deck) for one in chart.element.iter("{*}t"))  # fmt: skip
    for table in october["tables"]:
        for row in table["rows"]:
            if row["place"] is not None:
                assert percent(row["rates"][table["judged"]]["value"]) in labels
