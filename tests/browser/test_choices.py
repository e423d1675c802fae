"""The choices of the filter, as people use them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report
from tests.browser.servers import Server


def opened(watched: Watched, server: Server, query: str) -> Page:
    page = watched.open(f"{server.url}/{query}")
    page.wait_for_selector("#closure .row")
    page.locator("[data-choices]").click()
    page.wait_for_selector("#choices .choice")
    return page


def beside(page: Page, dimension: str, name: str) -> str:
    return (
        page.locator(f".choices-of-{dimension} .choice", has_text=name)
        .locator(".number")
        .inner_text()
    )


def test_what_is_said_beside_a_choice_is_what_it_leaves(watched: Watched, server: Server) -> None:
    page = opened(watched, server, "?period=30d")
    choices, filed = page.locator("#choices"), page.locator(".tile-new .figure")
    promised = beside(page, "department", "水务局")
    choices.locator(".choice", has_text="水务局").click()
    expect(page).to_have_url(re.compile("department="))
    expect(filed).to_have_text(promised)
    # It stays open: several can be chosen; each takes the others along.
    expect(choices.locator(".choice.is-chosen")).to_have_count(1)
    promised = beside(page, "source", "12345 热线")
    choices.locator(".choice", has_text="12345 热线").click()
    expect(filed).to_have_text(promised)
    expect(choices.locator(".choices-head p")).to_have_text(
        f"建邺区，近 30 天，部门：水务局，来源：12345 热线：上报 {promised} 件"
    )
    expect(page.locator(".chip")).to_have_count(2)
    page.go_back()
    expect(page.locator(".chip")).to_have_count(1)
    expect(choices.locator(".choice.is-chosen")).to_have_count(1)
    choices.locator(".choices-head .button").click()
    expect(page.locator(".chip")).to_have_count(0)
    assert watched.complaints == []


def test_it_is_used_by_keys_and_closes_where_it_was_opened(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?lang=en")
    page.wait_for_selector("#closure .row")
    page.locator("[data-choices]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#choices .choice").first).to_be_focused()
    expect(page.locator("[data-choices]")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("status=open"))
    page.keyboard.press("Escape")
    expect(page.locator("#choices")).to_be_hidden()
    expect(page.locator("[data-choices]")).to_be_focused()


def test_a_new_version_is_counted_while_it_is_open(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = opened(watched, server, "?period=24h")
    choice = page.locator(".choices-of-source .choice", has_text="网格员上报")
    choice.focus()
    before = int(beside(page, "source", "网格员上报").replace(",", ""))
    report(record, "beside-1", category=None)
    expect(choice.locator(".number")).to_have_text(f"{before + 1:,}")
    expect(choice).to_be_focused()


@pytest.mark.long
def test_a_click_elsewhere_closes_it(watched: Watched, server: Server) -> None:
    page = opened(watched, server, "?period=30d")
    page.locator("#trend-head h2").click()
    expect(page.locator("#choices")).to_be_hidden()


def test_what_cannot_be_counted_is_said_and_asked_for_again(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?lang=en")
    page.wait_for_selector("#closure .row")
    asked: list[str] = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=500)

    page.route("**/choices*", fail)
    page.locator("[data-choices]").click()
    choices = page.locator("#choices")
    expect(choices).to_have_text("Cannot be computed just now")
    for _ in range(3):  # rounds of the page
        page.wait_for_event("response", lambda response: "/screen" in response.url)
    assert len(asked) == 1
    page.unroute("**/choices*")
    page.locator("[data-choices]").click()
    page.locator("[data-choices]").click()
    expect(choices.locator(".choice").first).to_be_visible()
    watched.complaints.clear()  # of the answer that was made to fail


@pytest.mark.parametrize("width", [1366, pytest.param(1920, marks=pytest.mark.long)])
def test_filters_leave_the_header_in_its_row(watched: Watched, server: Server, width: int) -> None:
    watched.page.set_viewport_size({"width": width, "height": 1080})
    page = watched.open(f"{server.url}/?lang=en&status=open,overdue&only=returned&priority=1,2")
    page.wait_for_selector("#closure .row")
    middle = "e => { const r = e.getBoundingClientRect(); return (r.top + r.bottom) / 2; }"
    title, switches, chip = (
        page.locator(name).first.evaluate(middle) for name in (".top h1", ".switches", ".chip")
    )
    assert abs(title - switches) < 4
    assert chip > title + 10
