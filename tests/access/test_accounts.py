"""Accounts: what is kept of them, what is refused, and who may log in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.access import accounts, passwords
from data_access.access.accounts import Account
from data_access.access.checks import AccessError, folded, is_name, storable
from data_access.moments import SECOND
from data_access.reach import ROLES
from data_access.record import access_tables
from tests.access.conftest import forget
from tests.factories import MONDAY, rows

LONG = "a password of some length"
CHIEF = Account("chief", "administrator")


def test_an_account_comes_back_as_it_was_kept(town: Engine) -> None:
    said = Account(" Wang.Li ", "duty", ("south", "north", "south"), ("water",), "王 力")
    kept = Account(
        "wang.li", "duty", ("south", "north"), ("water",), "王 力", True, False, MONDAY, MONDAY
    )
    assert accounts.create(town, said, LONG, MONDAY) == kept
    for typed in ("wang.li", "WANG.LI", "ｗａｎｇ．ｌｉ", " Wang.Li"):
        assert accounts.find(town, typed) == kept
    other = accounts.create(town, Account("an", "viewer"), None, MONDAY + SECOND)
    assert (other.display_name, other.has_password) == ("an", False)
    assert accounts.all_accounts(town) == [other, kept]


def test_the_password_is_nowhere(town: Engine) -> None:
    accounts.create(town, CHIEF, LONG, MONDAY)
    assert LONG not in repr(rows(town, access_tables.accounts))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "'' is no name of an account"),
        ({"name": "wang li"}, "without spaces, such as wang.li"),
        ({"name": "wang\x00li"}, "is no name of an account"),
        ({"name": "wang\ud800"}, "is no name of an account"),
        ({"name": "x" * 101}, "1 to 100 characters"),
        ({"name": "chief"}, "there is an account 'chief' already"),
        ({"name": "CHIEF"}, "there is an account 'chief' already"),
        ({"display_name": "two\nlines"}, "in one line"),
        ({"role": "owner"}, "'owner' is no role; there are viewer, duty, reviewer, administrator"),
        ({"areas": ("north", "east", "west")}, "the record has no area east, west; its codes"),
        ({"areas": ("nor\x00th",)}, "the record has no area"),
        (
            {"departments": ("fire",)},
            r"no department fire; .* are roads \(roads\), water \(water\)",
        ),
    ],
)
def test_what_is_refused_names_itself(town: Engine, changed: dict[str, Any], said: str) -> None:
    accounts.create(town, CHIEF, None, MONDAY)
    with pytest.raises(AccessError, match=said):
        accounts.create(town, replace(Account("wang", "duty"), **changed), None, MONDAY)
    assert len(accounts.all_accounts(town)) == 1


def test_a_scope_over_an_empty_record_says_what_to_load(record: Engine) -> None:
    with pytest.raises(AccessError, match=r"no area north; .* none: load areas first"):
        accounts.create(record, Account("wang", "duty", ("north",)), None, MONDAY)


def test_a_short_password_is_refused_before_anything_is_kept(town: Engine) -> None:
    with pytest.raises(AccessError, match="12 to 1,024"):
        accounts.create(town, CHIEF, "short", MONDAY)
    assert accounts.all_accounts(town) == []


def test_what_is_not_said_stays(town: Engine) -> None:
    said = Account("wang", "duty", ("north",), ("water",), "Wang")
    before = accounts.create(town, said, LONG, MONDAY)
    later = MONDAY + SECOND
    changes: list[dict[str, Any]] = [
        {"display_name": "Li"},
        {"role": "reviewer"},
        {"areas": ("south",)},
        {"areas": ()},
        {"departments": ()},
        {"disabled": True},
        {"disabled": False},
        {},
    ]
    for change in changes:
        after = accounts.change(town, "Wang", later, **change)
        assert after == replace(before, **change, changed_at=later) == accounts.find(town, "wang")
        before = after


@pytest.mark.parametrize("name", ["nobody", "", "x" * 200, "a\x00b", "\ud800", "no body"])
def test_who_is_not_there(town: Engine, name: str) -> None:
    assert accounts.find(town, name) is None
    assert accounts.verify(town, name, LONG) is None
    refusals: list[Callable[[], object]] = [
        lambda: accounts.there(town, name),
        lambda: accounts.change(town, name, MONDAY, role="duty"),
        lambda: accounts.disable(town, name, MONDAY),
        lambda: accounts.set_password(town, name, LONG, MONDAY),
    ]
    for refused in refusals:
        with pytest.raises(AccessError, match=r"there is no account .* `onescreen user list`"):
            refused()


@given(st.text())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_name_that_can_be_kept_or_is_refused(town: Engine, name: str) -> None:
    forget(town)
    try:
        kept = accounts.create(town, Account(name, "duty", display_name="x"), None, MONDAY)
    except AccessError:
        assert not is_name(folded(name))
        assert accounts.find(town, name) is None
        return
    assert accounts.find(town, name) == accounts.find(town, name.upper()) == kept
    assert folded(kept.name) == kept.name


def test_a_name_that_is_folded_stays(town: Engine) -> None:
    kept = accounts.create(town, Account("\u03aa\u0300", "duty"), None, MONDAY)
    assert accounts.find(town, kept.name) == kept


@given(st.text())
def test_what_is_stored_is_one_line_that_every_engine_holds(text: str) -> None:
    stored = storable(text, 1000)
    assert len(stored) == len(text)
    assert "\x00" not in stored
    assert len(stored.splitlines()) <= 1
    stored.encode("utf-8")


def test_verifying(town: Engine) -> None:
    wang = accounts.create(town, Account("wang", "duty"), LONG, MONDAY)
    accounts.create(town, Account("proxied", "duty"), None, MONDAY)
    accounts.create(town, Account("gone", "duty", disabled=True), LONG, MONDAY)
    assert accounts.verify(town, "WANG", LONG) == wang
    for name, password in (
        ("wang", LONG + " "),
        ("wang", ""),
        ("wang", "x" * 5000),
        ("wang", "\ud800"),
        ("proxied", LONG),
        ("proxied", ""),
        ("gone", LONG),
        ("nobody", LONG),
    ):
        assert accounts.verify(town, name, password) is None
    accounts.set_password(town, "wang", None, MONDAY)
    assert accounts.verify(town, "wang", LONG) is None


def test_every_answer_takes_one_verification(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much work whether a name is one, has a password and is enabled, or not."""
    accounts.create(town, Account("wang", "duty"), LONG, MONDAY)
    accounts.create(town, Account("proxied", "duty"), None, MONDAY)
    accounts.create(town, Account("gone", "duty", disabled=True), LONG, MONDAY)
    done = []

    class Counted(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Any:
            done.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "hasher", lambda: Counted(1, 8, 1))
    for name in ("wang", "proxied", "gone", "nobody", "x" * 500, "\x00"):
        for password in (LONG, "wrong", "x" * 5000):
            done.clear()
            accounts.verify(town, name, password)
            assert len(done) == 1


def test_a_hash_of_other_parameters_is_made_anew(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.create(town, Account("wang", "duty"), LONG, MONDAY)
    (before,) = rows(town, access_tables.accounts)
    accounts.verify(town, "wang", LONG)
    assert rows(town, access_tables.accounts) == [before]
    monkeypatch.setattr(passwords, "hasher", lambda: PasswordHasher(2, 16, 1))
    assert accounts.verify(town, "wang", "a wrong password") is None
    assert rows(town, access_tables.accounts) == [before]
    assert accounts.verify(town, "wang", LONG)
    (after,) = rows(town, access_tables.accounts)
    assert after["password_hash"].startswith("$argon2id$v=19$m=16,t=2,p=1$")
    assert after | {"password_hash": ""} == before | {"password_hash": ""}
    assert accounts.verify(town, "wang", LONG)


def test_a_password_that_is_changed_meanwhile_stays(
    town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.create(town, Account("wang", "duty"), LONG, MONDAY)

    def changed_first(_kept: str) -> bool:
        accounts.set_password(town, "wang", LONG + LONG, MONDAY)
        return True

    monkeypatch.setattr(accounts, "needs_rehash", changed_first)
    accounts.verify(town, "wang", LONG)
    monkeypatch.undo()
    assert accounts.verify(town, "wang", LONG + LONG)
    assert accounts.verify(town, "wang", LONG) is None


@pytest.mark.parametrize(
    "change",
    [
        {"disabled": True},
        *({"role": role} for role in ROLES[:3]),
        {"areas": ("district",)},
        {"departments": ("water",)},
    ],
)
def test_somebody_always_manages(town: Engine, change: dict[str, Any]) -> None:
    chief = accounts.create(town, CHIEF, None, MONDAY)
    accounts.create(town, Account("street", "administrator", ("north",)), None, MONDAY)
    accounts.create(town, Account("gone", "administrator", disabled=True), None, MONDAY)
    with pytest.raises(AccessError, match=r"'chief' is the last account .* another one"):
        accounts.change(town, "chief", MONDAY, **change)
    assert accounts.find(town, "chief") == chief
    accounts.change(town, "gone", MONDAY, disabled=False)
    accounts.change(town, "chief", MONDAY, **change)


def test_of_two_that_go_at_the_same_moment_one_stays(town: Engine) -> None:
    names = ["chief", "deputy"]
    for _ in range(5):
        forget(town)
        for name in names:
            accounts.create(town, Account(name, "administrator"), None, MONDAY)
        together = Barrier(2)

        def go(name: str, together: Barrier = together) -> bool:
            together.wait()
            try:
                accounts.disable(town, name, MONDAY)
            except AccessError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(go, names)) == [False, True]
        assert [a.disabled for a in accounts.all_accounts(town)].count(True) == 1
