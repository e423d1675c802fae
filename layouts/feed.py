"""Feed: the newest events, one line each. Neither texts nor addresses: they may be personal."""

from __future__ import annotations

from dash.development.base_component import Component

from data_access.feed import Feed, FeedItem
from layouts import figures, ids, marks, units
from layouts.marks import cell
from layouts.view import Props, View

_WITH_DEPARTMENT = ("dispatched", "responded", "resolved")
_WAITING = ("returned", "suspended", "extended", "reopened")
_BETWEEN = " · "
_STREETS = 1  # level of the areas that a line names


def build(answer: Feed, view: View) -> Props:
    """The panel of the newest events."""
    head = marks.head(view.t("feed.title"), [view.t("feed.note")])
    if answer.items:
        content = [_row(item, view) for item in answer.items]
    else:
        content = [marks.empty(view.t("feed.none"))]
    return {ids.FEED: {"children": [head, marks.body(view, "feed", content)]}}


def _row(item: FeedItem, view: View) -> Component:
    urgent = item.priority == 1
    kind = _kind(item, view)
    children = [
        cell("moment", moment(item, view)),
        cell("name", _street(item, view)),
        cell("what", [cell("tag", view.t("feed.urgent")), kind] if urgent else kind),
        cell("happened", happened(item, view)),
    ]
    state = "is-urgent" if urgent else "is-waiting" if item.kind in _WAITING else ""
    return marks.row(state, children, title=_facts(item, view))


def _street(item: FeedItem, view: View) -> str:
    if item.area is None:
        return figures.ABSENT
    return units.short(view, units.above(view, item.area, _STREETS))


def _kind(item: FeedItem, view: View) -> Component:
    """The category; where room is short its upper level gives way."""
    upper, dot, leaf = category(item, view).rpartition(_BETWEEN)
    return cell("kind", [cell("upper", upper + dot), cell("leaf", leaf)] if upper else leaf)


def moment(item: FeedItem, view: View) -> str:
    """Local time of an event; with its day where that is not today."""
    here, now = view.local(item.moment), view.local(view.as_of)
    if here.date() == now.date():
        return f"{here:%H:%M:%S}"
    return f"{here:%m-%d %H:%M}" if here.year == now.year else f"{here:%Y-%m-%d}"


def category(item: FeedItem, view: View) -> str:
    """Both levels of an incident's category."""
    if item.category is None:
        return view.t("feed.no_category")
    named = view.names.category.get(item.category)
    leaf = view.name("category", item.category)
    if named is None or named.parent is None:
        return leaf
    return f"{view.name('category', named.parent)}{_BETWEEN}{leaf}"


def happened(item: FeedItem, view: View) -> str:
    """What the event did, with the one thing worth knowing about it."""
    said = view.t(f"feed.kind.{item.kind}")
    if item.kind in _WITH_DEPARTMENT and item.department is not None:
        return f"{said} {view.name('department', item.department)}"
    if item.kind == "returned" and item.returns:
        return f"{said} · {view.t('feed.returns', n=item.returns)}"
    if item.kind == "closed":
        taken = max(0.0, (item.moment - item.reported_at).total_seconds())
        return f"{said} · {figures.duration(view, taken)}"
    return said


def _facts(item: FeedItem, view: View) -> str:
    t = view.t
    priority = figures.ABSENT if item.priority is None else str(item.priority)
    lines = [
        (t("feed.incident"), f"{view.name('source', item.source)} {item.external_id}"),
        (t("feed.event"), f"{view.local(item.moment):%Y-%m-%d %H:%M:%S}"),
        (t("feed.reported"), f"{view.local(item.reported_at):%Y-%m-%d %H:%M:%S}"),
        (t("feed.area"), units.name(view, item.area)),
        (t("feed.category"), category(item, view)),
        (t("feed.department"), view.name("department", item.department)),
        (t("feed.priority"), priority),
    ]
    return marks.facts(happened(item, view), lines)
