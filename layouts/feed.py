"""Feed: the newest events, one line each. Neither texts nor addresses: they may be personal."""

from __future__ import annotations

from datetime import timedelta

from data_access.feed import Feed, FeedItem
from layouts import areas, counted, figures, ids, marks, units
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import Props, View

_WITH_DEPARTMENT = ("dispatched", "responded", "resolved")
_WITH_FIGURE = ("closed", "returned")
_WAITING = ("returned", "suspended", "extended", "reopened")
BETWEEN = " · "


def build(answer: Feed, view: View) -> Props:
    """The panel of the newest events; each leads to its incident. Tab reaches the first line, from
    where arrows lead on: some stand out of sight."""
    _, end = view.filter.window(view.as_of, view.settings.zone)
    live = view.t("feed.note") if end >= view.as_of else None
    head = marks.head(view.t("feed.title"), [live], "feed.items")
    if answer.items:
        content = [_row(item, view, focus=not n) for n, item in enumerate(answer.items)]
    else:
        content = [marks.empty(view.t("feed.none"))]
    kind = "feed" if all(_today(item, view) for item in answer.items) else "feed has-days"
    return {ids.FEED: {"children": [head, marks.body(view, kind, content, "feed.items")]}}


def _row(item: FeedItem, view: View, *, focus: bool) -> Element:
    urgent = item.priority == 1
    kind = _kind(item, view)
    figure = counted.figure(f"feed.{item.kind}") if item.kind in _WITH_FIGURE else {}
    children = [
        cell("moment", moment(item, view)),
        cell("name", unit(item, view)),
        cell("what", [cell("tag", view.t("feed.urgent")), kind] if urgent else kind),
        cell("happened", happened(item, view), **figure),
    ]
    state = "is-urgent" if urgent else "is-waiting" if item.kind in _WAITING else ""
    href = units.case(view, item.source, item.external_id)
    return marks.row(state, children, title=_facts(item, view), href=href, focus=focus)


def unit(item: FeedItem, view: View) -> str:
    """The area of the level that the other panels compare: inside a street its community."""
    if item.area is None:
        return figures.ABSENT
    looked_at = (view.names.area.get(code) for code in view.filter.areas)
    level = min((area.level or 0 for area in looked_at if area), default=0) + 1
    return units.short(view, units.above(view, item.area, level))


def _where(item: FeedItem, view: View) -> str:
    """The area with all it lies in: a grid's own name says little."""
    within = areas.chain(view.names, item.area)
    return BETWEEN.join(view.name("area", area.code) for area in within) or figures.ABSENT


def _kind(item: FeedItem, view: View) -> Element:
    """The category; where room is short its upper level gives way."""
    upper, dot, leaf = category(item, view).rpartition(BETWEEN)
    parts = [cell("leaf", leaf)]
    return cell("kind", [cell("upper", upper + dot), *parts] if upper else parts)


def moment(item: FeedItem, view: View) -> str:
    """Local time of an event; its day where that is not today, its year where that is not the
    one in which the period ends."""
    here = view.local(item.moment)
    if _today(item, view):
        return f"{here:%H:%M:%S}"
    _, end = view.filter.window(view.as_of, view.settings.zone)
    last = view.local(min(end - timedelta(seconds=1), view.as_of))
    return f"{here:%m-%d %H:%M}" if here.year == last.year else f"{here:%Y-%m-%d}"


def _today(item: FeedItem, view: View) -> bool:
    return view.local(item.moment).date() == view.local(view.as_of).date()


def category(item: FeedItem, view: View) -> str:
    """Both levels of an incident's category."""
    if item.category is None:
        return view.t("feed.no_category")
    named = view.names.category.get(item.category)
    leaf = view.name("category", item.category)
    if named is None or named.parent is None:
        return leaf
    return f"{view.name('category', named.parent)}{BETWEEN}{leaf}"


def happened(item: FeedItem, view: View) -> str:
    """What the event did, with the one thing worth knowing about it."""
    said = view.t(f"feed.kind.{item.kind}")
    if item.kind in _WITH_DEPARTMENT and item.department is not None:
        key = "feed.to" if item.kind == "dispatched" else "feed.by"
        return view.t(key, kind=said, department=view.name("department", item.department))
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
        (t("feed.area"), _where(item, view)),
        (t("feed.category"), category(item, view)),
        (t("feed.department"), view.name("department", item.department)),
        (t("feed.priority"), priority),
    ]
    return marks.facts(happened(item, view), lines)
