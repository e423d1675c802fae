"""Writing cameras: where they stand and look, and the history of their status."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, insert, or_, select

from data_access.moments import Micros, from_micros
from data_access.record.states import chunks
from data_access.record.tables import camera_events, cameras
from data_access.record.write import Written, put_named, writing

_STATUS = ("installed", "online", "in_order")


def write_cameras(
    engine: Engine, rows: Sequence[dict[str, Any]], *, now: Micros, origin: str
) -> Written:
    """Add or change cameras by code: columns of the table `cameras`.

    A row's `status_at` (default: now) dates its status. The current columns are the newest status
    up to `now`: an older one joins the history only, and so does one dated ahead, until
    `wake_cameras`. Of two statuses at one moment the one that was told first stands.
    """
    with writing(engine, now=now, origin=origin) as writer:
        known = {
            row["code"]: dict(row) for row in writer.connection.execute(select(cameras)).mappings()
        }
        seen = _seen(writer.connection, [row["code"] for row in rows])
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
                at = row["status_at"] = row.get("status_at") or from_micros(now)
                told, since = (code, at) in seen, old.get("status_at")
                if not told:
                    seen.add((code, at))
                    history.append({"camera": code, "moment": at, **status})
                older = bool(since and at < since)
                if told or older or at > from_micros(now):
                    for name in (*_STATUS, "status_at", *(("last_seen",) if older else ())):
                        row.pop(name, None)
            known[code] = dict.fromkeys((*_STATUS, "status_at")) | old | row
            current[code] = current.get(code, {}) | row
        written = put_named(writer, cameras, list(current.values()))
        if history:
            writer.connection.execute(
                insert(camera_events), [{**line, "version": writer.version} for line in history]
            )
        return written


def wake_cameras(engine: Engine, *, now: Micros, since: Micros = 0) -> int:
    """Let statuses dated ahead take effect whose moment has come, not before `since`; the number
    of cameras."""
    due = _due(now, since)
    with engine.connect() as connection:
        if connection.execute(due.limit(1)).first() is None:
            return 0
    with writing(engine, now=now, origin="wake") as writer:
        rows = [dict(row) for row in writer.connection.execute(due).mappings()]
        return put_named(writer, cameras, rows).changed


def _due(now: Micros, since: Micros) -> Select[*tuple[Any, ...]]:
    """The newest status up to now of the cameras whose current columns do not show it."""
    e, c = camera_events.c, cameras.c
    newest = (
        select(e.camera, func.max(e.moment).label("moment"))
        .join(cameras, c.code == e.camera)
        .where(e.moment.between(from_micros(since), from_micros(now)))
        .where(or_(c.status_at.is_(None), e.moment > c.status_at))
        .group_by(e.camera)
        .subquery("newest")
    )
    return (
        select(e.camera.label("code"), *(e[name] for name in _STATUS), e.moment.label("status_at"))
        .join(newest, and_(e.camera == newest.c.camera, e.moment == newest.c.moment))
        .order_by(e.camera)
    )


def _seen(connection: Connection, codes: Sequence[str]) -> set[tuple[str, Any]]:
    e = camera_events.c
    return {
        (row.camera, row.moment)
        for some in chunks(codes)
        for row in connection.execute(select(e.camera, e.moment).where(e.camera.in_(some)))
    }
