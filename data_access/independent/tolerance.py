"""Values that are known within bounds, and values that are not recomputed."""

from __future__ import annotations

from typing import Any, NamedTuple


class Within(NamedTuple):
    """A number recomputed in another way, which may lie a little off: any from `low` to `high`."""

    value: float | None
    low: float
    high: float

    def __truediv__(self, whole: float) -> Within:
        value = None if self.value is None else self.value / whole
        return Within(value, self.low / whole, self.high / whole)


class Possible(NamedTuple):
    """A line of a list that may as well not be there: its membership is within the tolerance."""

    line: dict[str, Any]


class NotRecomputed:
    """Stands where the screen's value is taken as it is."""


NOT_RECOMPUTED = NotRecomputed()
