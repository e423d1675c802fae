"""How far a long step is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import Progress, TaskID, TimeElapsedColumn

_BETWEEN_LINES = 5.0  # seconds


class Reporter(Protocol):
    """Told how far a load is."""

    def step(self, what: str, total: int) -> None:
        """A step begins, of `total` units (bytes or rows)."""

    def reach(self, done: int) -> None:
        """So many units of the step are done."""


class Silent:
    """Tells nobody."""

    def step(self, what: str, total: int) -> None: ...

    def reach(self, done: int) -> None: ...


class Bar:
    """A bar for each step."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._task = progress, TaskID(0)

    def step(self, what: str, total: int) -> None:
        self._task = self._progress.add_task(what, total=total)

    def reach(self, done: int) -> None:
        self._progress.update(self._task, completed=done)


class Lines:
    """A line when a step begins, every few seconds, and when it ends."""

    def __init__(self, console: Console) -> None:
        self._console, self._what, self._total, self._said = console, "", 0, 0.0

    def step(self, what: str, total: int) -> None:
        self._what, self._total, self._said = what, total, time.monotonic()
        self._console.print(f"{what} …", highlight=False)

    def reach(self, done: int) -> None:
        now = time.monotonic()
        if now - self._said >= _BETWEEN_LINES or (done >= self._total > 0):
            self._said = now
            self._console.print(f"{self._what}: {done:,} of {self._total:,}", highlight=False)


@contextmanager
def reporting() -> Iterator[Reporter]:
    """The reporter that suits standard error."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(console)
        return
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console) as bar:
        yield Bar(bar)
