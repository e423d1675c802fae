"""What the file of an export says: its name, its headings, the names of codes, and of itself."""

from __future__ import annotations

from collections.abc import Iterator

from data_access.definitions.wording import sentences
from data_access.exports.told import Format, Heading, Told
from data_access.lists.columns import Column
from data_access.lists.listing import Listing
from layouts import figures, list_rows, lists, narrowed
from layouts.view import View

_DIGITS = {"moment": 19.0, "seconds": 11.0, "number": 10.0, "yes": 8.0}
_OF_A_REM = 2.0  # digits of a workbook's standard font, about
_LONGEST_NAME = 80
_NO_PART_OF_NAMES = frozenset('\\/:*?"<>|')


def tell(listing: Listing, form: Format, view: View, rows: int) -> Told:
    """Of an export of so many rows, at the view's instant."""
    columns = {one.key: one for one in listing.rows.columns}
    ordered = [
        (columns[said["key"]], said["width"]) for said in list_rows.columns(listing.rows, view)
    ]
    return Told(
        format=form,
        name=name(listing, view),
        zone=view.settings.zone.key,
        columns=tuple(column.key for column, _ in ordered),
        headings=tuple(_heading(column, width, form, view) for column, width in ordered),
        sheet=view.t("export.sheet"),
        about_sheet=view.t("export.about"),
        rows=rows,
        about=tuple(_about(listing, view, rows)),
    )


def name(listing: Listing, view: View) -> str:
    """The file's name without its ending: district, what is listed, local moment."""
    tops = view.names.tops
    whole = view.name("area", tops[0]) if len(tops) == 1 else "OneScreen"
    moment = f"{view.local(view.as_of):%Y-%m-%d %H%M%S}"
    parts = (_plain(part) for part in (whole, lists.label(listing.key, view), moment))
    return "-".join(filter(None, parts))


def _plain(text: str) -> str:
    kept = (c if c.isprintable() and c not in _NO_PART_OF_NAMES else " " for c in text)
    return "_".join("".join(kept).split())[:_LONGEST_NAME].strip("._-")


def _heading(column: Column, width: float, form: Format, view: View) -> Heading:
    label = view.t(f"list.column.{column.key}")
    if column.kind == "seconds" and form == "csv":  # a workbook has times
        label = view.t("export.seconds", column=label)
    digits = _DIGITS.get(column.kind, width * _OF_A_REM)
    return Heading(label, column.kind, digits, _names(column, view))


def _names(column: Column, view: View) -> dict[str, str]:
    """What the codes of a column are called."""
    if column.kind == "yes":
        return {"true": view.t("list.yes"), "false": view.t("list.no")}
    if column.kind != "code":
        return {}
    return {code: list_rows.name(column, code, view) for code in list_rows.codes(column, view)}


def _about(listing: Listing, view: View, rows: int) -> Iterator[tuple[str, str]]:
    yield view.t("export.about.title"), lists.title(listing, view)
    if view.names.simulated:
        yield view.t("export.about.simulated"), view.t("map.simulated")
    yield view.t("export.about.rows"), figures.number(rows)
    if listing.conditions:
        said = view.t("counted.and").join(
            narrowed.words(one, listing, view) for one in listing.conditions
        )
        yield view.t("export.about.narrowed"), said
    if listing.order:
        yield view.t("export.about.order"), view.t("counted.and").join(_order(listing, view))
    moment = view.local(view.as_of)
    yield view.t("export.about.as_of"), moment.isoformat(sep=" ", timespec="seconds")
    yield view.t("export.about.version"), str(view.version)
    zone = view.settings.zone.key
    yield view.t("export.about.clock"), view.t("export.about.clock.said", zone=zone)
    filter_ = listing.within_filter(view.filter)
    yield from sentences((listing.count,), view.language, filter_, view.settings)


def _order(listing: Listing, view: View) -> Iterator[str]:
    for one in listing.order:
        column = view.t(f"list.column.{one.column}")
        yield view.t("export.descending", column=column) if one.descending else column
