"""A duty officer's shift from a colleague's link to the case, and back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report
from tests.browser.servers import Server

WORDS = {
    "zh": {"rows": "条", "late": "超期", "news": "有更新，点此刷新", "number": "案件编号"},
    "en": {"rows": "rows", "late": "Late by", "news": "There is news: refresh", "number": "Number"},
}


def number(text: str) -> int:
    return int(re.sub(r"[^\d]", "", text))


def rows_said(page: Page) -> int:
    return number(page.locator(".list-total").inner_text())


def first(page: Page, column: str) -> str:
    return page.locator(f"#list-grid .ag-row[row-index='0'] [col-id={column}]").inner_text()


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_a_shift(
    watched: Watched, server: Server, record: Engine, tmp_path: Path, language: str
) -> None:
    words = WORDS[language]
    lang = "" if language == "zh" else "&lang=en"
    # A colleague's link.
    page = watched.open(f"{server.url}/?period=7d{lang}")
    page.wait_for_selector("#closure .row")
    # Filter by a source, then drill from the district to a street.
    page.locator("[data-choices]").click()
    choice = page.locator(".choices-of-source .choice").first
    promised = choice.locator(".number").inner_text()
    choice.click()
    expect(page.locator(".tile-new .figure")).to_have_text(promised)
    page.keyboard.press("Escape")
    page.locator("#closure .rows .row").first.locator(".name").click()
    expect(page).to_have_url(re.compile("area="))
    page.go_back()
    expect(page.locator(".tile-new .figure")).to_have_text(promised)
    # A number, and what it is made of.
    page.locator(".chip").first.click()
    shown = page.locator(".tile-new .figure").inner_text()
    page.locator(".tile-new .figure").click()
    expect(page.locator(".list-total")).to_contain_text(words["rows"])
    assert rows_said(page) >= number(shown)  # what came since is in it
    page.get_by_role("columnheader", name=words["number"]).click()
    expect(page).to_have_url(re.compile("sort=number"))
    expect(page.locator("#list-grid .ag-row[row-index='0'] [col-id=number]")).not_to_be_empty()
    before = [first(page, column) for column in ("number", "reported_at", "area")]
    said = page.locator(".list-total").inner_text()
    # Something comes meanwhile: the list under the hand stays as it is.
    report(record, f"0-shift-{language}")
    expect(page.get_by_text(words["news"])).to_be_visible()
    assert [first(page, column) for column in ("number", "reported_at", "area")] == before
    assert page.locator(".list-total").inner_text() == said
    # Page to the end, and open an incident beside the list.
    last = rows_said(page) - 1
    page.evaluate("n => onescreen.rows.reach(n)", last)
    row = page.locator(f"#list-grid .ag-row[row-index='{last}']")
    expect(row.locator("[col-id=number]")).not_to_be_empty()
    opened = row.locator("[col-id=number]").inner_text()
    row.locator("[col-id=number]").click()
    expect(page.locator("#case h2")).to_have_text(opened)
    expect(page.locator("#case .step").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#case")).to_be_hidden()
    expect(page.locator("#list")).to_be_visible()
    # All of it as a file.
    with page.expect_download() as download:
        page.locator("[data-export=csv]").click()
    path = tmp_path / "list.csv"
    download.value.save_as(path)
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    assert len(lines) - 1 >= last + 1
    assert lines[0][0] == words["number"]
    assert f"0-shift-{language}" in {line[0] for line in lines}
    # Back to where it began.
    page.keyboard.press("Escape")
    expect(page.locator("#list")).to_be_hidden()
    expect(page.locator(".tile-new .figure")).to_be_visible()
    assert watched.complaints == []
    assert watched.strangers == []
