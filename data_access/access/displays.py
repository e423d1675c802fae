"""Displays: screens that nobody logs in at. A token, good once, becomes a session that lasts."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, Row, insert, or_, select, update

from data_access.access import sessions
from data_access.access.checks import AccessError, checked_scope, checked_title, storable
from data_access.access.sessions import hashed
from data_access.moments import Micros, from_micros, to_micros
from data_access.record.access_tables import displays
from data_access.record.access_tables import sessions as session_table


@dataclass(frozen=True)
class Display:
    """A display. No areas or no departments: all of them; a moment that is None has not come."""

    id: str
    name: str
    areas: tuple[str, ...]
    departments: tuple[str, ...]
    created_at: Micros
    created_by: str
    expires_at: Micros | None
    exchanged_at: Micros | None
    seen_at: Micros | None
    revoked_at: Micros | None


def create(
    engine: Engine,
    name: str,
    areas: Iterable[str],
    departments: Iterable[str],
    expires_at: Micros | None,
    by: str,
    now: Micros,
) -> str:
    """Add a display; its token of 256 bits, which is kept nowhere. Raises AccessError."""
    name, token = checked_title(name), secrets.token_urlsafe(32)
    if expires_at is not None and expires_at <= now:
        raise AccessError("a display must expire after now, or never", "expired")
    row: dict[str, Any] = {
        "id": uuid4().hex,
        "name": name,
        "token_hash": hashed(token),
        "created_at": from_micros(now),
        "created_by": storable(by),
        "expires_at": None if expires_at is None else from_micros(expires_at),
    }
    with engine.execution_options(writes=True).begin() as connection:
        row |= checked_scope(connection, areas, departments)
        same = select(displays.c.id).where(displays.c.name == name, displays.c.revoked_at.is_(None))
        if connection.execute(same).first() is not None:
            raise AccessError(
                f"there is a display {name!r} already: revoke it, or name another",
                "display_taken",
                name=name,
            )
        connection.execute(insert(displays).values(row))
    return token


def exchange(engine: Engine, token: str, address: str, agent: str, now: Micros) -> str | None:
    """The secret of a new session for a token; None where it is none, was used, has expired or was
    revoked. Of two who exchange it at the same moment one gets the session.
    """
    moment = from_micros(now)
    using = (
        update(displays)
        .where(
            displays.c.token_hash == hashed(token),
            displays.c.exchanged_at.is_(None),
            displays.c.revoked_at.is_(None),
            or_(displays.c.expires_at.is_(None), displays.c.expires_at > moment),
        )
        .values(exchanged_at=moment, seen_at=moment)
        .returning(displays.c.id)
    )
    with engine.execution_options(writes=True).begin() as connection:
        display = connection.execute(using).scalar_one_or_none()
        if display is None:
            return None
        return sessions.add(connection, now, address, agent, display=display)


def all_displays(engine: Engine) -> list[Display]:
    """Every display, also those revoked, by name and then by the moment it was made."""
    order = (displays.c.name, displays.c.created_at, displays.c.id)
    with engine.connect() as connection:
        return [_display(row) for row in connection.execute(select(displays).order_by(*order))]


def of_sessions(engine: Engine) -> dict[str, str]:
    """The display of each session of one, by the session's id, until either is ended."""
    asked = select(session_table.c.id, session_table.c.display).where(
        session_table.c.display.is_not(None), session_table.c.ended_at.is_(None)
    )
    with engine.connect() as connection:
        return {row.id: row.display for row in connection.execute(asked)}


def revoke(engine: Engine, id_or_name: str, now: Micros) -> Display:
    """Take a display's token and its session back; the display as it was. Raises AccessError."""
    named = storable(id_or_name)
    which = or_(displays.c.id == named, displays.c.name == named)
    with engine.execution_options(writes=True).begin() as connection:
        asked = select(displays).where(which, displays.c.revoked_at.is_(None))
        row = connection.execute(asked.order_by(displays.c.id != named)).first()
        if row is None:
            raise AccessError(
                f"there is no display {named!r} that is not revoked: `onescreen wall-token list` "
                "has all",
                "no_display",
                name=named,
            )
        revoking = update(displays).where(displays.c.id == row.id)
        connection.execute(revoking.values(revoked_at=from_micros(now)))
        sessions.ended(connection, now, session_table.c.display == row.id)
    return _display(row)


def _display(row: Row[Any]) -> Display:
    moments = (
        None if moment is None else to_micros(moment)
        for moment in (row.expires_at, row.exchanged_at, row.seen_at, row.revoked_at)
    )
    return Display(
        row.id,
        row.name,
        tuple(row.areas),
        tuple(row.departments),
        to_micros(row.created_at),
        row.created_by,
        *moments,
    )
