"""Follows the record and publishes instants: when data changed, and at each full minute."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event, RLock, Thread

from sqlalchemy import Connection, Engine

from data_access.live import geometry, recompute
from data_access.live.building import Progress
from data_access.live.instants import Published
from data_access.live.read_side import ReadSide
from data_access.moments import to_micros
from data_access.record.cameras import wake_cameras
from data_access.record.write import derive_anew, newest_version, wake

log = logging.getLogger(__name__)

_TICK_SECONDS = 0.25
_PACE = timedelta(seconds=1)  # between two publications
_SLOWEST = timedelta(seconds=10)  # while some wait to be told
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_GEOMETRY_PACE = timedelta(minutes=10)


def utc_now() -> datetime:
    """The clock of the entry points."""
    return datetime.now(UTC)


class Publisher:
    """Keeps the read model up with the record. `published` is the newest instant."""

    def __init__(
        self,
        record: Engine,
        read_model: ReadSide,
        assumed_range_m: float,
        clock: Callable[[], datetime] = utc_now,
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        self._record, self._read_model, self._clock = record, read_model, clock
        self._assumed_range_m, self._busy = assumed_range_m, busy
        self._sight: geometry.Sight | None = None
        self._due: datetime | None = None  # when what waits should have been published
        self._one = RLock()  # at a time is published
        self._look_around = False  # whether what cameras see may have to be computed anew
        self._stop = Event()
        self._thread: Thread | None = None
        self.published: Published | None = None
        self.late = timedelta(0)  # by how much load held the last publication up
        self.failures = 0  # in a row
        self.publications = 0

    def prepare(self, progress: Progress | None = None) -> None:
        """Make the read model usable and publish a first instant, coverage included."""
        now = self._clock()
        derived = derive_anew(self._record, now=to_micros(now), progress=progress)
        if derived:
            log.info("%d incidents derived anew by the rules of this release", derived)
        self._wake(now)
        self.published = self._read_model.prepare(now, progress, self._known_sight)
        if self._sight is None or geometry.is_due(self.published):
            self._sight = recompute.compute(self._read_model, self._assumed_range_m, now)
        self._publish(self._clock())

    def catch_up(self) -> None:
        """Publish what was committed, for somebody whose turn it is to be told; at the usual pace."""
        with self._one:
            now, last = self._clock(), self.published
            if last is None or now - last.as_of < _PACE:
                return
            try:
                if newest_version(self._record) > last.version:
                    self._wake(now)
                    self._publish(now)
            except Exception:  # the thread tries again, and counts
                log.exception("publishing failed")

    def tick(self) -> bool:
        """Publish if there is a reason to; whether it did."""
        with self._one:
            done = self._tick()
        if self._look_around:  # which takes a while, and nobody waits for it
            self._look_around = False
            self._geometry(self._clock())
        return done

    def _tick(self) -> bool:
        now = self._clock()
        last = self.published
        if last is None:
            self.prepare()
            return True
        if self._due is None and newest_version(self._record) > last.version:
            self._due = max(now, last.as_of + _PACE)
        if now.replace(second=0, microsecond=0) > last.as_of:
            self._wake(now)
            self._publish(now)
            known = last.geometry_at
            self._look_around = known is None or now - known >= _GEOMETRY_PACE
            return True
        # The clock was set back, or nobody can read what was published.
        if now < last.as_of or self._read_model.lost:
            self._publish(now)
            return True
        # Whoever is told next catches up first: nobody needs more instants than there are turns.
        pace = _SLOWEST if self._busy() else _PACE
        if self._due is not None and now - last.as_of >= pace:
            self._wake(now)
            self._publish(now)
            return True
        return False

    def start(self) -> None:
        """Tick in a thread of its own until `stop`."""
        self._thread = Thread(target=self._run, name="publisher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread and give the read model back."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(timeout=30)
        self._read_model.close()

    def _run(self) -> None:
        while not self._stop.wait(min(_TICK_SECONDS * 2**self.failures, 10)):
            try:
                self.tick()
                self.failures = 0
            except Exception:
                # The screen goes on showing the last instant, and its age, until this passes.
                self.failures += 1
                self._due = None  # and is not put down to load
                log.exception("publishing failed; trying again")

    def _known_sight(self, connection: Connection) -> geometry.Sight | None:
        self._sight = geometry.known_sight(connection, self._assumed_range_m)
        return self._sight

    def _wake(self, now: datetime) -> None:
        wake(self._record, now=to_micros(now))
        # A status may be committed a while after its moment: an hour is looked at again.
        since = self.published.as_of - timedelta(hours=1) if self.published else _EVER
        wake_cameras(self._record, now=to_micros(now), since=to_micros(since))

    def _publish(self, now: datetime) -> None:
        with self._one:
            last = self.published
            with self._read_model.lock:
                published = self._read_model.follow(now, self._sight)
            # At once: whoever asks the read model is told of it already.
            self.published = published
            self.publications += last != published
            self.late = self._lateness()
            # What was written since the last look, and is dated up to the instant, takes effect
            # next.
            self._wake(published.as_of)

    def _lateness(self) -> timedelta:
        """How long after its time something is published now; less than the pace is no delay."""
        due, self._due = self._due, None
        late = timedelta(0) if due is None else self._clock() - due
        return late if late >= _PACE else timedelta(0)

    def _geometry(self, now: datetime) -> None:
        with self._read_model.snapshot() as (connection, published):
            own = self._sight is not None and self._sight.of == geometry.stored_of(connection)
            if own and not geometry.is_due(published):
                return
        self._sight = recompute.compute(self._read_model, self._assumed_range_m, now, self._sight)
        self._publish(now)
