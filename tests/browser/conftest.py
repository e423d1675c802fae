"""A demo district served by `onescreen serve`, and pages of a real Chromium."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from sqlalchemy import Engine

from data_access.demo.create import create_demo
from data_access.live.for_commands import without_server
from data_access.moments import SECOND, now_micros
from data_access.record.database import migrate, open_record
from data_access.record.events import Event as Happening
from data_access.record.events import Incident
from data_access.record.write import write_incidents
from data_access.settings import Settings
from tests.browser.servers import Server, give, serving
from tests.logged import Logged

INCIDENTS = 8_000
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_STORED = "local_storage,session_storage,indexeddb,cache_storage,service_workers"
expect.set_options(timeout=20_000)  # ms: three tests at a time on two cores wait for one another


@dataclass
class Watched:
    """A page and everything it complained of or asked of others."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, url: str) -> Page:
        """Go there, and wait until the screen has drawn something."""
        self.page.goto(url)
        self.page.wait_for_selector("#header h1")
        return self.page


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a small demo district and its read model, never served itself; one for all
    workers of a run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    with folder.with_suffix(".made").open("a+") as made:
        fcntl.flock(made, fcntl.LOCK_EX)
        made.seek(0)
        if not made.read():
            settings = Settings(data_dir=folder)
            folder.mkdir()
            engine = open_record(settings.database_url)
            migrate(engine)
            create_demo(engine, now=now_micros(), incidents=INCIDENTS, progress=lambda *_: None)
            engine.dispose()
            with without_server(settings):  # so that no server has to build it
                made.write("by one of them")
    return folder


@pytest.fixture(scope="session", autouse=True)
def looked_through(logged: Logged, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What servers wrote is looked through for secrets, too."""
    yield
    for log in tmp_path_factory.getbasetemp().rglob("server.log"):
        logged.look(log.read_text(errors="replace"))


@pytest.fixture(scope="session")
def server(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo district, served; tests add to it, and those that stop a server have their own."""
    with serving(give(demo_folder, tmp_path_factory.mktemp("served"))) as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A real Chromium; without one this fails, and says what to install.

    It keeps a profile, as everybody's does: what a page has loaded twice is not compiled again,
    which is two thirds of what a page costs.
    """
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is missing: sudo apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        profile = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=found, args=_ARGUMENTS, viewport={"width": 1920, "height": 1080},
        )  # fmt: skip
        assert profile.browser
        yield profile.browser
        profile.close()


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    """A fresh page at 1920×1080."""
    yield from watching(browser, server)


@contextmanager
def _visit(
    browser: Browser, server: Server, size: ViewportSize, touch: bool, apart: bool
) -> Iterator[Page]:
    """A page of somebody new: in the browser's profile, or in one of its own beside that."""
    profile = browser.contexts[0]
    if touch or apart or len(profile.pages) > 1:
        context = browser.new_context(viewport=size, has_touch=touch, is_mobile=touch)
        yield context.new_page()
        context.close()
        return
    page = profile.new_page()
    assert page.evaluate("/native code/.test(setTimeout)"), "a test moved the time of all pages"
    page.set_viewport_size(size)
    try:
        yield page
    finally:
        profile.set_offline(False)
        kept, *others = profile.pages
        for other in others:
            other.close()
        profile.clear_cookies()
        session = profile.new_cdp_session(kept)
        session.send("Storage.clearDataForOrigin", {"origin": server.url, "storageTypes": _STORED})
        session.detach()


def watching(
    browser: Browser,
    server: Server,
    width: int = 1920,
    height: int = 1080,
    touch: bool = False,
    apart: bool = False,
) -> Iterator[Watched]:
    """A page whose console errors and foreign requests are written down; `apart`: its time may be
    moved, which is that of all pages of a profile."""
    with _visit(browser, server, {"width": width, "height": height}, touch, apart) as page:
        found = Watched(page)

        def hear(message: Any) -> None:
            if message.type == "error":
                found.complaints.append(message.text)

        def see(request: Any) -> None:
            if not request.url.startswith((server.url, "data:", "blob:")):
                found.strangers.append(request.url)

        page.on("console", hear)
        page.on("pageerror", lambda error: found.complaints.append(str(error)))
        page.on("request", see)
        yield found
        # An answer that is still being held up has nobody left.
        page.unroute_all(behavior="ignoreErrors")


def report(engine: Engine, external_id: str, **fields: Any) -> None:
    """Commit one incident of this moment."""
    now = now_micros()
    said = {"area": "320105002", "priority": 1, **fields}
    incident = Incident("grid", external_id, [Happening("reported", now - SECOND)], **said)
    write_incidents(engine, [incident], now=now, origin="test")


@pytest.fixture
def record(server: Server) -> Iterator[Engine]:
    """The record behind the server, opened by another process than it: this one."""
    engine = open_record(server.database_url)
    yield engine
    engine.dispose()
