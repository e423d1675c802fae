"""What stays under a person's hand while the screen changes, and how browsers come to know."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report
from tests.browser.servers import Server

TABS = 7  # more than a browser opens connections to one server


@pytest.fixture
def page(watched: Watched, server: Server) -> Page:
    page = watched.open(f"{server.url}/?period=30d")
    page.wait_for_selector("#trend .scatterlayer .trace")
    return page


def count(page: Page) -> str:
    return page.locator(".tile-new .figure").inner_text()


def expect_change(page: Page, before: str) -> None:
    expect(page.locator(".tile-new .figure")).not_to_have_text(before, timeout=10_000)


_MARKED = """parts => parts.map((part) => {
  const found = document.querySelectorAll(part);
  for (const element of found) element.mine = true;
  return found.length;
})"""
_KEPT = """parts => parts.map(
  (part) => Array.from(document.querySelectorAll(part)).filter((e) => e.mine).length)"""
_WATCHED = """() => {
  window.changes = 0;
  const watch = new MutationObserver((found) => {
    window.changes += found.filter((one) => one.type !== "attributes" || one.attributeName !== "class").length;
  });
  for (const panel of ["coverage", "map-tools"]) {
    const options = { childList: true, subtree: true, characterData: true, attributes: true };
    watch.observe(document.getElementById(panel), options);
  }
}"""


def test_elements_stay_the_same_and_what_did_not_change_is_not_touched(
    page: Page, record: Engine
) -> None:
    parts = ["#closure .row", "#feed .row", "#response .row", ".tile", "#coverage .row"]
    marked = page.evaluate(_MARKED, parts)
    assert min(marked) > 4
    page.evaluate(_WATCHED)
    before = count(page)
    report(record, "refresh-1", category=None)
    expect_change(page, before)
    expect(page.locator("#feed .row").first).to_have_attribute("title", re.compile("refresh-1"))
    assert page.evaluate(_KEPT, parts) == marked
    assert page.evaluate("window.changes") == 0


def test_answers_after_the_first_hold_only_what_changed(page: Page, record: Engine) -> None:
    answers: list[Any] = []
    page.on("response", lambda r: answers.append(r) if is_news(r) else None)
    before = count(page)
    report(record, "refresh-2")
    expect_change(page, before)
    sent = set(answers[-1].json()["panels"])
    assert "counts" in sent
    assert not {"coverage", "areas", "header", "map-tools"} & sent


def is_news(response: Any) -> bool:
    return "/screen" in response.url and response.status == 200


_IN_TASKS = """() => {
  const { page } = window.onescreen, { dash_clientside } = window;
  const [apply, set] = [page.applyPanels, dash_clientside.set_props];
  window.figures = [];
  let now = false;
  page.applyPanels = (...all) => {
    now = true;
    try { return apply(...all); } finally { now = false; }
  };
  dash_clientside.set_props = (component, props) => {
    if (props.figure) window.figures.push([component, now]);
    return set(component, props);
  };
}"""


def test_a_figure_is_drawn_in_a_task_of_its_own(page: Page, record: Engine) -> None:
    page.evaluate(_IN_TASKS)
    before = count(page)
    report(record, "refresh-tasks")
    expect_change(page, before)
    page.wait_for_function("window.figures.length")
    assert page.evaluate("window.figures") == [["trend", False]]


def test_an_open_popup_of_the_map_survives_a_refresh(page: Page, record: Engine) -> None:
    page.locator("[data-layer=cameras]").click()
    at: Any = None
    for _ in range(50):
        at = page.evaluate("""() => {
          const map = window.onescreen.map.current(), found = [];
          map.eachLayer((layer) => layer.feature && layer.getRadius && found.push(layer));
          if (!found.length) return null;
          const middle = map.getSize().divideBy(2);
          const away = (layer) => map.latLngToContainerPoint(layer.getLatLng()).distanceTo(middle);
          found.sort((a, b) => away(a) - away(b));
          const box = map.getContainer().getBoundingClientRect();
          const point = map.latLngToContainerPoint(found[0].getLatLng());
          return [box.left + point.x, box.top + point.y];
        }""")
        if at:
            break
        page.wait_for_timeout(100)
    page.mouse.click(*at)
    popup = page.locator(".camera-popup")
    expect(popup).to_be_visible()
    said = popup.text_content() or ""
    popup.evaluate("popup => { popup.mine = true; }")
    before = count(page)
    report(record, "refresh-3")
    expect_change(page, before)
    expect(popup).to_have_text(said)
    assert popup.evaluate("popup => popup.mine") is True


def test_a_menu_a_list_and_the_focus_stay_where_they_are(page: Page, record: Engine) -> None:
    page.set_viewport_size({"width": 1366, "height": 640})
    page.locator("details.menu summary").first.click()
    rows = page.locator("#response .rows")
    assert rows.evaluate("rows => { rows.scrollTo(0, 20); return rows.scrollTop; }") == 20
    row = page.locator("#closure a.row").nth(2)
    row.focus()
    before = count(page)
    report(record, "refresh-4")
    expect_change(page, before)
    expect(page.locator("details.menu").first).to_have_attribute("open", "")
    assert rows.evaluate("rows => rows.scrollTop") == 20
    expect(row).to_be_focused()


def test_what_a_hover_over_the_trend_says_stays_over_a_refresh(page: Page, record: Engine) -> None:
    box = page.locator("#trend").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    said = page.locator("#trend .hoverlayer")
    expect(said).to_contain_text("新增")
    text, before = said.text_content() or "", count(page)
    drawn = page.locator("#trend .scatterlayer .trace").last
    line = drawn.locator("path").first.get_attribute("d") or ""
    report(record, "refresh-7")
    expect_change(page, before)
    expect(drawn.locator("path").first).not_to_have_attribute("d", line)
    expect(said).to_have_text(text)


def test_an_image_of_the_heat_is_fetched_once_a_version(page: Page, record: Engine) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if is_heat(r) else None)
    before = count(page)
    report(record, "refresh-5", lon=118.73, lat=32.02)
    expect_change(page, before)
    page.locator("img.leaflet-image-layer").evaluate("image => image.decode()")
    assert len(asked) == len(set(asked)) == 1


def is_heat(request: Request) -> bool:
    return "/heat/" in request.url


def test_many_tabs_of_one_browser_do_not_starve_each_other(
    page: Page, server: Server, record: Engine
) -> None:
    tabs = [page, *(page.context.new_page() for _ in range(TABS - 1))]
    for tab in tabs[1:]:
        tab.goto(f"{server.url}/?period=30d")
    for tab in tabs:
        tab.wait_for_selector(".tile-new .figure")
    before = count(page)
    report(record, "refresh-6")
    for tab in tabs:
        expect_change(tab, before)


def test_a_click_with_a_key_is_the_browsers_own(page: Page) -> None:
    address = page.url
    with page.context.expect_page() as opened:
        page.locator("#closure a.row").nth(1).click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(re.compile("area="))
    assert page.url == address


def test_a_page_that_is_none_is_not_found(page: Page, server: Server) -> None:
    answer = page.goto(f"{server.url}/wall/nowhere")
    assert answer is not None
    assert answer.status == 404


def test_a_hidden_tab_rests_and_catches_up_when_it_is_shown(
    page: Page, server: Server, record: Engine
) -> None:
    page.evaluate(
        "window.away = true;Object.defineProperty(document, 'hidden', { get: () => window.away });"
    )
    other = page.context.new_page()
    other.goto(f"{server.url}/?period=30d")
    other.wait_for_selector(".tile-new .figure")
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/screen" in r.url else None)
    before = count(page)
    report(record, "refresh-8")
    expect_change(other, before)
    assert (asked, count(page)) == ([], before)
    page.evaluate("window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect_change(page, before)
