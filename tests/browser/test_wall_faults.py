"""What can go wrong around a wall: it says what it does not know, and recovers without a hand."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import Engine

from data_access.moments import SECOND, now_micros, to_micros
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.browser import moved
from tests.browser.conftest import Watched, report, watching
from tests.browser.servers import Server, give
from tests.browser.walls import (
    SOON,
    UNDATED,
    expect_right,
    expect_unsure,
    opened,
    shown,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this file's own, whose clock and files a test changes."""
    folder = tmp_path_factory.mktemp("faults")
    give(demo_folder, folder)
    running = Server(
        folder, settings={"PYTHONPATH": str(ROOT)}, program=("-m", "tests.browser.moved")
    )
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def record(server: Server) -> Iterator[Engine]:
    engine = open_record(server.database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, apart=True)


@pytest.fixture
def page(watched: Watched, server: Server) -> Page:
    """A wall whose time a test moves; until then it runs."""
    watched.page.clock.install()
    watched.page.add_init_script(UNDATED)
    return opened(watched.page, server)


@pytest.mark.long
def test_a_server_that_was_killed_is_found_again_though_its_read_model_is_gone(
    page: Page, server: Server, record: Engine
) -> None:
    before = shown(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    server.kill()
    try:
        expect_unsure(page, "Connection lost")
        assert shown(page) == before
        for _ in range(5):  # however long it is away, four seconds later it is asked for again
            already = len(asked)
            page.clock.run_for(4000)
            expect(page.locator("#wall-band")).to_be_visible()
            assert len(asked) > already
        (server.folder / "read_model.duckdb").unlink()
        report(record, "meanwhile", priority=3)
    finally:
        server.start()
    page.clock.run_for(4000)
    expect(page.locator("[data-number=new]")).not_to_have_text(before["new"], timeout=SOON)
    expect_right(page, server)


def test_a_network_that_was_cut_is_said_and_its_return_noticed(
    page: Page, server: Server, record: Engine
) -> None:
    before = shown(page)
    page.context.set_offline(True)
    expect_unsure(page, "Connection lost")
    report(record, "unseen", priority=3)
    assert shown(page) == before
    page.context.set_offline(False)
    expect(page.locator("[data-number=new]")).not_to_have_text(before["new"], timeout=SOON)
    expect_right(page, server)


def test_a_record_that_is_locked_makes_figures_stand_which_is_said(
    page: Page, server: Server, record: Engine
) -> None:
    # What takes effect later must be written then, which a locked record refuses.
    now = now_micros()
    events = [Event("reported", now - SECOND), Event("closed", now + 60 * SECOND)]
    incident = Incident("grid", "later", events, area="320105002", priority=3)
    write_incidents(record, [incident], now=now, origin="test")
    expect_right(page, server)
    try:
        with closing(sqlite3.connect(record.url.database or "", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            moved.set_clock(server.folder, datetime.now(UTC) + timedelta(minutes=3))
            page.clock.fast_forward(180_000)
            expect_unsure(page, "The database gives no newer data just now")
            before = shown(page)
            for _ in range(4):  # the server goes on answering
                page.wait_for_event("response")
            expect_unsure(page, "The database gives no newer data just now")
            other.execute("COMMIT")
        expect_right(page, server)
        assert int(shown(page)["closed"]) == int(before["closed"]) + 1
    finally:
        moved.set_clock(server.folder, datetime.now(UTC))


@pytest.mark.long
def test_a_month_ends_sources_fall_silent_and_all_of_it_is_told_until_news_come(
    page: Page, server: Server, record: Engine
) -> None:
    now = datetime.now(moved.zone())
    report(record, "of today", priority=3)
    expect_right(page, server)
    assert shown(page)["new"] != "0"
    first = (now.replace(day=1) + timedelta(days=64)).replace(day=1, hour=0, minute=0, second=30)
    try:
        moved.set_clock(server.folder, first)
        expect(page.locator("[data-number=new]")).to_have_text("0", timeout=SOON)
        for panel in ("counts", "closure"):
            expect(page.locator(f"#wall-{panel} .wall-stale")).to_contain_text("nothing since")
            expect(page.locator(f"#wall-{panel} .is-stale")).to_be_visible()
        expect_right(page, server)
        moment = to_micros(first)
        news = Incident("grid", "of the month", [Event("reported", moment - SECOND)], priority=3)
        write_incidents(record, [news], now=moment, origin="test")
        expect(page.locator("[data-number=new]")).to_have_text("1", timeout=SOON)
        expect(page.locator(".wall-stale")).to_have_count(0)
        expect_right(page, server)
    finally:
        moved.set_clock(server.folder, datetime.now(UTC))


def test_a_release_and_a_new_day_load_the_page_anew_when_a_scene_ends(
    page: Page, server: Server
) -> None:
    loaded: list[str] = []
    page.on("framenavigated", lambda frame: loaded.append(frame.url))
    wall = page.locator("#wall")
    release, epoch = wall.get_attribute("data-release"), wall.get_attribute("data-epoch")
    shutil.copytree(ROOT / "assets", server.folder / "assets")
    with (server.folder / "assets" / "wall.css").open("a") as css:
        css.write("/* another release */\n")
    server.stop()
    server.start()
    expect_outdated(page)
    # While the server answers with anything else than this page, it stays as it is.
    page.route("**/wall?*", lambda route: route.fulfill(status=500))
    with page.expect_response("**/wall?*"):
        page.clock.fast_forward(60_000)
    page.wait_for_event("response")
    expect(page.locator("[data-number=new]")).to_be_visible()
    assert loaded == []
    page.unroute("**/wall?*")
    page.clock.fast_forward(60_000)
    expect(wall).not_to_have_attribute("data-release", release or "", timeout=SOON)
    expect(page.locator("[data-number=new]")).to_be_visible()
    for _ in range(3):
        page.clock.fast_forward(301_000)
        expect(page.locator("[data-number=new]")).to_be_visible()
    assert len(loaded) == 1
    try:  # the next day
        moved.set_clock(server.folder, datetime.now(UTC) + timedelta(days=1))
        expect_outdated(page)
        page.clock.fast_forward(301_000)
        expect(wall).not_to_have_attribute("data-epoch", epoch or "", timeout=SOON)
        expect(page.locator("[data-number=new]")).to_be_visible()
        assert len(loaded) == 2
    finally:
        moved.set_clock(server.folder, datetime.now(UTC))


_OUTDATED = """() => {
  const answer = onescreen.wall.shown(), page = document.getElementById("wall").dataset;
  return answer.release !== page.release || answer.epoch !== page.epoch;
}"""


def expect_outdated(page: Page) -> None:
    """Wait until the server's answers are no longer those that this page was made for."""
    for _ in range(200):
        if page.evaluate(_OUTDATED):
            return
        page.wait_for_timeout(50)
    pytest.fail("the answers are as before")


@pytest.mark.long
def test_servers_of_two_releases_in_turn_do_not_load_a_page_over_and_over(
    watched: Watched, server: Server
) -> None:
    page = watched.page
    asked: list[str] = []

    def other(route: Route) -> None:
        answer = route.fetch()
        news = answer.status == 200
        changed = {**answer.json(), "release": "another"} if news else None
        route.fulfill(response=answer, **({"json": changed} if news else {}))

    page.clock.install()
    page.add_init_script(UNDATED)
    page.route("**/wall/scene*", other)
    opened(page, server)
    with page.expect_event("framenavigated"):
        page.clock.fast_forward(60_000)
    expect(page.locator("[data-number=new]")).to_be_visible()
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(3):
        expect_outdated(page)
        page.clock.fast_forward(60_000)
        for _ in range(2):
            page.wait_for_event("response")
    assert [url for url in asked if "/wall?" in url] == []
    with page.expect_event("framenavigated"):
        page.clock.fast_forward(301_000)
