"""An incident beside the screen, as people use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine

from data_access.moments import SECOND, now_micros
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.browser.conftest import Watched, report, watching
from tests.browser.servers import Server

PLACE = {"lon": 118.7309, "lat": 31.9995}  # in Shazhou Street
HOSTILE = "<img src=x onerror=\"window.hacked='yes'\">"


def published(watched: Watched, server: Server, number: str, query: str = "?period=24h") -> Page:
    """A page that shows what was reported last."""
    page = watched.open(f"{server.url}/{query}")
    newest = page.locator("#feed a.row").first
    expect(newest).to_have_attribute("title", re.compile(re.escape(number)), timeout=15_000)
    return page


def opened(page: Page, number: str) -> Page:
    page.evaluate("key => onescreen.address.go({case: key})", f"grid:{number}")
    expect(drawer(page).locator("h2")).to_have_text(number)
    return page


def drawer(page: Page) -> Locator:
    return page.locator("#case")


def tell(record: Engine, number: str, *kinds: str) -> None:
    """What happened to an incident just now."""
    now = now_micros()
    events = [Event(kind, now - SECOND) for kind in kinds]
    write_incidents(record, [Incident("grid", number, events)], now=now, origin="test")


def test_the_feed_opens_it_and_the_link_shows_it_to_somebody_else(
    watched: Watched, server: Server, browser: Browser, record: Engine
) -> None:
    report(record, "case-1", text="路灯不亮", **PLACE)
    page = published(watched, server, "case-1")
    line = page.locator("#feed a.row").first
    before = page.evaluate(
        "(() => { const c = onescreen.map.current().getCenter(); return [c.lat, c.lng]; })()"
    )
    line.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(line).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?period=24h&case=grid:case-1$"))
    expect(drawer(page).locator("h2")).to_have_text("case-1")
    expect(drawer(page)).to_be_focused()
    expect(drawer(page)).to_have_attribute("aria-label", "案件 case-1")
    expect(drawer(page).locator(".step").first).to_contain_text("上报")
    expect(drawer(page).locator(".near-camera").first).to_be_visible()
    expect(page.locator(".case-tooltip")).to_have_text("case-1")
    after = page.evaluate(
        "(() => { const c = onescreen.map.current().getCenter(); return [c.lat, c.lng]; })()"
    )
    assert after == before  # it was in sight
    for other in watching(browser, server):
        elsewhere = other.open(page.url)
        expect(drawer(elsewhere).locator(".case-head")).to_have_text(
            drawer(page).locator(".case-head").inner_text(), use_inner_text=True
        )
        expect(elsewhere.locator(".case-tooltip")).to_have_text("case-1")
        assert other.complaints == []
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    expect(page.locator(".case-tooltip")).to_have_count(0)
    expect(page.locator("#feed a.row:focus")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?period=24h$"))
    page.go_back()
    expect(drawer(page).locator("h2")).to_have_text("case-1")
    page.locator("[data-close-case]").click()
    expect(drawer(page)).to_be_hidden()
    assert watched.complaints == []
    assert watched.strangers == []


def test_a_live_change_moves_neither_scrolling_nor_focus(
    watched: Watched, server: Server, record: Engine
) -> None:
    report(record, "case-2", **PLACE)
    report(record, "case-2-near", **PLACE)
    watched.page.set_viewport_size({"width": 1400, "height": 700})
    page = opened(published(watched, server, "case-2-near", "?period=24h&lang=en"), "case-2")
    link = drawer(page).locator("a.near-repeat", has_text="case-2-near")
    link.focus()
    body = drawer(page).locator(".case-body")
    top = body.evaluate("e => e.scrollTop")
    assert top > 0
    page.evaluate("window.label = document.querySelector('.case-tooltip')")
    tell(record, "case-2", "suspended")
    expect(drawer(page).locator(".case-tags")).to_contain_text("suspended", timeout=15_000)
    expect(drawer(page).locator(".kind-suspended")).to_have_count(1)
    expect(link).to_be_focused()
    assert body.evaluate("e => e.scrollTop") == top
    assert page.evaluate("window.label.isConnected")  # what stays the same is not drawn anew
    # The header's filter leaves it open, and another language is its language.
    page.locator(".top .switches a", has_text="中").click()
    expect(drawer(page).locator(".case-tags")).to_contain_text("缓办")
    expect(page).to_have_url(re.compile("case=grid:case-2"))
    drawer(page).locator("a.near-repeat", has_text="case-2-near").click()
    expect(drawer(page).locator("h2")).to_have_text("case-2-near")
    expect(drawer(page)).to_be_focused()
    assert body.evaluate("e => e.scrollTop") == 0
    page.go_back()
    expect(drawer(page).locator("h2")).to_have_text("case-2")
    assert watched.complaints == []


def test_it_stands_beside_a_list_and_is_left_before_it(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?list=counts.open")
    cell = page.locator("#list-grid .ag-row[row-index='0'] [col-id=number]")
    expect(cell).not_to_be_empty()
    number = cell.inner_text()
    cell.click()
    expect(drawer(page).locator("h2")).to_have_text(number)
    list_, case = (page.locator(name).bounding_box() for name in ("#list", "#case"))
    assert list_ is not None and case is not None
    assert list_["x"] + list_["width"] <= case["x"]
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()
    expect(cell).to_be_focused()
    expect(page.locator("#list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#list")).to_be_hidden()
    assert watched.complaints == []


def test_on_a_laptop_the_clock_of_the_deadline_has_room_for_the_longest_time(
    watched: Watched, server: Server, record: Engine
) -> None:
    report(record, "case-7", **PLACE)
    page = published(watched, server, "case-7", "?period=24h&lang=en")
    page.set_viewport_size({"width": 1366, "height": 768})
    figure = opened(page, "case-7").locator(".case-clock .figure").first
    cut = "(figure, said) => { figure.textContent = said; return figure.scrollWidth > figure.clientWidth; }"
    assert [s for s in ("9.8 min early", "5.5 min late") if figure.evaluate(cut, s)] == []


def test_the_map_moves_to_a_place_that_is_out_of_sight(
    watched: Watched, server: Server, record: Engine
) -> None:
    report(record, "case-3", **PLACE)
    page = published(watched, server, "case-3", "?period=24h&theme=light")
    page.wait_for_selector(".map.is-fitted")
    # Where the place would lie under the drawer.
    page.evaluate(
        "([lat, lon]) => { const m = onescreen.map.current(); m.setView([lat, lon], 15, {animate: false});"
        " m.panBy([-m.getSize().x / 2 + 30, 0], {animate: false}); }",
        [PLACE["lat"], PLACE["lon"]],
    )
    opened(page, "case-3")
    label = page.locator(".case-tooltip")
    expect(label).to_have_text("case-3")
    page.wait_for_function(
        "() => document.querySelector('.case-tooltip').getBoundingClientRect().right"
        " < document.getElementById('case').getBoundingClientRect().left"
    )
    # What a camera's row points at is shown as long as it does.
    drawn = "() => Object.keys(onescreen.map.current()._layers).length"
    known = page.evaluate(drawn)
    drawer(page).locator(".near-camera").last.hover()
    assert page.evaluate(drawn) > known
    page.mouse.move(300, 300)
    assert page.evaluate(drawn) == known
    assert watched.complaints == []


def test_what_others_wrote_is_text(watched: Watched, server: Server, record: Engine) -> None:
    report(record, "case-4", text=HOSTILE, address=HOSTILE, **PLACE)
    report(record, HOSTILE, text=HOSTILE, **PLACE)
    page = opened(published(watched, server, HOSTILE), "case-4")
    expect(drawer(page).locator(".case-text")).to_have_text(HOSTILE)
    expect(drawer(page).locator(".near-repeat .name", has_text=HOSTILE)).to_have_count(1)
    page.locator(".near-duplicate", has_text=HOSTILE).first.click()
    expect(drawer(page).locator("h2")).to_have_text(HOSTILE)
    expect(page.locator(".case-tooltip")).to_have_count(1)  # the one before fades
    expect(page.locator(".case-tooltip")).to_have_text(HOSTILE)
    assert page.locator("#case img, .case-tooltip img").count() == 0
    assert page.evaluate("window.hacked") is None
    assert watched.complaints == []


def test_what_is_unknown_or_cannot_be_had_is_said(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?lang=en&case=grid:none")
    expect(drawer(page)).to_contain_text("There is no such incident")
    page.route("**/case?*", lambda route: route.fulfill(status=500))
    page.evaluate("onescreen.address.go({case: 'grid:case-1'})")
    expect(drawer(page)).to_contain_text("Cannot be shown just now")
    page.keyboard.press("Escape")
    expect(drawer(page)).to_be_hidden()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 390, 844, touch=True)


def test_on_a_phone_it_has_the_whole_width(phone: Watched, server: Server, record: Engine) -> None:
    report(record, "case-5", text="路灯不亮" * 20, **PLACE)
    page = published(phone, server, "case-5", "?period=24h&lang=en")
    page.locator("#feed a.row").first.tap()
    expect(drawer(page).locator("h2")).to_have_text("case-5")
    box = drawer(page).bounding_box()
    assert box is not None and (box["x"], box["y"], box["width"]) == (0, 0, 390)
    wide = "e => e.scrollWidth > e.clientWidth"
    assert not drawer(page).locator(".case-content").evaluate(wide)
    drawer(page).locator(".near-camera").last.scroll_into_view_if_needed()
    page.locator("[data-close-case]").tap()
    expect(drawer(page)).to_be_hidden()
    assert phone.complaints == []
