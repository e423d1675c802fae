"""The list behind a number, as people use it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, Route, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report
from tests.browser.servers import Server


def total(page: Page) -> Locator:
    return page.locator(".list-total")


def first_row(page: Page) -> Locator:
    return page.locator("#list-grid .ag-row[row-index='0']")


def test_a_number_opens_as_many_rows_as_it_says(watched: Watched, server: Server) -> None:
    asked: list[str] = []
    watched.page.on("request", lambda request: asked.append(request.url))
    page = watched.open(f"{server.url}/?lang=en")
    page.wait_for_selector("#closure .row")
    assert not any("ag_grid" in url for url in asked)  # its code waits for the first list
    number = page.locator(".tile-open .figure").inner_text()
    page.locator(".tile-open .figure").click()
    expect(total(page)).to_have_text(f"{number} rows")
    expect(page.locator(".list-tab.is-chosen .number")).to_have_text(number)
    assert any("ag_grid" in url for url in asked)
    # Its numerator and denominator lie beside it, and each number of a row is of that row.
    page.keyboard.press("Escape")
    expect(page.locator("#list")).to_be_hidden()
    row = page.locator("#closure .rows .row").first
    due = row.locator(".count").inner_text().split("/")[1]
    row.locator(".count").click()
    expect(page).to_have_url(re.compile(r"list=closure\.due&of=\d+"))
    expect(total(page)).to_have_text(f"{due} rows")
    page.locator(".list-tab", has_text="Closed on time").click()
    on_time = page.locator(".list-tab.is-chosen .number").inner_text()
    expect(page.locator(".list-tab.is-chosen")).to_contain_text("Closed on time")
    expect(total(page)).to_have_text(f"{on_time} rows")
    page.go_back()
    expect(total(page)).to_have_text(f"{due} rows")
    assert watched.complaints == []
    assert watched.strangers == []


def test_it_is_sorted_narrowed_and_read_to_its_end(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?lang=en&list=closure.closed_late")
    expect(first_row(page).locator("[col-id=number]")).not_to_be_empty()
    late = page.get_by_role("columnheader", name="Late by")
    late.click()
    late.click()
    expect(page).to_have_url(re.compile("sort=-late"))
    expect(first_row(page).locator("[col-id=late]")).to_contain_text(" d")
    page.locator(".ag-floating-filter[col-id=category] input").fill("Public")
    expect(page).to_have_url(re.compile("where=category~Public"))
    expect(total(page)).to_contain_text("of them shown")
    expect(first_row(page).locator("[col-id=category]")).to_contain_text("Public")
    said = total(page).inner_text()
    # The address says it all: another browser shows the same.
    address, top = page.url, first_row(page).inner_text()
    page.goto(address)
    expect(total(page)).to_have_text(said)
    expect(first_row(page)).to_have_text(re.compile(re.escape(top.split("\n")[0])))
    assert first_row(page).inner_text() == top
    last = int(said.split()[0].replace(",", "")) - 1
    page.evaluate("n => onescreen.rows.reach(n)", last)
    end = page.locator(f"#list-grid .ag-row[row-index='{last}']")
    expect(end.locator("[col-id=category]")).to_contain_text("Public")
    assert watched.complaints == []


def test_what_comes_meanwhile_waits_until_it_is_asked_for(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = watched.open(f"{server.url}/?list=counts.open")
    expect(first_row(page).locator("[col-id=number]")).not_to_be_empty()
    before, said = first_row(page).inner_text(), total(page).inner_text()
    report(record, "meanwhile")
    news = page.get_by_text("有更新，点此刷新")
    expect(news).to_be_visible(timeout=15_000)
    assert (first_row(page).inner_text(), total(page).inner_text()) == (before, said)
    news.click()
    expect(first_row(page).locator("[col-id=number]")).to_have_text("meanwhile")
    expect(total(page)).not_to_have_text(said)
    expect(news).to_be_hidden()
    assert watched.complaints == []


def test_it_is_opened_by_keys_and_gives_the_focus_back(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/")
    tile = page.locator(".tile-overdue .tile-body")
    tile.focus()
    page.keyboard.press("Enter")
    expect(total(page)).to_contain_text("共")
    before = total(page).inner_text()
    expect(page.locator(".list-close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#list")).to_be_hidden()
    expect(tile).to_be_focused()
    # The chosen filter of the header changes what is listed, and the list stays open.
    page.keyboard.press("Enter")
    expect(total(page)).to_have_text(before)
    page.locator(".crumbs .menu summary").first.click()
    page.locator(".crumbs .menu-list a").first.click()
    expect(page).to_have_url(re.compile("area=.*list=counts.overdue"))
    expect(total(page)).not_to_have_text(before)
    assert watched.complaints == []


def test_the_last_of_two_orders_is_shown_though_both_are_answered(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?lang=en&list=closure.closed_late")
    expect(first_row(page).locator("[col-id=number]")).not_to_be_empty()
    held: list[Route] = []

    def answer(route: Route) -> None:
        if "sort=late&" in route.request.url:
            held.append(route)
            return
        for one in [*held, route]:  # the first order's answer comes when the second was asked for
            one.fulfill(response=one.fetch())

    page.route("**/rows?*", answer)
    late = page.get_by_role("columnheader", name="Late by")
    late.click()
    expect(page).to_have_url(re.compile("sort=late"))
    with page.expect_response(re.compile("sort=-late")):
        late.click()
    assert len(held) == 1
    expect(first_row(page).locator("[col-id=late]")).to_contain_text(" d")


def test_in_a_list_keys_do_what_the_dialog_of_shortcuts_says(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?list=closure.due")
    expect(first_row(page).locator("[col-id=number]")).not_to_be_empty()
    page.keyboard.press("l")
    expect(first_row(page).locator("[col-id=number]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("columnheader", name="上报时刻")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sort=reported_at$"))
    page.keyboard.press("ArrowRight")
    with page.expect_response(re.compile("/rows.*sort=reported_at,area")):
        page.keyboard.press("Shift+Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    row = first_row(page)
    expect(row.locator("[col-id=area]")).to_be_focused()
    expect(row.locator("[col-id=number]")).not_to_be_empty()  # until then it is no case's
    number = row.locator("[col-id=number]").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("#case")).to_contain_text(number)
    expect(page.locator("#case")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#case")).to_be_hidden()
    expect(row.locator("[col-id=area]")).to_be_focused()
    page.keyboard.press("PageDown")  # which may take the first row away
    expect(row.locator("[col-id=area]:focus")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator("#list")).to_be_hidden()
    assert watched.complaints == []


def test_a_list_that_there_is_not_says_so(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?lang=en&list=closure.nothing")
    expect(page.locator(".list-failed")).to_contain_text("There is no list closure.nothing")
    page.keyboard.press("Escape")
    expect(page.locator("#list")).to_be_hidden()


def test_what_of_its_address_means_nothing_is_said_and_taken_away(
    watched: Watched, server: Server
) -> None:
    said = "list=closure.due&of=9&sort=-nothing&where=priority>=many;priority<=2"
    page = watched.open(f"{server.url}/?lang=en&priority=x&{said}")
    note = page.locator(".list .address-note")
    expect(note.locator("code")).to_have_text(
        ["priority=x", "of=9", "where=priority>=many", "sort=-nothing"]
    )
    expect(total(page)).to_contain_text("of them shown")
    expect(page.locator(".ag-floating-filter[col-id=priority] input").first).to_have_value("2")
    note.get_by_role("link").click()
    expect(note).to_have_count(0)
    expect(page).to_have_url(
        f"{server.url}/?period=30d&lang=en&list=closure.due&where=priority%3C%3D2"
    )
    assert watched.complaints == []
