"""A range of the trend, chosen by a drag, a click or a tap."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report, watching
from tests.browser.servers import Server


def drawn(watched: Watched, server: Server, query: str) -> Page:
    page = watched.open(f"{server.url}/{query}")
    page.wait_for_selector("#trend .scatterlayer .trace")
    return page


def points(page: Page) -> list[tuple[str, float, float]]:
    """The begin of each bucket, with its place on the screen."""
    found = page.evaluate("""() => {
      const graph = document.querySelector("#trend .js-plotly-plot");
      const box = document.querySelector("#trend .nsewdrag").getBoundingClientRect();
      const ms = window.onescreen.trendRange.ms, [from, to] = graph.layout.xaxis.range.map(ms);
      const y = box.top + box.height / 2;
      return graph.data.at(-1).x.map((x) => [x, box.left + ((ms(x) - from) / (to - from)) * box.width, y]);
    }""")
    return [(start, x, y) for start, x, y in found]


def asked(page: Page) -> dict[str, str]:
    return {name: said[0] for name, said in parse_qs(urlsplit(page.url).query).items()}


def test_a_drag_filters_everything_to_the_days_it_touches_and_a_double_click_leads_back(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = drawn(watched, server, "?period=30d&status=closed")
    whole, there = page.url, points(page)
    (first, left, y), (after, right, _) = there[10], there[15]
    third = (there[11][1] - left) / 3
    page.mouse.move(left + third, y)  # nearer to this day than to the next
    page.mouse.down()
    page.mouse.move(right - 2 * third, y, steps=5)
    marked = page.locator(".trend-range").bounding_box()
    assert marked is not None
    report(record, "dragging-1", category=None)
    page.wait_for_event("response", lambda r: "/screen" in r.url and r.status == 200)
    page.mouse.move(right - third - 1, y)
    page.mouse.up()
    expect(page).to_have_url(re.compile("from="))
    assert asked(page) == {"from": first[:10], "to": there[16][0][:10], "status": "closed"}
    assert (marked["x"], marked["width"]) == pytest.approx((left - 1.5 * third, 15 * third), abs=2)
    expect(page.locator(".trend-range")).to_have_count(0)
    expect(page.locator("#header .custom summary")).to_have_class("is-chosen")
    expect(page.locator("#trend-head")).to_contain_text("每小时")  # six days
    y = points(page)[0][2]
    page.mouse.dblclick(left, y)
    expect(page).to_have_url(whole)
    assert after == there[15][0]
    assert watched.complaints == []


def test_a_click_filters_to_the_hour_it_hits_and_a_link_leads_back_to_the_usual_period(
    watched: Watched, server: Server
) -> None:
    page = drawn(watched, server, "?from=2026-11-01&to=2026-11-02&lang=en")
    page.mouse.click(*points(page)[8][1:])
    expect(page).to_have_url(re.compile(r"\?from=2026-11-01T08:00&to=2026-11-01T09:00&lang=en$"))
    expect(page.locator("#header .custom summary")).to_contain_text("08:00")
    page.go_back()
    expect(page.locator("#header .custom summary")).to_have_text("1 Nov")
    page.reload()
    page.wait_for_selector("#trend .scatterlayer .trace")
    page.mouse.dblclick(*points(page)[3][1:])
    expect(page).to_have_url(f"{server.url}/?lang=en")
    page.go_back()
    page.locator("#header .chip", has_text="Period: 1 Nov").click()
    expect(page).to_have_url(f"{server.url}/?period=30d&lang=en")
    expect(page.locator("#header .chip")).to_have_count(0)


# Until nothing scrolls any more.
_STILL = """() => new Promise(done => {
  let last = null;
  const look = () => {
    if (window.scrollY === last) return void done();
    last = window.scrollY;
    setTimeout(look, 150);
  };
  look();
})"""


@pytest.fixture
def finger(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 390, 844, touch=True)


@pytest.mark.long
def test_a_finger_scrolls_the_page_over_the_trend_and_a_tap_chooses(
    finger: Watched, server: Server
) -> None:
    page = drawn(finger, server, "?from=2026-11-01&to=2026-11-08")
    page.locator("#trend").scroll_into_view_if_needed()
    start, x, y = points(page)[40]
    address, top = page.url, page.evaluate("window.scrollY")
    hand = page.context.new_cdp_session(page)
    for kind, down in (("touchStart", 0), ("touchMove", 30), ("touchMove", 90), ("touchEnd", None)):
        touches = [] if down is None else [{"x": x, "y": y + down}]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
    page.wait_for_function("top => window.scrollY < top - 40", arg=top)
    page.evaluate(_STILL)  # a tap on a page that still glides only stops it
    assert page.url == address
    page.locator("#trend").scroll_into_view_if_needed()
    page.evaluate(_STILL)
    start, x, y = points(page)[40]
    page.touchscreen.tap(x, y)
    expect(page).to_have_url(re.compile(f"from={start[:16]}&to="))
