"""What is new on a wall display: a line of the newest incidents, and one that takes the display over.

Public-safe: the area, the category and what happened; no text that anybody wrote, no address, no place
finer than the lowest area, unless the settings allow exact places.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import timedelta

from data_access.feed import Feed, FeedItem
from layouts import areas, feed, outlines
from layouts import elements as html
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import Props, View
from layouts.wall import map as map_
from layouts.wall import parts

_ITEMS = 10
_URGENT = 1  # the priority
_FRESH = timedelta(minutes=10)  # after which nothing takes a display over any more
_POINTED_OUT = timedelta(hours=1)  # how long its area is marked on the map


@dataclass(frozen=True)
class Exact:
    """Where exactly an incident is, where that may be shown."""

    lon: float | None
    lat: float | None
    address: str | None


def build(answer: Feed, view: View) -> Props:
    """The line: of each incident its newest event, the newest first."""
    seen: set[int] = set()
    shown: list[Element] = []
    for item in answer.items:
        if item.incident_id in seen or len(shown) == _ITEMS:
            continue
        seen.add(item.incident_id)
        shown.append(_item(item, view))
    said = shown or [html.Span(view.t("wall.none.events"), className="wall-item")]
    return {parts.holder("ticker"): {"children": said if parts.known(view) else []}}


def _item(item: FeedItem, view: View) -> Element:
    urgent = item.priority == _URGENT
    tag = [cell("wall-tag", view.t("feed.urgent"))] if urgent else []
    leaf = feed.category(item, view).rpartition(feed.BETWEEN)[2]
    happened, between, whose = feed.happened(item, view).partition(feed.BETWEEN)
    # Each by itself, so that what is too long for the line loses its last words and no half of one.
    words = [feed.unit(item, view), leaf, happened, f"{between}{whose}".strip()]
    return html.Span(
        [*tag, *(html.Span(word) for word in words if word)],
        className="wall-item is-urgent" if urgent else "wall-item",
    )


def urgent(answer: Feed, view: View) -> FeedItem | None:
    """The newest incident of top priority that was reported just now."""
    for item in answer.items:
        fresh = view.as_of - item.reported_at <= _FRESH
        if item.priority == _URGENT and item.kind == "reported" and fresh:
            return item
    return None


def key(item: FeedItem) -> str:
    """What a browser knows it by: no number that anybody could look up."""
    return hashlib.sha256(f"{item.source}|{item.external_id}".encode()).hexdigest()[:16]


def spots(answer: Feed, view: View) -> list[map_.Spot]:
    """The areas of the last hour's top-priority incidents that are not over, as marks of the map."""
    newest: dict[int, FeedItem] = {}
    for item in answer.items:
        newest.setdefault(item.incident_id, item)
    found = []
    for item in newest.values():
        recent = view.as_of - item.reported_at <= _POINTED_OUT
        over = item.kind in ("closed", "voided")
        if item.priority == _URGENT and recent and not over and item.area in view.names.outlines:
            lat, lon = outlines.shape_of(view.names, item.area).label
            found.append(map_.Spot(lon, lat, "", "is-urgent"))
    return found


def takeover(item: FeedItem | None, answer: Feed | None, exact: Exact | None, view: View) -> Props:
    """All that may be said of an incident, with the map of the street that it is in."""
    if item is None or answer is None:
        return {parts.holder("takeover"): {"children": None}}
    steps = [one for one in answer.items if one.incident_id == item.incident_id]
    chain = areas.chain(view.names, item.area)
    inner = replace(view, filter=view.filter.with_(area=(chain[0].code,) if chain else ()))
    place = (
        []
        if exact is None or exact.lon is None or exact.lat is None
        else [map_.Spot(exact.lon, exact.lat, "", "is-urgent")]
    )
    picture = map_.picture(inner, None, place, marked=item.area)
    where = feed.BETWEEN.join(view.name("area", area.code) for area in chain)
    said = [
        html.P(view.t("wall.takeover"), className="wall-alarm"),
        html.H2(feed.category(item, view)),
        html.P(where or view.t("units.unknown"), className="wall-where"),
        *([html.P(exact.address, className="wall-where")] if exact and exact.address else []),
        html.Div([_step(step, view) for step in steps[:4][::-1]], className="wall-steps"),
    ]
    children = [html.Div(said, className="wall-told"), *([picture] if picture else [])]
    return {parts.holder("takeover"): {"children": html.Div(children, className="wall-urgent")}}


def _step(step: FeedItem, view: View) -> Element:
    moment = f"{view.local(step.moment):%H:%M:%S}"
    return html.Div([cell("moment", moment), cell("happened", feed.happened(step, view))])
