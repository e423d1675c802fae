"""Sessions: begun by a login or by a display's token, and ended by anybody who may.

A session's secret is in its browser's cookie only. Here is its hash, so that who reads the database
cannot become somebody; and an id, by which it is shown and ended.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.exc import DBAPIError

from data_access.access.checks import storable
from data_access.access.viewer import Viewer, reach_of
from data_access.access_settings import AccessSettings
from data_access.moments import SECOND, Micros, Moment, from_micros, to_micros
from data_access.reach import Role
from data_access.record.access_tables import accounts, displays, sessions

LONGEST_IDLE = 30 * 86400 * SECOND
"""No setting lets a session of an account be idle for longer; then its row is removed."""
_SEEN_EVERY = 60 * SECOND
_LONGEST_AGENT = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """How long a session of an account lasts, and whose texts are not masked.

    A session of a display lasts until the display expires or is revoked.
    """

    idle: Micros
    absolute: Micros
    unmasked: tuple[Role, ...]

    @classmethod
    def of(cls, settings: AccessSettings) -> Limits:
        """Those of the settings."""
        return cls(
            settings.session_idle_seconds * SECOND,
            settings.session_seconds * SECOND,
            settings.unmasked_roles,
        )


class Found(NamedTuple):
    """A session that is good: who looks, its id, and when it ends at the latest (None: never)."""

    viewer: Viewer
    id: str
    until: Micros | None


@dataclass(frozen=True)
class Running:
    """A session as administrators see it: of an account or of a display, by its name."""

    id: str
    name: str
    kind: str  # account or display
    title: str
    begun_at: Micros
    seen_at: Micros
    address: str
    agent: str


def begin(engine: Engine, account: str, address: str, agent: str, now: Micros) -> str:
    """Begin a session of an account; its secret of 256 bits, which is kept nowhere.

    Rows of accounts in which nobody can be any more are removed; of a display there is one for each
    token.
    """
    gone = and_(
        sessions.c.seen_at < from_micros(now - LONGEST_IDLE), sessions.c.account.is_not(None)
    )
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(delete(sessions).where(gone))
        return add(connection, now, address, agent, account=account)


def add(connection: Connection, now: Micros, address: str, agent: str, **of: str) -> str:
    """The secret of a new session, of `account` or of `display`, in a transaction."""
    secret = secrets.token_urlsafe(32)
    row = {
        "id": uuid4().hex,
        "secret_hash": hashed(secret),
        "begun_at": from_micros(now),
        "seen_at": from_micros(now),
        "address": storable(address),
        "agent": storable(agent, _LONGEST_AGENT),
    }
    connection.execute(insert(sessions).values(row | of))
    return secret


def hashed(secret: str) -> str:
    """What is kept of a secret. It is too long to be guessed, so a plain hash will do."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


_WHOSE = (
    select(
        sessions,
        accounts.c.display_name,
        accounts.c.role,
        accounts.c.disabled,
        func.coalesce(accounts.c.areas, displays.c.areas).label("areas"),
        func.coalesce(accounts.c.departments, displays.c.departments).label("departments"),
        displays.c.name.label("display_title"),
        displays.c.expires_at,
        displays.c.revoked_at,
    )
    .outerjoin_from(sessions, accounts, accounts.c.name == sessions.c.account)
    .outerjoin(displays, displays.c.id == sessions.c.display)
)
_BY_HASH = _WHOSE.where(sessions.c.secret_hash == bindparam("hash"))


def find(engine: Engine, secret: str, now: Micros, limits: Limits) -> Found | None:
    """The session of a secret; None where there is none, or none any more.

    One select. That it was seen is written once a minute, and not where that cannot be written.
    """
    with engine.connect() as connection:
        row = connection.execute(_BY_HASH, {"hash": hashed(secret)}).one_or_none()
    if row is None or not _is_good(row, now, limits):
        return None
    if to_micros(row.seen_at) + _SEEN_EVERY <= now:
        _tell_seen(engine, row, now)
    return Found(_viewer(row, limits), row.id, _until(row, limits))


def is_of_display(engine: Engine, secret: str) -> bool:
    """Whether a secret is, or was, that of a display's session."""
    asked = select(sessions.c.id).where(
        sessions.c.secret_hash == hashed(secret), sessions.c.display.is_not(None)
    )
    with engine.connect() as connection:
        return connection.execute(asked).first() is not None


def _is_good(row: Row[Any], now: Micros, limits: Limits) -> bool:
    until = _until(row, limits)
    if row.ended_at is not None or (until is not None and until <= now):
        return False
    if row.account is None:
        return row.revoked_at is None
    return not row.disabled and now < to_micros(row.seen_at) + limits.idle


def _until(row: Row[Any], limits: Limits) -> Micros | None:
    if row.account is None:
        return None if row.expires_at is None else to_micros(row.expires_at)
    return to_micros(row.begun_at) + limits.absolute


def _viewer(row: Row[Any], limits: Limits) -> Viewer:
    role: Role = "viewer" if row.account is None else row.role
    reach = reach_of(role, row.areas, row.departments, limits.unmasked)
    if row.account is None:
        return Viewer(row.display_title, role, reach, "display", row.id, row.display_title)
    return Viewer(row.account, role, reach, "account", row.id, row.display_name)


def _tell_seen(engine: Engine, row: Row[Any], now: Micros) -> None:
    moment = from_micros(now)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            later = sessions.c.seen_at < moment
            connection.execute(
                update(sessions).where(sessions.c.id == row.id, later).values(seen_at=moment)
            )
            if row.display is not None:
                shown = update(displays).where(displays.c.id == row.display)
                connection.execute(shown.values(seen_at=moment))
    except DBAPIError:
        _log.exception("it cannot be written that session %s was seen", row.id)


def end(engine: Engine, id_: str, now: Micros) -> bool:
    """End a session by its id; whether there was one to be ended."""
    with engine.execution_options(writes=True).begin() as connection:
        return ended(connection, now, sessions.c.id == id_) > 0


def end_all(engine: Engine, name: str, now: Micros) -> int:
    """End all sessions of an account; how many there were."""
    with engine.execution_options(writes=True).begin() as connection:
        return ended(connection, now, sessions.c.account == name)


def ended(connection: Connection, now: Micros, which: ColumnElement[bool]) -> int:
    """End some sessions in a transaction; how many had not ended before."""
    ending = update(sessions).where(which, sessions.c.ended_at.is_(None))
    return connection.execute(ending.values(ended_at=from_micros(now))).rowcount


def last_seen(engine: Engine) -> dict[str, Micros]:
    """When each account was seen last, of those that were within about `LONGEST_IDLE`."""
    asked = (
        select(sessions.c.account, func.max(sessions.c.seen_at, type_=Moment()).label("seen_at"))
        .where(sessions.c.account.is_not(None))
        .group_by(sessions.c.account)
    )
    with engine.connect() as connection:
        return {row.account: to_micros(row.seen_at) for row in connection.execute(asked)}


def running(engine: Engine, now: Micros, limits: Limits) -> list[Running]:
    """The sessions that are good now, the one seen last first."""
    asked = _WHOSE.where(sessions.c.ended_at.is_(None)).order_by(
        sessions.c.seen_at.desc(), sessions.c.id
    )
    with engine.connect() as connection:
        found = connection.execute(asked).all()
    shown = []
    for row in found:
        if _is_good(row, now, limits):
            viewer = _viewer(row, limits)
            seen = (to_micros(row.begun_at), to_micros(row.seen_at), row.address, row.agent)
            shown.append(Running(row.id, viewer.name, viewer.kind, viewer.title, *seen))
    return shown
