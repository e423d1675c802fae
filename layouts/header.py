"""Header: district, area crumbs, period, age of the data, clock, theme, language."""

from __future__ import annotations

import json

from data_access.filters import PERIODS
from data_access.names import Named
from layouts import (
    areas,
    choices,
    chosen,
    counted,
    desk,
    format,
    ids,
    own_period,
    states,
    units,
    views,
)
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import Props, View

_AGES = ("now", "seconds", "minutes", "hours")
_IN_MENU = "lastmonth"  # with one's own days: seven in a row are too many for a phone


def build(view: View) -> Props:
    """All but the age of the data. The clock is told by `assets/clock.js`, every second."""
    return {
        ids.HEADER: {
            "children": [
                html.H1(views.title(view)),
                *views.menu(view),
                _crumbs(view),
                _periods(view),
                choices.button(view),
                desk.search(view),
                # Where there are none, too: what stands behind them keeps its place, and its state.
                *(chosen.chips(view) or [html.Div(className="chips")]),
                desk.pause(view),
                _clock(view),
                _switches(view),
            ]
        }
    }


def build_age(view: View) -> Props:
    """The age of the newest data; told by `assets/clock.js`, every second."""
    return {ids.AGE: {"children": _age(view)}}


def _crumbs(view: View) -> Element:
    """From the district down to what is looked at; each but the first opens its siblings."""
    level = units.level
    whole = view.t("crumbs.all", level=level(view, 0))
    if view.names.reach.areas:
        whole = units.reach(view)
    parts: list[Element | str] = [
        html.Link(whole, href=view.link(area=()), className="crumb"),
    ]
    code = areas.looked_at(view)
    if view.filter.area and code is None:
        several = view.t("crumbs.several", n=len(view.filter.area))
        parts += [_AND, html.Span(several, className="crumb")]
        return html.Nav(parts, className="crumbs", **attributes(aria_label=view.t("crumbs.label")))
    for area in areas.chain(view.names, code):
        siblings = areas.below(view.names, area.parent if (area.level or 0) > 1 else None)
        parts += [_AND, _menu(view.name("area", area.code), siblings, view)]
    inner = areas.below(view.names, code)
    if inner:
        choose = view.t("crumbs.choose", level=level(view, inner[0].level or 0))
        parts += [_AND, _menu(choose, inner, view, unset=True)]
    return html.Nav(parts, className="crumbs", **attributes(aria_label=view.t("crumbs.label")))


_AND = html.Span("›", className="crumb-and", **attributes(aria_hidden="true"))


def _menu(label: str, choices: list[Named], view: View, *, unset: bool = False) -> Element:
    """A menu of links that works by keyboard, without a script."""
    links = [
        html.Li(
            html.Link(
                view.name("area", area.code),
                href=view.link(area=(area.code,)),
                className="is-chosen" if area.code in view.filter.area else "",
            )
        )
        for area in choices
    ]
    many = " many" if len(links) > 14 else ""
    return html.Details(
        className="menu",
        children=[
            html.Summary(html.Span(label, className="word"), className="unset" if unset else ""),
            html.Ul(links, className=f"menu-list{many}"),
        ],
    )


def _periods(view: View) -> Element:
    chosen = view.filter.period
    links: list[Element] = [
        html.Link(
            view.t(f"period.{name}"),
            href=view.link(period=name, start="", end=""),
            className="is-chosen" if name == chosen else "",
        )
        for name in PERIODS
        if name != _IN_MENU
    ]
    return html.Nav(
        [*links, _custom(view)],
        className="segments",
        **attributes(aria_label=view.t("period.label")),
    )


def _custom(view: View) -> Element:
    """Last month, or one's own period."""
    own = view.filter.period in ("custom", _IN_MENU)
    last_month = html.Link(
        view.t(f"period.{_IN_MENU}"),
        href=view.link(period=_IN_MENU, start="", end=""),
        className="is-chosen" if view.filter.period == _IN_MENU else "",
    )
    label = format.period(view) if own else view.t("period.custom")
    if view.filter.period == _IN_MENU:  # as the button that it would be
        label = view.t(f"period.{_IN_MENU}")
    # For want of room the word alone, where a chip says the period.
    short = attributes(data_short=view.t("period.custom")) if chosen.has_own_period(view) else {}
    return html.Details(
        className="menu custom",
        children=[
            html.Summary(html.Span(label), className="is-chosen" if own else "", **short),
            html.Div([last_month, own_period.form(view)], className="own-days"),
        ],
    )


def _age(view: View) -> Element:
    moment = states.newest(view)
    if moment is None:
        return html.Div(
            html.Span(view.t("age.none")),
            className="age",
            **counted.figure("age.newest", focus=True),
        )
    late = states.late_sources(view, by=view.as_of)
    # The dot is amber, and the hover says why, where any source is late.
    told = {key: view.t(f"age.{key}", n="{n}") for key in _AGES}
    told["until"] = view.t("age.until", moment=format.until(moment, view))
    told["paused"] = view.t("age.paused", moment="{moment}")
    return html.Div(
        className="age is-late" if late else "age",
        title=view.t("age.title"),
        **counted.figure("age.newest", focus=True),
        children=[
            html.Icon(className="age-dot", **attributes(aria_hidden="true")),
            html.Span(
                **attributes(
                    data_age=moment.isoformat(),
                    data_texts=json.dumps(told, ensure_ascii=False),
                    data_zone=view.settings.timezone,
                )
            ),
            *_held_up(view),
        ],
    )


def _held_up(view: View) -> list[Element]:
    """Where load held the newest figures up: by how much."""
    if not view.late:
        return []
    n = f"{view.late.total_seconds():,.0f}"
    short = attributes(data_short=view.t("age.held_up.short", n=n))  # on a laptop
    return [html.Span(html.Span(view.t("age.held_up", n=n)), className="held-up", **short)]


def _clock(view: View) -> Element:
    zone = view.settings.timezone
    return html.Div(
        className="clock",
        children=[
            html.Span(**attributes(data_clock="day", data_zone=zone)),
            html.Span(**attributes(data_clock="time", data_zone=zone)),
        ],
    )


def _switches(view: View) -> Element:
    other = "light" if view.theme == "dark" else "dark"
    zh, en = (
        html.Link(
            label,
            href=view.link(language=language),
            className="is-chosen" if view.language == language else "",
        )
        for label, language in (("中", "zh"), ("EN", "en"))
    )
    return html.Div(
        className="switches",
        children=[
            html.Link(view.t(f"theme.{other}"), href=view.link(theme=other), className="button"),
            html.Nav([zh, en], className="segments", **attributes(aria_label="语言 / Language")),
            desk.shortcuts(view),
        ],
    )
