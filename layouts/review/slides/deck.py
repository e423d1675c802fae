"""The file: a first slide, then the slides of each section."""

from __future__ import annotations

import io
from dataclasses import fields, is_dataclass, replace
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from layouts.review.measure import width
from layouts.review.model import Document
from layouts.review.slides import charts, draw
from layouts.review.slides.blocks import ACROSS, GAP, HIGH, LEFT, TOP, WIDE, Bars, Block, Part, Plot
from layouts.review.slides.look import DIM, QUANTITY, theme
from layouts.review.slides.paging import pages
from layouts.review.words import Words

_TITLE_ONLY = 5  # of the layouts of the library's own template
_TITLE, _FOOT = 26.0, 10.0
_LONGEST = 255  # characters of the file's title
_CONTROLS = dict.fromkeys(n for n in range(32) if chr(n) not in "\t\n") | {
    0xFFFE: None,
    0xFFFF: None,
}


def slides(document: Document, words: Words) -> bytes:
    """The file."""
    document = _printable(document)
    deck = Presentation()
    _prepare(deck, document)
    found = list(pages(document, words))
    count = len(found) + 1
    _first(_slide(deck, document, document.title, 1, count), document)
    for number, page in enumerate(found, 2):
        slide = _slide(deck, document, page.heading, number, count)
        top = TOP
        for block in page.blocks:
            _block(slide.shapes, block, top, words)
            top += block.height + GAP
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _printable(value: Any) -> Any:
    """All texts without the characters that XML cannot hold."""
    if isinstance(value, str):
        return value.translate(_CONTROLS)
    if isinstance(value, tuple):
        return tuple(_printable(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _printable(getattr(value, f.name)) for f in fields(value)})
    return value


def _prepare(deck: Any, document: Document) -> None:
    """The template's 4:3 made 16:9, with our fonts."""
    wider = Inches(WIDE) / deck.slide_width
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    for shapes in (deck.slide_master.shapes, *(layout.shapes for layout in deck.slide_layouts)):
        for shape in shapes:
            shape.left, shape.width = int(shape.left * wider), int(shape.width * wider)
    theme(deck)
    said = deck.core_properties
    said.title = f"{document.title} {document.subtitle}"[:_LONGEST]
    said.author = said.last_modified_by = "OneScreen"
    said.language = "zh-CN" if document.language == "zh" else "en"
    for name in ("dcterms:created", "dcterms:modified"):  # the template's
        for one in said._element.findall(qn(name)):
            said._element.remove(one)


def _slide(deck: Any, document: Document, heading: str, number: int, count: int) -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY])
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = map(Inches, (LEFT, 0.35, ACROSS, 0.7))
    size = min(_TITLE, _TITLE * ACROSS / max(width(heading, _TITLE), 0.1))
    draw.run(_left(title.text_frame), heading, size, bold=True)
    said = document.line
    room = ACROSS - 1.0
    size = min(_FOOT, _FOOT * room / width(said, _FOOT))
    draw.text(slide.shapes, (LEFT, 7.0, room, 0.25), [said], size, DIM)
    _number(slide.shapes, number, count)
    return slide


def _left(frame: Any) -> Any:
    frame.margin_left = frame.margin_right = 0
    paragraph = frame.paragraphs[0]
    paragraph._p.get_or_add_pPr().set("algn", "l")
    return paragraph


def _number(shapes: Any, number: int, count: int) -> None:
    """A field that stays right where slides are moved, and how many there were."""
    box = draw.text(shapes, (WIDE - LEFT - 1.0, 7.0, 1.0, 0.25), [f" / {count}"], _FOOT, DIM)
    paragraph = box.text_frame.paragraphs[0]._p
    paragraph.get_or_add_pPr().set("algn", "r")
    one = paragraph.find(qn("a:r"))
    field = etree.Element(qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}", type="slidenum")
    field.append(_copy(one.find(qn("a:rPr"))))
    etree.SubElement(field, qn("a:t")).text = str(number)
    one.addprevious(field)


def _copy(element: Any) -> Any:
    return etree.fromstring(etree.tostring(element))


def _first(slide: Any, document: Document) -> None:
    title = slide.shapes.title
    title.top, title.height = Inches(1.9), Inches(1.0)
    one = title.text_frame.paragraphs[0].runs[0]
    one.font.size = Inches(min(40, 40 * ACROSS / width(document.title, 40)) / 72)
    title.text_frame.paragraphs[0].line_spacing = None
    draw.text(slide.shapes, (LEFT, 2.95, ACROSS, 0.6), [document.subtitle], 28, QUANTITY, bold=True)
    facts = [f"{label}: {value}" for label, value in document.facts]
    draw.text(slide.shapes, (LEFT, 4.2, ACROSS, 0.38 * len(facts)), facts, 18, DIM)


def _block(shapes: Any, block: Block, top: float, words: Words) -> None:
    match block:
        case Part():
            draw.table(shapes, block, top, words)
        case Bars():
            charts.bars(shapes, block, top)
        case Plot():
            charts.funnel(shapes, block, top, words)
        case _:
            draw.paragraphs(shapes, block, top)
