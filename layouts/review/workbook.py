"""A review as an Excel workbook: a sheet for each section, real numbers with formats, native charts."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from layouts.review.model import Column, Document, Funnel, Section, Table, Verdict
from layouts.review.words import Words

_FONT = "Noto Sans CJK SC"
_NARROW, _WIDEST = 8, 40  # characters of a column
_STANDARD = 8.43  # of one that nothing is said of
_LONG = 20  # rows of a table whose head stays in sight
_CHART = 24  # rows that a chart lies over
_LINE = 15  # points of a row of one line
_FORMATS = {
    "count": "#,##0",
    "place": "0",
    "share": "0.00%",
    "score": "0.00",
    "points": "+0.00;-0.00;0.00",
    "duration": "#,##0",
}
_LONGEST = 31  # characters of a sheet's name
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def workbook(document: Document, words: Words) -> bytes:
    """The file. Shares are numbers from 0 to 1 shown as percent, differences are percentage points,
    durations are seconds; what is absent is an empty cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": f"{document.title} {document.subtitle}"})
        _Writer(book, document, words).write()
    return out.getvalue()


class _Writer:
    def __init__(self, book: Any, document: Document, words: Words) -> None:
        self._book, self._document, self._words = book, document, words
        plain = {"font_name": _FONT, "font_size": 10, "valign": "vcenter"}
        self._plain = book.add_format(plain)
        self._title = book.add_format(plain | {"bold": True, "font_size": 14})
        head = plain | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EEF1F4"}
        self._head = book.add_format(head | {"align": "right"})
        self._text_head = book.add_format(head | {"indent": 1})
        self._text = book.add_format(plain | {"indent": 1})
        self._caption = book.add_format(plain | {"bold": True})
        self._said = book.add_format(plain | {"text_wrap": True})
        self._note = book.add_format(plain | {"font_color": "#5B6875", "text_wrap": True})
        self._kinds = {
            kind: book.add_format(plain | {"num_format": said}) for kind, said in _FORMATS.items()
        }
        self._tones = {
            "better": book.add_format(
                plain | {"font_color": "#00795A", "text_wrap": True, "indent": 1}
            ),
            "worse": book.add_format(
                plain | {"font_color": "#C2410C", "text_wrap": True, "indent": 1}
            ),
            "wait": book.add_format(
                plain | {"font_color": "#9A5B00", "text_wrap": True, "indent": 1}
            ),
        }
        self._names: set[str] = set()
        self._widths: dict[int, float] = {}  # of the columns of a sheet, in characters

    def write(self) -> None:
        for section in self._document.sections:
            self._sheet(section)

    def _sheet(self, section: Section) -> None:
        sheet = self._book.add_worksheet(self._named(section.title))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.write_string(
            0,
            0,
            f"{self._document.title} · {self._document.subtitle} · {section.title}",
            self._title,
        )
        facts = "    ".join(f"{label}: {value}" for label, value in self._document.facts)
        self._widths = _widths(section.tables, self._words)
        for place, width in self._widths.items():
            sheet.set_column(place, place, width, self._plain)
        self._across(sheet, 1, facts, self._note)
        at = 3
        for sentence in section.sentences:
            self._across(sheet, at, sentence.text, self._tones.get(sentence.tone, self._said))
            at += 1
        at += bool(section.sentences)
        for number, table in enumerate(section.tables):
            if number == 0:  # on every sheet of paper
                sheet.repeat_rows(at + 1)
                if len(table.rows) > _LONG:
                    sheet.freeze_panes(at + 2, 0)
            at = self._table(sheet, table, at) + 1
        chart = at
        at += 0 if section.funnel is None else _CHART
        for note in section.notes:
            self._across(sheet, at, note, self._note)
            at += 1
        if section.funnel is not None:
            self._funnel(sheet, section.funnel, chart, at + 1)
            sheet.print_area(0, 0, at, max(self._widths))  # without the numbers of the chart

    def _across(self, sheet: Any, at: int, text: str, look: Any) -> None:
        """A text within the columns of the tables: one long line would make all of the sheet small on paper."""
        last = max((*self._widths, 9))
        room = sum(self._widths.get(place, _STANDARD) for place in range(last + 1))
        sheet.merge_range(at, 0, at, last, "", look)
        sheet.write_string(at, 0, text, look)
        sheet.set_row(at, _LINE * math.ceil(1.1 * _wide(text) / room))

    def _named(self, title: str) -> str:
        whole = name = title.translate(_FORBIDDEN)[:_LONGEST].strip()
        number = 1
        while name.lower() in self._names:
            number += 1
            name = f"{whole[: _LONGEST - 4]} {number}"
        self._names.add(name.lower())
        return name

    def _table(self, sheet: Any, table: Table, at: int) -> int:
        """Returns the row after it. An interval takes two columns."""
        sheet.write_string(at, 0, table.caption, self._caption)
        at += 1
        labels = [(label, column.kind) for column in table.columns for label in _labels(column)]
        for place, (label, kind) in enumerate(labels):
            look = self._text_head if kind in ("text", "verdict") else self._head
            sheet.write_string(at, place, label, look)
        lines = (
            math.ceil(1.2 * _wide(said) / self._widths[n]) for n, (said, _) in enumerate(labels)
        )
        sheet.set_row(at, _LINE * max(lines))
        for row in table.rows:
            at += 1
            place = 0
            for cell, column in zip(row.cells, table.columns, strict=True):
                place = self._cell(sheet, at, place, cell, column)
        return at + 1

    def _cell(self, sheet: Any, at: int, place: int, cell: Any, column: Column) -> int:
        if column.kind == "interval":
            kind = "points" if column.points else "share"
            for end in cell or (None, None):
                self._number(sheet, at, place, end, kind)
                place += 1
            return place
        if isinstance(cell, Verdict):
            shown = self._words.cell(cell, column)
            sheet.write_string(at, place, shown, self._tones.get(cell.tone, self._text))
        elif column.kind == "duration":
            self._number(sheet, at, place, cell and cell["seconds"], "duration")
        elif column.kind in _FORMATS:
            self._number(sheet, at, place, cell, column.kind)
        elif cell is not None:
            sheet.write_string(at, place, str(cell), self._text)
        return place + 1

    def _number(self, sheet: Any, at: int, place: int, value: float | None, kind: str) -> None:
        if value is not None:
            shown = round(100 * value, 10) if kind == "points" else value
            sheet.write_number(at, place, shown, self._kinds[kind])

    def _funnel(self, sheet: Any, funnel: Funnel, at: int, first: int) -> None:
        """A scatter chart at a row with the limits as series, over numbers that begin at another row."""
        head = [funnel.across, "", funnel.up, funnel.across, "95% ↓", "95% ↑", "99.8% ↓", "99.8% ↑"]
        for place, label in enumerate(head):
            sheet.write_string(first, place, label, self._head)
        for n, point in enumerate(funnel.points, first + 1):
            sheet.write_number(n, 0, point.cases, self._kinds["count"])
            sheet.write_string(n, 1, point.name, self._plain)
            sheet.write_number(n, 2, point.rate, self._kinds["share"])
        for n, row in enumerate(funnel.limits, first + 1):
            sheet.write_number(n, 3, row[0], self._kinds["count"])
            for place, value in enumerate(row[1:], 4):
                sheet.write_number(n, place, value, self._kinds["share"])
        chart = self._book.add_chart({"type": "scatter", "subtype": "straight"})
        name = sheet.get_name()
        last = first + len(funnel.limits)
        for place, dash in ((4, "dash"), (5, "dash"), (6, "solid"), (7, "solid")):
            chart.add_series({
                "name": [name, first, place],
                "categories": [name, first + 1, 3, last, 3],
                "values": [name, first + 1, place, last, place],
                "line": {"color": "#76828E", "dash_type": dash, "width": 1},
            })  # fmt: skip
        end = first + len(funnel.points)
        chart.add_series({
            "name": funnel.up,
            "categories": [name, first + 1, 0, end, 0],
            "values": [name, first + 1, 2, end, 2],
            "line": {"none": True},
            "marker": {"type": "circle", "size": 6, "fill": {"color": "#0072B2"}, "border": {"none": True}},
        })  # fmt: skip
        rates = [point.rate for point in funnel.points]
        chart.set_title({"name": funnel.title, "name_font": {"name": _FONT, "size": 11}})
        chart.set_x_axis({"name": funnel.across, "min": 0})
        chart.set_y_axis(
            {
                "name": funnel.up,
                "num_format": "0%",
                "min": max(0, min(rates) - 0.05),
                "max": min(1, max(rates) + 0.03),
            }
        )
        chart.set_size({"width": 900, "height": 440})
        sheet.insert_chart(at, 0, chart)


def _labels(column: Column) -> list[str]:
    """What stands over a column; an interval takes two."""
    if column.kind == "interval":
        return [f"{column.label} ↓", f"{column.label} ↑"]
    return [column.label + (" (s)" if column.kind == "duration" else "")]


def _widths(tables: Sequence[Table], words: Words) -> dict[int, float]:
    """How wide each column of a sheet has to be for what its tables say, their heads in lines."""
    found: dict[int, float] = {}
    for table in tables:
        place = 0
        for at, column in enumerate(table.columns):
            ends = len(_labels(column))
            said = [_wide(words.cell(row.cells[at], column)) / ends for row in table.rows]
            head = max(_wide(word) for label in _labels(column) for word in label.split())
            for _ in range(ends):
                needed = min(
                    _WIDEST, max((_NARROW, 1.2 * head, *(1.1 * wide + 2 for wide in said)))
                )
                found[place] = max(found.get(place, 0), needed)
                place += 1
    return found


def _wide(text: str) -> int:
    """The width of a text in characters; a Chinese one is as wide as two."""
    return sum(1 + (east_asian_width(sign) in "WF") for sign in text)
