"""The PDF: all that the document says, on pages that clip nothing; nothing is fetched."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import weasyprint
from pypdf import PageObject, PdfReader
from weasyprint.formatting_structure.boxes import TextBox

from callbacks.review_files import html
from layouts.review.document import document
from layouts.review.model import Document, Table
from layouts.review.page import Around
from layouts.review.pdf import MISSING, missing, pdf
from layouts.review.words import Words, percent
from tests.review.conftest import SETTINGS

LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]
POINTS_A4 = (595, 842)
POINTS_A3 = (1191, 842)  # across


class Drawn:
    """A document, how it was laid out, and what can be read of its PDF: of each page the text, and where its parts
    begin, across and up."""

    def __init__(
        self, content: dict[str, Any], language: str, paper: str = "a4", sections: int | None = None
    ) -> None:
        whole = document(content, language, LEVELS)
        self.document: Document = replace(whole, sections=whole.sections[:sections])
        self.words = Words(language, content["names"])
        with laid_out() as layouts:
            data = pdf(html(self.document, self.words, Around(paper=paper)))
        (self.layout,) = layouts
        self.reader = PdfReader(io.BytesIO(data))
        self.begins: list[list[tuple[float, float]]] = []
        self.pages = [self._read(page) for page in self.reader.pages]
        self.text = bare("".join(self.pages))

    def _read(self, page: PageObject) -> str:
        found: list[tuple[float, float]] = []

        def part(text: str, now: list[float], own: list[float], *_: Any) -> None:
            if text.strip():
                across, up = own[4:6]
                found.append((across * now[0] + now[4], up * now[3] + now[5]))

        self.begins.append(found)
        return page.extract_text(visitor_text=part)


@contextmanager
def laid_out() -> Iterator[list[Any]]:
    """The layouts of the files that are made meanwhile: to lay all out once more would take as long again."""
    found: list[Any] = []
    render = weasyprint.HTML.render

    def keep(page: weasyprint.HTML, *args: Any, **options: Any) -> Any:
        found.append(render(page, *args, **options))
        return found[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(weasyprint.HTML, "render", keep)
        yield found


def bare(text: str) -> str:
    """Without spaces, since lines are broken anywhere in Chinese; radicals as the letters that they look like."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module", params=["zh", "en"])
def drawn(request: pytest.FixtureRequest, october: dict[str, Any]) -> Drawn:
    return Drawn(october, request.param)


def test_it_says_all_that_the_document_says(drawn: Drawn) -> None:
    for section in drawn.document.sections:
        said = [section.title, *(one.text for one in section.sentences), *section.notes]
        said += [cell for table in section.tables for cell in cells(table, drawn.words)]
        said += [table.caption for table in section.tables]
        for one in said:
            assert bare(one) in drawn.text, one


def cells(table: Table, words: Words) -> Iterator[str]:
    for row in table.rows:
        for cell, column in zip(row.cells, table.columns, strict=True):
            yield words.cell(cell, column)


def test_every_rate_of_the_rankings_is_in_the_row_of_its_unit(
    drawn: Drawn, october: dict[str, Any]
) -> None:
    """From one unit's name to the next: its rate and its fraction."""
    for table in october["tables"]:
        for row in table["rows"]:
            rate = row["rates"][table["judged"]]
            if row["code"] is None or not rate["of"]:
                continue
            name = drawn.words.inside(row["code"]) if table["kind"] == "area" else drawn.words.name(table["kind"], row["code"])  # fmt: skip
            said = bare(f"{name}{percent(rate['value'])}{rate['n']:,}/{rate['of']:,}")
            assert said in drawn.text, said


def test_every_page_says_what_it_is_of(drawn: Drawn) -> None:
    count = len(drawn.pages)
    for number, text in enumerate(drawn.pages, 1):
        assert bare(drawn.document.line) in bare(text)
        assert f"{number}/{count}" in bare(text)
    assert drawn.reader.metadata is not None
    assert drawn.document.title in (drawn.reader.metadata.title or "")


def test_pages_are_a4_and_the_wide_tables_across(drawn: Drawn) -> None:
    """Each section begins where the outline of the file says."""
    found = drawn.reader.outline
    (top,) = [one for one in found if not isinstance(one, list)]
    begins = {one["/Title"]: drawn.reader.get_destination_page_number(one) for one in found[1]}  # type: ignore[index,arg-type,call-overload]
    assert top["/Title"] == drawn.document.title  # type: ignore[call-overload]
    assert list(begins) == [section.title for section in drawn.document.sections]
    for section in drawn.document.sections:
        box = drawn.reader.pages[begins[section.title] or 0].mediabox
        size = (round(box.width), round(box.height))
        assert size == (POINTS_A4[::-1] if section.wide else POINTS_A4)
    assert {section.wide for section in drawn.document.sections} == {True, False}


def test_nothing_is_clipped(drawn: Drawn) -> None:
    clips_nothing(drawn)


def clips_nothing(drawn: Drawn) -> None:
    """Every text of the layout ends within the margins of its page; and as the file itself has them, whatever laid
    them out, all begin on the paper."""
    assert len(drawn.layout.pages) == len(drawn.pages)
    for page in drawn.layout.pages:
        box = page._page_box
        texts = [one for one in box.descendants() if isinstance(one, TextBox) and one.text.strip()]
        assert texts
        for one in texts:
            assert one.position_x >= box.margin_left - 0.5, one.text
            assert one.position_x + one.width <= box.margin_left + box.width + 0.5, one.text
            assert one.position_y + one.height <= page.height
    for file, begins in zip(drawn.reader.pages, drawn.begins, strict=True):
        assert begins
        for across, up in begins:
            assert 0 < across < file.mediabox.width
            assert 0 < up < file.mediabox.height


@pytest.fixture(scope="module", params=[pytest.param("zh", marks=pytest.mark.long), "en"])
def on_a3(request: pytest.FixtureRequest, october: dict[str, Any]) -> Drawn:
    return Drawn(october, request.param, "a3")


def test_all_of_it_on_a3_across(on_a3: Drawn) -> None:
    sizes = {
        (round(page.mediabox.width), round(page.mediabox.height)) for page in on_a3.reader.pages
    }
    assert sizes == {POINTS_A3}
    for section in on_a3.document.sections:
        said = [section.title, *(one.text for one in section.sentences), *section.notes]
        said += [cell for table in section.tables for cell in cells(table, on_a3.words)]
        assert all(bare(one) in on_a3.text for one in said)
    for text in on_a3.pages:
        assert bare(on_a3.document.line) in bare(text)
    clips_nothing(on_a3)


def test_fonts_are_embedded_and_have_chinese(drawn: Drawn) -> None:
    names = {
        str(font.get_object()["/BaseFont"])
        for page in drawn.reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert names
    assert all("+" in name and "CJK" in name for name in names), names


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Neither from the network nor from files: what a name may bring in is not followed."""
    asked: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: Any) -> None: ...

    secret = tmp_path / "secret.css"
    secret.write_text("p::after { content: 'taken' }")
    with HTTPServer(("127.0.0.1", 0), Asked) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        there = f"http://127.0.0.1:{server.server_port}"
        page = (
            f'<link rel="stylesheet" href="{there}/a.css"><link rel="stylesheet" href="{secret.as_uri()}">'
            f'<style>@import "{there}/b.css"; p {{ background: url({there}/c.png) }}</style>'
            f'<p>shown</p><img src="{there}/d.png"><svg><image href="{there}/e.png"/></svg>'
        )
        text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf(page))).pages)
        server.shutdown()
    assert "shown" in text
    assert "taken" not in text
    assert asked == []


def test_names_are_texts_and_no_markup(october: dict[str, Any]) -> None:
    names = {**october["names"], "area": {**october["names"]["area"]}}
    odd = "\"<b>}'\\</style>\n雨花"
    names["area"]["street0"] = {**names["area"]["street0"], "en": odd}
    names["area"]["town"] = {**names["area"].get("town", names["area"]["street0"]), "en": odd}
    found = Drawn({**october, "names": names}, "en", sections=3)
    assert bare(odd) in found.text
    for text in found.pages:
        assert bare(found.document.line) in bare(text)


def test_what_a_machine_lacks_is_named_with_the_command(tmp_path: Path) -> None:
    """With fontconfig told of a folder without fonts."""
    (tmp_path / "fonts.conf").write_text(
        f'<?xml version="1.0"?><fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>'
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    done = subprocess.run(
        [sys.executable, "-m", "layouts.review.pdf"], input=b"<p>a", capture_output=True,
        env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == MISSING
    assert b"apt-get install --no-install-recommends" in done.stderr
    assert b"Traceback" not in done.stderr
    if not missing():
        assert done.stderr.strip().endswith(b"fonts-noto-cjk")
