"""What the units of a panel are called, and where a click on one leads."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from layouts.view import View


def level(view: View, index: int, *, plural: bool = False) -> str:
    """The word for the areas of a level; beyond the lowest one the lowest one's."""
    levels = view.settings.levels
    found = levels[max(0, min(index, len(levels) - 1))]
    if view.language == "zh":
        return found.zh
    return found.en_plural if plural else found.en


def name(view: View, code: str | None) -> str:
    """An area's name in full."""
    return view.t("units.unknown") if code is None else view.name("area", code)


def short(view: View, code: str | None) -> str:
    """An area's name without the word for its level: 沙洲 for 沙洲街道."""
    full = name(view, code)
    area = view.names.area.get(code) if code else None
    if area is None or area.level is None:
        return full
    word = level(view, area.level)
    if full.lower().endswith(word.lower()):
        return full[: -len(word)].rstrip() or full
    return full


def above(view: View, code: str | None, wanted: int) -> str | None:
    """The ancestor of an area at a level (itself included); the area where there is none."""
    at = code
    while at is not None and (area := view.names.area.get(at)) is not None:
        if area.level is None or area.level <= wanted:
            return at
        at = area.parent
    return code


def whole(view: View) -> str:
    """The name of all that is looked at: the district, or the areas that are filtered by."""
    match view.filter.area:
        case () if not view.names.reach.areas:
            return view.t("units.whole", level=level(view, 0))
        case ():
            return reach(view)
        case (code,):  # in full: a community may bear the name of its street
            return name(view, code)
        case codes:
            return view.t("units.selected", n=len(codes))


def reach(view: View) -> str:
    """The name of all that somebody of a reach sees."""
    tops = view.names.tops
    return name(view, tops[0]) if len(tops) == 1 else view.t("units.selected", n=len(tops))


def out(view: View) -> str | None:
    """The address one level up; None where the whole district is looked at."""
    if not view.filter.area:
        return None
    area = view.names.area.get(view.filter.area[0]) if len(view.filter.area) == 1 else None
    parent = view.names.area.get(area.parent) if area and area.parent else None
    return view.link(area=(parent.code,) if parent and parent.level else ())


def toggle(view: View, dimension: str, code: str) -> str:
    """The address that filters by a code, or, where it is filtered by already, that does not."""
    chosen: tuple[str, ...] = getattr(view.filter, dimension)
    return view.link(**{dimension: () if chosen == (code,) else (code,)})


def case(view: View, source: str, external_id: str, **changes: Any) -> str:
    """The address of this view, or one with another filter, with an incident open beside it."""
    return f"{view.link(**changes)}&case={quote(case_key(source, external_id), safe=':,')}"


def case_key(source: str, external_id: str) -> str:
    """An incident as an address names it."""
    return f"{source}:{external_id}"


def chosen(view: View, dimension: str, code: str | None) -> bool:
    """Whether the filter names a code."""
    return code in getattr(view.filter, dimension)
