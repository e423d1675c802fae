"""Names beside the points of a chart: none over another, over a point, or beyond the frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

Side = tuple[int, int]
"""Where a name stands from its point: -1, 0 or 1 across, and down."""
BESIDE: tuple[Side, ...] = ((1, 0), (-1, 0), (0, -1), (0, 1))
AROUND: tuple[Side, ...] = (*BESIDE, (1, -1), (-1, -1), (1, 1), (-1, 1))
_BETWEEN = 1.0  # left free around each name


@dataclass(frozen=True)
class Box:
    """A rectangle, from the top down."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether both have a part in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other: Box) -> bool:
        """Whether the other lies within."""
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom

    def wider(self, by: float) -> Box:
        """With so much more on every side."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def rounded(self, digits: int) -> Box:
        """With so many digits behind the point."""
        return Box(*(round(edge, digits) for edge in astuple(self)))


def placed(
    points: Sequence[tuple[float, float]],
    sizes: Mapping[int, tuple[float, float]],
    frame: Box,
    reach: float,
    sides: Iterable[Side] = AROUND,
) -> dict[int, tuple[Side, Box]]:
    """Where each name stands that has room, by the number of its point.

    `sizes`: width and height of each name, the most important first: what has no room beside those before it is
    left out. `reach`: from a point's middle to its names, more than its mark takes. All in one unit.
    """
    marks = [Box(x, y, x, y).wider(reach - _BETWEEN) for x, y in points]
    found: dict[int, tuple[Side, Box]] = {}
    for number, size in sizes.items():
        for side, box in _around(points[number], size, reach, sides):
            others = (*marks, *(other for _, other in found.values()))
            if frame.holds(box) and not any(box.wider(_BETWEEN / 2).meets(one) for one in others):
                found[number] = side, box
                break
    return found


def _around(
    point: tuple[float, float], size: tuple[float, float], reach: float, sides: Iterable[Side]
) -> Iterator[tuple[Side, Box]]:
    wide, high = size
    for across, down in sides:
        left = point[0] + across * (reach + wide / 2) - wide / 2
        top = point[1] + down * (reach + high / 2) - high / 2
        yield (across, down), Box(left, top, left + wide, top + high)
