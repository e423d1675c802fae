"""The columns of a list, and its rows as texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data_access.lists.columns import Column, Rows
from data_access.names import Named
from layouts import areas, figures
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
