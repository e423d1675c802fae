"""Accounts: who may log in, in which role, with which areas and departments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from data_access.access import sessions
from data_access.access.checks import (
    AccessError,
    checked_name,
    checked_role,
    checked_scope,
    checked_title,
    folded,
    is_name,
    storable,
)
from data_access.access.passwords import (
    checked_password,
    hash_password,
    is_password,
    needs_rehash,
)
from data_access.moments import Micros, from_micros, to_micros
from data_access.reach import Role
from data_access.record.access_tables import accounts
from data_access.record.access_tables import sessions as session_table


@dataclass(frozen=True)
class Account:
    """An account. No areas or no departments: all of them. What is said of its password and of its
    moments is read, never written.
    """

    name: str
    role: Role
    areas: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    display_name: str = ""
    has_password: bool = False
    disabled: bool = False
    created_at: Micros = 0
    changed_at: Micros = 0


def check_new(engine: Engine, account: Account) -> None:
    """Raises AccessError where an account could not be created, whatever its password."""
    name = checked_name(account.name)
    checked_title(account.display_name or account.name)
    checked_role(account.role)
    with engine.connect() as connection:
        checked_scope(connection, account.areas, account.departments)
        _assert_free(connection, name)


def create(engine: Engine, account: Account, password: str | None, now: Micros) -> Account:
    """Add an account, as it is kept; without a password another server says who it is.

    Its name is folded, its display name is its name where it has none. Raises AccessError.
    """
    name = checked_name(account.name)
    row: dict[str, Any] = {
        "name": name,
        "display_name": checked_title(account.display_name or account.name),
        "role": checked_role(account.role),
        "password_hash": _hash(password, name),
        "disabled": account.disabled,
        "created_at": from_micros(now),
        "changed_at": from_micros(now),
    }
    with engine.execution_options(writes=True).begin() as connection:
        row |= checked_scope(connection, account.areas, account.departments)
        _assert_free(connection, name)
        connection.execute(insert(accounts).values(row))
        return _kept(connection, name)


def change(
    engine: Engine,
    name: str,
    now: Micros,
    *,
    display_name: str | None = None,
    role: Role | None = None,
    areas: Iterable[str] | None = None,
    departments: Iterable[str] | None = None,
    disabled: bool | None = None,
) -> Account:
    """Change what is said (None: as it is); another role or scope, or disabling, ends its sessions.

    Raises AccessError, also where the last administrator would be gone.
    """
    with engine.execution_options(writes=True).begin() as connection:
        before = _locked(connection, name)
        said: dict[str, Any] = {}
        scope = checked_scope(connection, areas or (), departments or ())
        if areas is not None:
            said["areas"] = scope["areas"]
        if departments is not None:
            said["departments"] = scope["departments"]
        if display_name is not None:
            said["display_name"] = checked_title(display_name)
        if role is not None:
            said["role"] = checked_role(role)
        if disabled is not None:
            said["disabled"] = disabled
        _write(connection, before.name, said, now)
        after = _kept(connection, before.name)
        if _manages(before) and not _somebody_manages(connection):
            raise AccessError(
                f"{before.name!r} is the last account that may manage the others: make another one "
                "an administrator of the whole district first",
                "last",
                name=before.name,
            )
        if _rights(before) != _rights(after):
            sessions.ended(connection, now, session_table.c.account == before.name)
        return after


def disable(engine: Engine, name: str, now: Micros) -> Account:
    """Let an account log in no more, and end its sessions. Raises AccessError."""
    return change(engine, name, now, disabled=True)


def set_password(engine: Engine, name: str, password: str | None, now: Micros) -> Account:
    """Give an account another password (None: none any more), and end its sessions.

    Raises AccessError.
    """
    kept = _hash(password, folded(name))
    with engine.execution_options(writes=True).begin() as connection:
        account = _locked(connection, name)
        _write(connection, account.name, {"password_hash": kept}, now)
        sessions.ended(connection, now, session_table.c.account == account.name)
        return _kept(connection, account.name)


def all_accounts(engine: Engine) -> list[Account]:
    """Every account by its name."""
    with engine.connect() as connection:
        rows = connection.execute(select(accounts).order_by(accounts.c.name)).all()
    return [_account(row) for row in rows]


def find(engine: Engine, name: str) -> Account | None:
    """An account by its name, however that is typed."""
    name = folded(name)
    if not is_name(name):
        return None
    with engine.connect() as connection:
        row = _row(connection, name)
    return None if row is None else _account(row)


def there(engine: Engine, name: str) -> Account:
    """An account by its name, however that is typed. Raises AccessError where there is none."""
    with engine.connect() as connection:
        return _kept(connection, folded(name))


def verify(engine: Engine, name: str, password: str) -> Account | None:
    """The account of a name and its password; None, after as long a time, where one is wrong,
    where the account has no password, and where it is disabled."""
    name, row = folded(name), None
    if is_name(name):
        with engine.connect() as connection:
            row = _row(connection, name)
    kept = None if row is None or row.disabled else row.password_hash
    right = is_password(password, kept)
    if row is None or kept is None or not right:
        return None
    if needs_rehash(kept):
        again = update(accounts).where(accounts.c.name == name, accounts.c.password_hash == kept)
        again = again.values(password_hash=hash_password(password))
        with engine.execution_options(writes=True).begin() as connection:
            connection.execute(again)
    return _account(row)


def _row(connection: Connection, name: str) -> Row[Any] | None:
    return connection.execute(select(accounts).where(accounts.c.name == name)).one_or_none()


def _assert_free(connection: Connection, name: str) -> None:
    if _row(connection, name) is not None:
        raise AccessError(
            f"there is an account {name!r} already: change it, or name another", "taken", name=name
        )


def _kept(connection: Connection, name: str) -> Account:
    row = _row(connection, name) if is_name(name) else None
    if row is None:
        name = storable(name)
        raise AccessError(
            f"there is no account {name!r}: `onescreen user list` has all", "no_account", name=name
        )
    return _account(row)


def _locked(connection: Connection, name: str) -> Account:
    """An account before it is changed; nobody else changes it or an administrator meanwhile."""
    name = folded(name)
    account = _kept(connection, name)
    whom = (accounts.c.name == name) | (accounts.c.role == "administrator")
    locking = select(accounts.c.name).where(whom).order_by(accounts.c.name).with_for_update()
    connection.execute(locking).all()
    return _kept(connection, account.name)


def _write(connection: Connection, name: str, said: dict[str, Any], now: Micros) -> None:
    said |= {"changed_at": from_micros(now)}
    connection.execute(update(accounts).where(accounts.c.name == name).values(said))


def _account(row: Row[Any]) -> Account:
    return Account(
        row.name,
        row.role,
        tuple(row.areas),
        tuple(row.departments),
        row.display_name,
        row.password_hash is not None,
        row.disabled,
        to_micros(row.created_at),
        to_micros(row.changed_at),
    )


def _hash(password: str | None, name: str) -> str | None:
    return None if password is None else hash_password(checked_password(password, name))


def _rights(account: Account) -> tuple[object, ...]:
    return account.role, account.areas, account.departments, account.disabled


def _manages(account: Account) -> bool:
    return _rights(account) == ("administrator", (), (), False)


def _somebody_manages(connection: Connection) -> bool:
    asked = select(accounts).where(accounts.c.role == "administrator")
    return any(_manages(_account(row)) for row in connection.execute(asked))
