"""The list behind a number: what it is called, how it is counted, the counts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from data_access.definitions.wording import sentences
from data_access.filters import Ignored
from data_access.lists.counts import FAMILIES
from data_access.lists.listing import NO_UNIT, Listing
from layouts import chosen, counted, exports, figures, format, narrowed, states, units
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.texts.lists import GRID
from layouts.view import View


def build_head(
    listing: Listing, beside: Mapping[str, int], ignored: Sequence[Ignored], view: View
) -> list[Element]:
    """What is listed, the counts beside it, how it is counted, and what of the address was left out."""
    said = sentences(
        (listing.count,), view.language, listing.within_filter(view.filter), view.settings
    )
    lines = [html.P([html.Span(one.term), one.said]) for one in said]
    note = states.left_out(ignored, _as_understood(listing, view), view)
    return [
        html.Div(
            className="list-title",
            children=[
                html.H2(title(listing, view)),
                html.Details(
                    [html.Summary(view.t("list.counted")), html.Div(lines, className="list-said")],
                    className="menu list-counted",
                ),
                exports.tools(view),
                html.Button(
                    "×",
                    type="button",
                    className="list-close",
                    **attributes(data_list_close="", aria_label=view.t("list.close")),
                ),
            ],
        ),
        html.Nav(
            [_tab(listing, name, beside[name], view) for name in FAMILIES[listing.family]],
            className="list-tabs",
            **attributes(aria_label=view.t("list.label")),
        ),
        *narrowed.chips(listing, _ordered(listing, view), view),
        *_then(listing, view),
        *([html.Div(note, className="address-note", role="status")] if note else []),
    ]


def title(listing: Listing, view: View) -> str:
    """What is listed, of which unit, under which filter."""
    parts = [label(listing.key, view), _unit(listing, view)]
    stock = next((c.kind for c in reversed(listing.count.chain) if c.kind), None) == "stock"
    parts += [] if stock or listing.family == "cameras" else [format.period(view)]
    if listing.family != "cameras":
        parts += chosen.words(replace(view, filter=listing.within_filter(view.filter)))
    return " · ".join(parts)


def label(key: str, view: View) -> str:
    """What a list is called; of the closed loop by its stage."""
    family, _, name = key.partition(".")
    kind, _, stage = name.partition(".")
    if stage:
        return view.t(f"list.of.{kind}", stage=view.t(f"loop.stage.{stage}"))
    return counted.name(FAMILIES[family][name], view)


def _unit(listing: Listing, view: View) -> str:
    if not listing.of:
        return units.whole(view)
    if listing.of == NO_UNIT:
        return view.t("list.no_unit")
    return view.name(listing.unit, listing.of)


def _tab(listing: Listing, name: str, number: int, view: View) -> Element:
    key = f"{listing.family}.{name}"
    here = key == listing.key
    return html.Link(
        [html.Span(label(key, view)), html.Span(figures.number(number), className="number")],
        href=address(view, key, listing.of) + _at(listing),
        className="list-tab is-chosen" if here else "list-tab",
        **attributes(aria_current="true" if here else "false"),
    )


def address(view: View, key: str, of: str = "") -> str:
    """The address of a list over what a view looks at."""
    return f"{view.link()}&list={key}" + (f"&of={quote(of, safe='')}" if of else "")


def _ordered(listing: Listing, view: View) -> str:
    """The address of a list in its order."""
    order = ",".join(map(str, listing.order))
    of_now = address(view, listing.key, listing.of)
    return of_now + _at(listing) + (f"&sort={order}" if order else "")


def _at(listing: Listing) -> str:
    """The earlier instant of a list in its address."""
    return f"&{urlencode(listing.at.query(), safe=':')}" if listing.at else ""


def _then(listing: Listing, view: View) -> list[Element]:
    """That a list is of an earlier instant, with the way to the one of now."""
    if listing.at is None:
        return []
    moment = f"{view.local(view.as_of):%Y-%m-%d %H:%M}"
    now = html.Link(view.t("list.then.now"), href=address(view, listing.key, listing.of))
    said = view.t("list.then", moment=moment, version=f"{view.version:,}")
    return [html.Div([said, " ", now], className="address-note list-then", role="status")]


def _as_understood(listing: Listing, view: View) -> str:
    """The same with what it is narrowed to."""
    return narrowed.address(_ordered(listing, view), listing.conditions)


def texts(view: View) -> dict[str, Any]:
    """What `assets/list.js` says itself: of the grid, and around it."""
    own = ("newer", "columns", "rows", "narrowed", "as_of")
    said = {key: view.t(f"list.{key}", **_AS_THEY_ARE.get(key, {})) for key in own}
    grid = {key: zh if view.language == "zh" else en for key, (zh, en) in GRID.items()}
    return {**said, "grid": grid}


_AS_THEY_ARE = {"rows": {"n": "{n}"}, "narrowed": {"n": "{n}"}, "as_of": {"moment": "{moment}"}}
