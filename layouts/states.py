"""The looks of what is not there: failed, empty, wrong, stale."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from data_access.filters import Ignored
from layouts import elements as html
from layouts import format, ids
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import Props, View

_NOTED = 5  # parts of an address that are named
_LONGEST = 40  # characters of a parameter, and of what it says
_COMMANDS = {
    "demo": "onescreen demo",
    "areas": "onescreen load areas areas.geojson",
    "departments": "onescreen load departments departments.csv --sql departments.sql",
    "incidents": "onescreen load incidents incidents.csv --sql incidents.sql",
}


def failed(name: str, view: View) -> list[Element]:
    """The children of a panel that could not be computed; what went wrong is in the log."""
    return [
        html.Header(
            className="panel-head",
            children=[html.H2(view.t(f"panel.{name}")), html.Div(className="panel-note")],
        ),
        html.Div(
            className="panel-body failed",
            role="status",
            children=[
                html.Span("!", className="failed-mark", **attributes(aria_hidden="true")),
                html.P(view.t("state.failed")),
                html.P(view.t("state.failed.more"), className="dim"),
            ],
        ),
    ]


def empty_record(view: View) -> Props:
    """In place of the panels: what to do first."""
    steps = [
        html.Li([html.Span(view.t(f"state.empty.{name}")), html.Code(command)])
        for name, command in _COMMANDS.items()
    ]
    return _notice(
        html.H2(view.t("state.empty.title")),
        html.P(view.t("state.empty.lead")),
        html.Ol(steps, className="steps"),
        html.P(view.t("state.empty.more"), className="dim"),
    )


def note(ignored: Sequence[Ignored], view: View) -> Props:
    """Above the panels: what of the address was left out, and the address without it. Nothing where
    all of it was understood."""
    return {ids.NOTE: {"children": left_out(ignored, view.link(), view) or None}}


def left_out(ignored: Sequence[Ignored], address: str, view: View) -> list[Element]:
    """What was left out, as it was said, and the address without it; nothing where nothing was."""
    if not ignored:
        return []
    shown = [html.Code(_said(one)) for one in ignored[:_NOTED]]
    more = [view.t("state.ignored.more", n=len(ignored) - _NOTED)] if len(ignored) > _NOTED else []
    link = html.Link(view.t("state.ignored.link"), href=address, className="button")
    return [html.Span([view.t("state.ignored"), *shown, *more]), link]


def _said(one: Ignored) -> str:
    """A part of an address as it may be read: not too long, and with nothing in it that hides or
    turns what stands around it."""
    parts = (one.name, one.said) if one.said else (one.name,)
    return "=".join(
        "".join(c if c.isprintable() else "\ufffd" for c in part[:_LONGEST])
        + ("…" if len(part) > _LONGEST else "")
        for part in parts
    )


def nothing_to_say() -> Props:
    """No notice: the panels are shown."""
    return {ids.NOTICE: {"children": None}}


def _notice(*children: Element) -> Props:
    return {ids.NOTICE: {"children": html.Div(list(children), className="notice-card")}}


def newest(view: View) -> datetime | None:
    """The moment of the newest data of the sources that are looked at."""
    return max(news(view).values(), default=None)


def late_sources(view: View, *, by: datetime | None = None) -> list[str]:
    """The sources silent past their threshold at a moment; by default the end of the period, so
    that a period of the past is not stale because nothing came since."""
    _, end = view.filter.window(view.as_of, view.settings.zone)
    wanted = by or min(end, view.as_of)
    default = view.settings.stale_after_seconds
    return sorted(
        source
        for source, moment in news(view).items()
        if (wanted - moment).total_seconds() > view.names.stale_after.get(source, default)
    )


def stale_text(view: View) -> str | None:
    """What greyed panels say: set where every source that is looked at is late."""
    moment = newest(view)
    if moment is None or len(late_sources(view)) < len(news(view)):
        return None
    return view.t("state.stale", moment=format.clock(moment, view))


def news(view: View) -> dict[str, datetime]:
    """The moment of the newest event of every source that is looked at."""
    chosen = view.filter.source
    return {s: at for s, at in view.names.newest.items() if not chosen or s in chosen}
