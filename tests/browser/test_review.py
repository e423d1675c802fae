"""The review in a meeting: a section a page by keys, from a figure to its incidents and back, on paper."""

from __future__ import annotations

import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.conftest import Watched
from tests.browser.servers import Server
from tests.browser.test_accessible import violations


@pytest.mark.parametrize("language", ["zh", pytest.param("en", marks=pytest.mark.long)])
def test_a_meeting(watched: Watched, server: Server, language: str) -> None:
    page = watched.page
    page.goto(f"{server.url}/review?lang={language}")
    sections = page.locator(".review-section")
    titles = sections.locator("h2").all_inner_texts()
    assert len(titles) >= 10
    page.locator("[data-present]").click()
    page.keyboard.press("Home")
    for title in titles[:3]:
        expect(sections.locator("h2:visible")).to_have_text([title])
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    shown = page.locator(".review-section.is-shown")
    figure = shown.locator("td a").first
    rate = figure.inner_text()
    figure.click()
    page.wait_for_selector("#list-grid .ag-row [col-id=number]")
    expect(page).to_have_url(re.compile(r"area=\d+&list=closure.due&at_version=\d+&as_of="))
    page.go_back()
    expect(sections.locator("h2:visible")).to_have_text([titles[2]])  # where one was
    expect(shown.locator("td a").first).to_have_text(rate)
    page.keyboard.press("Escape")
    expect(sections.locator("h2:visible")).to_have_count(len(titles))
    assert watched.complaints == []
    assert watched.strangers == []
    page.evaluate(Axe().axe_script)
    assert violations(page, ".review") == []


def test_a_long_section_is_turned_to_its_end(watched: Watched, server: Server) -> None:
    """A clicker's keys: screen by screen, with the table's head over its rows, then the next section."""
    page = watched.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server.url}/review?lang=en")  # whose words are the longer ones
    page.locator("[data-present]").click()
    long = page.locator("#area2")
    page.keyboard.press("Home")
    while not long.is_visible():
        page.keyboard.press("ArrowRight")
    last = long.locator("tbody tr").last
    head = long.locator("thead th").first
    expect(last).not_to_be_in_viewport()
    cut = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert long.locator(".review-scroll").evaluate_all(cut) == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 1920
    for _ in range(20):
        page.keyboard.press("PageDown")
        if last.evaluate("row => row.getBoundingClientRect().bottom <= innerHeight"):
            break
        expect(head).to_be_in_viewport()
    expect(last).to_be_in_viewport()
    turned = page.evaluate("scrollY")
    page.keyboard.press("PageUp")
    assert page.evaluate("scrollY") < turned
    for _ in range(20):
        page.keyboard.press("Space")
        if not long.is_visible():
            break
    expect(page.locator("#department")).to_be_visible()
    assert page.evaluate("scrollY") == 0


def test_on_a_phone_and_on_paper_nothing_is_cut(watched: Watched, server: Server) -> None:
    page = watched.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/review?lang=en")
    assert (
        page.evaluate("document.documentElement.scrollWidth") == 390
    )  # tables scroll in themselves
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    wide = "tables => tables.filter(t => t.scrollWidth > 718).map(t => t.id)"
    assert page.locator(".review-table").evaluate_all(wide) == []
    expect(page.locator(".review-links")).to_be_hidden()


def test_the_print_buttons_choose_the_paper(watched: Watched, server: Server) -> None:
    """What the browser itself makes of the page when it prints."""
    page = watched.page
    page.goto(f"{server.url}/review?lang=en")
    page.evaluate("window.print = () => {}")
    printed = {}
    for paper in ("", "a3"):
        page.locator(f"[data-print='{paper}']").click()
        file = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        printed[paper] = {(round(p.mediabox.width), round(p.mediabox.height)) for p in file.pages}
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        expect(page.locator("html")).not_to_have_class(re.compile("is-a3"))
    a4, a3 = printed[""], printed["a3"]
    assert len(a4) == 2
    assert {round(side / 10) for size in a4 for side in size} == {60, 84}
    assert {tuple(round(side / 10) for side in size) for size in a3} == {(119, 84)}
    assert watched.complaints == []
