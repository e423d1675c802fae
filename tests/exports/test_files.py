"""What stands in a file of an export is what the rows were, and nothing of it is a formula."""

from __future__ import annotations

import re
import tempfile
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data_access.exports.__main__ import main
from data_access.exports.room import FULL
from data_access.exports.told import FILE, Format, Told
from tests.exports.files import heading, lay_down, read_csv, read_sheets, told, written

FORMATS: tuple[Format, ...] = ("csv", "xlsx")
ATTACKS = (
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "　＝1", "＋1", "－1", "＠A1",
    "\ufeff=1", "a;=1+1", "a\t@x", "=HYPERLINK(\"http://example.org\")", "http://example.org", "<r>x</r>",
    "<r></is></c><c><f>1+1</f></c></r>", "_x003D_1", "]]>", "&lt;", "\x00=1", "\x01a", "a\r\nb", "'=1",
)  # fmt: skip
FORMULA = re.compile(r"[\s\ufeff]*[=+\-@＝＋－＠]|[\t\r\n]")  # that a spreadsheet may run
characters = st.characters(exclude_categories=("Cs",))


def clock(*parts: int) -> datetime:
    """What a clock shows, of no zone."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - that is what it is


texts = st.text(
    st.one_of(st.sampled_from("=+-@＝＋－＠;\t\r\n '\"<>&_x0041,"), characters), max_size=12
)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_has_every_kind_of_value(tmp_path: Path, form: Format) -> None:
    moment = datetime(2026, 11, 24, 0, 30, 12, tzinfo=UTC)
    said = told(
        form, 2, heading("编号", "text"), heading("Area", "code", x="区 · x"), heading("When", "moment"),
        heading("Late", "seconds"), heading("Lon", "number"), heading("Online", "yes", true="是"),
    )  # fmt: skip
    columns = (
        ["A-1", None],
        ["x", "y"],
        [moment, None],
        [90_061, None],
        [-73.9975, 4],
        [True, None],
    )
    file = written(tmp_path, said, *columns)
    if form == "csv":
        assert file.read_bytes().startswith(b"\xef\xbb\xbf")
        assert read_csv(file) == [
            ["编号", "Area", "When", "Late", "Lon", "Online"],
            ["A-1", "区 · x", "2026-11-24 08:30:12+08:00", "90061", "-73.9975", "是"],
            ["", "y", "", "", "4.0", ""],
        ]
        return
    sheets = read_sheets(file)
    assert sheets["About"] == [["What", "said"]]
    assert sheets["Rows"] == [
        ["编号", "Area", "When", "Late", "Lon", "Online"],
        [
            "A-1",
            "区 · x",
            clock(2026, 11, 24, 8, 30, 12),
            timedelta(seconds=90_061),
            -73.9975,
            "是",
        ],
        ["", "y", "", "", 4.0, ""],
    ]


@settings(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=20))
@example([*ATTACKS])
def test_no_text_in_csv_begins_as_a_formula_does(given_texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = told("csv", len(given_texts), heading("Text", "text"), heading("Code", "code"))
        rows = read_csv(written(Path(folder), said, given_texts, given_texts))[1:]
    assert len(rows) == len(given_texts)
    for text, (first, second) in zip(given_texts, rows, strict=True):
        assert first == second
        assert not FORMULA.match(first)
        assert not any(FORMULA.match(part) for part in first.split(";"))
        if not re.search(r"[=+\-@＝＋－＠\t\r\n\x00-\x1f\ufffe\uffff]", text):
            assert first == text
        assert first.replace("'", "") == as_xml_can(text).replace("'", "")


@settings(max_examples=25)
@given(st.lists(texts, min_size=1, max_size=20))
@example([*ATTACKS])
def test_every_text_in_a_workbook_is_a_text(given_texts: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        said = told(
            "xlsx", len(given_texts), heading("Text", "text"), heading("Code", "code"),
            heading("Late", "seconds"), about=tuple(("What", text) for text in given_texts),
        )  # fmt: skip
        file = written(Path(folder), said, given_texts, given_texts, [1] * len(given_texts))
        cells = text_cells(file, "xl/worksheets/sheet2.xml")
        with zipfile.ZipFile(file) as packed:
            assert b"<f>" not in b"".join(packed.read(name) for name in packed.namelist())
            for name in packed.namelist():
                ElementTree.fromstring(packed.read(name))  # noqa: S314 - our own file
        sheets = read_sheets(file)
    expected = [re.sub(r"\r\n?", "\n", as_xml_can(text)) for text in given_texts]
    assert cells == [text for text in expected for _ in range(2)]
    assert [row[2] for row in sheets["Rows"][1:]] == [timedelta(seconds=1)] * len(expected)


def as_xml_can(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def text_cells(file: Path, sheet: str) -> list[str]:
    """The texts in the lines of a sheet, as a spreadsheet takes them."""
    with zipfile.ZipFile(file) as packed:
        root = ElementTree.fromstring(packed.read(sheet))  # noqa: S314 - our own file
    found = [one.text or "" for one in root.iter() if one.tag.endswith("}t")]
    return [re.sub("_x([0-9A-Fa-f]{4})_", lambda said: chr(int(said[1], 16)), t) for t in found]


@settings(max_examples=25)
@given(st.lists(st.datetimes(clock(2024, 1, 1), clock(2027, 1, 1)), max_size=20))
@example([clock(2026, 10, 25, 0, 30), clock(2026, 10, 25, 1, 30)])  # clocks go back between
@example([clock(1911, 1, 1), clock(2150, 7, 1)])
@example([clock(2026, 3, 29, 0, 59, 59), clock(2026, 3, 29, 1)])  # and forward
def test_moments_are_those_of_the_districts_clocks(naive: list[datetime]) -> None:
    zone = ZoneInfo("Europe/Berlin")
    moments = [one.replace(tzinfo=UTC, microsecond=0) for one in naive]
    with tempfile.TemporaryDirectory() as folder:
        said = told("csv", len(moments), heading("When", "moment"), zone=zone.key)
        rows = read_csv(written(Path(folder), said, moments))[1:]
        assert [text for (text,) in rows] == [
            one.astimezone(zone).isoformat(" ") for one in moments
        ]
        said = told("xlsx", len(moments), heading("When", "moment"), zone=zone.key)
        sheet = read_sheets(written(Path(folder), said, moments))["Rows"]
    local = [one.astimezone(zone).replace(tzinfo=None) for one in moments]
    assert [(row[0] - one) / timedelta(seconds=1) for row, one in zip(sheet[1:], local, strict=True)] == (
        pytest.approx([0] * len(local), abs=0.01)
    )  # fmt: skip


def test_a_workbook_cannot_date_everything(tmp_path: Path) -> None:
    moments = [datetime(1850, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)]
    said = told("xlsx", 2, heading("When", "moment"), zone="UTC")
    (_, (first,), (second,)) = read_sheets(written(tmp_path, said, moments))["Rows"]
    assert (first, second) == ("1850-01-01 00:00:00+00:00", clock(2026, 1, 1).date())


def test_a_text_longer_than_a_cell_is_cut(tmp_path: Path) -> None:
    long = ["x" * 32_767, "x" * 32_768, "😀" * 20_000]
    file = written(tmp_path, told("xlsx", 3, heading("Text", "text")), long)
    found = text_cells(file, "xl/worksheets/sheet2.xml")
    assert found == [long[0], "x" * 32_766 + "…", "😀" * 16_383 + "…"]


def test_no_rows_are_a_file_too(tmp_path: Path) -> None:
    for form in FORMATS:
        file = written(tmp_path, told(form, 0, heading("Text", "text")), [])
        rows = read_csv(file) if form == "csv" else read_sheets(file)["Rows"]
        assert rows == [["Text"]]


def test_rows_go_on_in_further_sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("data_access.exports.workbook.write.__defaults__", (7_000,))
    said = told("xlsx", 15_000, heading("Number", "number"), heading("Late", "seconds"))
    check_sheets(written(tmp_path, said, range(15_000), range(15_000)), 15_000, 7_000)


@pytest.mark.long
def test_a_sheet_has_a_million_rows(tmp_path: Path) -> None:
    said = told("xlsx", 1_200_000, heading("Number", "number"), heading("Late", "seconds"))
    many = range(1_200_000)
    check_sheets(written(tmp_path, said, many, many), 1_200_000, 1_000_000)


def check_sheets(file: Path, rows: int, of_a_sheet: int) -> None:
    sheets = read_sheets(file)
    names = ["Rows", *(f"Rows {n + 2}" for n in range((rows - 1) // of_a_sheet))]
    assert list(sheets) == ["About", *names]
    assert [sheets[name][0] for name in names] == [["Number", "Late"]] * len(names)
    parts = [sheets[name][1:] for name in names]
    assert all(len(part) == of_a_sheet for part in parts[:-1])
    assert [row[0] for part in parts for row in part] == list(range(rows))
    for number, part in enumerate(parts, 2):
        with zipfile.ZipFile(file) as packed:
            head = packed.open(f"xl/worksheets/sheet{number}.xml").read(2_000).decode()
        assert f'<dimension ref="A1:B{len(part) + 1}"/>' in head
        assert 'state="frozen"' in head


@pytest.mark.parametrize("form", FORMATS)
def test_a_full_disk_is_told(tmp_path: Path, form: Format) -> None:
    said: Told = told(form, 2, heading("Text", "text"))
    lay_down(tmp_path, said, ["a", "b"])
    (tmp_path / FILE).symlink_to("/dev/full")
    assert main(tmp_path) == FULL
