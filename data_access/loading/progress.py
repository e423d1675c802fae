"""How far a long step is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import Progress, TaskID, TimeElapsedColumn

_BETWEEN_LINES = 5.0  # seconds
_BEAT = 1.0


class Reporter(Protocol):
    """Told how far a load is."""

    def step(self, what: str, total: int | None) -> None:
        """A step begins, of `total` units (bytes or rows), or of nobody knows how many."""

    def reach(self, done: int) -> None:
        """So many units of the step are done."""


class Silent:
    """Tells nobody."""

    def step(self, what: str, total: int | None) -> None: ...

    def reach(self, done: int) -> None: ...


class Bar:
    """A bar for each step."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._task = progress, TaskID(0)
        self._endless = False

    def step(self, what: str, total: int | None) -> None:
        if self._endless:
            self._progress.update(self._task, total=1, completed=1)
        self._endless = total is None
        self._task = self._progress.add_task(what, total=total)

    def reach(self, done: int) -> None:
        self._progress.update(self._task, completed=done)


class Lines:
    """A line when a step begins, every few seconds, and when it ends."""

    def __init__(self, console: Console) -> None:
        self._console, self._what, self._said = console, "", 0.0
        self._total: int | None = 0

    def step(self, what: str, total: int | None) -> None:
        self._what, self._total, self._said = what, total, time.monotonic()
        self._console.print(f"{what} …", highlight=False)

    def reach(self, done: int) -> None:
        now = time.monotonic()
        if now - self._said < _BETWEEN_LINES and not (self._total and done >= self._total):
            return
        self._said = now
        far = "still running" if self._total is None else f"{done:,} of {self._total:,}"
        self._console.print(f"{self._what}: {far}", highlight=False)


@contextmanager
def beating(reporter: Reporter) -> Iterator[None]:
    """Lets the reporter say something now and then during a step that reports nothing itself."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(_BEAT):
            reporter.reach(0)

    thread = threading.Thread(target=beat, name="onescreen-load-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


@contextmanager
def reporting() -> Iterator[Reporter]:
    """The reporter that suits standard error."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(console)
        return
    with Progress(*Progress.get_default_columns(), TimeElapsedColumn(), console=console) as bar:
        yield Bar(bar)
