"""A list as a workbook (XLSX): a sheet that says what is listed, then sheets with at most a million
rows each. Moments and times are real ones, on the district's clocks.

XlsxWriter makes the workbook with one row in every sheet, which shows what a cell looks like; all rows
go into its place as they come. Cell by cell it took three times the work (decision 46).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

import pyarrow as pa
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from data_access.exports import sheet_rows
from data_access.exports.told import Told

ROWS_OF_A_SHEET = 1_000_000
_FORMATS = {"moment": "yyyy-mm-dd hh:mm:ss", "seconds": "[h]:mm:ss"}
_ABOUT_WIDTHS = (22, 110)
_LEVEL = 3  # of packing: fast, and small enough to be sent
_PATTERN_ROW = re.compile(rb'<row r="2".*?</row>', re.DOTALL)
_STYLE = re.compile(rb'<c r="([A-Z]+)2" s="(\d+)"')
_EXTENT = re.compile(rb'<dimension ref="[^"]*"')


@dataclass(frozen=True)
class _Sheet:
    """A sheet as it is packed: what comes before its rows, what after, how columns look."""

    before: bytes
    after: bytes
    styles: dict[str, str]  # by the name of a column


def write(
    told: Told, batches: Iterator[pa.RecordBatch], file: Path, of_a_sheet: int = ROWS_OF_A_SHEET
) -> Iterator[int]:
    """Write the file; yields how many rows it has so far."""
    sheets = max(1, -(-told.rows // of_a_sheet))
    counts = [min(of_a_sheet, told.rows - n * of_a_sheet) for n in range(sheets)]
    zone, written = ZoneInfo(told.zone), 0
    parts = _cut(batches, counts)
    with (
        ZipFile(_empty(told, counts)) as empty,
        ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL) as book,
    ):
        for name in empty.namelist():
            number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if number is None or number[1] == "1":
                book.writestr(name, empty.read(name))
                continue
            sheet = _taken_apart(empty.read(name), counts[int(number[1]) - 2], len(told.headings))
            with book.open(name, "w", force_zip64=True) as out:
                out.write(sheet.before)
                for above, part in next(parts):
                    rows = sheet_rows.xml(part, told.headings, zone, above, sheet.styles)
                    out.write(rows.encode())
                    written += part.num_rows
                    yield written
                out.write(sheet.after)


def _cut(
    batches: Iterator[pa.RecordBatch], counts: list[int]
) -> Iterator[Iterator[tuple[int, pa.RecordBatch]]]:
    """For each sheet its rows, with how many of it stand above them."""
    left: list[pa.RecordBatch] = []

    def of_one(count: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        above = 0
        while above < count:
            batch = left.pop() if left else next(batches)
            part = batch.slice(0, count - above)
            if part.num_rows < batch.num_rows:
                left.append(batch.slice(part.num_rows))
            yield above, part
            above += part.num_rows

    for count in counts:
        yield of_one(count)


def _empty(told: Told, counts: list[int]) -> io.BytesIO:
    """The workbook with all sheets, and the pattern of a row in those for rows."""
    packed = io.BytesIO()
    with Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        looks = {kind: book.add_format({"num_format": look}) for kind, look in _FORMATS.items()}
        _write_about(book, told)
        for number, count in enumerate(counts, 1):
            name = told.sheet if number == 1 else f"{told.sheet} {number}"
            _write_pattern(book.add_worksheet(name), told, count, bold, looks)
    return packed


def _write_about(book: Workbook, told: Told) -> None:
    sheet = book.add_worksheet(told.about_sheet)
    top = book.add_format({"bold": True, "valign": "top"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(_ABOUT_WIDTHS):
        sheet.set_column(column, column, width)
    for row, (what, said) in enumerate(told.about):
        # Shared texts are written as they are, but that "<r>" begins XML of XlsxWriter's own.
        for column, text in enumerate((what, said)):
            sheet.write_string(row, column, sheet_rows.plain(text), wrapped if column else top)


def _write_pattern(
    sheet: Worksheet, told: Told, count: int, bold: Format, looks: dict[str, Format]
) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(count, 1), len(told.headings) - 1)
    for place, heading in enumerate(told.headings):
        sheet.set_column(place, place, heading.width)
        sheet.write_string(0, place, sheet_rows.plain(heading.label), bold)
        sheet.write_blank(1, place, None, looks.get(heading.kind))


def _taken_apart(xml: bytes, count: int, columns: int) -> _Sheet:
    found = _PATTERN_ROW.search(xml)
    if found is None:  # no column has a look of its own
        before, end, after = xml.partition(b"</sheetData>")
        after, styles = end + after, {}
    else:
        before, after = xml[: found.start()], xml[found.end() :]
        styles = {name.decode(): style.decode() for name, style in _STYLE.findall(found[0])}
    extent = f'<dimension ref="A1:{xl_rowcol_to_cell(count, columns - 1)}"'
    return _Sheet(_EXTENT.sub(extent.encode(), before), after, styles)
