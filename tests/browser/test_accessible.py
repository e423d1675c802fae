"""What axe-core finds wrong for people who use a keyboard, a screen reader or little sight."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.servers import Server


def violations(page: Page, within: str = "html") -> list[str]:
    """Serious and critical ones inside an element: the rule, and the elements that break it."""
    run = "part => axe.run(part, { resultTypes: ['violations'] })"
    found: dict[str, Any] = page.evaluate(run, within)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][-160:]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(
    ("query", "width"),
    [
        ("?lang=en&theme=light&area=320105002&status=open", 390),
        pytest.param("?lang=zh&theme=dark", 1920, marks=pytest.mark.long),
    ],
)
def test_nothing_serious_is_in_the_way(
    watched: Watched, server: Server, query: str, width: int
) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    watched.open(f"{server.url}/{query}")
    page.wait_for_selector("#closure .row")
    page.wait_for_selector("#trend .scatterlayer .trace", state="attached")
    page.locator("[data-pause]").click()
    page.evaluate(Axe().axe_script)
    assert violations(page) == []
    page.keyboard.press("f")
    page.wait_for_selector("#choices .choice")
    assert violations(page, "#choices") == []
    page.keyboard.press("Escape")
    page.locator("#header .custom summary").click()
    assert violations(page, "#header") == []
    page.keyboard.press("Escape")
    page.locator("#header h1").click()
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    assert violations(page, "dialog.shortcuts") == []
    page.keyboard.press("Escape")
    page.locator(".tile-open .tile-body").focus()
    page.keyboard.press("l")
    number = page.locator("#list-grid .ag-row[row-index='0'] [col-id=number]")
    expect(number).not_to_be_empty()
    number.click()
    page.wait_for_selector("#case .step")
    assert violations(page, "#list") == []
    assert violations(page, "#case") == []
