"""How the demo's cameras fail and are repaired: a pure function of a seed and time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Engine, func, select

from data_access.demo.cameras import Camera, cameras
from data_access.demo.rhythm import local_day, midnight
from data_access.demo.state import Demo
from data_access.moments import SECOND, Micros, from_micros, to_micros
from data_access.record.cameras import write_cameras
from data_access.record.tables import cameras as camera_table

_STREAM = 3  # of random numbers, beside those of the incidents
_DAILY = 14
_LONGEST_DAYS = 4
_SURVEY: Micros = 3 * 3600 * SECOND  # after midnight: all that are online are seen


class Outage(NamedTuple):
    """A camera that usually works does not: it is offline, or its picture is not in order."""

    camera: int
    begin: Micros
    end: Micros
    offline: bool


def create_cameras(engine: Engine, demo: Demo, *, now: Micros) -> None:
    """Write all cameras as they are when the demo begins, unless they are there already."""
    with engine.connect() as connection:
        if connection.execute(select(camera_table.c.code).limit(1)).first() is not None:
            return
    rows = []
    for camera in cameras():
        since = demo.begin - camera.since_days * 86_400 * SECOND
        seen = demo.begin if camera.online else since
        rows.append(camera.row() | _status(since, seen, camera.online, camera.in_order))
    write_cameras(engine, rows, now=now, origin="demo")


def move_cameras(engine: Engine, demo: Demo, *, now: Micros) -> None:
    """Write every change of a camera's status since the newest known one, up to `now`."""
    with engine.connect() as connection:
        newest = connection.execute(select(func.max(camera_table.c.last_seen))).scalar_one()
    known = to_micros(newest)
    survey = midnight(local_day(now - _SURVEY)) + _SURVEY
    if known < survey:
        _write_changes(engine, demo, known, survey, now=now)
        _write_survey(engine, survey, now=now)
        known = survey
    _write_changes(engine, demo, known, now, now=now)


def next_change(demo: Demo, after: Micros) -> Micros:
    """When `move_cameras` has something to do next: at the latest at the next survey."""
    survey = midnight(local_day(after - _SURVEY) + timedelta(days=1)) + _SURVEY
    return min((moment for moment, _ in _changes(demo, after, survey)), default=survey)


def _status(at: Micros, seen: Micros, online: bool, in_order: bool) -> dict[str, Any]:
    return {
        "installed": True,
        "online": online,
        "in_order": in_order,
        "status_at": from_micros(at),
        "last_seen": from_micros(seen),
    }


def _write_changes(engine: Engine, demo: Demo, since: Micros, upto: Micros, *, now: Micros) -> None:
    rows = []
    everyone = cameras()
    for moment, camera in _changes(demo, since, upto):
        running = [o for o in _near(demo, moment) if o.camera == camera and _covers(o, moment)]
        online = not any(outage.offline for outage in running)
        rows.append(everyone[camera].row() | _status(moment, moment, online, not running))
    if rows:
        write_cameras(engine, rows, now=now, origin="demo")


def _write_survey(engine: Engine, moment: Micros, *, now: Micros) -> None:
    c = camera_table.c
    seen = {"last_seen": from_micros(moment)}
    with engine.connect() as connection:
        online = connection.execute(
            select(c.code, c.installed, c.online, c.in_order).where(c.online)
        )
        rows = [{**row._mapping, **seen} for row in online]
    write_cameras(engine, rows, now=now, origin="demo")


def _changes(demo: Demo, since: Micros, upto: Micros) -> list[tuple[Micros, int]]:
    """Moments in (since, upto] at which an outage begins or ends, with its camera."""
    return sorted(
        {
            (moment, outage.camera)
            for day in _span(demo, since, upto)
            for outage in _outages(demo.seed, day)
            for moment in (outage.begin, outage.end)
            if since < moment <= upto
        }
    )


def _span(demo: Demo, since: Micros, upto: Micros) -> Iterator[date]:
    """The days whose outages may still run within (since, upto]."""
    day = max(demo.first, local_day(since) - timedelta(days=_LONGEST_DAYS + 1))
    while day <= local_day(upto):
        yield day
        day += timedelta(days=1)


def _near(demo: Demo, moment: Micros) -> Iterator[Outage]:
    for day in _span(demo, moment, moment):
        yield from _outages(demo.seed, day)


def _covers(outage: Outage, moment: Micros) -> bool:
    return outage.begin <= moment < outage.end


@lru_cache(maxsize=32)
def _outages(seed: int, day: date) -> tuple[Outage, ...]:
    """The outages that begin on a local day."""
    rng = np.random.default_rng([seed, _STREAM, day.toordinal()])
    count = int(rng.poisson(_DAILY))
    working = _working()
    which = rng.integers(0, len(working), count)
    begin = midnight(day) + rng.integers(0, 86_400, count) * SECOND
    longest = _LONGEST_DAYS * 86_400
    lasts = np.clip(rng.lognormal(9.4, 1.2, count), 600, longest).astype(int) * SECOND
    offline = rng.random(count) < 0.6
    return tuple(
        Outage(working[camera], start, end, off)
        for camera, start, end, off in zip(
            which.tolist(), begin.tolist(), (begin + lasts).tolist(), offline.tolist(), strict=True
        )
    )


@lru_cache(maxsize=1)
def _working() -> tuple[int, ...]:
    return tuple(n for n, camera in enumerate(cameras()) if _works(camera))


def _works(camera: Camera) -> bool:
    return camera.online and camera.in_order
