"""The exports of a server: two at a time, the others wait; their files stay for an hour."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Lock, Thread
from time import monotonic

from sqlalchemy import Connection

from data_access.live.answers import Answers
from data_access.live.earlier import instant
from data_access.live.export_jobs import Export, Wanted
from data_access.live.finding import look_for
from data_access.live.instants import Published
from data_access.live.read_side import ReadSide
from data_access.questions import Scope
from data_access.settings import Settings

_AT_ONCE = 2
_WAITING = 20  # that have not begun
_KEPT_SECONDS = 3_600
_TIDY_SECONDS = 60
_GB = 1_000_000_000
_UNDER_WAY = ("waiting", "reading", "writing")


class TooManyExports(RuntimeError):
    """So many wait already that another one would wait for long."""


class Exports:
    """Where exports begin, and are found by their ids."""

    def __init__(
        self,
        read_side: ReadSide,
        settings: Settings,
        answers: Answers,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._read_side, self._settings, self._answers = read_side, settings, answers
        self._clock = clock
        self._folder = settings.data_dir / "exports"
        self._known: dict[str, Export] = {}
        self._guard = Lock()
        self._makers = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="export")
        self._stop = Event()

    def start(self) -> None:
        """Remove what an earlier start of the server left, and from now on what is old."""
        shutil.rmtree(self._folder, ignore_errors=True)
        Thread(target=self._tidy_again, name="exports", daemon=True).start()

    def stop(self) -> None:
        """End what is under way, and remove all files."""
        self._stop.set()
        for export in self._all():
            export.cancel()
        self._makers.shutdown(cancel_futures=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def begin(self, wanted: Wanted) -> Export:
        """A new export. Raises TooManyExports."""
        self.tidy()
        name = secrets.token_urlsafe(24)
        export = Export(name, self._folder / name, wanted, self._clock())
        with self._guard:
            if sum(one.state == "waiting" for one in self._known.values()) >= _WAITING:
                raise TooManyExports
            self._known[name] = export
        self._makers.submit(self._make, export)
        return export

    def find(self, name: str) -> Export | None:
        """The export of an id; None where it is not known, or no longer."""
        with self._guard:
            return self._known.get(name)

    def cancel(self, export: Export) -> None:
        """End an export, or forget a finished one with its file."""
        with self._guard:
            self._known.pop(export.id, None)
        export.cancel()
        if export.state not in _UNDER_WAY:
            export.remove()

    def tidy(self) -> None:
        """Forget what is older than an hour, and the oldest files where there is no room for all."""
        finished = [one for one in self._all() if one.state not in _UNDER_WAY]
        finished.sort(key=lambda one: one.begun, reverse=True)
        room = self._settings.export_gb * _GB
        for place, export in enumerate(finished):
            room -= export.size
            old = self._clock() - export.begun > _KEPT_SECONDS
            if old or (room < 0 and place > 0):  # the newest one is kept, however large
                self.cancel(export)

    def _tidy_again(self) -> None:
        while not self._stop.wait(_TIDY_SECONDS):
            self.tidy()

    def _make(self, export: Export) -> None:
        export.make(self._reading)
        self.tidy()

    @contextmanager
    def _reading(self, wanted: Wanted) -> Iterator[tuple[Connection, Scope, Published]]:
        listing, filter_ = wanted.listing, wanted.filter
        ranges = self._settings.camera_range_m if listing.is_of_cameras else None
        with instant(self._read_side, listing.at, ranges) as (connection, published):
            names = self._answers.names(published, filter_.reach)
            scope = Scope(filter_, published.as_of, self._settings, names)
            yield connection, look_for(connection, scope), published

    def _all(self) -> list[Export]:
        with self._guard:
            return list(self._known.values())
