"""Passwords: which are taken, and what is kept of them."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.access.checks import AccessError
from data_access.access.passwords import (
    checked_password,
    hash_password,
    is_password,
    needs_rehash,
)

GOOD = "七里山塘 and more"


@pytest.mark.parametrize(
    "password", ["twelve chars", "x" * 12, "密码密码密码密码密码密码", "y" * 1024]
)
def test_length_alone_is_asked_for(password: str) -> None:
    assert checked_password(password, "wang.li") == password


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("eleven char", "12 to 1,024 characters, of any kind; this one has 11"),
        ("", "this one has 0"),
        ("y" * 1025, "this one has 1,025"),
        ("Li.Wang.of.North", "must not be the account's name"),
        ("ｌｉ.ｗａｎｇ.ｏｆ.ｎｏｒｔｈ", "must not be the account's name"),
        ("x" * 12 + "\ud800", "not valid UTF-8"),
    ],
)
def test_what_is_refused_is_said_without_the_password(password: str, said: str) -> None:
    with pytest.raises(AccessError, match=said) as caught:
        checked_password(password, "li.wang.of.north")
    assert not password or password not in str(caught.value)


def test_a_server_keeps_argon2id(real_hash: None) -> None:
    kept = hash_password(GOOD)
    # the second choice of RFC 9106: 64 MiB, three passes, four lanes
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not needs_rehash(kept)
    assert is_password(GOOD, kept)


def test_every_hash_has_a_salt_of_its_own() -> None:
    assert hash_password(GOOD) != hash_password(GOOD)


@given(st.text(), st.text())
@settings(max_examples=20)
def test_a_password_is_itself_and_no_other(password: str, other: str) -> None:
    kept = hash_password(password)
    assert is_password(password, kept)
    assert is_password(other, kept) == (normalize("NFC", other) == normalize("NFC", password))
    assert not is_password(password, None)


def test_accents_may_be_typed_either_way() -> None:
    assert is_password("Cafe\u0301 au lait", hash_password("Caf\u00e9 au lait"))


@pytest.mark.parametrize("password", ["y" * 1025, "\ud800" * 12])
def test_what_cannot_be_one_is_none(password: str) -> None:
    assert not is_password(password, hash_password(""))


def test_what_is_no_hash_matches_nothing() -> None:
    assert not is_password(GOOD, "no hash")
