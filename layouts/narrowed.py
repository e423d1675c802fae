"""What a list is narrowed to, in words; and beyond the filters that its columns have, as chips."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from data_access.lists.columns import Column
from data_access.lists.conditions import Condition
from data_access.lists.listing import Listing
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import View

# As `isBound` of assets/grid.js: a column's filter knows days and numbers, of each bound one.
_BOUNDS = {
    "moment": ((">=", "<"), re.compile(r"\d{4}-\d\d-\d\d")),
    "number": ((">=", "<="), re.compile(r"-?\d+(\.\d+)?")),
}


def beyond(listing: Listing) -> tuple[Condition, ...]:
    """The conditions that no filter of a column can show: a time of day, a length of time, a
    further one of the same kind."""
    last = {(one.column, one.operator): one for one in listing.conditions}
    return tuple(
        one
        for one in dict.fromkeys(listing.conditions)
        if last[one.column, one.operator] != one or not _is_shown(one, listing.rows[one.column])
    )


def _is_shown(condition: Condition, column: Column) -> bool:
    if condition.operator == "~":
        return True
    operators, form = _BOUNDS.get(column.kind, ((), re.compile("")))
    return condition.operator in operators and form.fullmatch(condition.said) is not None


def chips(listing: Listing, ordered: str, view: View) -> list[Element]:
    """A link for each of them, which takes it away from the address of the `ordered` list; nothing
    where there is none."""
    found = []
    for one in beyond(listing):
        others = [other for other in listing.conditions if other != one]
        found.append(
            html.Link(
                words(one, listing, view),
                href=address(ordered, others),
                className="chip",
                title=view.t("chosen.remove"),
                **attributes(data_condition=str(one)),
            )
        )
    label = attributes(aria_label=view.t("export.about.narrowed"))
    return [html.Nav(found, className="chips list-narrowed", **label)] if found else []


def address(ordered: str, conditions: Sequence[Condition]) -> str:
    """The address of an ordered list, narrowed."""
    if not conditions:
        return ordered
    where = urlencode({"where": ";".join(map(str, conditions))}, safe=",:;")
    return f"{ordered}&{where}"


def words(condition: Condition, listing: Listing, view: View) -> str:
    """A condition as it is read."""
    column = view.t(f"list.column.{condition.column}")
    if condition.operator == "~":
        return view.t("export.condition.contains", column=column, said=condition.said)
    if listing.rows[condition.column].kind == "seconds":
        column = view.t("export.seconds", column=column)
    operator = {">=": "≥", "<=": "≤"}.get(condition.operator, condition.operator)
    said = condition.said.replace("T", " ")
    return view.t("export.condition", column=column, operator=operator, said=said)
