"""The scenes that a rotation becomes in a district."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from data_access.names import Names
from data_access.wall import MOST_SCENES, SCENES, Turn
from layouts import areas
from layouts.view import View


@dataclass(frozen=True)
class Scene:
    """What fills the display for a while. `kind` is one of SCENES, or "area" with its code."""

    kind: str
    seconds: int
    area: str | None = None

    @property
    def key(self) -> str:
        """How an address names it."""
        return self.area or self.kind

    def of(self, view: View) -> View:
        """What it looks at: all that the display looks at, or one area of that."""
        if self.area is None:
            return view
        return replace(view, filter=view.filter.with_(area=(self.area,)))


def programme(turns: Iterable[Turn], view: View) -> tuple[tuple[Scene, ...], tuple[str, ...]]:
    """The scenes of some turns, never none, and the turns that mean nothing here."""
    scenes: list[Scene] = []
    unknown = []
    for turn in turns:
        if turn.what == "streets":
            scenes += [Scene("area", turn.seconds, code) for code in inside(view)]
        elif turn.what in SCENES:
            scenes.append(Scene(turn.what, turn.seconds))
        elif turn.what in view.names.area and _within(turn.what, view):
            scenes.append(Scene("area", turn.seconds, turn.what))
        else:
            unknown.append(turn.what)
    return tuple(scenes[:MOST_SCENES]) or (Scene("district", 60),), tuple(unknown)


def inside(view: View) -> list[str]:
    """The areas one level below what the display looks at."""
    looked_at = view.filter.area
    if len(looked_at) > 1:
        return list(looked_at)
    return [area.code for area in areas.below(view.names, looked_at[0] if looked_at else None)]


def _within(code: str, view: View) -> bool:
    """Whether an area lies within what the display looks at."""
    above: Names = view.names
    return not view.filter.area or bool(set(above.above[code]) & set(view.filter.area))
