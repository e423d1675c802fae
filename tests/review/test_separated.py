"""Every table of a review as CSV."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from layouts.review.document import document
from layouts.review.model import Column as Head
from layouts.review.model import Document, Row, Section, Table
from layouts.review.separated import separated
from layouts.review.words import Words
from tests.review.conftest import SETTINGS

LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]


def read(data: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_table_is_there_with_its_figures(october: dict[str, Any], language: str) -> None:
    words = Words(language, october["names"])
    found = document(october, language, LEVELS)
    files = read(separated(found, words))
    tables = [table for section in found.sections for table in section.tables]
    assert [name[3:-4] for name in files] == ["about", *(table.key for table in tables)]
    for (name, (head, *rows)), table in zip(list(files.items())[1:], tables, strict=True):
        assert len(rows) == len(table.rows), name
        wide = sum(1 + (c.kind in ("interval", "duration")) for c in table.columns)
        assert {len(row) for row in (head, *rows)} == {wide}
    (head, *rows) = files["01-rates.csv"]
    rate = october["summary"]["rates"]["closure_rate"]["rate"]
    assert float(rows[0][1]) == rate["value"]
    assert [float(end) for end in rows[0][3:5]] == [rate["low"], rate["high"]]
    about = {tuple(row) for row in files["00-about.csv"]}
    assert (found.title, found.subtitle) in about
    assert {tuple(fact) for fact in found.facts} <= about
    assert all((s.title, note) in about for s in found.sections for note in s.notes)


def test_no_name_is_run_and_the_same_is_the_same(october: dict[str, Any]) -> None:
    table = Table("t", "", (Head("=a", "text"), Head("d", "duration")),
                  (Row(("=1+1", {"seconds": 90.0, "beyond": True})), Row((None, None))))  # fmt: skip
    found = Document("en", "+t", "", (), (Section("s", "s", tables=(table,)),))
    data = separated(found, Words("en", october["names"]))
    files = read(data)
    assert files["01-t.csv"][1:] == [["'=1+1", "90.0", "1"], ["", "", ""]]
    assert files["01-t.csv"][0][0] == "'=a"
    assert files["00-about.csv"][0][0] == "'+t"
    assert separated(found, Words("en", october["names"])) == data
