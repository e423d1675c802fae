"""Named views on the screen: links, menu, titles, and the grid of their panels."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from data_access.names import Named
from data_access.views import PANELS, WORKLISTS, NamedView
from data_access.worklists import Worklists
from layouts import arrangement, ids, views, worklists
from layouts.screen import needed
from layouts.view import Language, View
from tests.layouts.frame import NAMES, every, texts, view

FLOOD = NamedView(
    code="flood", zh="防汛", en="Flood", filter="scenario=flood", panels=("map", "feed"),
    worklists=("due2h",),
)  # fmt: skip
SOUTH = NamedView(code="south", zh="南片", en="South", filter="area=s1&period=24h")
_NAMES = replace(NAMES, scenario={"flood": Named("flood", "防汛", "Flood")})


def offered(named: NamedView | None = None, language: Language = "zh", **filtered: object) -> View:
    seen = view(language, names=_NAMES, **filtered)
    return replace(seen, views=(FLOOD, SOUTH), named=named)


def in_flood() -> View:
    return offered(FLOOD, scenario=("flood",), period="7d", area=("c1",))


def test_links_stay_in_a_view_until_they_leave_its_filter() -> None:
    seen = in_flood()
    assert seen.link() == "/?period=7d&area=c1&scenario=flood&view=flood"
    assert seen.link(area=(), language="en") == "/?period=7d&scenario=flood&view=flood&lang=en"
    assert seen.link(scenario=()) == "/?period=7d&area=c1"
    assert seen.link(scenario=("flood", "rivers")).endswith("scenario=flood,rivers")


def test_where_and_when_one_looks_stays_unless_a_view_says_it() -> None:
    seen = in_flood()
    assert views.opened(seen, None) == "/?period=7d&area=c1"
    assert views.opened(seen, SOUTH) == "/?period=24h&area=s1&view=south"
    left = offered(SOUTH, period="7d", area=("c1",))
    assert views.opened(left, FLOOD) == "/?period=30d&scenario=flood&view=flood"
    other = offered(department=("URB",), status=("open",))
    assert views.opened(other, FLOOD) == "/?period=30d&scenario=flood&view=flood"


def test_the_menu_names_what_is_shown_and_leads_to_everything() -> None:
    (menu,) = views.menu(in_flood())
    (summary,) = every(menu, "Summary")
    links = {"".join(texts(link)): link for link in every(menu, "Link")}
    assert texts(summary) == ["防汛"]
    assert list(links) == ["全部", "防汛", "南片"]
    assert [name for name, link in links.items() if link.className] == ["防汛"]
    (unset,) = every(views.menu(offered(language="en")), "Summary")
    assert texts(unset) == ["Scenarios"]
    assert views.menu(view()) == []


def test_the_tab_says_the_view_first() -> None:
    assert views.document_title(in_flood()) == "防汛 · 建邺区 一屏统管"
    assert views.document_title(offered(language="en")) == "Jianye District OneScreen"


def test_a_view_has_its_panels_and_worklists() -> None:
    assert (in_flood().panels, in_flood().worklists) == (("map", "feed"), ("due2h",))
    answer = Worklists(1, 2, 3, 4, 5, 6, 7, 8, 9)
    strip = worklists.build(answer, in_flood())[ids.WORKLISTS]["children"]
    assert [link.href.split("list=")[1] for link in every(strip, "Link")] == ["worklists.due2h"]
    assert (offered().panels, offered().worklists) == (PANELS, WORKLISTS)


def test_the_other_pages_are_at_the_end_of_the_strip_in_its_language_and_theme() -> None:
    answer = Worklists(1, 2, 3, 4, 5, 6, 7, 8, 9)
    for told, query in (
        (offered(), ""),
        (offered(language="en", theme="light"), "?lang=en&theme=light"),
    ):
        strip = worklists.build(answer, told)[ids.WORKLISTS]["children"]
        assert [link.href for link in strip[-2:]] == [f"/wall{query}", f"/review{query}"]


def test_only_the_questions_of_the_shown_panels_are_needed() -> None:
    assert needed(("map", "feed")) == {"heat", "feed", "worklists"}
    assert needed(("counts",)) == {"counts", "change", "closure", "worklists"}
    assert len(needed(PANELS)) == 10


def test_the_normal_screen_has_no_grid_of_its_own() -> None:
    assert arrangement.build(offered()) == {"panels": PANELS}
    assert set(arrangement.build(in_flood())) == {"panels", "areas", "columns", "rows"}


@given(st.lists(st.sampled_from(PANELS), min_size=1, unique=True).map(tuple))
def test_any_choice_fills_the_grid_with_one_rectangle_each(panels: tuple[str, ...]) -> None:
    said = arrangement.grid(panels)
    rows = [row.split() for row in said["areas"].strip('"').split('" "')]
    columns = said["columns"].replace("minmax(0, 1fr)", "1fr").split()
    heights = said["rows"].replace("minmax(0, ", "").replace(")", "").split()
    assert {len(row) for row in rows} == {len(columns)}
    assert len(rows) == len(heights)
    cells: dict[str, list[tuple[int, int]]] = {}
    for y, row in enumerate(rows):
        for x, panel in enumerate(row):
            cells.setdefault(panel, []).append((x, y))
    assert set(cells) == set(panels)
    for panel, own in cells.items():
        spans = [[cell[axis] for cell in own] for axis in (0, 1)]
        width, height = (max(span) - min(span) + 1 for span in spans)
        assert len(own) == width * height, panel
        if panel == "counts":
            assert width == len(columns)
        if panel == "map":
            assert (width, height) == (2, 2 if len(set(panels) - {"counts", "map"}) > 1 else 1)


def test_order_is_the_order_of_reading() -> None:
    def first(panels: tuple[str, ...]) -> list[str]:
        cells = arrangement.grid(panels)["areas"].replace('"', "").split()
        return list(dict.fromkeys(cells))

    for panels in permutations(("counts", "map", "closure", "feed")):
        others = [panel for panel in first(panels) if panel in ("closure", "feed")]
        assert others == [panel for panel in panels if panel in ("closure", "feed")]
    assert first(("loop", "trend", "feed")) == ["loop", "trend", "feed"]
    assert first(("closure", "map", "loop", "feed"))[:2] == ["closure", "map"]
    assert first(("map", "feed", "counts"))[-1] == "counts"
    assert first(("map", "counts", "feed"))[0] == "counts"
