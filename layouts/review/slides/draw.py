"""Shapes of a slide: texts and tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from layouts.review.model import Column, Verdict
from layouts.review.slides.blocks import ACROSS, CELL, INDENT, LEADING, LEFT, PAD, Part, Said
from layouts.review.slides.look import DIM, HEAD, INK, LINE, TONES, colour
from layouts.review.words import Words

_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
_MARKS = {"better": "▲", "worse": "▼", "wait": "●", "plain": "–"}
_AT_START = ("text", "verdict")


def text(shapes: Any, place: tuple[float, float, float, float], lines: Iterable[str], size: float,
         look: str = INK, bold: bool = False) -> Any:  # fmt: skip
    """A text box at (left, top, width, height), a paragraph a line."""
    box = shapes.add_textbox(*map(Inches, place))
    frame = _frame(box.text_frame)
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        run(paragraph, line, size, look, bold)
    return box


def run(paragraph: Any, said: str, size: float, look: str = INK, bold: bool = False) -> None:
    """One run of text; lines have an exact height, so that what is computed is what is drawn."""
    paragraph.line_spacing = Pt(size * LEADING)
    one = paragraph.add_run()
    one.text = said
    one.font.size, one.font.bold = Pt(size), bold
    one.font.color.rgb = colour(look)


def paragraphs(shapes: Any, block: Said, top: float) -> None:
    """Sentences behind their marks, or notes."""
    box = shapes.add_textbox(*map(Inches, (LEFT, top, ACROSS, block.height)))
    frame = _frame(box.text_frame)
    noted = block.size < CELL + 1
    for number, sentence in enumerate(block.sentences):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(block.size / 3)
        properties = paragraph._p.get_or_add_pPr()
        if not noted:
            properties.set("marL", str(Inches(INDENT)))
            properties.set("indent", str(-Inches(INDENT)))
            _bullet(properties, _MARKS[sentence.tone], TONES.get(sentence.tone, DIM))
        run(paragraph, sentence.text, block.size, DIM if noted else INK)


def table(shapes: Any, part: Part, top: float, words: Words) -> None:
    """A native table under its caption."""
    text(shapes, (LEFT, top, ACROSS, 0.3), [part.caption], CELL, DIM)
    at = top + part.height - sum(part.heights)
    wide = sum(part.widths)
    shape = shapes.add_table(
        len(part.rows) + 1, len(part.columns), *map(Inches, (LEFT, at, wide, sum(part.heights)))
    )
    shape.name = part.caption
    grid = shape.table
    grid._tbl.tblPr.find(qn("a:tableStyleId")).text = _PLAIN_TABLE
    grid.horz_banding = False
    for column, room in zip(grid.columns, part.widths, strict=True):
        column.width = Inches(room)
    for row, high in zip(grid.rows, part.heights, strict=True):
        row.height = Inches(high)
    for at_column, column in enumerate(part.columns):
        _cell(grid.cell(0, at_column), column.label, column, DIM, head=True)
        for at_row, row in enumerate(part.rows, 1):
            value = row.cells[at_column]
            look = TONES.get(value.tone, INK) if isinstance(value, Verdict) else INK
            shown = words.cell(value, column)
            _cell(grid.cell(at_row, at_column), shown, column, look, bold=row.total)


def _cell(cell: Any, said: str, column: Column, look: str, *, head: bool = False, bold: bool = False) -> None:  # fmt: skip
    cell.margin_left = cell.margin_right = Inches(PAD[0])
    cell.margin_top = cell.margin_bottom = Inches(PAD[1])
    cell.vertical_anchor = MSO_ANCHOR.BOTTOM if head else MSO_ANCHOR.MIDDLE
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if column.kind in _AT_START else PP_ALIGN.RIGHT
    run(paragraph, said, CELL, look, bold)
    _line_below(cell._tc.get_or_add_tcPr())
    if head:
        cell.fill.solid()
        cell.fill.fore_color.rgb = colour(HEAD)


def _line_below(properties: Any) -> None:
    line = etree.SubElement(properties, qn("a:lnB"), w=str(Pt(0.75)))
    fill = etree.SubElement(line, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=LINE)


def _bullet(properties: Any, mark: str, look: str) -> None:
    fill = etree.SubElement(properties, qn("a:buClr"))
    etree.SubElement(fill, qn("a:srgbClr"), val=look)
    etree.SubElement(properties, qn("a:buChar"), char=mark)


def _frame(frame: Any) -> Any:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame
