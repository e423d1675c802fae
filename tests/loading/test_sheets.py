"""Workbooks as other programs write them: one sheet becomes the table that a CSV would be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data_access.loading.options import Options
from data_access.loading.readers import read
from data_access.loading.rejects import LoadError, Reject
from data_access.record.tables import events, incidents
from tests.loading.tools import Town

Rows = list[dict[str, Any]]


class Book:
    """A workbook being written, with its formats."""

    def __init__(self, path: Path, **options: Any) -> None:
        self.made = xlsxwriter.Workbook(path, options)
        self.moment = self.made.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.day = self.made.add_format({"num_format": "d/m/yy"})
        self.hours = self.made.add_format({"num_format": "[h]:mm"})


@contextmanager
def book(path: Path, **options: Any) -> Iterator[Book]:
    made = Book(path, **options)
    yield made
    made.made.close()


@contextmanager
def sheet(path: Path, **options: Any) -> Iterator[tuple[Book, Worksheet]]:
    with book(path, **options) as made:
        yield made, made.made.add_worksheet("案件")


def table(path: Path, name: str | None = None) -> tuple[Rows, list[Reject]]:
    rejects: list[Reject] = []
    options = Options(sheet=name)
    chunks = read(path, rejects.append, lambda _: None, options)
    return [row for chunk in chunks for row in chunk.to_pylist()], rejects


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.xlsx"


def test_cells_become_the_texts_that_a_person_reads(path: Path) -> None:
    names = ("code", "lon", "text", "done", "at", "day", "took", "sum", "none", "big")
    with sheet(path) as (made, cells):
        cells.write_row(0, 0, names)
        cells.write_number(1, 0, 320105002)
        cells.write_number(1, 1, 118.721440855237)
        cells.write_string(1, 2, "007")
        cells.write_boolean(1, 3, True)
        cells.write_datetime(1, 4, dt.datetime(2026, 3, 1, 8, 5, 9), made.moment)  # noqa: DTZ001
        cells.write_datetime(1, 5, dt.datetime(2026, 3, 1), made.day)  # noqa: DTZ001
        cells.write_datetime(1, 6, dt.timedelta(hours=27, minutes=3), made.hours)
        cells.write_formula(1, 7, "=1+1", None, 2)  # as calculated when the file was saved
        cells.write_formula(1, 8, "=NA()", None, "#N/A")
        cells.write_number(1, 9, 10**15)
    assert table(path) == (
        [
            {
                "line_no": 2,
                "code": "320105002",
                "lon": "118.721440855237",
                "text": "007",
                "done": "true",
                "at": "2026-03-01 08:05:09",
                "day": "2026-03-01 00:00:00",
                "took": "27:03:00",
                "sum": "2",
                "none": None,
                "big": "1000000000000000",
            }
        ],
        [],
    )


def test_days_are_counted_as_the_workbook_does(path: Path) -> None:
    """Some count from 1904."""
    with sheet(path, date_1904=True) as (made, cells):
        cells.write(0, 0, "at")
        cells.write_datetime(1, 0, dt.datetime(2026, 3, 1, 8), made.moment)  # noqa: DTZ001
    assert table(path)[0] == [{"line_no": 2, "at": "2026-03-01 08:00:00"}]


def test_every_second_of_a_day_comes_out_as_it_was(path: Path) -> None:
    """A sheet holds a moment as a fraction of days."""
    begin = dt.datetime(2026, 3, 1)  # noqa: DTZ001
    moments = [begin + dt.timedelta(seconds=n * 37) for n in range(2400)]
    with sheet(path) as (made, cells):
        cells.write(0, 0, "at")
        for n, moment in enumerate(moments, 1):
            cells.write_datetime(n, 0, moment, made.moment)
    assert [row["at"] for row in table(path)[0]] == [moment.isoformat(" ") for moment in moments]


def test_a_title_and_groups_of_columns_are_no_header(path: Path) -> None:
    """As municipal lists are: a title across all columns, then two rows of headings."""
    with sheet(path) as (_, cells):
        cells.merge_range(1, 1, 1, 4, "2026 年案件清单")
        cells.merge_range(2, 1, 3, 1, "code")
        cells.merge_range(2, 2, 2, 3, "时间")
        cells.write_row(3, 2, ["上报", "结案"])
        cells.merge_range(2, 4, 3, 4, "text")
        cells.write_row(4, 1, ["1", "a", "b", "c"])
    assert table(path) == (
        [{"line_no": 5, "code": "1", "上报": "a", "结案": "b", "text": "c"}],
        [],
    )


def test_what_spans_rows_belongs_to_each_of_them(path: Path) -> None:
    with sheet(path) as (_, cells):
        cells.write_row(0, 0, ["street", "community"])
        cells.merge_range(1, 0, 3, 0, "莫愁湖")
        cells.write_column(1, 1, ["a", "b", "c"])
        cells.write_row(4, 0, ["双闸", "d"])
        cells.merge_range(5, 0, 6, 1, "total")
        cells.write_row(7, 0, ["沙洲", "e"])
        cells.merge_range(2, 7, 4, 7, "")  # beyond all columns
    rows, rejects = table(path)
    assert [(r["line_no"], r["street"], r["community"]) for r in rows] == [
        (2, "莫愁湖", "a"),
        (3, "莫愁湖", "b"),
        (4, "莫愁湖", "c"),
        (5, "双闸", "d"),
        (6, "total", None),
        (7, "total", None),
        (8, "沙洲", "e"),
    ]
    assert rejects == []


def test_empty_rows_and_columns_say_nothing(path: Path) -> None:
    with sheet(path) as (made, cells):
        cells.write_row(3, 2, ["a", "b", "", " "])
        cells.write_row(5, 2, ["1", "2"])
        cells.write_blank(9, 9, None, made.day)
        cells.write_row(11, 2, ["3", "4", "", "stray"])
    rows, rejects = table(path)
    assert rows == [{"line_no": 6, "a": "1", "b": "2"}]
    assert [(r.line, str(r.problems[0])) for r in rejects] == [
        (12, "wrong number of fields: 4 where the header names 2")
    ]


def test_the_first_sheet_that_is_seen_unless_one_is_named(path: Path) -> None:
    with book(path) as made:
        hidden = made.made.add_worksheet("old")
        hidden.write_column(0, 0, ["a", "hidden"])
        for name in ("案件", "more"):
            made.made.add_worksheet(name).write_column(0, 0, ["a", name])
        hidden.hide()
        made.made.get_worksheet_by_name("案件").activate()
        made.made.add_chartsheet("chart")
    assert table(path)[0] == [{"line_no": 2, "a": "案件"}]
    assert table(path, "more")[0] == [{"line_no": 2, "a": "more"}]
    assert table(path, "old")[0] == [{"line_no": 2, "a": "hidden"}]
    with pytest.raises(LoadError, match="no sheet 'chart'; there are 'old', '案件', 'more'"):
        table(path, "chart")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ([], "no row names the columns"),
        ([" "], "line 1 must name the columns"),
        (["a", "", "b"], "column 2 has no name"),
        (["a", "b", "A"], "'a' and 'A'"),
        (["a", "line_no"], "loader's own"),
    ],
)
def test_headers_of_no_use(path: Path, header: list[str], said: str) -> None:
    with sheet(path) as (_, cells):
        cells.write_row(0, 0, header)
    with pytest.raises(LoadError, match=said):
        table(path)


def test_a_sheet_of_titles_only(path: Path) -> None:
    with sheet(path) as (_, cells):
        cells.merge_range(0, 0, 0, 3, "title")
    with pytest.raises(LoadError, match="in the sheet '案件' no row names the columns"):
        table(path)


def test_the_header_again_is_rejected(path: Path) -> None:
    with sheet(path) as (_, cells):
        cells.write_column(0, 0, ["a", "1", "a", "2"])
    rows, rejects = table(path)
    assert [row["a"] for row in rows] == ["1", "2"]
    assert [(r.line, r.problems[0].what) for r in rejects] == [(3, "the header again")]


def test_what_is_no_workbook(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 no")
    with pytest.raises(LoadError, match=r"not a readable \.xlsx workbook"):
        table(path)
    (path.parent / "a.csv").write_text("a\n1\n")
    with pytest.raises(LoadError, match=r"--sheet is for \.xlsx files"):
        table(path.parent / "a.csv", "案件")


def test_incidents_from_a_workbook(small_town: Town, path: Path) -> None:
    """Real dates are on the district's clock; a number is a code."""
    names = ("source", "external_id", "reported_at", "closed_at", "priority")
    with sheet(path) as (made, cells):
        cells.write_row(0, 0, names)
        for n, number in enumerate((202603010001, 202603010002), 1):
            cells.write_row(n, 0, ["hotline", number])
            cells.write_datetime(n, 2, dt.datetime(2020, 6, 1, 8, 0, n), made.moment)  # noqa: DTZ001
            cells.write_number(n, 4, n)
        cells.write_datetime(2, 3, dt.datetime(2020, 6, 2), made.day)  # noqa: DTZ001
    summary = small_town.load("incidents", path)
    assert (summary.new, summary.rejected) == (2, 0)
    found = {row["external_id"]: row for row in small_town.all(incidents)}
    assert set(found) == {"202603010001", "202603010002"}
    second = found["202603010002"]
    assert second["reported_at"] == dt.datetime(2020, 6, 1, 15, 0, 2, tzinfo=dt.UTC)
    assert second["closed_at"] == dt.datetime(2020, 6, 2, 7, tzinfo=dt.UTC)
    assert second["priority"] == 2
    assert len(small_town.all(events)) == 3
