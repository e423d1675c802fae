"""Logging in in a real browser: by the page, over a screen whose session ended, as a display, and by
OpenID Connect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from data_access.access import accounts, displays, sessions
from data_access.access.accounts import Account
from data_access.moments import now_micros
from data_access.record.database import migrate, open_record
from tests.access_http.provider import SUBJECT, running_provider
from tests.browser.conftest import Watched, watching
from tests.browser.servers import Server, give, serving
from tests.browser.test_accessible import violations

PASSWORD = "seven blue lanterns"  # noqa: S105 # of accounts that tests make
WHERE = "/?period=7d&lang=en&list=counts.open&sort=-priority"


@pytest.fixture(scope="module")
def record(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A record of the demo district with the accounts of an officer and of an administrator."""
    folder = tmp_path_factory.mktemp("accounts")
    give(demo_folder, folder)
    engine = open_record(f"sqlite:///{folder / 'onescreen.db'}")
    officer = Account("wang.li", "duty", (), (), "Wang Li")
    for account in (officer, Account("chief", "administrator")):
        accounts.create(engine, account, PASSWORD, now_micros())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def server(record: Engine) -> Iterator[Server]:
    """The demo district with accounts."""
    folder = Path(str(record.url.database)).parent
    with serving(folder, ONESCREEN_ACCESS="accounts") as running:
        yield running


def log_in(page: Page, name: str = "wang.li", typed: str = PASSWORD) -> None:
    """Fill in and send the form that is there: the page's, or the one over a screen."""
    page.fill("[name=name]", name)
    page.fill("[name=password]", typed)
    page.get_by_role("button", name=re.compile("Log in|登录")).click()


def drawn(page: Page) -> None:
    expect(page.locator("#closure .row").first).to_be_visible(timeout=15_000)


def on_the_wall(page: Page) -> None:
    expect(page.locator("#wall-header")).to_contain_text("沙洲", timeout=15_000)


def complaints(watched: Watched) -> list[str]:
    """What the console said but that somebody has to log in."""
    return [said for said in watched.complaints if "401 (Unauthorized)" not in said]


def test_the_page_leads_on_and_the_menu_leads_out(watched: Watched, server: Server) -> None:
    page = watched.page
    page.goto(server.url + "/?period=7d&lang=en")
    expect(page).to_have_url(re.compile("/login"))
    log_in(page, typed="something else")
    expect(page.get_by_role("alert")).to_have_text("Account or password is not right.")
    page.evaluate(Axe().axe_script)
    assert violations(page) == []
    log_in(page)
    drawn(page)
    assert page.url == server.url + "/?period=7d&lang=en"
    page.locator(".account > summary").click()
    page.evaluate(Axe().axe_script)
    assert violations(page, ".top-account") == []
    card = page.locator(".account-card")
    expect(card).to_contain_text("Wang Li")
    expect(card).to_contain_text("Duty officer")
    expect(card).to_contain_text("Whole district")
    card.get_by_role("button", name="Log out").click()
    expect(page).to_have_url(re.compile("/logout"))
    expect(page.locator("h1")).to_have_text("You are logged out")
    page.go_back()
    expect(page).to_have_url(re.compile("/login"))
    assert complaints(watched) == []
    assert watched.strangers == []


def test_the_page_needs_no_script(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url + "/?lang=en")
    log_in(page)
    expect(page).to_have_url(server.url + "/?lang=en")
    context.close()


def test_a_session_that_ends_is_said_in_place_and_goes_on_where_it_was(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = watched.page
    page.goto(server.url + WHERE)
    log_in(page)
    drawn(page)
    row = page.locator("#list-grid .ag-row[row-index='0'] [col-id=number]")
    expect(row).not_to_be_empty(timeout=15_000)
    row.click()
    expect(page.locator(".case-head")).to_be_visible()
    address = page.url
    assert "case=" in address
    assert "list=counts.open" in address
    page.evaluate("window.stays = true")
    other = page.context.new_page()
    other.goto(server.url + "/?lang=en")
    drawn(other)
    other.evaluate("window.stays = true")

    assert sessions.end_all(record, "wang.li", now_micros()) > 0
    for each in (other, page):
        each.bring_to_front()
        dialog = each.get_by_role("dialog", name="Your session has ended")
        expect(dialog).to_be_visible()
        expect(each.locator("body > div").first).to_have_css("opacity", "0")
        assert each.evaluate("document.querySelector('body > div').inert") is True
    page.evaluate(Axe().axe_script)
    assert violations(page, ".session-over") == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    log_in(page, typed="something else")
    expect(dialog.get_by_role("alert")).to_have_text("Account or password is not right.")
    log_in(page)
    expect(dialog).to_have_count(0)
    assert page.url == address
    for each in (page, other):  # the other one goes on by itself
        each.bring_to_front()
        expect(each.locator(".session-over")).to_have_count(0)
        expect(each.locator("body > div").first).to_have_css("opacity", "1")
        assert each.evaluate("window.stays") is True
    page.bring_to_front()
    expect(page.locator(".case-head")).to_be_visible()
    expect(row).to_be_visible()
    assert complaints(watched) == []


@pytest.mark.long
def test_another_account_gets_a_page_of_its_own(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = watched.page
    page.goto(server.url + "/?lang=en&period=7d")
    log_in(page)
    drawn(page)
    page.evaluate("window.stays = true")
    sessions.end_all(record, "wang.li", now_micros())
    expect(page.locator(".session-over")).to_be_visible()
    log_in(page, "chief")
    expect(page.locator(".account-card h2")).to_have_text("chief")
    drawn(page)
    assert page.evaluate("window.stays") is None
    assert page.url == server.url + "/?lang=en&period=7d"


def test_a_display_is_set_up_by_an_address_that_leaves_no_trace(
    watched: Watched, server: Server, record: Engine
) -> None:
    token = displays.create(record, "Wall", ("320105002",), (), None, "chief", now_micros())
    page, seen = watched.page, []
    page.on("request", lambda request: seen.append(request.url + str(request.headers)))
    page.goto(f"{server.url}/display#{token}")
    on_the_wall(page)
    assert page.url == server.url + "/wall"
    assert not any(token in one for one in seen)
    page.go_back()
    assert token not in page.url
    assert token not in page.content()
    page.goto(f"{server.url}/display#{token}")  # once more, from the same bookmark
    on_the_wall(page)
    desk = page.context.new_page()
    desk.goto(server.url + "/")
    drawn(desk)
    displays.revoke(record, "Wall", now_micros())
    expect(desk.locator(".session-over")).to_be_visible()
    expect(page.locator("#wall-band")).to_contain_text("请管理员重新接入", timeout=15_000)
    assert page.url == server.url + "/wall"
    expect(page.locator("form, [role=dialog]")).to_have_count(0)
    page.reload()  # as when the machine is started again
    expect(page.locator("h1")).to_have_text("此显示屏已停用")
    expect(page.locator("form")).to_have_count(0)
    assert complaints(watched) == []


def test_by_openid_connect_one_comes_back_to_where_one_was(
    browser: Browser, tmp_path: Path
) -> None:
    engine = open_record(f"sqlite:///{tmp_path / 'onescreen.db'}")
    migrate(engine)
    accounts.create(engine, Account("wang.li", "duty", (), (), "Wang Li"), None, now_micros())
    with (
        running_provider(preferred_username="wang.li") as issuer,
        serving(
            tmp_path,
            ONESCREEN_ACCESS="oidc",
            ONESCREEN_OIDC_ISSUER=issuer,
            ONESCREEN_OIDC_CLIENT_ID="screen",
            ONESCREEN_OIDC_CLIENT_SECRET="known to the provider",  # noqa: S106 # it takes any
        ) as server,
    ):
        for watched in watching(browser, server):
            page, address = watched.page, server.url + "/?period=7d&lang=en"
            page.context.route(re.compile("^https://"), lambda route: route.abort())
            page.goto(address)
            at_provider(page, issuer)
            expect(page.locator(".account-card h2")).to_have_text("Wang Li", timeout=30_000)
            assert page.url == address
            sessions.end_all(engine, "wang.li", now_micros())
            page.get_by_role("link", name="Log in").click()
            at_provider(page, issuer)
            expect(page.locator(".account-card h2")).to_have_text("Wang Li", timeout=30_000)
            assert page.url == address
    engine.dispose()


def at_provider(page: Page, issuer: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(issuer)))
    page.get_by_role("button", name=SUBJECT, exact=True).click()
