"""Failed logins are slowed down: of one name from one address, so that nobody can lock another out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from time import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

_FAILURES = RateLimitItemPerMinute(5, 5)  # five in five minutes
_AT_ONCE = 4  # logins under way: each takes a thread that screens wait for


class Busy(RuntimeError):
    """So many are logging in that another one would keep screens from being answered."""


class Throttle:
    """Attempts to log in that are under way, and those that failed lately.

    Whoever begins an attempt is counted before it is looked at, so that many at once are no more
    than one after the other; a success forgets them. Since a password takes a while to check, and
    only some are checked at once, what is counted in five minutes is bounded.
    """

    def __init__(self) -> None:
        self._failures = FixedWindowRateLimiter(MemoryStorage())
        self._room = BoundedSemaphore(_AT_ONCE)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Room for one attempt. Raises Busy."""
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._room.release()

    def wait(self, address: str, name: str) -> int:
        """Count an attempt: 0, or the seconds that this address has to wait for this name."""
        if self._failures.hit(_FAILURES, address, name):
            return 0
        until, _ = self._failures.get_window_stats(_FAILURES, address, name)
        return max(1, round(until - time()))

    def forget(self, address: str, name: str) -> None:
        """It succeeded: what failed before is no guessing."""
        self._failures.clear(_FAILURES, address, name)
