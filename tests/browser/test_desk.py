"""Search, own periods, pause and shortcuts, as people at a desk use them."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report
from tests.browser.servers import Server


def opened(watched: Watched, server: Server, query: str = "?period=30d") -> Page:
    page = watched.open(f"{server.url}/{query}")
    page.wait_for_selector("#closure .row")
    return page


def reported(page: Page) -> int:
    return int(page.locator(".tile-new .figure").inner_text().replace(",", ""))


def test_while_it_is_paused_nothing_moves_and_nothing_is_lost(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = opened(watched, server)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#closure .row")
    page.keyboard.press("p")
    button, age = page.locator("[data-pause]"), page.locator("#age")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_accessible_name("继续更新")
    # A busy machine's delay may be said after it.
    expect(age).to_have_text(re.compile(r"^\d\d:\d\d 起已暂停(负载高，更新晚 \d+ 秒)?$"))
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if "/screen" in r.url else None)
    before = reported(page)
    report(record, "paused-1", category=None)
    expect(other.locator(".tile-new .figure")).to_have_text(f"{before + 1:,}")
    assert (asked, reported(page)) == ([], before)
    # Another filter is asked for, and is of the newest version; it stays paused.
    page.get_by_role("link", name="24 小时", exact=True).click()
    expect(page.locator("#header .segments .is-chosen").first).to_have_text("24 小时")
    expect(age).to_contain_text("已暂停")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert len(asked) == 1
    page.go_back()
    expect(page.locator(".tile-new .figure")).to_have_text(f"{before + 1:,}")
    report(record, "paused-2", category=None)
    expect(other.locator(".tile-new .figure")).to_have_text(f"{before + 2:,}")
    assert reported(page) == before + 1
    button.click()
    expect(page.locator(".tile-new .figure")).to_have_text(f"{before + 2:,}")
    expect(page.locator("#feed .row").first).to_have_attribute("title", re.compile("paused-2"))
    expect(age).to_contain_text("数据")
    assert watched.complaints == []


def test_words_are_searched_for_by_enter_alone_and_stay_over_a_refresh(
    watched: Watched, server: Server, record: Engine
) -> None:
    page = opened(watched, server)
    address, box = page.url, page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("/p 大街")  # keys are letters here
    before = reported(page)
    report(record, "typing-1", category=None)
    expect(page.locator(".tile-new .figure")).to_have_text(f"{before + 1:,}")
    expect(box).to_have_value("/p 大街")
    expect(box).to_be_focused()
    expect(page.locator("[data-pause]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(box).not_to_be_focused()
    expect(box).to_have_value("")
    assert page.url == address
    page.keyboard.press("/")
    page.keyboard.type(" 大街&q ")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?period=30d&q=%E5%A4%A7%E8%A1%97%26q$"))
    page.reload()
    expect(box).to_have_value("大街&q")
    page.keyboard.press("/")
    page.keyboard.type("南")  # what was there is selected
    expect(box).to_have_value("南")
    page.get_by_role("button", name="清除搜索").click()
    expect(box).to_have_value("")
    expect(box).to_be_focused()
    assert page.url == address
    page.go_back()
    expect(box).to_have_value("大街&q")
    assert watched.complaints == []


def test_a_question_mark_says_which_keys_there_are_or_explains_the_figure(
    watched: Watched, server: Server
) -> None:
    page = opened(watched, server, "?lang=en")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_contain_text("pause or resume the live update")
    lists = dialog.locator("section", has=page.get_by_role("heading", name="In an open list"))
    expect(lists.locator("kbd")).to_have_text(
        ["l", "↑", "↓", "←", "→", "PgUp", "PgDn", "Enter", "Shift+Enter", "Esc"]
    )
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator("[data-pause]")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+f")
    expect(page.locator("#choices")).to_be_hidden()
    page.keyboard.press("f")
    expect(page.locator("#choices .choice").first).to_be_focused()
    page.keyboard.press("f")
    expect(page.locator("#choices")).to_be_hidden()
    row = page.locator("#closure a.row").first
    row.focus()
    page.keyboard.press("Escape")
    expect(page.locator("#tip")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#tip")).to_contain_text("Closure rate")
    expect(dialog).to_be_hidden()


def test_a_period_of_ones_own_has_days_or_times_and_is_never_silently_odd(
    watched: Watched, server: Server
) -> None:
    page = opened(watched, server, "?lang=en&from=2026-11-01&to=2026-11-03")
    menu = page.locator("#header .custom summary")
    menu.click()
    last = page.locator(".days [name=last]")
    expect(page.get_by_label("First day", exact=True)).to_have_value("2026-11-01")
    expect(last).to_have_value("2026-11-02")
    expect(last).to_have_accessible_name("Last day")
    expect(page.get_by_label("Time of the end")).to_be_hidden()
    page.get_by_label("with times").check()
    expect(last).to_have_value("2026-11-03")
    expect(last).to_have_accessible_name("End")
    show, alert = page.get_by_role("button", name="Show", exact=True), page.locator(".days-wrong")
    last.fill("2026-11-01")
    show.click()
    expect(alert).to_have_text("It ends when it begins: there is no period")
    page.get_by_label("Time of the start").fill("17:30")
    page.get_by_label("Time of the end").fill("08:00")  # before the start: it is turned round
    show.click()
    expect(page).to_have_url(re.compile(r"\?lang=en&from=2026-11-01T08:00&to=2026-11-01T17:30$"))
    expect(menu).to_have_text("1 Nov 08:00 – 1 Nov 17:30")
    menu.click()
    expect(page.get_by_label("Time of the end")).to_have_value("17:30")
    expect(alert).to_be_hidden()
    page.get_by_label("with times").uncheck()
    show.click()
    expect(page).to_have_url(re.compile(r"from=2026-11-01&to=2026-11-02$"))
    assert watched.complaints == []


def test_escape_closes_the_dialog_of_keys_and_not_the_list_under_it(
    watched: Watched, server: Server
) -> None:
    page = watched.open(f"{server.url}/?list=counts.open")
    expect(page.locator("#list")).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="键盘快捷键")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert "list=counts.open" in page.url
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("list="))
