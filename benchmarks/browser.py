"""What a browser sees: bytes and times of the first load and of a later one.

`python -m benchmarks.browser URL` over a running server; see benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.report import Row

_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    # Whoever drives a browser from outside has it look up where each exception came from. That makes
    # it read large scripts anew, half a second a page, unless it kept that when it compiled them.
    "--js-flags=--no-enable-lazy-source-positions",
]  # fmt: skip
_SIZE: Any = {"width": 1920, "height": 1080}
_PATIENCE = 60_000  # milliseconds

# Runs before the page does: notes when its parts were painted, long tasks, and answers.
_WATCH = """
(() => {
  const seen = window.seen = { layout: 0, panels: 0, tasks: [] };
  const parts = ["#counts .figure", "#closure .row", "#loop h2",
    "#response .row", "#coverage .row", "#trend .scatterlayer .trace", "#feed .row",
    ".map.is-fitted", "#map-legend .legend"];
  const heat = () => {
    const image = document.querySelector("img.leaflet-image-layer");
    return image && !image.src.startsWith("data:image/gif") && image.complete;
  };
  const look = () => {
    if (!seen.layout && document.querySelector(".page, .grid")) seen.layout = after();
    if (parts.every((part) => document.querySelector(part)) && heat()) seen.panels = after();
    else requestAnimationFrame(look);
  };
  const after = () => Math.round(performance.now());  // of the frame that is painted now
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      seen.tasks.push([Math.round(entry.startTime), Math.round(entry.duration)]);
    }
  }).observe({ type: "longtask", buffered: true });
})();
"""


@dataclass
class Load:
    """One load of the screen; times in milliseconds since the navigation began."""

    bytes: int
    requests: int
    layout: int
    panels: int
    longest: int  # task of the main thread
    largest: list[tuple[int, str]]


@dataclass
class Traffic:
    """Bytes on the wire by address, headers included."""

    names: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[int, str]] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._named)
        session.on("Network.loadingFinished", self._finished)

    def _named(self, event: Any) -> None:
        self.names[event["requestId"]] = event["response"]["url"]

    def _finished(self, event: Any) -> None:
        name = self.names.get(event["requestId"], "")
        if name.startswith("http"):
            self.answers.append((round(event["encodedDataLength"]), name))


@contextmanager
def visitor(browser: Browser, encodings: str) -> Iterator[BrowserContext]:
    """A person with an empty cache, whose browser accepts these encodings."""
    context = browser.new_context(viewport=_SIZE)
    context.add_init_script(_WATCH)
    if encodings:
        context.set_extra_http_headers({"Accept-Encoding": encodings})
    yield context
    context.close()


def load(context: BrowserContext, url: str) -> Load:
    """Open the screen in a new tab until every panel is painted."""
    page, traffic = context.new_page(), Traffic()
    traffic.listen(page)
    page.goto(url, wait_until="commit")
    seen = wait_until_painted(page)
    sizes = sorted(traffic.answers, reverse=True)
    page.close()
    return Load(
        sum(size for size, _ in sizes),
        len(sizes),
        seen["layout"],
        seen["panels"],
        max((long for _, long in seen["tasks"]), default=0),
        sizes[:3],
    )


def wait_until_painted(page: Page) -> Any:
    """When layout and panels were painted, and the tasks until then."""
    for _ in range(_PATIENCE // 100):
        seen = page.evaluate("window.seen")
        if seen and seen["panels"]:
            return seen
        page.wait_for_timeout(100)
    raise SystemExit("the panels were not painted within a minute: is the server well?")


@contextmanager
def launched() -> Iterator[Browser]:
    """A Chromium of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=_ARGUMENTS)
        yield browser
        browser.close()


def first_loads(browser: Browser, url: str, encodings: str, times: int) -> list[Load]:
    """The first loads of so many new visitors."""
    found = []
    for _ in range(times):
        with visitor(browser, encodings) as context:
            found.append(load(context, url))
    return found


def later_loads(browser: Browser, url: str, times: int) -> list[Load]:
    """Loads of a browser that was here, with its profile on the disc as people have it."""
    with TemporaryDirectory() as profile:
        context = browser.browser_type.launch_persistent_context(
            profile, executable_path=_chromium(), args=_ARGUMENTS, viewport=_SIZE
        )
        context.add_init_script(_WATCH)
        for _ in range(2):
            load(context, url)
        found = [load(context, url) for _ in range(times)]
        context.close()
    return found


def measure(browser: Browser, url: str, times: int) -> list[Row]:
    """Rows of first loads, with gzip and with what the browser prefers, and of later ones."""
    plain, preferred, later = (
        first_loads(browser, url, "gzip", times),
        first_loads(browser, url, "", times),
        later_loads(browser, url, times),
    )
    first = "first load, cold browser"
    return [
        Row(
            f"{first}: layout, all panels painted",
            "0.7, 2 s",
            f"{_middle(plain, 'layout') / 1000:.2f}, {_middle(plain, 'panels') / 1000:.2f} s",
        ),
        Row(
            f"{first}: bytes with gzip (with brotli)",
            "2.3 MB",
            f"{_middle(plain, 'bytes') / 1e6:.2f} MB ({_middle(preferred, 'bytes') / 1e6:.2f} MB) "
            f"in {_middle(plain, 'requests')} answers",
        ),
        Row(f"{first}: longest task", "", f"{_middle(plain, 'longest')} ms"),
        Row(
            "later load, warm browser: all panels",
            "1 s",
            f"{_middle(later, 'panels') / 1000:.2f} s, {_middle(later, 'bytes'):,} B, longest task "
            f"{_middle(later, 'longest')} ms",
        ),
    ]


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("Chromium is missing: sudo apt-get install chromium")
    return found


def _middle(found: list[Load], name: str) -> int:
    return round(statistics.median(getattr(each, name) for each in found))


def main() -> None:
    """Print everything, and the largest answers of a first load."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--times", type=int, default=5, help="visitors (default 5)")
    args = parser.parse_args()
    with launched() as browser:
        for row in measure(browser, args.url, args.times):
            print(row)
        for size, address in first_loads(browser, args.url, "gzip", 1)[0].largest:
            print(f"    {size:>9,} {address[:110]}")


if __name__ == "__main__":
    main()
