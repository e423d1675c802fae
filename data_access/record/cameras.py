"""Writing cameras: where they stand and look, and the history of their status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, insert, select

from data_access.moments import Micros, from_micros
from data_access.record.states import chunks
from data_access.record.tables import camera_events, cameras
from data_access.record.write import Written, put_named, writing

_STATUS = ("installed", "online", "in_order")


def write_cameras(
    engine: Engine, rows: Sequence[dict[str, Any]], *, now: Micros, origin: str
) -> Written:
    """Add or change cameras by code: columns of the table `cameras`.

    A row's `status_at` (default: now) dates its status; a status older than the known one joins
    the history and leaves the current columns as they are.
    """
    with writing(engine, now=now, origin=origin) as writer:
        known = {
            row["code"]: dict(row) for row in writer.connection.execute(select(cameras)).mappings()
        }
        e = camera_events.c
        seen = {
            (row.camera, row.moment)
            for codes in chunks([row["code"] for row in rows])
            for row in writer.connection.execute(
                select(e.camera, e.moment).where(e.camera.in_(codes))
            )
        }
        history = []
        current: dict[str, dict[str, Any]] = {}
        for said in rows:
            code, row = said["code"], dict(said)
            old = known.get(code, {})
            status = {name: row.get(name, old.get(name)) for name in _STATUS}
            same = bool(old) and all(status[name] == old[name] for name in _STATUS)
            if same and row.get("status_at") is None:
                row.pop("status_at", None)
            else:
                row["status_at"] = row.get("status_at") or from_micros(now)
                if (code, row["status_at"]) not in seen:
                    seen.add((code, row["status_at"]))
                    history.append({"camera": code, "moment": row["status_at"], **status})
                if old.get("status_at") and row["status_at"] < old["status_at"]:
                    for name in (*_STATUS, "status_at", "last_seen"):
                        row.pop(name, None)
            known[code] = dict.fromkeys(_STATUS) | old | row
            current[code] = current.get(code, {}) | row
        written = put_named(writer, cameras, list(current.values()))
        if history:
            writer.connection.execute(
                insert(camera_events), [{**line, "version": writer.version} for line in history]
            )
        return written
