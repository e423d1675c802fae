"""Colours with their fixed meanings, on white, and fonts that most offices have."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn

from layouts.review.model import Tone

INK, DIM, LINE, HEAD, PAPER = "1A222B", "5B6875", "D9DFE5", "EEF1F4", "FFFFFF"
QUANTITY, SAME = "0072B2", "616D79"
TONES: dict[Tone, str] = {"better": "00795A", "worse": "C2410C", "wait": "9A5B00"}
FONT, FALLBACK = "Noto Sans CJK SC", "Microsoft YaHei"
# What FONT looks like, for programs that have to take another: a sans serif, with simplified Chinese.
_LIKE = {"panose": "020B0500000000000000", "pitchFamily": "34", "charset": "-122"}


def colour(value: str) -> RGBColor:
    """Six hexadecimal digits as a colour."""
    found: RGBColor = RGBColor.from_string(value)
    return found


def theme(presentation: Any) -> None:
    """Fonts of everything, Latin and East Asian, and the accent colours of charts that are added."""
    part = next(r.target_part for r in presentation.slide_master.part.rels.values() if r.reltype.endswith("/theme"))  # fmt: skip
    root = etree.fromstring(part.blob)
    for kind in ("majorFont", "minorFont"):
        fonts = next(root.iter(qn(f"a:{kind}")))
        for name in ("a:latin", "a:ea"):
            fonts.find(qn(name)).attrib.update({"typeface": FONT} | _LIKE)
        for font in fonts.findall(qn("a:font")):
            if font.get("script") == "Hans":
                font.set("typeface", FALLBACK)
    accents = (QUANTITY, TONES["worse"], TONES["better"], "E69F00", SAME, "56B4E9")
    for number, value in enumerate(accents, 1):
        accent = next(root.iter(qn(f"a:accent{number}")))
        accent.find(qn("a:srgbClr")).set("val", value)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def east_asian(font: Any) -> None:
    """The font of a chart's texts, which programs do not take from the theme."""
    font.name = FONT
    properties = font._element
    for name in ("a:ea", "a:cs"):
        found = properties.find(qn(name))
        if found is None:
            found = etree.SubElement(properties, qn(name))
        found.attrib.update({"typeface": FONT} | _LIKE)
