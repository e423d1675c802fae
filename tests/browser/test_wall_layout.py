"""Whether everything on a wall can be read across a room, at every size, in both languages and themes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from data_access.moments import SECOND, now_micros
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.browser.conftest import report
from tests.browser.servers import Server, give, serving

_AUDIT = (Path(__file__).parent / "wall_audit.js").read_text()
SIZES = [(1920, 1080), (3840, 2160), (2560, 1080), (1080, 1920)]
SCENES = ["district", "320105002", "departments", "hot", "base"]
LOOKS = ["lang=zh&theme=dark", "lang=en&theme=light"]


@pytest.fixture(scope="module")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A district of this file's own, in which more happens than elsewhere."""
    folder = tmp_path_factory.mktemp("layout")
    give(demo_folder, folder)
    with serving(folder) as running:
        yield running


def look(browser: Browser, scale: float) -> Iterator[Page]:
    """A page on which nothing fades in, of a display whose system enlarges everything by `scale`."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 720},
        device_scale_factor=scale,
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def show(page: Page, query: str) -> None:
    """Another address on the same page, and the answer to it."""
    page.evaluate(
        "async query => { history.replaceState(null, '', '/wall?' + query); await onescreen.wall.refresh(); }",
        query,
    )


def wrong(page: Page, width: int, height: int) -> dict[str, Any]:
    """What is wrong at a size."""
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    found: dict[str, Any] = page.evaluate(_AUDIT)
    assert found.pop("texts") > 5
    return {name: said for name, said in found.items() if said}


@pytest.fixture(params=[1, 1.5])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    yield from look(browser, request.param)


def sizes(page: Page) -> list[tuple[int, int]]:
    """Of an enlarged display the one at which sizes are no whole pixels."""
    return SIZES if page.evaluate("devicePixelRatio") == 1 else [(1280, 720)]


def surge(engine: Engine) -> None:
    """Commit far more incidents of this moment than yesterday had."""
    now = now_micros()
    told = [
        Incident("grid", f"surge-{n}", [Event("reported", now - SECOND)], area="320105002")
        for n in range(300)
    ]
    write_incidents(engine, told, now=now, origin="test")


def test_all_of_every_scene_can_be_read(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/wall?rotate=base")
    expect(page.locator("#wall-base .wall-card").first).to_be_visible()
    for query in LOOKS:
        for scene in SCENES:
            show(page, f"rotate={scene}&{query}")
            expect(page.locator("html")).to_have_attribute("data-theme", query.split("=")[-1])
            for width, height in sizes(page):
                found = wrong(page, width, height)
                assert found == {}, f"{scene} at {width}×{height}, {query}"


def test_what_takes_over_and_a_lost_connection_can_be_read(
    page: Page, server: Server, record: Engine
) -> None:
    page.goto(f"{server.url}/wall?rotate=district&{LOOKS[0]}")
    expect(page.locator("#wall-counts .wall-number").first).to_be_visible()
    surge(record)
    expect(page.locator(".wall-tile-new.is-more")).to_contain_text("显著增多", timeout=15_000)
    report(record, f"layout-{page.evaluate('devicePixelRatio')}", category="0101")
    over = page.locator("#wall-takeover")
    expect(over).to_be_visible(timeout=15_000)
    for query in LOOKS:
        show(page, f"rotate=district&{query}")
        expect(over).to_be_visible()
        for width, height in sizes(page):
            assert wrong(page, width, height) == {}, f"{width}×{height}, {query}"
    page.evaluate("onescreen.wall.rotation.interrupt(Date.now(), 0)")
    page.context.set_offline(True)
    expect(page.locator("html")).to_have_class(re.compile("is-unsure"), timeout=10_000)
    expect(over).to_be_hidden()
    for width, height in sizes(page):
        assert wrong(page, width, height) == {}, f"{width}×{height}, without a connection"
