"""What a screen does while its server is away, and when there is nothing to show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import watching
from tests.browser.servers import Server, give, serving


@pytest.fixture(scope="module")
def lonely(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of this file's own: those that stop it start it again."""
    with serving(give(demo_folder, tmp_path_factory.mktemp("lonely"))) as server:
        yield server


def test_a_lost_server_is_said_and_its_return_noticed(browser: Browser, lonely: Server) -> None:
    for watched in watching(browser, lonely):
        page = watched.open(lonely.url)
        page.wait_for_selector("#closure .row")
        new = page.locator(".tile-new .figure").inner_text()
        lonely.stop()
        expect(page.locator("html")).to_have_class(re.compile("offline"), timeout=30_000)
        expect(page.locator(".offline-band")).to_be_visible()
        expect(page.locator(".tile-new .figure")).to_have_text(new)
        lonely.start()
        expect(page.locator("html")).not_to_have_class(re.compile("offline"), timeout=30_000)
        expect(page.locator(".offline-band")).to_be_hidden()


@pytest.mark.long
def test_an_empty_record_says_what_to_do_and_fills_itself(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for watched in watching(browser, server):
            page = watched.open(server.url)
            expect(page.locator("#notice")).to_contain_text("onescreen load")
            expect(page.locator("#notice")).to_contain_text("onescreen demo")
            assert server.run("demo", "--incidents", "300").returncode == 0
            expect(page.locator("#closure .row").first).to_be_visible(timeout=60_000)
            assert watched.strangers == []


def test_a_second_server_over_the_same_folder_is_refused(lonely: Server) -> None:
    refused = Server(lonely.folder).run("serve")
    assert refused.returncode == 2
    assert "already" in refused.stderr


def test_a_taken_port_is_named(lonely: Server, tmp_path: Path) -> None:
    refused = Server(tmp_path / "other", port=lonely.port).run("serve")
    assert refused.returncode == 2
    assert "ONESCREEN_PORT" in refused.stderr


def test_a_worker_does_not_outlive_its_server(lonely: Server) -> None:
    lonely.kill()
    lonely.start()
