"""The audit: who did what, from where, when. Rows are only added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Engine, Insert, func, insert, select

from data_access.access.checks import storable
from data_access.moments import Micros, from_micros, to_micros
from data_access.record.access_tables import audit

ACTIONS = (
    "login",
    "login_failed",
    "logout",
    "session_ended",
    "account_created",
    "account_changed",
    "account_disabled",
    "account_enabled",
    "password_changed",
    "display_created",
    "display_exchanged",
    "display_revoked",
    "export",
    "audit_exported",
    "sealed",
    "resolution_added",
    "resolution_done",
)
_SECRET = {"password", "token", "secret", "cookie", "hash"}
_LONGEST_DETAIL = 1000
_PAGE = 1000


@dataclass(frozen=True)
class Entry:
    """A row of the audit. `detail` has texts, numbers and lists of texts."""

    id: int
    moment: Micros
    actor: str
    address: str
    action: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Which rows are asked for; what is not said narrows nothing. `until` is not included."""

    since: Micros | None = None
    until: Micros | None = None
    actions: tuple[str, ...] = ()
    actor: str = ""
    address: str = ""
    subject: str = ""

    def clauses(self) -> list[ColumnElement[bool]]:
        """As conditions on the table."""
        found: list[ColumnElement[bool]] = []
        if self.since is not None:
            found.append(audit.c.moment >= from_micros(self.since))
        if self.until is not None:
            found.append(audit.c.moment < from_micros(self.until))
        if self.actions:
            found.append(audit.c.action.in_(self.actions))
        for column in (audit.c.actor, audit.c.address, audit.c.subject):
            said = getattr(self, column.name)
            if said:
                found.append(column == storable(said))
        return found


def tell(engine: Engine, now: Micros, actor: str, address: str, *said: str, **detail: Any) -> None:
    """Add the row that `entry` makes, in a transaction of its own."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(entry(now, actor, address, *said, **detail))


def entry(
    now: Micros, actor: str, address: str, action: str, subject: str = "", **detail: Any
) -> Insert:
    """What adds a row: an actor, "" where nobody is known to have acted, did something to a subject.

    No secret may be in it. Of a login that failed name the account where there is one, and nobody
    otherwise: what was typed may be a password in the wrong field.
    """
    if action not in ACTIONS:
        raise ValueError(f"{action!r} is no action of the audit")
    if _SECRET & set(detail):
        raise ValueError(f"{_SECRET & set(detail)} must not be in the audit")
    row = {
        "moment": from_micros(now),
        "actor": storable(actor),
        "address": storable(address),
        "action": action,
        "subject": storable(subject),
        "detail": {name: _plain(value) for name, value in detail.items()},
    }
    return insert(audit).values(row)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, list | tuple):
        return [storable(str(one)) for one in value]
    return storable(str(value), _LONGEST_DETAIL)


def read(
    engine: Engine, asked: Asked, before_id: int | None = None, limit: int = _PAGE
) -> list[Entry]:
    """At most so many rows, the newest first, of those before the one with an id."""
    clauses = asked.clauses()
    if before_id is not None:
        clauses.append(audit.c.id < before_id)
    found = select(audit).where(*clauses).order_by(audit.c.id.desc()).limit(limit)
    with engine.connect() as connection:
        rows = connection.execute(found).all()
    return [
        Entry(r.id, to_micros(r.moment), r.actor, r.address, r.action, r.subject, r.detail)
        for r in rows
    ]


def read_all(engine: Engine, asked: Asked) -> Iterator[Entry]:
    """All rows that are asked for, the newest first, in pages."""
    before: int | None = None
    while page := read(engine, asked, before):
        yield from page
        before = page[-1].id


def count(engine: Engine, asked: Asked) -> int:
    """How many rows are asked for."""
    counted = select(func.count()).select_from(audit).where(*asked.clauses())
    with engine.connect() as connection:
        return connection.execute(counted).scalar_one()
