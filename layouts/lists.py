"""The list behind a number: what it is called, how it is counted, its columns, its rows as texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from data_access.definitions.wording import sentences
from data_access.filters import Ignored
from data_access.lists.columns import Column, Rows
from data_access.lists.counts import FAMILIES
from data_access.lists.listing import NO_UNIT, Listing
from data_access.names import Named
from layouts import areas, chosen, counted, exports, figures, format, narrowed, states, units
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.texts.lists import GRID
from layouts.view import View

_WIDTHS = {
    "code": 8.5,
    "moment": 10.0,
    "number": 6.0,
    "seconds": 7.0,
    "yes": 5.5,
    "share": 7.0,
    "text": 12.0,
}  # rem
_WIDER = {
    "area": 15.0,
    "category": 14.0,
    "department": 11.0,
    "address": 16.0,
    "text": 22.0,
    "number": 11.0,
    "unit": 20.0,
    "incidents": 9.0,
    "covered_share": 8.0,
    "covered_m2": 9.0,
    "area_m2": 8.0,
}
_AT_FIRST = {  # the others are one click away
    "incident": "number reported_at area category status department priority deadline late address text",
    "closing": "moment number reported_at area category status department total_seconds address text",
    "assignment": "assigned_to assigned_at outcome waited number area category status priority address text",
    "cell": "unit incidents covered_share covered_m2 area_m2",
    "camera": "camera area online in_order status_at last_seen",
}  # fmt: skip


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
        href=address(view, key, listing.of),
        className="list-tab is-chosen" if here else "list-tab",
        **attributes(aria_current="true" if here else "false"),
    )


def address(view: View, key: str, of: str = "") -> str:
    """The address of a list over what a view looks at."""
    return f"{view.link()}&list={key}" + (f"&of={quote(of, safe='')}" if of else "")


def _ordered(listing: Listing, view: View) -> str:
    """The address of a list in its order."""
    order = ",".join(map(str, listing.order))
    return address(view, listing.key, listing.of) + (f"&sort={order}" if order else "")


def _as_understood(listing: Listing, view: View) -> str:
    """The same with what it is narrowed to."""
    return narrowed.address(_ordered(listing, view), listing.conditions)


def columns(rows: Rows, view: View) -> list[dict[str, Any]]:
    """Of every column its `key`, `label`, `kind`, width in rem, and whether it is shown at first."""
    shown = _AT_FIRST[rows.name].split()
    if rows.name == "camera":
        shown.append(f"name_{view.language}")
    order = {key: place for place, key in enumerate(shown)}
    told = [one for one in rows.columns if view.filter.reach.texts or not one.personal]
    ordered = sorted(told, key=lambda one: order.get(one.key, len(order)))
    return [
        {
            "key": one.key,
            "label": view.t(f"list.column.{one.key}"),
            "kind": one.kind,
            "width": _WIDER.get(one.key, _WIDTHS[one.kind]),
            "shown": one.key in order,
        }
        for one in ordered
    ]


def cells(rows: Rows, found: Mapping[str, Any], view: View) -> dict[str, str]:
    """A row's texts by column; what is absent has none. `case` names the incident."""
    said = {
        one.key: cell(one, found[one.key], view)
        for one in rows.columns
        if found[one.key] is not None
    }
    if rows.incident is not None and found["number"] is not None:
        said["case"] = f"{found['source']}:{found['number']}"
    return said


def cell(column: Column, value: Any, view: View) -> str:
    """A value as it is shown."""
    match column.kind:
        case "moment":
            return f"{view.local(value):%Y-%m-%d %H:%M}"
        case "seconds":
            return figures.duration(view, value)
        case "share":
            return figures.percent(value)
        case "yes":
            return view.t("list.yes" if value else "list.no")
        case "number" if column.key.endswith("_m2"):
            return f"{value:,.0f}"
        case "number":
            return (
                f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
            )
        case "code":
            return name(column, value, view)
    return str(value)


def name(column: Column, code: str, view: View) -> str:
    """What a code of a column is called: of an area and a category with what it lies in."""
    match column.names:
        case "area":
            chain = areas.chain(view.names, code)
            return " · ".join(view.name("area", area.code) for area in chain) or view.name(
                "area", code
            )
        case "category":
            named = view.names.category.get(code)
            own = view.name("category", code)
            return (
                f"{view.name('category', named.parent)} · {own}" if named and named.parent else own
            )
        case "status":
            return view.t(f"chosen.status.{code}")
        case "stage":
            return view.t(f"loop.stage.{code}")
        case "outcome":
            return view.t(f"list.outcome.{code}")
    return view.name(column.names, code)


def matching(column: Column, text: str, view: View) -> Iterable[str]:
    """The codes of a column whose names hold a text, in any case."""
    wanted = text.casefold()
    return [c for c in codes(column, view) if wanted in name(column, c, view).casefold()]


def codes(column: Column, view: View) -> Iterable[str]:
    fixed = {
        "status": ("open", "overdue", "suspended", "closed", "voided"),
        "stage": ("reported", "dispatched", "responded", "resolved", "closed"),
        "outcome": ("waiting", "answered", "passed_on", "unanswered"),
    }
    if column.names in fixed:
        return fixed[column.names]
    known: dict[str, Named] = getattr(view.names, column.names)
    return known


def texts(view: View) -> dict[str, Any]:
    """What `assets/list.js` says itself: of the grid, and around it."""
    own = ("newer", "columns", "rows", "narrowed", "as_of")
    said = {key: view.t(f"list.{key}", **_AS_THEY_ARE.get(key, {})) for key in own}
    grid = {key: zh if view.language == "zh" else en for key, (zh, en) in GRID.items()}
    return {**said, "grid": grid}


_AS_THEY_ARE = {"rows": {"n": "{n}"}, "narrowed": {"n": "{n}"}, "as_of": {"moment": "{moment}"}}
