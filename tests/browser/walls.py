"""What a wall shows, what its server knows, and what it says while it does not know that."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from data_access.live import local
from tests.browser.servers import Server

SOON = 20_000  # ms
COUNTS = ("open", "new", "closed", "overdue")
QUERY = "rotate=district:60&panels=counts,closure&lang=en"
# The date of answers is that of the machine, which no test can move.
UNDATED = """
  const get = Headers.prototype.get;
  Headers.prototype.get = function (name) { return name === "Date" ? null : get.call(this, name); };
"""


def opened(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/wall?{QUERY}")
    expect(page.locator("[data-number=new]")).to_be_visible()
    return page


def shown(page: Page) -> dict[str, str]:
    found = {name: page.locator(f"[data-number={name}]").inner_text() for name in COUNTS}
    return {**found, "closure": page.locator(".wall-tile-closure .wall-note").inner_text()}


def known(server: Server) -> dict[str, str]:
    """The same as `onescreen figures` has it."""
    today = local.ask(server.folder, {"ask": "figures", "period": "today"})
    month = local.ask(server.folder, {"ask": "figures", "period": "30d"})
    assert today
    assert month
    rate = month["closure"]["total"]
    due = f"{rate['closed']:,}/{rate['due']:,} due" if rate["due"] else "nothing due yet"
    return {name: f"{today['counts'][name]:,}" for name in COUNTS} | {"closure": due}


def expect_right(page: Page, server: Server) -> None:
    """No band any more, and the figures of the server's newest instant."""
    expect(page.locator("#wall-band")).to_be_hidden(timeout=SOON)
    expect(page.locator("html")).not_to_have_class(re.compile("is-unsure"))
    for _ in range(100):
        if shown(page) == known(server):
            return
        page.wait_for_timeout(100)
    assert shown(page) == known(server)


def expect_unsure(page: Page, said: str) -> None:
    """The band says what is not known, and of when the figures are; these stay."""
    band = page.locator("#wall-band")
    expect(band).to_contain_text(said, timeout=SOON)
    moment = page.evaluate(
        "onescreen.clock.moment(onescreen.wall.shown().as_of, onescreen.wall.shown())"
    )
    expect(band).to_contain_text(moment)
    expect(page.locator("html")).to_have_class(re.compile("is-unsure"))
