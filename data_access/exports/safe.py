"""Texts from data in files that spreadsheets open: none of them may be run, or break the file.

A spreadsheet takes a cell of a CSV file for a formula when it begins with one of a few signs, also
after spaces or in full width; where lists are separated by semicolons, and where a cell is pasted with
a tab in it, also after these. An apostrophe before the sign makes it a text. In a workbook a text is a
text whatever it begins with.
"""

from __future__ import annotations

import re

_SIGN = re.compile(r"[=+\-@＝＋－＠\t\r\n]")
_FORMULA = re.compile(r"(^|[;\t])(?=[\s\ufeff\u200b]*[=+\-@＝＋－＠])|^(?=[\t\r\n])")
# What XML 1.0 cannot hold. Line ends and tabs it can.
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_IN_XML = re.compile(r"[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_LINE_END = re.compile(r"\r\n?")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # what workbooks read as another character
_LONGEST = 32_767  # UTF-16 units in a cell of a workbook
_CUT = "…"


def for_csv(text: str) -> str:
    """A text that no spreadsheet runs, without control characters."""
    if not text.isprintable():
        text = _NEVER.sub("\ufffd", text)
    return _FORMULA.sub(r"\1'", text) if _SIGN.search(text) else text


def for_workbook(text: str) -> str:
    """A text as a workbook can hold it, as XML: without control characters, cut where it is too
    long."""
    if len(text) > _LONGEST // 2:
        text = _cut(text)
    if not _IN_XML.search(text):
        return text
    text = _LINE_END.sub("\n", _NEVER.sub("\ufffd", text))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _ESCAPE.sub("_x005F_", text)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    return units[: 2 * (_LONGEST - len(_CUT))].decode("utf-16-le", "ignore") + _CUT
