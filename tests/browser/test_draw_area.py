"""Areas drawn on the map."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report, watching
from tests.browser.servers import Server

_PLACE = """([x, y]) => {
  const map = window.onescreen.map.current(), box = map.getContainer().getBoundingClientRect();
  const at = map.containerPointToLatLng([x - box.left, y - box.top]);
  return [at.lng, at.lat];
}"""

# At what the map shows there, however it fits its area into the room that there is.
_CORNERS = """shape => {
  const map = window.onescreen.map.current(), box = map.getContainer().getBoundingClientRect();
  const { left, right, top, bottom } = shape.getBoundingClientRect();
  return [[left, bottom], [right, top]].flatMap(([x, y]) => {
    const at = map.containerPointToLatLng([x - box.left, y - box.top]);
    return [at.lng, at.lat];
  });
}"""


_BOUNDS = "window.onescreen.map.current().getBounds().toBBoxString()"


def back(page: Page, bounds: str) -> None:
    """Go back, and wait until the map shows what it showed there."""
    page.go_back()
    page.wait_for_function(f"bounds => {_BOUNDS} === bounds", arg=bounds)


def drawn(page: Page) -> list[tuple[float, float]]:
    """The corners in the address, (lon, lat)."""
    (said,) = parse_qs(urlsplit(page.url).query, separator="&")["within"]
    found = [place.split(",") for place in said.split(";")]
    return [(float(lon), float(lat)) for lon, lat in found]


def test_a_rectangle_filters_and_is_shown_until_the_filter_goes(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = watched.open(f"{server.url}/?period=30d")
    page.wait_for_selector("#closure .row")
    pen, shape = page.get_by_role("button", name="框选"), page.locator(".drawn-area")
    expect(pen).to_have_attribute("aria-pressed", "false")
    pen.click()
    expect(pen).to_have_attribute("aria-pressed", "true")
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = round(box["x"] + box["width"] * 0.4), round(box["y"] + box["height"] * 0.5)
    page.mouse.click(x, y)  # no drawing, and no click on the area below
    assert "area=" not in page.url
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y + 60, steps=3)
    before = page.locator(".tile-new .figure").inner_text()
    report(record, "drawing-1", category=None)
    expect(page.locator(".tile-new .figure")).not_to_have_text(before)
    expect(shape).to_have_count(1)
    page.mouse.move(x + 120, y + 80)
    corners = page.evaluate(_PLACE, [x, y + 80]), page.evaluate(_PLACE, [x + 120, y])
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"\?period=30d&within=[\d.,]+;[\d.,]+$"))
    said = [degrees for corner in drawn(page) for degrees in corner]
    assert said == pytest.approx([*corners[0], *corners[1]], abs=2e-4)  # a pixel
    expect(pen).to_have_attribute("aria-pressed", "false")
    expect(shape).to_have_count(1)
    page.reload()
    expect(shape).to_have_count(1)
    page.wait_for_selector(".map.is-fitted")
    stands = shape.evaluate(_CORNERS)
    assert stands == pytest.approx(said, abs=5e-4)
    page.go_back()
    expect(shape).to_have_count(0)
    assert watched.complaints == []


@pytest.mark.long
def test_a_lasso_is_closed_and_short_and_escape_puts_it_away(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?lang=en")
    page.wait_for_selector("#closure .row")
    pen = page.get_by_role("button", name="Lasso")
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def draw() -> None:
        page.mouse.move(x + 80, y)
        page.mouse.down()
        for step in range(1, 100):
            turn = 2 * math.pi * step / 100
            page.mouse.move(x + 80 * math.cos(turn), y + 80 * math.sin(turn))

    pen.click()
    draw()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(pen).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".drawn-area")).to_have_count(0)
    assert "within" not in page.url
    middle = page.evaluate(_PLACE, [x, y])
    pen.click()
    draw()
    page.mouse.up()
    expect(page).to_have_url(re.compile("within="))
    corners = drawn(page)
    assert 10 < len(corners) <= 60
    assert math.dist([sum(c) / len(corners) for c in zip(*corners, strict=True)], middle) < 1e-3
    expect(page.locator(".drawn-area")).to_have_attribute("d", re.compile("z$"))


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 390, 844, touch=True)


def holds(page: Page, x: float, y: float) -> bool:
    """Whether a place of the window lies in the rectangle of the address."""
    lon, lat = page.evaluate(_PLACE, [x, y])
    (west, south), (east, north) = drawn(page)
    return bool(west <= lon <= east and south <= lat <= north)


def test_a_click_drills_into_an_area_and_with_the_tool_for_heat_into_a_spot(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?period=30d")
    page.wait_for_selector("#closure .row")
    page.wait_for_selector(".map.is-fitted")
    whole = page.evaluate(_BOUNDS)
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile(r"\?period=30d&area=\d+$"))
    back(page, whole)
    pen = page.get_by_role("button", name="点选热点")
    pen.click()
    page.mouse.move(x, y)
    expect(page.locator(".drawn-area")).to_have_count(1)  # what a click would take
    page.mouse.click(x, y)
    expect(page).to_have_url(re.compile(r"\?period=30d&within=[\d.,]+;[\d.,]+$"))
    expect(pen).to_have_attribute("aria-pressed", "false")
    assert holds(page, x, y)
    expect(page.locator("#header .chip")).to_have_text("地图范围")
    address = page.url
    back(page, whole)
    pen.click()
    page.mouse.click(x, y)
    expect(page).to_have_url(address)  # the same spot, the same address
    assert watched.complaints == []


def test_on_a_phone_a_tap_takes_the_spot(phone: Watched, server: Server) -> None:
    page = phone.open(f"{server.url}/?period=30d")
    page.wait_for_selector("#closure .row")
    pen = page.get_by_role("button", name="点选热点")
    page.locator("#map").scroll_into_view_if_needed()
    pen.tap()
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.5
    page.touchscreen.tap(x, y)
    expect(page).to_have_url(re.compile("within="))
    expect(pen).to_have_attribute("aria-pressed", "false")
    assert "area=" not in page.url
    assert phone.complaints == []
