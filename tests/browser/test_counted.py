"""How a figure is counted: by mouse, by keyboard, by touch, and over a refresh."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report, watching
from tests.browser.servers import Server


@pytest.fixture
def page(watched: Watched, server: Server) -> Page:
    page = watched.open(f"{server.url}/?period=30d")
    page.wait_for_selector("#closure .row")
    return page


def tip(page: Page) -> Locator:
    return page.locator("#tip")


def inside(page: Page, *, longer: bool = False) -> bool:
    """Whether the popover lies in the window with all that it says, or is longer than it may be."""
    box = tip(page).bounding_box()
    size = page.viewport_size
    assert box is not None and size is not None
    hidden = tip(page).evaluate(
        "t => [t.scrollWidth > t.clientWidth, t.scrollHeight > t.clientHeight]"
    )
    within = box["x"] >= 0 and box["y"] >= 0
    within = within and box["x"] + box["width"] <= size["width"]
    return within and box["y"] + box["height"] <= size["height"] and hidden == [False, longer]


def test_a_hover_says_fraction_sentence_version_and_ages(watched: Watched, page: Page) -> None:
    note = page.locator(".tile-closure .tile-note").inner_text()
    fraction = note.removesuffix(" 应结").replace(" / ", "/")
    page.locator(".tile-closure .figure").hover()
    said = tip(page)
    expect(said).to_contain_text(f"{fraction} = ")
    expect(said).to_contain_text("= 结案数 / 应结案数")
    expect(said).to_contain_text("立案案件中，有效时限已过的")
    version = page.evaluate("window.onescreen.state.version")
    expect(said.locator(".tip-foot").first).to_contain_text(f"{version} · 统计时点 20")
    expect(said.locator(".tip-foot").last).to_contain_text("12345 热线")
    assert inside(page)
    assert colours(page) == ["rgb(232, 237, 242)", "rgb(22, 28, 35)"]
    page.locator("#closure .rows .row .aside").first.hover()
    expect(said).to_contain_text("立案案件中，已结案且有效时限未过的")
    expect(said).not_to_contain_text("= 结案数 / 应结案数")
    assert watched.complaints == []


_REST = "t => t.scrollHeight - t.clientHeight"


@pytest.mark.parametrize("language", [pytest.param("zh", marks=pytest.mark.long), "en"])
def test_what_is_said_of_a_whole_row_leaves_two_fifths_of_a_screen(
    watched: Watched, server: Server, language: str
) -> None:
    page = watched.open(f"{server.url}/?lang={language}")
    page.locator("#closure .rows .row .name").first.hover()
    box = tip(page).bounding_box()
    assert box is not None
    assert box["height"] <= 0.6 * 1080
    assert tip(page).evaluate(_REST) == 0


def test_what_does_not_fit_in_it_is_read_by_wheel_and_by_keys(page: Page) -> None:
    page.set_viewport_size({"width": 1366, "height": 400})
    page.locator("#closure .row.is-total .name").hover()
    assert inside(page, longer=True)
    rest = tip(page).evaluate(_REST)
    assert rest > 40
    page.mouse.wheel(0, 5_000)
    expect(tip(page)).to_have_js_property("scrollTop", rest)
    page.evaluate("window.onescreen.panels.follow()")  # as after a refresh
    expect(tip(page)).to_have_js_property("scrollTop", rest)
    page.keyboard.press("ArrowUp")
    expect(tip(page)).to_have_js_property("scrollTop", rest - 40)
    page.locator("#closure .rows .row .name").first.hover()
    expect(tip(page)).to_have_js_property("scrollTop", 0)


def test_tab_shows_escape_closes_and_a_question_mark_shows_again(page: Page) -> None:
    page.locator(".tile-open .tile-body").focus()
    page.keyboard.press("Tab")
    expect(tip(page)).to_contain_text("案件中，本期上报且未作废的")
    assert page.evaluate("document.activeElement.getAttribute('aria-describedby')") == "tip"
    page.keyboard.press("Escape")
    expect(tip(page)).to_be_hidden()
    page.keyboard.press("?")
    expect(tip(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(tip(page)).to_contain_text("内容为结案")


@pytest.mark.parametrize("by", [pytest.param("mouse", marks=pytest.mark.long), "keyboard"])
def test_a_refresh_keeps_it_and_says_the_new_figure(page: Page, record: Engine, by: str) -> None:
    if by == "mouse":
        page.locator(".tile-new .figure").hover()
    else:
        page.locator(".tile-open .tile-body").focus()
        page.keyboard.press("Tab")
    before = page.locator(".tile-new .figure").inner_text()
    expect(tip(page)).to_contain_text(f"近 30 天{before}")
    version = page.evaluate("window.onescreen.state.version")
    report(record, f"counted-{by}")
    expect(page.locator(".tile-new .figure")).not_to_have_text(before, timeout=10_000)
    after = page.locator(".tile-new .figure").inner_text()
    expect(tip(page)).to_contain_text(f"近 30 天{after}")
    expect(tip(page)).to_contain_text(f"{version + 1} · 统计时点")
    expect(tip(page)).to_be_visible()
    if by == "keyboard":
        focused = "document.activeElement.closest('.tile-new') !== null"
        assert page.evaluate(focused)


def test_a_figure_that_stays_is_said_to_be_of_the_new_version(page: Page, record: Engine) -> None:
    page.locator("#coverage .row.is-total .name").hover()
    version = page.evaluate("window.onescreen.state.version")
    expect(tip(page)).to_contain_text(f"{version} · 统计时点")
    report(record, "counted-elsewhere")
    expect(tip(page)).to_contain_text(f"{version + 1} · 统计时点", timeout=10_000)


def colours(page: Page) -> list[str]:
    return list(
        tip(page).evaluate("t => ['color', 'backgroundColor'].map(c => getComputedStyle(t)[c])")
    )


def test_in_english_and_light_under_a_department_filter(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?period=30d&department=URB&lang=en&theme=light")
    page.locator("#closure .rows .row .track").first.hover()
    expect(tip(page)).to_contain_text("resolved by that department at or before")
    expect(tip(page)).to_contain_text(re.compile(r"\d+/\d+ = "))
    assert inside(page, longer=True)
    assert colours(page) == ["rgb(26, 34, 43)", "rgb(255, 255, 255)"]


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 390, 844, touch=True)


def test_a_touch_shows_it_and_a_row_still_leads_on(phone: Watched, server: Server) -> None:
    page = phone.open(f"{server.url}/?period=30d&lang=en")
    page.locator("#closure .panel-head h2").tap()
    expect(tip(page)).to_contain_text("= closed / due")
    page.locator("#header h1").tap()
    expect(tip(page)).to_be_hidden()
    page.locator("#closure .rows .row").first.tap()
    expect(page).to_have_url(re.compile("area="))
    expect(tip(page)).to_be_hidden()
