"""Where an area stands among the others, for crumbs, menus and the map."""

from __future__ import annotations

from data_access.names import Named, Names
from layouts.view import View


def looked_at(view: View) -> str | None:
    """The one area that the filter asks for; None for the district, or for several at once."""
    return view.filter.area[0] if len(view.filter.area) == 1 else None


def top(names: Names) -> list[Named]:
    """The areas that lie in no other one, usually the district alone."""
    return [names.area[code] for code in names.tops]


def chain(names: Names, code: str | None) -> list[Named]:
    """An area and all it lies in, down from the level below the top."""
    found: list[Named] = []
    while code is not None and code in names.area and code not in names.tops:
        found.append(names.area[code])
        code = names.area[code].parent
    return found[::-1]


def below(names: Names, code: str | None) -> list[Named]:
    """The areas one level below an area; below None those below the top."""
    if code is not None:
        found = [a for a in names.area.values() if a.parent == code]
    elif names.reach.areas:
        found = [a for a in names.area.values() if a.parent in names.tops]
    else:  # whatever they lie in
        found = [a for a in names.area.values() if a.level == 1]
    return sorted(found, key=lambda a: a.code)


def toggled(view: View, code: str) -> str:
    """The address that looks at an area, or, where it is looked at, at the one it lies in."""
    if view.filter.area != (code,):
        return view.link(area=(code,))
    above = chain(view.names, code)[:-1]
    return view.link(area=(above[-1].code,) if above else ())
