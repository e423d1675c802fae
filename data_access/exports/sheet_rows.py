"""Rows of a sheet as XML: a column of cells at a time, then row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
from xlsxwriter.utility import xl_col_to_name

from data_access.exports import cells
from data_access.exports.safe import for_workbook
from data_access.exports.told import Heading

_DAY = 86_400
_TEXT = ' t="inlineStr"><is><t xml:space="preserve">'


def xml(
    batch: pa.RecordBatch, headings: Sequence[Heading], zone: ZoneInfo, above: int,
    styles: dict[str, str],
) -> str:  # fmt: skip
    """The rows of a batch, under a row of headings and `above` rows; `styles` by column."""
    first = above + 2
    columns = [
        _cells(column, heading, zone, xl_col_to_name(place), styles, first)
        for place, (column, heading) in enumerate(zip(batch.columns, headings, strict=True))
    ]
    rows = enumerate(zip(*columns, strict=True), first)
    return "".join(f'<row r="{n}">{"".join(row)}</row>' for n, row in rows)


def plain(text: str) -> str:
    """A text for XlsxWriter, which escapes it itself unless it looks like a rich one."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _cells(
    column: pa.Array,
    heading: Heading,
    zone: ZoneInfo,
    name: str,
    styles: dict[str, str],
    first: int,
) -> list[str]:
    style = f' s="{styles[name]}"' if name in styles else ""
    before = f'<c r="{name}'

    def number(n: int, value: Any) -> str:
        return "" if value is None else f'{before}{n}"{style}><v>{value!r}</v></c>'

    def text(n: int, value: str | None) -> str:
        return "" if value is None else f'{before}{n}"{_TEXT}{value}</t></is></c>'

    match heading.kind:
        case "moment":
            moments = enumerate(cells.dated_moments(column, zone), first)
            return [text(n, v) if isinstance(v, str) else number(n, v) for n, v in moments]
        case "seconds":
            days = (None if s is None else s / _DAY for s in cells.numbers(column))
            return [number(n, value) for n, value in enumerate(days, first)]
        case "number":
            return [number(n, value) for n, value in enumerate(cells.numbers(column), first)]
    texts = cells.texts(column, heading, for_workbook)
    return [text(n, value) for n, value in enumerate(texts, first)]
