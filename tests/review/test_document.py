"""The document: both languages say the same figures, files hold them as numbers."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from data_access.closure import nobody
from data_access.statistics import Rate
from layouts.review.document import document
from layouts.review.model import Column, Document, Verdict
from layouts.review.words import Words, percent, setting, signed
from layouts.review.workbook import workbook
from tests.review.conftest import SETTINGS

LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def drawn(october: dict[str, Any], language: str) -> Document:
    return document(october, language, LEVELS)


def test_the_published_example_comes_out_to_the_digit() -> None:
    """A city's monthly bulletin: filed 996, due 972, closed 911, on time 737."""
    cohort = nobody(None).__class__(**{**vars(nobody(None)), "filed": 996, "due": 972, "closed": 911,
                                       "on_time": 737, "closed_early": 24})  # fmt: skip
    assert percent(cohort.closure_rate.value or 0) == "93.72%"
    assert percent(cohort.on_time_rate.value or 0) == "75.82%"


def test_every_cell_can_be_said(drawn: Document, october: dict[str, Any], language: str) -> None:
    words = Words(language, october["names"])
    tables = [table for section in drawn.sections for table in section.tables]
    assert len(tables) == 12
    for table in tables:
        assert table.rows, table.key
        for row in table.rows:
            assert len(row.cells) == len(table.columns)
            said = [
                words.cell(cell, column)
                for cell, column in zip(row.cells, table.columns, strict=True)
            ]
            assert all(said), (table.key, said)
            assert not re.search(r"None|\{|\}|review\.", " ".join(said))


def test_without_cameras_there_is_no_table_of_noughts(
    drawn: Document, october: dict[str, Any], language: str
) -> None:
    """October's cameras came later; with some, what was set stands with the digits that were set."""
    without = next(section for section in drawn.sections if section.key == "coverage")
    assert (len(without.sentences), without.tables) == (1, ())
    one = october["coverage"]
    some = one | {"total": one["total"] | {"installed": 3, "online": 2, "in_order": 1}}
    told = document(october | {"coverage": some}, language, LEVELS)
    section = next(section for section in told.sections if section.key == "coverage")
    (table,) = section.tables
    assert table.rows[-1].cells[1:4] == (3, pytest.approx(2 / 3), pytest.approx(1 / 3))
    assert " 5%" in section.notes[0]
    assert "5.00%" not in section.notes[0]
    assert setting(0.125) == "12.5%"


def test_titles_begin_as_titles_do(october: dict[str, Any]) -> None:
    """What areas are called is written in small letters in the settings, as it stands in a sentence."""
    found = document(october, "en", [("街道", "neighborhood"), ("社区", "ward")])
    heads = [column.label for s in found.sections for table in s.tables for column in table.columns]
    assert "Ward: closure rate" in [section.title for section in found.sections]
    assert "Ward" in heads
    assert "ward" not in heads
    assert "“" not in str(found)  # wide in fonts of Chinese


def test_ranks_have_their_fractions_beside_them(drawn: Document, october: dict[str, Any]) -> None:
    table = drawn.sections[2].tables[0]
    by_name = {row.cells[1]: row.cells for row in table.rows}
    assert len(by_name) == len(october["tables"][0]["rows"])
    for row in october["tables"][0]["rows"]:
        rate = row["rates"]["closure_rate"]
        name = next(name for name in by_name if row["code"] is None or row["code"] in name)
        if row["code"] is not None and rate["of"]:
            assert by_name[name][3] == f"{rate['n']:,} / {rate['of']:,}"
            assert by_name[name][4] == (rate["low"], rate["high"])


def test_a_workbook_has_a_sheet_for_each_section_and_real_numbers(
    drawn: Document, october: dict[str, Any], language: str
) -> None:
    file = workbook(drawn, Words(language, october["names"]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    assert len(book.sheet_names) == len(drawn.sections)
    rows = book.get_sheet_by_index(2).to_python()
    total = next(row for row in rows if row[1] and "street0" in str(row[1]))
    found = next(r for r in october["tables"][0]["rows"] if r["code"] == "street0")
    assert total[2] == pytest.approx(found["rates"]["closure_rate"]["value"])
    assert total[4] == pytest.approx(found["rates"]["closure_rate"]["low"])
    counts = book.get_sheet_by_index(1).to_python()
    assert any(row[1] == october["summary"]["counts"]["filed"] for row in counts if len(row) > 1)


def test_a_sheet_on_paper_is_as_wide_as_its_tables(
    drawn: Document, october: dict[str, Any], language: str
) -> None:
    """Notes keep within the columns, texts have their room, and each page has the head of its table."""
    file = workbook(drawn, Words(language, october["names"]))
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        sheets = [
            parts.read(f"xl/worksheets/sheet{n + 1}.xml").decode()
            for n in range(len(drawn.sections))
        ]
        names = parts.read("xl/workbook.xml").decode()
    for section, sheet in zip(drawn.sections, sheets, strict=True):
        merged = len(re.findall("<mergeCell ", sheet))
        assert merged == 1 + len(section.sentences) + len(section.notes), section.key
    assert names.count("_xlnm.Print_Titles") == sum(
        bool(section.tables) for section in drawn.sections
    )
    ranking = drawn.sections[2]
    widths = [float(said) for said in re.findall('<col [^>]*width="([0-9.]+)"', sheets[2])]
    longest = max(len(str(row.cells[1])) for row in ranking.tables[0].rows)
    assert widths[1] >= longest
    assert sum(widths) < 250  # characters: at A4 across still to be read


def test_a_name_that_looks_like_a_formula_stays_a_text(october: dict[str, Any]) -> None:
    names = october["names"] | {"area": {**october["names"]["area"]}}
    names["area"]["street0"] = {**names["area"]["street0"], "zh": "=1+1", "en": "=1+1"}
    changed = october | {"names": names}
    file = workbook(document(changed, "zh", LEVELS), Words("zh", names))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(2).to_python()
    assert any("=1+1" in str(row[1]) for row in rows)


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (1, "100%"), (0.99999, "99.99%"), (1e-9, "0.01%"), (0.9372, "93.72%")],
)
def test_nearly_all_is_not_all(share: float, said: str) -> None:
    assert percent(share) == said


def test_absent_is_a_dash_and_a_difference_has_its_sign() -> None:
    words = Words("en", {"area": {}, "department": {}, "source": {}})
    assert words.cell(None, Column("", "share")) == "–"
    assert Rate(0, 0).value is None
    assert (signed(0.0123), signed(-0.5), signed(0.00001)) == ("+1.23", "−50.00", "0.00")
    assert words.cell(Verdict("fine", "better"), Column("", "verdict")) == "▲ fine"
    assert words.cell({"seconds": 90, "beyond": True}, Column("", "duration")) == "> 1.5 min"
