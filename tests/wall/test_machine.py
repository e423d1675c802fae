"""The machine behind a display: its script, and what its pages say."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import get_args

import pytest

from data_access.wall_status import Trouble
from layouts.texts.wall import TEXTS

ROOT = Path(__file__).parents[2]
FILES = ROOT / "examples/wall"
PAGES = {0: "docs/wall.zh-CN.md", 1: "docs/wall.md"}
# It says how it was called, and ends the script that began it.
BROWSER = """#!/bin/sh
printf '%s\\n' "$@" > "$HOME/called"
kill -TERM "$PPID"
"""


class _Server(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503)
        self.end_headers()
        self.wfile.write(b'{"status": "failing"}')

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    """A server that is there and not well."""
    server = HTTPServer(("127.0.0.1", 0), _Server)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def called(home: Path, url: str) -> str:
    """The address that the script opens in the browser."""
    browser = home / "chromium"
    browser.write_text(BROWSER)
    browser.chmod(0o755)
    environment = {"PATH": f"{home}:{os.environ['PATH']}", "HOME": str(home), "WALL_URL": url}
    ran = subprocess.run([FILES / "onescreen-wall"], env=environment, timeout=60, check=False)
    assert ran.returncode == 0
    arguments = (home / "called").read_text().splitlines()
    assert {"--kiosk", "--noerrdialogs", f"--user-data-dir={home}/profile"} <= set(arguments)
    return arguments[-1]


def test_its_script_opens_the_wall_and_a_token_once(tmp_path: Path, address: str) -> None:
    wall = f"{address}/wall?rotate=hot:30,base&q=50%+1&lang=en"
    assert called(tmp_path, wall) == wall
    token = tmp_path / "token"
    token.write_text("t0ken\n")
    then = "/wall?rotate=hot:30,base%26q=50%25%2B1%26lang=en"
    assert called(tmp_path, wall) == f"{address}/display?next={then}#t0ken"
    assert not token.exists()
    assert called(tmp_path, wall) == wall


@pytest.mark.parametrize("page", PAGES.values())
def test_its_pages_show_pictures_that_load_quickly(page: str) -> None:
    found = re.findall(r"\]\((images/wall-[\w-]+\.webp)\)", (ROOT / page).read_text("utf-8"))
    assert len(found) == 4
    for path in found:
        assert 10_000 < (ROOT / "docs" / path).stat().st_size < 150_000


@pytest.mark.parametrize("language", PAGES)
def test_its_pages_name_every_file_trouble_and_band(language: int) -> None:
    page = (ROOT / PAGES[language]).read_text("utf-8")
    assert {path.name for path in FILES.iterdir()} == set(re.findall(r"examples/wall/(\S+)", page))
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(get_args(Trouble))
    for key in TEXTS:
        if key.startswith("wall.band."):
            said = re.split(r" · |：|: |，请", TEXTS[key][language])[0]
            assert said in page, key
