"""An administrator ends a session and revokes a display: both screens say so within one refresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect
from sqlalchemy import Engine

from data_access.access import accounts, displays, sessions
from data_access.access.accounts import Account
from data_access.moments import now_micros
from data_access.record.database import open_record
from tests.browser.servers import Server, give, serving
from tests.browser.test_accessible import violations

PAGES = {  # and the part that is looked at closely; hundreds of areas are alike
    "accounts?": "body",
    "account?name=wang.li&": ".admin-forms > div",
    "account/new?": "fieldset:nth-of-type(2)",
    "displays?": "",
    "display/new?": "",
    "sessions?": ".admin-table",
    "audit?": "main",
    "sources?": "",
}


@pytest.fixture(scope="module")
def record(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A record of the demo district with an officer and an administrator."""
    folder = tmp_path_factory.mktemp("admin")
    give(demo_folder, folder)
    engine = open_record(f"sqlite:///{folder / 'onescreen.db'}")
    for account in (Account("wang.li", "duty"), Account("chief", "administrator")):
        accounts.create(engine, account, None, now_micros())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def server(record: Engine) -> Iterator[Server]:
    """The demo district with accounts."""
    folder = Path(str(record.url.database)).parent
    with serving(folder, ONESCREEN_ACCESS="accounts") as running:
        yield running


def as_account(context: BrowserContext, server: Server, record: Engine, name: str) -> Page:
    secret = sessions.begin(record, name, "127.0.0.1", "Chromium", now_micros())
    context.add_cookies([{"name": "onescreen", "value": secret, "url": server.url}])
    return context.new_page()


@dataclass
class Asked:
    """What a screen asks from now on, and the status of what has been answered."""

    sent: list[Request] = field(default_factory=list)
    answered: dict[Request, int] = field(default_factory=dict)

    @classmethod
    def by(cls, page: Page) -> Asked:
        found = cls()
        page.on("request", lambda one: found.sent.append(one) if "/screen" in one.url else None)
        page.on("response", lambda one: found.answered.update({one.request: one.status}))
        return found

    def statuses(self, since: int = 0) -> list[int]:
        return [self.answered[one] for one in self.sent[since:] if one in self.answered]


def looks(page: Page, server: Server) -> None:
    page.goto(server.url + "/?lang=en")
    expect(page.locator("#closure .row").first).to_be_visible()


def ends(desk: Page, screen: Page, button: Locator, said: str) -> None:
    """Press a button: the next that the screen asks for is refused, and it says so in place."""
    asked = Asked.by(screen)
    button.click()
    expect(desk.get_by_role("status")).to_have_text(said)
    since = len(asked.sent)  # what was sent before may have been let in before
    expect(screen.get_by_role("dialog", name="Your session has ended")).to_be_visible()
    expect(screen.locator("body > div").first).to_have_css("opacity", "0")
    assert set(asked.statuses(since)) <= {401}
    assert asked.statuses().count(401) <= 1  # it may have been on its way before


@pytest.mark.long
def test_a_session_and_a_display_are_gone_within_one_refresh(
    browser: Browser, server: Server, record: Engine
) -> None:
    contexts = [browser.new_context() for _ in range(2)]
    contexts.append(browser.new_context(java_script_enabled=False))
    officers, walls, chiefs = contexts
    officer = as_account(officers, server, record, "wang.li")
    desk = as_account(chiefs, server, record, "chief")
    looks(officer, server)

    desk.goto(f"{server.url}/admin/display/new?lang=en")
    desk.get_by_label("Name").fill("Hall, left")
    desk.get_by_label("Shazhou", exact=True).check()
    desk.get_by_role("button", name="Create its token").click()
    expect(desk.get_by_role("status")).to_have_text("The display Hall, left is there.")
    address = desk.locator("code", has_text="/display#").inner_text()
    assert address.startswith(f"{server.url}/display#")
    desk.reload()
    expect(desk.get_by_role("rowheader", name="Hall, left")).to_have_count(2)  # display and token
    expect(desk.locator("code")).to_have_count(0)
    wall = walls.new_page()
    wall.goto(address)
    expect(wall.locator("#wall-header")).to_contain_text("沙洲", timeout=15_000)
    desk.reload()
    expect(desk.locator(".admin-shown tr", has_text="Hall, left")).to_contain_text("well")
    looks(wall, server)

    desk.get_by_role("link", name="Sessions").click()
    row = desk.locator("tr", has_text="wang.li")
    end = row.get_by_role("button", name="End")
    ends(desk, officer, end, "The session of wang.li has ended.")
    desk.get_by_role("link", name="Displays").click()
    desk.locator("summary", has_text="Revoke").click()
    revoke = desk.get_by_role("button", name="Revoke it")
    said = "The display Hall, left is revoked, its token and its session with it."
    ends(desk, wall, revoke, said)

    desk.get_by_role("link", name="Audit").click()
    for words in ("ended a session", "revoked a display", "created a display"):
        expect(desk.locator("td", has_text=words)).to_be_visible()
    for context in contexts:
        context.close()


def test_the_pages_fit_a_phone_and_are_in_nobodys_way(
    browser: Browser, server: Server, record: Engine
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = as_account(context, server, record, "chief")
    displays.create(record, "Phone", [], [], None, "chief", now_micros())
    for theme, (address, part) in zip(("dark", "light") * 4, PAGES.items(), strict=True):
        page.goto(f"{server.url}/admin/{address}lang=en&theme={theme}")
        expect(page.get_by_role("heading", name="Administration")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390, address
        values = page.locator("td[data-label] > *:visible")
        lefts = values.evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")
        assert all(left > 110 for left in lefts), address  # beside the label, not under it
        if part:
            page.evaluate(Axe().axe_script)
            assert violations(page, part) == [], address
    context.close()
