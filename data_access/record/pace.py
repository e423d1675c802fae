"""How many incidents are written at once, so that nobody else waits long for the version's lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

_AIM = 0.06  # seconds that a transaction holds the lock
_LEAST, _MOST = 32, 8192  # incidents


class Pace:
    """The size of batches, from how long the last one held the lock."""

    def __init__(self, size: int = 512) -> None:
        self.size = size

    def parts(self, batch: Sequence[T]) -> Iterator[Sequence[T]]:
        """A batch in parts, each of the size that is right when its turn comes."""
        begin = 0
        while begin < len(batch):
            part = batch[begin : begin + self.size]
            begin += len(part)
            yield part

    def held(self, seconds: float, number: int) -> None:
        """Take into account that `number` incidents held the lock for so long.

        It shrinks at once and grows at most to the double: one slow commit says little of the
        next, but what others wait for is the slow one.
        """
        right = int(number * _AIM / max(seconds, 0.001))
        if right < self.size or number >= self.size:
            self.size = max(_LEAST, min(right, 2 * self.size, _MOST))
