"""The accounts, and the forms of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data_access.access.accounts import Account
from data_access.moments import Micros
from data_access.reach import ROLES
from layouts.admin import scope
from layouts.admin.frame import Frame, render


def listed(frame: Frame, accounts: Sequence[Account], seen: Mapping[str, Micros]) -> str:
    """All accounts; `seen` has when each was seen last."""
    return render(frame, "accounts", "accounts.html", accounts=accounts, seen=seen)


def new(frame: Frame) -> str:
    """The form of an account that is not there yet."""
    return _form(frame, "create", None, 0)


def one(frame: Frame, account: Account, running: int) -> str:
    """The forms of an account that has so many sessions."""
    return _form(frame, "change", account, running)


def _form(frame: Frame, form: str, account: Account | None, running: int) -> str:
    areas = frame.chosen(form, "area", account.areas if account else ())
    departments = frame.chosen(form, "department", account.departments if account else ())
    return render(
        frame,
        "accounts",
        "account.html",
        form=form,
        account=account,
        running=running,
        roles=ROLES,
        areas=scope.areas(frame, areas),
        departments=scope.departments(frame, departments),
    )
