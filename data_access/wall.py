"""The rotation of a wall display: which scenes, for how long, with which panels."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

SCENES = ("district", "streets", "departments", "hot", "base")
"""What can be shown besides single areas, which are named by their codes. `streets` are the areas one
level down, each a scene of its own."""
PANELS = ("counts", "map", "closure", "response", "coverage", "loop")
"""What a scene of an area is made of."""
USUAL_PANELS = ("counts", "map", "closure", "response")
USUAL = "district:40,streets:20,departments:20,hot:20,base:15"
SHORTEST, LONGEST = 5, 3600  # seconds of one scene
MOST_BESIDE = {
    True: 2,
    False: 4,
}  # panels beside the counts, with a map and without: the rest is unreadable
MOST_SCENES = 60

_SECONDS = 20
_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Turn:
    """One part of a rotation: one of SCENES, or the code of an area."""

    what: str
    seconds: int = _SECONDS


def read_rotation(text: str) -> tuple[tuple[Turn, ...], tuple[str, ...]]:
    """Turns such as `district:40,320105002,hot:20`, and what of the text is none, with the reason."""
    turns: list[Turn] = []
    wrong: list[str] = []
    for said in filter(None, (part.strip() for part in text.split(","))):
        what, _, seconds = said.partition(":")
        if not _CODE.fullmatch(what):
            wrong.append(f"{said!r} begins with neither {', '.join(SCENES)} nor an area's code")
        elif seconds and not (
            seconds.isascii() and seconds.isdigit() and SHORTEST <= int(seconds[:9]) <= LONGEST
        ):
            wrong.append(f"{said!r} must end in {SHORTEST} to {LONGEST} seconds")
        elif len(turns) == MOST_SCENES:
            wrong.append(f"{said!r} is one more than {MOST_SCENES}")
        else:
            turns.append(Turn(what, int(seconds or _SECONDS)))
    return tuple(turns), tuple(wrong)


def read_panels(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Panels such as `counts,map,closure`, and what of the text is none, with the reason."""
    panels: list[str] = []
    wrong = []
    for said in filter(None, (part.strip() for part in text.split(","))):
        if said not in PANELS:
            wrong.append(f"{said!r} is none of {', '.join(PANELS)}")
        elif said not in panels:
            panels.append(said)
    most = MOST_BESIDE["map" in panels]
    beside = [panel for panel in panels if panel not in ("counts", "map")]
    for panel in beside[most:]:
        panels.remove(panel)
        wrong.append(f"{panel!r} is one panel too many: beside them {most} can be read")
    return tuple(panels), tuple(wrong)


def refuse(wrong: Iterable[str]) -> None:
    """Raise ValueError where anything is wrong."""
    if reasons := "; ".join(wrong):
        raise ValueError(reasons)
