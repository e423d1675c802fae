"""Creating the demo district: reference data, areas, cameras and 25 months of incidents."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Engine, select

from data_access.demo.arrivals import Arrivals, write_arrivals
from data_access.demo.district import district
from data_access.demo.geography import geography
from data_access.demo.outages import create_cameras, move_cameras
from data_access.demo.reference import rows
from data_access.demo.rhythm import DAYS, local_day
from data_access.demo.state import MODEL, Demo, State, load_state, store_state
from data_access.moments import SECOND, Micros
from data_access.record.areas import write_areas
from data_access.record.tables import REFERENCE, areas, incident_keys
from data_access.record.write import put_named, writing

Progress = Callable[[str, int, int], None]
"""Told what is being made, how much of it there is, and how much there will be."""

SEED = 20260101
INCIDENTS = 200_000
_BATCH = 5_000  # incidents in one transaction, about


class DemoError(ValueError):
    """The demo cannot be created in this record; the text says why."""


def create_demo(
    engine: Engine,
    *,
    now: Micros,
    seed: int = SEED,
    incidents: int = INCIDENTS,
    progress: Progress = lambda what, done, total: None,
) -> None:
    """Create the demo with about so many incidents over the 25 months up to `now`.

    After a kill a second call goes on where the first one was; on a complete demo it does
    nothing. Raises DemoError where the record holds anything else.
    """
    if seed < 0 or incidents < 1:
        raise DemoError("a seed of at least 0 and at least one incident are needed")
    first = local_day(now) - timedelta(days=DAYS - 1)
    create(engine, Demo(seed, first, incidents / DAYS), now=now, progress=progress)


def create(
    engine: Engine,
    demo: Demo,
    *,
    now: Micros,
    progress: Progress = lambda what, done, total: None,
) -> None:
    """`create_demo` for a demo that begins when it says."""
    state = load_state(engine)
    if state is not None:
        _check_same(state.demo, demo)
        if state.complete:
            return
        demo = state.demo
    else:
        _check_empty(engine)
        state = State(demo, demo.begin - 1)
    with _no_collection():
        _write_reference(engine, state, now, progress)
        _write_incidents(engine, state, now, progress)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Millions of small objects without cycles: looking for cycles costs a quarter of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _check_same(known: Demo, asked: Demo) -> None:
    if known.model != MODEL:
        raise DemoError(
            "this demo was made by another release; use an empty database for a new one"
        )
    if (known.seed, known.daily) != (asked.seed, asked.daily):
        raise DemoError(
            f"this database holds the demo of seed {known.seed} with "
            f"{round(known.daily * known.days):,} incidents; use another one for a different demo"
        )


def _check_empty(engine: Engine) -> None:
    with engine.connect() as connection:
        for table, what in ((incident_keys, "incidents"), (areas, "areas")):
            if connection.execute(select(table).limit(1)).first() is not None:
                raise DemoError(
                    f"this database holds {what} of your own; the demo "
                    "needs an empty one (ONESCREEN_DATABASE_URL or ONESCREEN_DATA_DIR)"
                )


def _write_reference(engine: Engine, state: State, now: Micros, progress: Progress) -> None:
    progress("reference", 0, 3)
    with writing(engine, now=now, origin="demo") as writer:
        store_state(writer, state)
        content = rows()
        for table in REFERENCE:
            put_named(writer, table, content[table.name])
    progress("reference", 1, 3)
    write_areas(engine, [area.row() for area in geography().areas], now=now, origin="demo")
    progress("reference", 2, 3)
    create_cameras(engine, state.demo, now=now)
    move_cameras(engine, state.demo, now=now)
    progress("reference", 3, 3)


def _write_incidents(engine: Engine, state: State, now: Micros, progress: Progress) -> None:
    day = 86_400 * SECOND
    begin, days = state.demo.begin, max(1, -(-(now - state.demo.begin) // day))

    def tell(until: Micros) -> None:
        progress("days", -(-(until - begin) // day), days)

    step = max(1, round(_BATCH / state.demo.daily)) * day
    arrivals = Arrivals(district(), state)
    tell(state.until)
    write_arrivals(engine, arrivals, now, now=now, step=step, complete=True, tell=tell)
    written = load_state(engine)
    if written is None or not written.complete:
        raise DemoError("somebody else is writing this demo; try again when they are done")
