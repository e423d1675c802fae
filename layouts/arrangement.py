"""Which panels are shown, and where: the browser lays them out without a hole, whatever the choice.

The normal screen has a template of its own in the style sheet. That of a named view follows from its
panels: the counts are a strip across it, and the map has two columns and two rows, the others around
it; without a map all are of about one size.
"""

from __future__ import annotations

from typing import Any

from layouts.view import View

# Of 0 to 6 panels `a`, `b`, … around the map `M`, in reading order: the rows of the grid.
_AROUND = (
    ("MM",),
    ("MMa",),
    ("MMa", "MMb"),
    ("MMab", "MMac"),
    ("MMab", "MMcd"),
    ("MMab", "MMac", "ddee"),
    ("MMab", "MMcd", "eeff"),
)
# The same without a map, of 1 to 6 panels.
_ALONE = (
    ("a",),
    ("ab",),
    ("abc",),
    ("ab", "cd"),
    ("aabbcc", "dddeee"),
    ("abc", "def"),
)
_STRIP = "6.5rem"
_SIDE = "28.25rem"  # what a panel needs beside a map, on a laptop too
_FLEXIBLE = "minmax(0, 1fr)"
_LOW = "minmax(0, 0.8fr)"  # of a third row


def build(view: View) -> dict[str, Any]:
    """`panels` in their order; and for a named view `areas`, `columns` and `rows` of its grid, as
    CSS says them."""
    panels = view.panels
    if view.named is None:
        return {"panels": panels}
    return {"panels": panels, **grid(panels)}


def grid(panels: tuple[str, ...]) -> dict[str, str]:
    """Template areas, columns and rows of some panels."""
    others = [panel for panel in panels if panel != "counts"]
    rows = _rows(others)
    heights = [_FLEXIBLE, _FLEXIBLE, _LOW][: len(rows)]
    columns = _columns(rows) if rows else [_FLEXIBLE]
    if "counts" in panels:
        last = panels[-1] == "counts"
        rows.insert(len(rows) if last else 0, ["counts"] * len(columns))
        heights.insert(len(heights) if last else 0, _STRIP)
    return {
        "areas": " ".join(f'"{" ".join(row)}"' for row in rows),
        "columns": " ".join(columns),
        "rows": " ".join(heights),
    }


def _rows(panels: list[str]) -> list[list[str]]:
    """The panel of every cell, row by row."""
    if "map" not in panels:
        alone = _ALONE[len(panels) - 1] if panels else ()
        return [[panels["abcdef".index(cell)] for cell in row] for row in alone]
    around = [panel for panel in panels if panel != "map"]
    rows = [_turned(row, panels) for row in _AROUND[len(around)]]
    return [["map" if c == "M" else around["abcdef".index(c)] for c in row] for row in rows]


def _turned(row: str, panels: list[str]) -> str:
    """A row with the map where it stands among the panels: first, last, or in the middle of four
    columns."""
    beside = row.removeprefix("MM")
    if panels[0] == "map" or beside == row:
        return row
    if panels[-1] == "map" or len(beside) == 1:
        return beside + "MM"
    return f"{beside[0]}MM{beside[1]}"


def _columns(rows: list[list[str]]) -> list[str]:
    """Beside a map two columns are as wide as their panels need; else all are alike."""
    return [
        _SIDE if "map" in rows[0] and len(rows[0]) == 4 and cell != "map" else _FLEXIBLE
        for cell in rows[0]
    ]
