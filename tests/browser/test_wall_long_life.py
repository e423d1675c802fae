"""A wall that stands for weeks: what thousands of refreshes leave behind in the browser."""

from __future__ import annotations

import math

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import Watched
from tests.browser.servers import Server

# A round each: another scene, or other figures of the same, is asked for and drawn, as after a change.
_ROUNDS = """async rounds => {
  const addresses = ["district&panels=counts,map,closure,response", "district&panels=counts,map,closure,response&period=7d",
    "320105002&panels=counts,coverage,loop", "hot", "departments", "base", "320105003&panels=counts,map,closure"];
  for (let round = 0; round < rounds; round += 1) {
    history.replaceState(null, "", "/wall?rotate=" + addresses[round % addresses.length]);
    await onescreen.wall.refresh();
    onescreen.wall.tick();
  }
  return onescreen.state.applied;
}"""
BATCH = 35  # ends with the scene that the one before ended with
KINDS = ("JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents")
Measured = dict[str, float]


def measured(session: CDPSession) -> Measured:
    """What the page holds after the garbage is gone."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    found = session.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in found}


def refresh(page: Page, rounds: int) -> None:
    for _ in range(0, rounds, BATCH):
        before = page.evaluate("onescreen.state.applied")
        assert page.evaluate(_ROUNDS, BATCH) >= before + BATCH


@pytest.mark.parametrize(
    ("first", "then"), [(35, 35), pytest.param(1050, 3990, marks=pytest.mark.long)]
)
def test_nothing_grows(watched: Watched, server: Server, first: int, then: int) -> None:
    page = watched.page
    page.goto(f"{server.url}/wall")
    expect(page.locator("#wall-counts .wall-number").first).to_be_visible()
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    refresh(page, first)
    before = measured(session)
    refresh(page, then)
    grown = dict.fromkeys(KINDS, math.inf)
    for _ in range(100):  # a figure that still moved when it was replaced is held until it stands
        if grown["Nodes"] < 100:
            break
        after = measured(session)
        grown = {name: after[name] - before[name] for name in KINDS}
        page.evaluate("new Promise(requestAnimationFrame)")
    assert grown["JSHeapUsedSize"] < 1_000_000
    assert grown["Nodes"] < 100
    assert grown["JSEventListeners"] <= 0
    assert grown["Documents"] <= 0
    assert watched.complaints == []
