"""The live feed of the demo: what its plan says arrives now is written now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.demo.arrivals import Arrivals, write_arrivals
from data_access.demo.district import district
from data_access.demo.outages import move_cameras, next_change
from data_access.demo.state import MODEL, Demo, load_state
from data_access.moments import SECOND, Micros, now_micros

log = logging.getLogger(__name__)

_STEP: Micros = 86_400 * SECOND  # in one transaction, when catching up
_TICK_S = 1.0
_LONGEST_WAIT_S = 60.0


class Feed:
    """Goes on with the demo of one record; what it planned is kept from tick to tick."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._arrivals: Arrivals | None = None
        self._cameras: tuple[Demo, Micros] | None = None  # nothing to do before this moment
        self._refused = False

    def advance(self, now: Micros) -> int:
        """Write every event that has arrived by `now` and is not written yet; their number.

        0 where the record holds no demo, or one whose past is not created yet.
        """
        state = load_state(self._engine)
        if state is None or not state.complete:
            return 0
        if state.demo.model != MODEL:
            if not self._refused:
                log.warning("This demo was made by another release: it stands still.")
            self._refused = True
            return 0
        if self._arrivals is None or self._arrivals.state != state:
            self._arrivals = Arrivals(district(), state)
        written = write_arrivals(
            self._engine, self._arrivals, now, now=now, step=_STEP, complete=True
        )
        if self._cameras is None or self._cameras[0] != state.demo or self._cameras[1] <= now:
            move_cameras(self._engine, state.demo, now=now)
            self._cameras = (state.demo, next_change(state.demo, now))
        return written


def advance(engine: Engine, *, now: Micros) -> int:
    """`Feed.advance` once."""
    return Feed(engine).advance(now)


def run_feed(
    engine: Engine,
    stop: Event,
    *,
    clock: Callable[[], Micros] = now_micros,
    tick_s: float = _TICK_S,
) -> None:
    """Advance every `tick_s` seconds until `stop` is set.

    A database that is locked or away is tried again, after longer and longer waits.
    """
    feed, wait = Feed(engine), tick_s
    while not stop.wait(wait):
        try:
            feed.advance(clock())
            wait = tick_s
        except SQLAlchemyError as error:
            wait = min(wait * 2, _LONGEST_WAIT_S)
            log.warning("The demo's feed waits %.0f s: %s", wait, error)
        except Exception:  # the feed is no reason for a server to go without it until a restart
            wait = _LONGEST_WAIT_S
            feed = Feed(engine)
            log.exception("The demo's feed failed and starts anew in %.0f s.", wait)
