"""A review as an Excel workbook: a sheet for each section, real numbers with formats, native charts."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from layouts.review.model import Column, Document, Funnel, Section, Table, Verdict
from layouts.review.words import Words

_FONT = "Noto Sans CJK SC"
_WIDE = {"text": 26, "interval": 10, "verdict": 20, "points": 12}
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
        self._head = book.add_format(
            plain | {"bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#EEF1F4"}
        )
        self._note = book.add_format(plain | {"font_color": "#5B6875"})
        self._kinds = {
            kind: book.add_format(plain | {"num_format": said}) for kind, said in _FORMATS.items()
        }
        self._tones = {
            "better": book.add_format(plain | {"font_color": "#00795A"}),
            "worse": book.add_format(plain | {"font_color": "#C2410C"}),
            "wait": book.add_format(plain | {"font_color": "#9A5B00"}),
        }
        self._names: set[str] = set()

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
        sheet.write_string(1, 0, facts, self._note)
        at = 3
        for sentence in section.sentences:
            sheet.write_string(at, 0, sentence.text, self._tones.get(sentence.tone, self._plain))
            at += 1
        at += bool(section.sentences)
        for table in section.tables:
            at = self._table(sheet, table, at) + 1
        if section.funnel is not None:
            at = self._funnel(sheet, section.funnel, at) + 1
        for note in section.notes:
            sheet.write_string(at, 0, note, self._note)
            at += 1

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
        sheet.write_string(at, 0, table.caption, self._head)
        at += 1
        place = 0
        for column in table.columns:
            labels = (
                [column.label]
                if column.kind != "interval"
                else [f"{column.label} ↓", f"{column.label} ↑"]
            )
            for label in labels:
                sheet.write_string(
                    at, place, label + (" (s)" if column.kind == "duration" else ""), self._head
                )
                sheet.set_column(place, place, _WIDE.get(column.kind, 12), self._plain)
                place += 1
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
            sheet.write_string(at, place, shown, self._tones.get(cell.tone, self._plain))
        elif column.kind == "duration":
            self._number(sheet, at, place, cell and cell["seconds"], "duration")
        elif column.kind in _FORMATS:
            self._number(sheet, at, place, cell, column.kind)
        elif cell is not None:
            sheet.write_string(at, place, str(cell), self._plain)
        return place + 1

    def _number(self, sheet: Any, at: int, place: int, value: float | None, kind: str) -> None:
        if value is not None:
            shown = round(100 * value, 10) if kind == "points" else value
            sheet.write_number(at, place, shown, self._kinds[kind])

    def _funnel(self, sheet: Any, funnel: Funnel, at: int) -> int:
        """A scatter chart with the limits as series, over numbers that stand beside it."""
        first = at + 24
        head = [funnel.across, funnel.up, "", funnel.across, "95% ↓", "95% ↑", "99.8% ↓", "99.8% ↑"]
        for place, label in enumerate(head):
            sheet.write_string(first, place, label, self._head)
        for n, point in enumerate(funnel.points, first + 1):
            sheet.write_number(n, 0, point.cases, self._kinds["count"])
            sheet.write_number(n, 1, point.rate, self._kinds["share"])
            sheet.write_string(n, 2, point.name, self._plain)
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
            "values": [name, first + 1, 1, end, 1],
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
        return max(end, last) + 1
