"""How much room a text takes, without a font at hand: a little more than the fonts of `fonts` need."""

from __future__ import annotations

import math
import re
import unicodedata

POINTS = 72  # of an inch
_NARROW, _USUAL, _BROAD = 0.36, 0.62, 0.95  # of the font size
_PIECES = re.compile(r"\s+|[\u2e80-\uffff]|[^\s\u2e80-\uffff]+")


def width(text: str, size: float) -> float:
    """Inches of one line at a font size in points."""
    return sum(map(_em, text)) * size / POINTS


def lines(text: str, size: float, room: float) -> int:
    """Lines of a text that is broken within `room` inches: between words, and anywhere in Chinese."""
    count, at = 1, 0.0
    for piece in _PIECES.findall(text):
        wide = width(piece, size)
        if at + wide > room and at:
            count, at = count + 1, 0.0
            if piece.isspace():
                continue
        if wide > room:  # a word longer than a line is broken within
            more = math.ceil(wide / room) - 1
            count, wide = count + more, wide - more * room
        at += wide
    return count


def _em(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WFA":  # ambiguous ones too: ▲, “, –
        return 1.0
    if letter in " .,:;'|!()[]ijlftr/-":
        return _NARROW
    return _BROAD if letter in "MWmw%@" else _USUAL + 0.08 * letter.isupper()
