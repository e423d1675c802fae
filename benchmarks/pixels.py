"""A real Chromium that looks at a screen: when it painted which version, and how long tasks took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# Notes the versions that were painted: what changed in the figures or in the newest events is on
# the screen once the frame after the change is through, which a message posted in it comes after.
_WATCH = """
() => {
  const seen = window.painted = { frames: [], tasks: [] };
  const { port1, port2 } = new MessageChannel();
  let waiting = false;
  port1.onmessage = (event) => {
    seen.frames.push([Date.now() / 1000, event.data]);
    waiting = false;
  };
  const watch = new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => port2.postMessage(window.onescreen.state.version));
  });
  for (const id of ["counts", "feed"]) {
    watch.observe(document.getElementById(id),
      { subtree: true, childList: true, characterData: true });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.tasks.push(Math.round(entry.duration));
  }).observe({ type: "longtask" });
}
"""


@dataclass(frozen=True)
class Painted:
    """What was on the screen when (seconds since 1970), and tasks over 50 ms (milliseconds)."""

    frames: list[tuple[float, int]]
    tasks: list[int]


def watch(page: Page) -> None:
    """Begin to note what a page, which is painted, paints from now on."""
    page.evaluate(_WATCH)


def painted(page: Page) -> Painted:
    """What was noted so far."""
    seen: Any = page.evaluate("window.painted")
    return Painted([(when, version) for when, version in seen["frames"]], seen["tasks"])
