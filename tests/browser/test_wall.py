"""A wall in a real browser: it moves on by itself, figures move when they change, the urgent takes over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from data_access.moments import SECOND, now_micros
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.browser.conftest import Watched, report, watching
from tests.browser.servers import Server, give, serving

SOON = 15_000  # ms
# Everything that is set moving, as what it is and where it comes from.
_WATCHED = """
  window.moved = [];
  const animate = Element.prototype.animate;
  Element.prototype.animate = function (frames, options) {
    window.moved.push([this.dataset.number || this.id, frames[0].transform || String(frames[0].opacity)]);
    return animate.call(this, frames, options);
  };
"""
_ENDED = """async () => {
  const number = (one) => one.effect.target.dataset.number;
  await Promise.all(document.getAnimations().filter(number).map((one) => one.finished));
  return document.getAnimations().filter(number).length;
}"""


@pytest.fixture(scope="module")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("wall")
    give(demo_folder, folder)
    with serving(folder, ONESCREEN_WALL_TAKEOVER_SECONDS="3") as running:
        yield running


@pytest.fixture(scope="module")
def record(server: Server) -> Iterator[Engine]:
    engine = open_record(server.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def page(watched: Watched) -> Page:
    watched.page.add_init_script(_WATCHED)
    return watched.page


def opened(page: Page, server: Server, query: str) -> Page:
    page.goto(f"{server.url}/wall?lang=en&{query}")
    expect(page.locator("#wall-header h1")).to_be_visible()
    return page


def scene(page: Page) -> str:
    found: str = page.evaluate("onescreen.wall.rotation.shown()")
    return found


def close(engine: Engine, number: str) -> None:
    """Close an incident that was reported here."""
    now = now_micros()
    events = [Event("closed", now - SECOND)]
    write_incidents(engine, [Incident("grid", number, events)], now=now, origin="test")


def test_scenes_follow_each_other_with_the_panels_of_the_address(
    page: Page, watched: Watched, server: Server
) -> None:
    opened(page, server, "rotate=base:5,320105002:5&panels=closure,counts")
    expect(page.locator("#wall-base .wall-card").first).to_be_visible()
    line: dict[str, Any] = page.evaluate(
        "document.getElementById('wall-line').getAnimations()[0].effect.getTiming()"
    )
    assert line["duration"] <= 5000
    expect(page.locator("#wall-header")).to_contain_text("Shazhou", timeout=SOON)
    for panel, shown in (("counts", 1), ("closure", 1), ("map", 0), ("response", 0), ("base", 0)):
        expect(page.locator(f"#wall-{panel}")).to_be_visible(visible=bool(shown))
    assert scene(page) == "320105002"
    assert len(page.evaluate("document.getElementById('wall-line').getAnimations()")) == 1
    assert ["wall-stage", "0.15"] in page.evaluate("window.moved")
    assert watched.complaints == []
    assert watched.strangers == []


def test_figures_move_up_and_down_and_then_stand_still(
    page: Page, server: Server, record: Engine
) -> None:
    opened(page, server, "rotate=district&panels=counts")
    figure = page.locator("[data-number=new]")
    expect(figure).to_be_visible()
    assert ["new", "translateY(60%)"] not in page.evaluate("window.moved")
    before = figure.inner_text()
    report(record, "moves", priority=3)
    expect(figure).not_to_have_text(before, timeout=SOON)
    moved = page.evaluate("window.moved")
    assert ["new", "translateY(60%)"] in moved
    assert ["open", "translateY(60%)"] in moved
    assert ["overdue", "translateY(60%)"] not in moved  # it did not change
    assert page.evaluate(_ENDED) == 0
    opened_now = page.locator("[data-number=open]").inner_text()
    close(record, "moves")
    expect(page.locator("[data-number=open]")).not_to_have_text(opened_now, timeout=SOON)
    assert ["open", "translateY(-60%)"] in page.evaluate("window.moved")
    assert page.evaluate(_ENDED) == 0


def test_for_who_wants_less_motion_nothing_moves(
    page: Page, server: Server, record: Engine
) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, server, "rotate=district&panels=counts")
    figure = page.locator("[data-number=new]")
    expect(figure).to_be_visible()
    before = figure.inner_text()
    report(record, "still", priority=3)
    expect(figure).not_to_have_text(before, timeout=SOON)
    assert page.evaluate("window.moved") == []


def test_an_urgent_incident_takes_over_once_and_then_the_rotation_goes_on(
    page: Page, server: Server, record: Engine, browser: Browser
) -> None:
    opened(page, server, "rotate=district:5,base:5")
    over = page.locator("#wall-takeover")
    expect(page.locator("#wall-counts")).to_be_visible()
    expect(over).to_be_hidden()
    report(record, "urgent", category="0101")
    expect(over).to_be_visible(timeout=SOON)
    expect(over).to_contain_text("Shazhou")
    expect(over).not_to_contain_text("urgent")  # the number is nobody's business
    standing = scene(page)
    left: float = page.evaluate("onescreen.wall.rotation.left()")
    page.evaluate("onescreen.wall.tick()")
    assert page.evaluate("onescreen.wall.rotation.left()") == left
    assert scene(page) == standing
    expect(over).to_be_hidden(timeout=SOON)
    other = "#wall-base" if standing == "district" else "#wall-counts"
    expect(page.locator(other)).to_be_visible(timeout=SOON)
    told: str = page.evaluate("onescreen.wall.shown().urgent")
    assert told  # it is still new
    page.reload()
    expect(page.locator("#wall-ticker .is-urgent").first).to_be_visible()
    page.evaluate("onescreen.wall.tick()")
    expect(over).to_be_hidden()
    for another in watching(browser, server):  # a display that was switched on since
        opened(another.page, server, "rotate=district")
        expect(another.page.locator("#wall-ticker .is-urgent").first).to_be_visible()
        another.page.evaluate("onescreen.wall.tick()")
        assert another.page.evaluate("onescreen.wall.shown().urgent") == told
        expect(another.page.locator("#wall-takeover")).to_be_hidden()


def test_no_cursor_no_selection_and_nothing_to_reach_by_a_key(page: Page, server: Server) -> None:
    opened(page, server, "rotate=district")
    expect(page.locator("#wall-map svg")).to_be_visible()
    assert page.locator("a, button, input, [tabindex]").count() == 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "body"
    page.mouse.move(500, 500)
    assert page.evaluate("getComputedStyle(document.elementFromPoint(500, 500)).cursor") == "none"
    assert re.match("OneScreen", page.title())
