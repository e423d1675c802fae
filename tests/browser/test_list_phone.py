"""Lists and the worklists that open them, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import Watched, watching
from tests.browser.servers import Server


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 390, 844, touch=True)


def edges(of: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn, in pixels."""
    box = of.bounding_box()
    assert box is not None
    return box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]


def test_the_title_has_the_width_and_the_cross_stands_beside_it(
    phone: Watched, server: Server
) -> None:
    page = phone.open(f"{server.url}/?lang=en&list=worklists.overdue&area=320105002&q=a")
    expect(page.locator(".list-total")).to_contain_text("rows")
    left, top, right, bottom = edges(page.locator(".list-title h2"))
    cross = edges(page.locator(".list-close"))
    assert left < 12 < 300 < right <= cross[0] < cross[2] <= 390
    assert top < (cross[1] + cross[3]) / 2 < bottom
    assert edges(page.locator(".list-tools"))[1] >= bottom
    page.locator(".list-counted summary").click()  # what it says lies on the screen
    said = edges(page.locator(".list-said"))
    assert 0 <= said[0] < 12 < 378 < said[2] <= 390
    assert phone.complaints == []


@pytest.mark.long
def test_worklists_are_one_line_that_scrolls(phone: Watched, server: Server) -> None:
    page = phone.open(f"{server.url}/")
    strip = page.locator("#worklists")
    expect(strip.locator(".worklist")).to_have_count(9)
    _, top, right, bottom = edges(strip)
    assert (right <= 390, bottom - top < 40) == (True, True)
    last = strip.locator(".worklist").last
    assert edges(last)[0] > 390
    last.scroll_into_view_if_needed()
    assert edges(last)[2] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") == 390
