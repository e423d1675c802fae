"""What a browser sees: bytes and times of the first load and of a later one, and of refreshes.

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

from playwright.sync_api import Browser, BrowserContext, BrowserType, Page, sync_playwright

_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
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
    quiet: list[int] = field(default_factory=list)  # of answers that nothing changed

    def listen(self, page: Page) -> None:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", self._named)
        session.on("Network.loadingFinished", self._finished)

    def _named(self, event: Any) -> None:
        answer = event["response"]
        self.names[event["requestId"]] = answer["url"]
        if answer["status"] == 304:
            self.quiet.append(round(answer["encodedDataLength"]))

    def _finished(self, event: Any) -> None:
        name = self.names.get(event["requestId"], "")
        if name.startswith("http"):
            self.answers.append((round(event["encodedDataLength"]), name))


@contextmanager
def _visitor(browser: Browser, encodings: str) -> Iterator[BrowserContext]:
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
    seen = _painted(page)
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


def _painted(page: Page) -> Any:
    for _ in range(_PATIENCE // 100):
        seen = page.evaluate("window.seen")
        if seen and seen["panels"]:
            return seen
        page.wait_for_timeout(100)
    raise SystemExit("the panels were not painted within a minute: is the server well?")


def first_loads(browser: Browser, url: str, encodings: str, times: int) -> None:
    """Print the first loads of so many new visitors."""
    found = []
    for _ in range(times):
        with _visitor(browser, encodings) as context:
            found.append(load(context, url))
    _print(f"first load, {encodings or 'as the browser wishes'}", found)
    for size, address in found[-1].largest:
        print(f"    {size:>9,} {address[:110]}")


def later_loads(chromium: BrowserType, url: str, times: int) -> None:
    """Print the loads of a browser that was here, with its profile on the disc as people have it."""
    with TemporaryDirectory() as profile:
        context = chromium.launch_persistent_context(
            profile, executable_path=_chromium(), args=_ARGUMENTS, viewport=_SIZE
        )
        context.add_init_script(_WATCH)
        for _ in range(2):
            load(context, url)
        _print("later load", [load(context, url) for _ in range(times)])
        context.close()


def _print(said: str, found: list[Load]) -> None:
    print(
        f"{said}: layout {_middle(found, 'layout')} ms, all panels {_middle(found, 'panels')} ms, "
        f"{_middle(found, 'bytes'):,} bytes in {_middle(found, 'requests')} answers, "
        f"longest task {_middle(found, 'longest')} ms"
    )


def _chromium() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        raise SystemExit("Chromium is missing: sudo apt-get install chromium")
    return found


def _middle(found: list[Load], name: str) -> int:
    return round(statistics.median(getattr(each, name) for each in found))


def refreshes(browser: Browser, url: str, seconds: int) -> None:
    """Print what refreshes cost over some seconds: bytes of a tick, long tasks."""
    with _visitor(browser, "") as context:
        page, traffic = context.new_page(), Traffic()
        page.goto(url)
        _painted(page)
        page.wait_for_timeout(2_000)
        traffic.listen(page)
        began = page.evaluate("performance.now()")
        before = page.evaluate("window.onescreen.state.version")
        versions = {before}
        for _ in range(seconds * 5):
            page.wait_for_timeout(200)
            versions.add(page.evaluate("window.onescreen.state.version"))
        tasks = [task for task in page.evaluate("window.seen.tasks") if task[0] > began]
        news = [size for size, name in traffic.answers if "/screen" in name]
        heat = [size for size, name in traffic.answers if "/heat" in name]
        print(f"refreshes over {seconds} s: {len(versions) - 1} versions were seen")
        print(f"    a tick without a change: {_spread(traffic.quiet)}")
        print(f"    a tick with a change: {_spread(news)}; its heat image: {_spread(heat)}")
        print(f"    tasks over 50 ms: {sorted((long for _, long in tasks), reverse=True)[:10]}")


def _spread(sizes: list[int]) -> str:
    if not sizes:
        return "none"
    return f"{len(sizes)} answers, median {statistics.median(sizes):,.0f}, most {max(sizes):,} B"


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--times", type=int, default=5, help="visitors (default 5)")
    parser.add_argument("--seconds", type=int, default=30, help="of refreshes (default 30)")
    args = parser.parse_args()
    with sync_playwright() as playwright:
        chromium = playwright.chromium
        browser = chromium.launch(executable_path=_chromium(), args=_ARGUMENTS)
        print(f"Chromium {browser.version}, {args.url}")
        for encodings in ("gzip", ""):
            first_loads(browser, args.url, encodings, args.times)
        later_loads(chromium, args.url, args.times)
        refreshes(browser, args.url, args.seconds)
        browser.close()


if __name__ == "__main__":
    main()
