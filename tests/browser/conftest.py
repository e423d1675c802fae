"""A demo district served by `onescreen serve`, and pages of a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from sqlalchemy import Engine

from data_access.demo.create import create_demo
from data_access.live import local
from data_access.live.service import without_server
from data_access.moments import SECOND, now_micros
from data_access.record.database import migrate, open_record
from data_access.record.events import Event as Happening
from data_access.record.events import Incident
from data_access.record.write import write_incidents
from data_access.settings import Settings
from tests.logged import Logged

INCIDENTS = 8_000
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """`onescreen serve` over a folder; it can be stopped and started again."""

    folder: Path
    port: int = field(default_factory=lambda: free_port())
    settings: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (str(_ROOT / "app.py"), "serve")
    _process: subprocess.Popen[bytes] | None = None
    _nap: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it writes."""
        return self.folder / "server.log"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'onescreen.db'}"

    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ONESCREEN_")}
        return {
            **kept,
            "ONESCREEN_DATA_DIR": str(self.folder),
            "ONESCREEN_PORT": str(self.port),
            "ONESCREEN_DEMO_FEED": "false",
            **self.settings,
        }

    def start(self) -> None:
        """Start it and wait until it is well."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.program],
                env=self.environment(), cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(600):
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.log.read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=30):
                    return
            except (urllib.error.URLError, ConnectionError):
                self._nap.wait(0.1)
        raise RuntimeError("the server did not become well")

    def stop(self) -> None:
        """Tell it to stop, and wait."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=60)
            self._process = None

    def kill(self) -> None:
        """End the supervising process at once, and wait until its worker is gone too."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=60)
        self._process = None
        for _ in range(300):
            if local.ask(self.folder, {"ask": "ready"}) is None:
                return
            self._nap.wait(0.1)
        raise RuntimeError("the worker outlives its server")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command of the console script beside it."""
        return subprocess.run(
            [sys.executable, str(_ROOT / "app.py"), *arguments],
            env=self.environment(), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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
    """A folder with a small demo district and its read model, never served itself."""
    folder = tmp_path_factory.mktemp("demo")
    settings = Settings(data_dir=folder)
    engine = open_record(settings.database_url)
    migrate(engine)
    create_demo(engine, now=now_micros(), incidents=INCIDENTS, progress=lambda *_: None)
    engine.dispose()
    with without_server(settings):  # so that no server has to build it
        return folder


def give(demo_folder: Path, folder: Path) -> Path:
    """A copy of the demo district in a folder that is there; the folder."""
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    return folder


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    server = Server(folder, settings=settings)
    server.start()
    try:
        yield server
    finally:
        server.stop()


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
def browser() -> Iterator[Browser]:
    """A real Chromium; without one this fails, and says what to install."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("Chromium is missing: sudo apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def watched(browser: Browser, server: Server) -> Iterator[Watched]:
    """A fresh page at 1920×1080."""
    yield from watching(browser, server)


def watching(
    browser: Browser, server: Server, width: int = 1920, height: int = 1080, touch: bool = False
) -> Iterator[Watched]:
    """A page whose console errors and foreign requests are written down."""
    size: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=size, has_touch=touch, is_mobile=touch)
    found = Watched(context.new_page())
    page = found.page

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
    page.unroute_all(
        behavior="ignoreErrors"
    )  # an answer that is still being held up has nobody left
    context.close()


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
