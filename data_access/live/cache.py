"""The one cache: Flask-Caching behind `once`, where a miss runs once however many ask."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from flask import Flask
from flask_caching import Cache as FlaskCache

Value = TypeVar("Value")

_KEPT = 1_000  # entries: some dozen filters, each with its questions and screens
_SECONDS = 900
_INSTANTS = 3  # an answer may still be built of the last one while the next is published


class Cache:
    """Values by key, in this process's memory through Flask-Caching."""

    def __init__(self, server: Flask) -> None:
        self._store = FlaskCache(
            server,
            config={
                "CACHE_TYPE": "SimpleCache",
                "CACHE_THRESHOLD": _KEPT,
                "CACHE_DEFAULT_TIMEOUT": _SECONDS,
            },
        )
        self._guard = Lock()
        self._running: dict[str, Lock] = {}
        self._instants: dict[str, list[str]] = {}  # keys by instant, in the order of their coming
        self.hits = self.misses = 0

    def once(
        self,
        key: str,
        compute: Callable[[], Value],
        instant: str = "",
        kept: Callable[[Value], bool] = lambda _: True,
    ) -> Value:
        """The value of a key; where there is none, one caller computes it and the others wait.

        What is true of an `instant` only is dropped once some newer instants were asked about;
        what is not to be `kept` goes to its caller alone.

        An exception goes to the caller whose computation raised it; the next one tries anew.
        """
        found = self._get(key)
        if found is not None:
            return found[0]  # type: ignore[no-any-return]
        with self._guard:
            running = self._running.setdefault(key, Lock())
        with running:
            found = self._get(key)
            if found is not None:
                return found[0]  # type: ignore[no-any-return]
            self.misses += 1
            try:
                value = compute()
                if not kept(value):
                    return value
                self._store.set(key, (value,))  # a tuple, so that None can be kept
                if instant:
                    self._forget_old(instant, key)
            finally:
                with self._guard:
                    self._running.pop(key, None)
            return value

    def knows(self, key: str) -> bool:
        """Whether there is a value of a key."""
        return bool(self._store.has(key))

    def keep(self, key: str, value: Any, instant: str) -> None:
        """Keep a value that was computed already, as if it had been asked for."""
        self.misses += 1
        self._store.set(key, (value,))
        self._forget_old(instant, key)

    def _forget_old(self, instant: str, key: str) -> None:
        with self._guard:
            self._instants.setdefault(instant, []).append(key)
            while len(self._instants) > _INSTANTS:
                oldest = next(iter(self._instants))
                self._store.delete_many(*self._instants.pop(oldest))

    def _get(self, key: str) -> Any:
        found = self._store.get(key)
        if found is not None:
            self.hits += 1
        return found
