"""Named views as people use them: the menu, the panels in their places, the way back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from data_access.demo.views import demo_views
from data_access.views import PANELS, NamedView
from tests.browser.conftest import Watched, watching
from tests.browser.servers import Server

VIEWS = {view.code: view for view in demo_views()}
_WALKED = ("flood", "mediation", "gas")  # around a map, without one, the counts in between

# Of every panel in sight: its name and box; and what stands over its edge.
_BOXES = """panels => panels.filter(p => p.offsetParent && p.getClientRects().length).map(p => {
  const box = p.getBoundingClientRect();
  const inner = Array.from(p.querySelectorAll(".panel-head, .panel-body, .trend-graph, .map"));
  const over = inner.filter(e => {
    const r = e.getBoundingClientRect();
    return r.bottom > box.bottom + 1 || r.right > box.right + 1 || r.height < 20;
  });
  return { name: p.dataset.panel, x: box.x, y: box.y + scrollY, w: box.width, h: box.height,
           over: over.map(e => e.className) };
})"""


def boxes(page: Page) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.locator("[data-panel]").evaluate_all(_BOXES)
    return found


def expect_view(page: Page, view: NamedView | None) -> None:
    """The panels of a view and no others are in sight."""
    for name in PANELS:
        panel = page.locator(f"[data-panel={name}]")
        if view is None or name in view.panels:
            expect(panel).to_be_visible()
        else:
            expect(panel).to_be_hidden()


def check_places(page: Page) -> None:
    """No panel lies over another or over the grid's edge, and together they fill it."""
    places = boxes(page)
    assert [one["over"] for one in places if one["over"]] == []
    for n, a in enumerate(places):
        for b in places[n + 1 :]:
            apart_x = a["x"] + a["w"] <= b["x"] + 1 or b["x"] + b["w"] <= a["x"] + 1
            apart_y = a["y"] + a["h"] <= b["y"] + 1 or b["y"] + b["h"] <= a["y"] + 1
            assert apart_x or apart_y, (a, b)
    grid = page.locator(".grid").bounding_box()
    assert grid is not None
    gap = 0.625 * page.evaluate("onescreen.map.rem()")
    covered = sum((one["w"] + gap) * (one["h"] + gap) for one in places)
    assert covered == pytest.approx((grid["width"] + gap) * (grid["height"] + gap), rel=0.005)
    whole = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    size = page.viewport_size
    assert size is not None
    assert page.evaluate(whole) == [size["height"], size["width"]]


def look(watched: Watched, server: Server, view: NamedView, language: str) -> None:
    page = watched.open(f"{server.url}/?view={view.code}&lang={language}")
    expect_view(page, view)
    title = view.zh if language == "zh" else view.en
    expect(page.locator(".views > summary")).to_have_text(title)
    expect(page).to_have_title(re.compile(f"^{title} · "))
    if "map" in view.panels:
        expect(page.locator(".map.is-fitted")).to_be_visible()
    if "trend" in view.panels:
        expect(page.locator("#trend .main-svg").first).to_be_visible()
    check_places(page)
    assert watched.complaints == []


def test_a_walk_through_views_and_back(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?period=7d&area=320105002&lang=en")
    page.evaluate("window.here = true")
    summary = page.locator(".views > summary")
    for code in _WALKED:
        summary.click()
        page.locator(".views a", has_text=VIEWS[code].en).click()
        expect(page).to_have_url(
            re.compile(rf"period=7d&area=320105002&scenario={code}&view={code}")
        )
        expect(summary).to_have_text(VIEWS[code].en)
        expect_view(page, VIEWS[code])
        expect(page.locator("#header .chip")).to_contain_text(VIEWS[code].en)
        check_places(page)
    page.go_back()
    expect_view(page, VIEWS["mediation"])
    page.go_forward()
    expect_view(page, VIEWS["gas"])
    page.locator(".crumbs a", has_text="Whole district").click()
    expect(page).to_have_url(re.compile(r"/\?period=7d&scenario=gas&view=gas"))
    assert page.evaluate("window.here") is True
    page.reload()
    expect_view(page, VIEWS["gas"])
    expect(summary).to_have_text("Gas safety")
    page.locator("#header .chip").click()  # its title would say what is not shown
    expect(page).to_have_url(re.compile(r"/\?period=7d&lang=en$"))
    expect_view(page, None)
    expect(summary).to_have_text("Scenarios")
    expect(page).to_have_title("Jianye District OneScreen")
    expect(page.locator("#response .row").first).to_be_visible()
    expect(page.locator("#trend .main-svg").first).to_be_visible()
    check_places(page)
    assert watched.complaints == []


def test_a_hidden_map_comes_back_in_its_size(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?view=welfare")
    expect_view(page, VIEWS["welfare"])
    page.locator(".views > summary").click()
    page.locator(".views a", has_text="全部").click()
    expect_view(page, None)
    area = page.locator(".area-label", has_text="江心洲")
    expect(area).to_be_visible()
    panel, label = page.locator(".panel-map").bounding_box(), area.bounding_box()
    assert panel is not None
    assert label is not None
    assert panel["x"] < label["x"] < panel["x"] + panel["width"]
    assert panel["y"] < label["y"] < panel["y"] + panel["height"]
    assert (
        page.locator(".panel-map .leaflet-container canvas").first.evaluate(
            "(canvas) => canvas.getBoundingClientRect().width"
        )
        >= panel["width"]
    )


def test_an_unknown_view_is_said(watched: Watched, server: Server) -> None:
    page = watched.open(f"{server.url}/?view=atlantis")
    expect(page.locator("#note")).to_contain_text("view=atlantis")
    expect_view(page, None)
    assert watched.complaints == []


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Watched]:
    yield from watching(browser, server, 390, 844)


def test_on_a_phone_the_panels_stand_in_their_order(phone: Watched, server: Server) -> None:
    for code, language in (("gas", "en"), ("welfare", "zh")):
        view = VIEWS[code]
        page = phone.open(f"{server.url}/?view={code}&lang={language}")
        expect_view(page, view)
        places = sorted(boxes(page), key=lambda one: one["y"])
        assert [one["name"] for one in places] == list(view.panels)
        assert len({one["x"] for one in places}) == 1
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        page.locator(".views > summary").click()
        menu = page.locator(".views .menu-list").bounding_box()
        assert menu is not None
        assert 0 <= menu["x"] < menu["x"] + menu["width"] <= 390
    assert phone.complaints == []


@pytest.mark.long
@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_view_of_the_demo(
    browser: Browser, server: Server, language: str, size: tuple[int, int]
) -> None:
    for watched in watching(browser, server, *size):
        for view in VIEWS.values():
            look(watched, server, view, language)
