"""Accounts: listed, made, changed."""

from __future__ import annotations

from typing import Any

from flask import request

from callbacks.admin.office import Done, Office
from data_access.access import accounts, sessions
from data_access.access.accounts import Account
from data_access.access.checks import AccessError, checked_role
from layouts.admin import accounts as layout
from layouts.admin.frame import Frame

_LIST, _ONE = "/admin/accounts", "/admin/account"


def register(office: Office) -> None:
    """Add the pages of accounts."""

    def listed(frame: Frame) -> str:
        seen = sessions.last_seen(office.record)
        return layout.listed(frame, accounts.all_accounts(office.record), seen)

    def create() -> Done:
        said = request.form
        account = Account(
            said.get("name", ""),
            checked_role(said.get("role", "")),
            **_scope(),
            display_name=said.get("display_name", "").strip(),
        )
        password = _password() if office.access.settings.access == "accounts" else None
        made = accounts.create(office.record, account, password, office.now())
        office.tell("account_created", made.name, **_told(made))
        return Done(_LIST, "created", {"name": made.name})

    def one(frame: Frame) -> str:
        account = _asked(office)
        running = sessions.running(office.record, office.now(), office.access.limits)
        number = sum(s.kind == "account" and s.name == account.name for s in running)
        return layout.one(frame, account, number)

    def change() -> Done:
        before, said = _asked(office), request.form
        account = accounts.change(
            office.record,
            before.name,
            office.now(),
            display_name=said.get("display_name", ""),
            role=checked_role(said.get("role", "")),
            **_scope(),
        )
        office.tell("account_changed", account.name, **_told(account))
        return _done("changed", account)

    def password() -> Done:
        account = _asked(office)
        accounts.set_password(office.record, account.name, _password(), office.now())
        office.tell("password_changed", account.name)
        return _done("password", account)

    def switch(*, disabled: bool) -> Done:
        said = "disabled" if disabled else "enabled"
        account = accounts.change(
            office.record, _asked(office).name, office.now(), disabled=disabled
        )
        office.tell(f"account_{said}", account.name)
        return _done(said, account)

    def end() -> Done:
        account = _asked(office)
        number = sessions.end_all(office.record, account.name, office.now())
        office.tell("session_ended", account.name, sessions=number)
        return _done("sessions", account, n=number)

    forms: dict[str, Any] = {
        "change": change,
        "disable": lambda: switch(disabled=True),
        "enable": lambda: switch(disabled=False),
        "end": end,
    }
    if office.access.settings.access == "accounts":  # elsewhere others know who somebody is
        forms["password"] = password
    office.add(_LIST, "admin_accounts", listed)
    office.add(f"{_ONE}/new", "admin_account_new", layout.new, create=create)
    office.add(_ONE, "admin_account", one, **forms)


def _asked(office: Office) -> Account:
    """The account that the address names. Raises AccessError."""
    return accounts.there(office.record, request.args.get("name", ""))


def _scope() -> dict[str, Any]:
    said = request.form
    return {"areas": tuple(said.getlist("area")), "departments": tuple(said.getlist("department"))}


def _password() -> str:
    password = request.form.get("password", "")
    if request.form.get("password_again", "") != password:
        raise AccessError("the two passwords differ", "passwords_differ")
    return password


def _told(account: Account) -> dict[str, Any]:
    return {
        "role": account.role,
        "areas": account.areas,
        "departments": account.departments,
        "display_name": account.display_name,
    }


def _done(key: str, account: Account, **values: object) -> Done:
    return Done(_ONE, key, {"name": account.name, **values}, {"name": account.name})
