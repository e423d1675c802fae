"""The screen at `/`, as people use it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import Engine

from tests.browser.conftest import Watched, report, watching
from tests.browser.servers import Server, give, serving

PANELS = ("#counts", "#closure", "#loop", "#response", "#coverage", "#feed")
SHAZHOU = "320105002"


@pytest.fixture
def page(watched: Watched, server: Server) -> Page:
    page = watched.open(f"{server.url}/?period=30d")
    page.wait_for_selector("#closure .row")
    return page


def figure(page: Page, tile: str) -> Any:
    return page.locator(f".tile-{tile} .figure")


def figures(server: Server, *arguments: str) -> dict[str, Any]:
    done = server.run("figures", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_everything_is_there_and_nothing_comes_from_outside(watched: Watched, page: Page) -> None:
    for panel in PANELS:
        expect(
            page.locator(f"{panel} h2").first if panel != "#counts" else page.locator(panel)
        ).to_be_visible()
    expect(page.locator("#response .row")).to_have_count(23)
    expect(page.locator("#trend .main-svg").first).to_be_visible()
    heat = page.locator("img.leaflet-image-layer")
    expect(heat).to_have_attribute("src", re.compile(r"^/heat/\w+\.svg$"))
    assert heat.evaluate("image => image.complete && image.naturalWidth > 10")
    assert watched.strangers == []
    assert watched.complaints == []


def test_it_fits_a_wall_without_scrolling(page: Page) -> None:
    root = "document.documentElement"
    size = page.evaluate(f"[{root}.scrollHeight, {root}.scrollWidth]")
    assert size == [1080, 1920]
    hidden = "rows => rows.scrollHeight - rows.clientHeight"
    assert page.locator("#closure .rows").evaluate(hidden) == 0


@pytest.mark.parametrize("language", [pytest.param("zh", marks=pytest.mark.long), "en"])
def test_no_legend_is_cut_beside_its_title(watched: Watched, server: Server, language: str) -> None:
    page = watched.open(f"{server.url}/?lang={language}&area={SHAZHOU}")
    page.wait_for_selector("#closure .row")
    cut = "notes => notes.filter(n => n.scrollWidth > n.clientWidth).map(n => n.innerText)"
    for width, height in ((1920, 1080), (1366, 768), (1280, 800)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.locator(".panel-note").evaluate_all(cut) == []


def test_the_screen_shows_what_the_figures_command_prints(page: Page, server: Server) -> None:
    said = figures(server, "--from", "2026-01-01", "--to", "2026-07-01")
    page.goto(f"{server.url}/?from=2026-01-01&to=2026-07-01")
    expect(figure(page, "new")).to_have_text(f"{said['counts']['new']:,}")
    rate = said["closure"]["total"]["closure_rate"]
    expect(page.locator(".tile-closure .tile-note")).to_contain_text(
        f"{rate['numerator']:,} / {rate['denominator']:,}"
    )


def test_a_committed_change_appears_without_reload(page: Page, record: Engine) -> None:
    page.evaluate("window.here = true")
    report(record, "live-1", category=None)
    newest = page.locator("#feed .row").first
    expect(newest).to_have_attribute("title", re.compile("live-1"))
    expect(newest).to_contain_text("沙洲")
    expect(newest).to_contain_text("上报")
    assert page.evaluate("window.here") is True


def test_clicking_a_street_filters_everything_and_clicking_it_again_returns(
    page: Page, server: Server
) -> None:
    whole = figure(page, "new").inner_text()
    page.locator("#closure .row", has_text="沙洲").click()
    expect(page).to_have_url(re.compile(f"area={SHAZHOU}"))
    said = figures(server, "--period", "30d", "--area", SHAZHOU)
    expect(figure(page, "new")).to_have_text(f"{said['counts']['new']:,}")
    expect(page.locator("#closure h2")).to_contain_text("社区")
    page.locator("#closure .row").first.click()
    expect(page).not_to_have_url(re.compile("area="))
    expect(figure(page, "new")).to_have_text(whole)
    page.go_back()
    expect(page).to_have_url(re.compile(f"area={SHAZHOU}"))
    expect(figure(page, "new")).to_have_text(f"{said['counts']['new']:,}")


def test_clicking_the_map_does_the_same(page: Page) -> None:
    label = page.locator(".area-label", has_text="双闸").bounding_box()
    assert label is not None
    at = (label["x"] + label["width"] / 2, label["y"] + label["height"] + 12)
    page.mouse.click(*at)
    expect(page).to_have_url(re.compile("area=320105003"))
    expect(page.locator("#closure h2")).to_contain_text("社区")
    page.mouse.click(*at)
    expect(page).not_to_have_url(re.compile("area="))


def test_a_link_reopens_exactly_this_view(watched: Watched, server: Server) -> None:
    page = watched.open(
        f"{server.url}/?period=7d&area={SHAZHOU}&department=URB&lang=en&theme=light"
    )
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    expect(page.locator("#closure h2")).to_contain_text("by community")


def test_language_and_theme_switch_in_place(page: Page) -> None:
    page.get_by_role("link", name="EN").click()
    expect(page.locator("#response h2")).to_have_text("Department response")
    page.get_by_role("link", name="Light", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.get_by_role("link", name="中").click()
    expect(page.locator("#response h2")).to_have_text("部门响应时间")


def test_the_frame_is_seen_before_any_script_ran(watched: Watched, server: Server) -> None:
    page = watched.page
    page.route(re.compile(r"\.js\?"), lambda route: route.abort())
    page.goto(f"{server.url}/?theme=light", wait_until="load")
    bare = places(page, ".frame")
    assert all(width > 200 and height > 50 for width, height in bare.values())
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(238, 241, 244)"
    page.unroute(re.compile(r"\.js\?"))
    watched.complaints.clear()
    watched.open(f"{server.url}/?theme=light")
    expect(page.locator(".frame")).to_have_count(0)
    assert places(page, "#react-entry-point").keys() == bare.keys()


def places(page: Page, within: str) -> dict[str, list[float]]:
    """The width and height of every panel."""
    found: dict[str, list[float]] = page.evaluate(
        """within => Object.fromEntries([...document.querySelectorAll(within + " .grid [class*='panel panel-']")]
          .map((one) => [one.className.match(/panel-[a-z]+/)[0], one.getBoundingClientRect()])
          .map(([name, place]) => [name, [place.width, place.height]]))""",
        within,
    )
    return found


def test_an_answer_slower_than_the_tick_still_arrives(watched: Watched, server: Server) -> None:
    page = watched.page

    delayed: list[str] = []

    def delay(route: Route) -> None:
        page.wait_for_timeout(2_500)
        route.continue_()
        delayed.append(route.request.url)

    page.route("**/screen*", delay, times=2)
    watched.open(f"{server.url}/?period=7d")
    expect(page.locator("#closure .row").first).to_be_visible(timeout=20_000)
    assert len(delayed) == 1, "it was the first answer that was drawn"
    while len(delayed) < 2:  # the page must not be closed under the other one
        page.wait_for_timeout(100)


def test_the_map_shows_what_is_looked_at_and_the_whole_again(page: Page) -> None:
    district = extent(page)
    title = page.locator("#closure h2")
    page.locator("#closure a.row").first.click()
    expect(title).to_contain_text("社区")
    street = extent(page)
    assert lies_in(street, district)
    page.locator("#closure a.row").nth(1).click()  # the first one is the street itself
    expect(title).to_contain_text("网格")
    assert lies_in(extent(page), street)
    page.locator("[data-zoom=whole]").click()
    assert extent(page) == pytest.approx(district)
    page.go_back()
    expect(title).to_contain_text("社区")
    assert extent(page) == pytest.approx(street)


def extent(page: Page) -> list[float]:
    """West, south, east and north of the map."""
    said: str = page.evaluate("window.onescreen.map.current().getBounds().toBBoxString()")
    return [float(edge) for edge in said.split(",")]


def lies_in(inner: list[float], outer: list[float]) -> bool:
    (w, s, e, n), (west, south, east, north) = inner, outer
    return west < w and south < s and e < east and n < north


def test_a_refresh_does_not_move_the_map(page: Page, record: Engine) -> None:
    page.locator("[data-layer=cameras]").click()
    page.locator(".map-head button", has_text="+").first.click()
    pane = "document.querySelector('.leaflet-map-pane').style.transform"
    stood = page.evaluate(pane)
    report(record, "live-2")
    expect(page.locator("#feed .row").first).to_contain_text("上报", timeout=10_000)
    version = page.evaluate("window.onescreen.state.version")
    report(record, "live-3")
    page.wait_for_selector("#feed .row")
    expect_version(page, version + 1)
    assert page.evaluate(pane) == stood


def expect_version(page: Page, version: int) -> None:
    """Wait until the page has applied a version; asked from here, for its policy forbids eval."""
    for _ in range(100):
        if page.evaluate("window.onescreen.state.version") >= version:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"version {version} did not come")


def test_a_bad_link_shows_what_it_can_and_says_what_it_left_out(
    watched: Watched, server: Server
) -> None:
    bad = "period=fortnight&area=atlantis&status=open&x=<img src=x onerror=alert(1)>"
    page = watched.open(f"{server.url}/?{bad}&lang=en")
    note = page.locator("#note")
    expect(note).to_contain_text("period=fortnight")
    expect(note).to_contain_text("area=atlantis")
    expect(note).to_contain_text("x=<img src=x onerror=alert(1)>")
    assert note.locator("img").count() == 0
    expect(page.locator("#closure .row").first).to_be_visible()
    note.get_by_role("link").click()
    expect(note).to_be_hidden()
    assert page.url == f"{server.url}/?period=30d&status=open&lang=en"
    expect(page.locator("#closure .row").first).to_be_visible()
    page.go_back()
    expect(note).to_contain_text("area=atlantis")
    assert watched.complaints == []


@pytest.fixture
def laptop(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 1366, 768)


def one_line(page: Page) -> bool:
    """Whether the header's first parts and its last ones are at one height."""
    boxes = [page.locator(part).bounding_box() for part in (".top h1", ".switches", ".age")]
    middles = [box["y"] + box["height"] / 2 for box in boxes if box is not None]
    return len(middles) == 3 and max(middles) - min(middles) < 4


PLACES = [  # a view, an area, and what the header says then
    ("zh", "", "", "建邺"), ("en", "", "", "Jianye"),
    ("zh", "&view=consumers", "", "建邺"), ("en", "&view=consumers", "", "Jianye"),
    ("zh", "&view=consumers", f"&area={SHAZHOU}", "建邺"), ("en", "&view=consumers", f"&area={SHAZHOU}", "Jianye"),
]  # fmt: skip


@pytest.mark.long
def test_on_a_laptop_a_period_over_two_years_leaves_the_header_in_one_line(
    laptop: Watched, server: Server
) -> None:
    period = "from=2018-12-30T18:30&to=2019-04-21T09:45"
    page = laptop.open(f"{server.url}/?{period}")
    page.wait_for_selector("[data-clock=time]:not(:empty)", state="attached")
    for language, view, area, name in PLACES:
        query = f"?lang={language}{view}{area}&{period}"
        with page.expect_response(re.compile(re.escape(query))):
            page.evaluate("address => window.onescreen.navigate(address)", f"/{query}")
        expect(page.locator(".views > summary.is-chosen")).to_have_count(1 if view else 0)
        expect(page.locator("#header h1")).to_contain_text(name)
        expect(page.locator("#header .chip").first).to_contain_text("2019")
        for width, height in ((1366, 768), (1280, 800), (1920, 1080)):
            page.set_viewport_size({"width": width, "height": height})
            assert one_line(page), (language, view, area, width)


@pytest.mark.long  # a server of its own
def test_days_of_ones_own_as_a_first_look_leave_the_header_in_one_line(
    browser: Browser, demo_folder: Path, tmp_path: Path
) -> None:
    """No chip says them then."""
    give(demo_folder, tmp_path)
    days = {"ONESCREEN_PERIOD": "2025-12-24/2026-01-07", "ONESCREEN_LANGUAGE": "en"}
    with serving(tmp_path, **days) as server, contextmanager(watching)(browser, server) as watched:
        page = watched.open(server.url)
        page.wait_for_selector("[data-clock=time]:not(:empty)")
        expect(page.locator(".custom > summary")).to_contain_text("Dec 2025")
        for width, height in ((1920, 1080), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            assert one_line(page)


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 390, 844)


@pytest.mark.parametrize("language", [pytest.param("zh", marks=pytest.mark.long), "en"])
def test_on_a_phone_it_is_one_column(phone: Watched, server: Server, language: str) -> None:
    page = phone.open(f"{server.url}/?lang={language}")
    page.wait_for_selector("#closure .row")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    lefts = {round(page.locator(p).bounding_box()["x"]) for p in PANELS}  # type: ignore[index]
    assert len(lefts) == 1
    cut = "names => names.filter(n => n.scrollWidth > n.clientWidth).map(n => n.innerText)"
    for panel in ("#closure", "#response", "#coverage", "#feed"):
        assert page.locator(f"{panel} .name").evaluate_all(cut) == []
    assert page.locator("#feed").locator(".leaf, .happened").evaluate_all(cut) == []
    lines = "parts => new Set(parts.map(p => Math.round(p.getBoundingClientRect().top))).size"
    assert page.locator(".top-parts > .segments > *").evaluate_all(lines) == 1
    broken = "parts => parts.filter(p => p.getClientRects().length > 1).map(p => p.innerText)"
    for width in range(320, 391, 10):  # wherever the line ends
        page.set_viewport_size({"width": width, "height": 844})
        assert page.locator(".panel-trend .panel-note > *").evaluate_all(broken) == []
    assert phone.complaints == []
