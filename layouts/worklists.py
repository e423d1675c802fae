"""Worklists: what is open and waits for somebody, one number each, which opens its list."""

from __future__ import annotations

from urllib.parse import urlencode

from data_access.definitions.vocabulary import Count
from data_access.definitions.worklists import WORKLISTS
from data_access.worklists import Worklists
from layouts import counted, figures, ids, lists, marks
from layouts import elements as html
from layouts.elements import Element
from layouts.view import Props, View


def build(answer: Worklists, view: View) -> Props:
    """A link for every worklist of the view, with how many of all that is open are on it."""
    if not view.worklists:
        return {ids.WORKLISTS: {"children": None}}
    title = html.Span(view.t("worklists.title"), className="worklists-title")
    counts = {count.key: count for count in WORKLISTS}
    links = [_link(counts[key], getattr(answer, key), view) for key in view.worklists]
    return {ids.WORKLISTS: {"children": [title, *links, *_pages(view)]}}


def _pages(view: View) -> list[Element]:
    """The other pages, at the end of the strip: of leaders and of the monthly meeting."""
    query: dict[str, str] = {}
    if view.language != view.settings.language:
        query["lang"] = view.language
    if view.theme != "dark":
        query["theme"] = view.theme
    said = f"?{urlencode(query)}" if query else ""
    return [
        html.A(view.t(f"worklists.page.{name}"), href=f"/{name}{said}", className="page-link")
        for name in ("wall", "review")
    ]


def failed(view: View) -> list[Element]:
    """In its place, where it could not be had."""
    said = (view.t("worklists.title"), view.t("state.failed"))
    return [html.Span(text, className="worklists-title") for text in said]


def _link(count: Count, number: int, view: View) -> Element:
    name, key = counted.name(count, view), f"worklists.{count.key}"
    shown = figures.number(number)
    return html.Link(
        [html.Span(name), html.Span(shown, className="number")],
        href=lists.address(view, key),
        className="worklist" if number else "worklist is-none",
        title=marks.facts(name, [(view.t("counts.now"), shown)]),
        **counted.figure(key, opens=key),
    )
