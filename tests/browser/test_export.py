"""A list that is open is exported by a click: the file comes by itself, with every row of the list."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.servers import Server
from tests.exports.files import read_csv, read_sheets

QUERY = "period=30d&list=heat.cohort&sort=-priority,number&where=priority%3C=2"


def rows_of(server: Server, query: str) -> list[dict[str, str]]:
    """All rows of a list as it shows them."""
    rows: list[dict[str, str]] = []
    while True:
        part = f"{server.url}/rows?{query}&start={len(rows)}&end={len(rows) + 500}"
        with urllib.request.urlopen(part) as answer:
            found: dict[str, Any] = json.load(answer)
        rows += found["rows"]
        if len(rows) >= found["total"]:
            return rows


def fetched(page: Page, form: str, folder: Path) -> tuple[str, Path]:
    """The file that comes after a click on a format's button, and what it is called."""
    with page.expect_download() as coming:
        page.click(f'[data-export="{form}"]')
    file = folder / form
    coming.value.save_as(file)
    return coming.value.suggested_filename, file


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "已完成，"), pytest.param("en", "done: ", marks=pytest.mark.long)]
)
def test_both_formats_have_every_row(
    watched: Watched, server: Server, tmp_path: Path, language: str, said: str
) -> None:
    page = watched.open(f"{server.url}/?lang={language}&{QUERY}")
    expected = [row["number"] for row in rows_of(server, QUERY)]
    assert len(expected) > 20
    name, file = fetched(page, "csv", tmp_path)
    assert name.endswith(".csv")
    assert ("建邺" if language == "zh" else "Jianye") in name
    assert [row[0] for row in read_csv(file)[1:]] == expected
    name, file = fetched(page, "xlsx", tmp_path)
    sheets = list(read_sheets(file).values())
    assert [row[0] for row in sheets[1][1:]] == expected
    lines = page.get_by_role("status").locator(".export")
    expect(lines).to_have_count(2)
    expect(lines.last.locator(".export-said")).to_have_text(
        f"XLSX · {said}{len(expected):,}" + (" 行" if language == "zh" else " rows")
    )
    for line in (lines.last, lines.first):
        line.get_by_role("button").click()
    expect(lines).to_have_count(0)
    assert watched.complaints == []
    assert watched.strangers == []


def test_an_export_can_be_cancelled_and_a_failure_says_what_to_do(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?lang=en&{QUERY}")
    page.route(
        "**/export/*",
        lambda route: route.fulfill(status=200, json=page_status(route.request.method)),
    )
    page.click('[data-export="csv"]')
    line = page.locator(".export")
    expect(line.locator(".export-said")).to_have_text("CSV · 500 of 1,000 rows written")
    assert line.get_by_role("progressbar").get_attribute("value") == "500"
    line.get_by_role("button", name="Cancel").click()
    expect(line).to_have_count(0)
    page.unroute("**/export/*")
    page.route(
        "**/export/*",
        lambda route: route.fulfill(status=404, json={"state": "failed", "problem": "gone"}),
    )
    page.click('[data-export="csv"]')
    expect(line.locator(".export-said")).to_contain_text("start it again")
    close = line.locator(".export-end")
    expect(close).to_have_text("Close")
    expect(close).to_be_visible()
    close.click()
    expect(line).to_have_count(0)


def page_status(_method: str) -> dict[str, Any]:
    return {"id": "x", "state": "writing", "rows": 500, "total": 1000, "size": 0, "problem": None}
