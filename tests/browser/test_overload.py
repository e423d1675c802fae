"""What a screen says while its server has more to answer than it can."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from threading import Event

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report
from tests.browser.servers import Server

# What the header says of it, and how high its parts stand at that moment.
_SAID = """() => [
  [...document.querySelectorAll(".top .held-up")].map(said => said.innerText),
  [...document.querySelectorAll(".top h1, .top .age, .top .switches")].map(part => {
    const { top, bottom } = part.getBoundingClientRect();
    return (top + bottom) / 2;
  }),
]"""
VIEWERS = 6


@contextmanager
def crowd(server: Server) -> Iterator[None]:
    """Viewers who ask all the while, each time for a period that nobody asked for."""
    enough, minutes = Event(), count(1)

    def look() -> None:
        while not enough.is_set():
            after = f"2026-01-01T{(minute := next(minutes)) // 60 % 24:02}:{minute % 60:02}"
            with urllib.request.urlopen(
                f"{server.url}/screen?from={after}&to=2026-08-01"
            ) as answer:
                answer.read()

    with ThreadPoolExecutor(VIEWERS) as pool:
        lookers = [pool.submit(look) for _ in range(VIEWERS)]
        try:
            yield
        finally:
            enough.set()
        for looker in lookers:
            looker.result(60)


@pytest.mark.long
def test_under_overload_the_screen_says_how_late_it_is_and_ceases_after_it(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = watched.open(f"{server.url}/?period=24h&lang=en")
    held_up = page.locator(".top .held-up")
    expect(held_up).to_have_count(0)
    page.set_viewport_size({"width": 1366, "height": 768})
    said: list[str] = []
    middles: list[float] = []
    with crowd(server):
        for n in range(100):
            report(record, f"overload-{n}")
            page.wait_for_event("response", lambda response: "/screen" in response.url)
            said, middles = page.evaluate(_SAID)
            if said:
                break
    assert "".join(said).endswith("s late")
    assert max(middles) - min(middles) < 4  # on a laptop, too, the header is one line
    # What waited when the crowd left is still published late; what comes then is not.
    newest = page.locator("#feed .row").first
    for n in range(3):
        report(record, f"after-{n}")
        expect(newest).to_have_attribute("title", re.compile(f"after-{n}"), timeout=60_000)
    expect(held_up).to_have_count(0)
    assert watched.complaints == []
