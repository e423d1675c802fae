"""A review as CSV: a file for each table and one that says what they are of, in a ZIP archive."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

from data_access.exports.safe import for_csv
from layouts.review.model import Column, Document, Table
from layouts.review.words import Words

_DATED = (1980, 1, 1, 0, 0, 0)  # the same content is the same bytes, whenever it is written


def separated(document: Document, words: Words) -> bytes:
    """The archive: UTF-8 with a byte order mark. Shares are numbers from 0 to 1, differences percentage points,
    durations seconds, with a column of those that are longer than was observed; what is absent is empty."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "00-about.csv", _about(document))
        tables = [table for section in document.sections for table in section.tables]
        for number, table in enumerate(tables, 1):
            _add(archive, f"{number:02}-{table.key}.csv", _rows(table, words))
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, rows: Iterable[list[Any]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(
        [for_csv(c) if isinstance(c, str) else c for c in row] for row in rows
    )
    archive.writestr(zipfile.ZipInfo(name, _DATED), text.getvalue().encode("utf-8-sig"))


def _about(document: Document) -> Iterator[list[Any]]:
    """What is reviewed, as of when and how filtered; then every section's sentences and definitions."""
    yield [document.title, document.subtitle]
    yield from (list(fact) for fact in document.facts)
    for section in document.sections:
        yield from ([section.title, one.text] for one in section.sentences)
        yield from ([section.title, note] for note in section.notes)


def _rows(table: Table, words: Words) -> Iterator[list[Any]]:
    yield [label for column in table.columns for label in _labels(column, words)]
    for row in table.rows:
        cells = zip(row.cells, table.columns, strict=True)
        yield [value for cell, column in cells for value in _values(cell, column)]


def _labels(column: Column, words: Words) -> list[str]:
    if column.kind == "interval":
        return [f"{column.label} {words.t(f'column.{end}')}" for end in ("low", "high")]
    if column.kind == "duration":
        return [f"{column.label} (s)", f"{column.label} {words.t('column.beyond')}"]
    return [column.label]


def _values(cell: Any, column: Column) -> list[Any]:
    match column.kind:
        case "interval":
            return [_number(end, points=column.points) for end in cell or (None, None)]
        case "duration":
            return [None, None] if cell is None else [cell["seconds"], int(cell["beyond"])]
        case "points":
            return [_number(cell, points=True)]
        case "verdict":
            return [None if cell is None else cell.text]
        case "text" if cell is not None:
            return [str(cell)]
    return [cell]


def _number(value: float | None, *, points: bool) -> float | None:
    return round(100 * value, 10) if points and value is not None else value
