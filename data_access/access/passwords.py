"""Passwords: which are taken, and their Argon2 hashes."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data_access.access.checks import AccessError, folded

SHORTEST, LONGEST = 12, 1024  # characters
# A verification takes 64 MiB and four threads for some tens of milliseconds: many at once would
# take the machine from those who are logged in.
_AT_ONCE = BoundedSemaphore(2)


def checked_password(password: str, account: str) -> str:
    """A password that an account can have. Raises AccessError.

    Its length alone is asked for, as NIST SP 800-63B has it: rules of composition make passwords
    that are easier to guess.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccessError(
            f"a password has {SHORTEST:,} to {LONGEST:,} characters, of any kind; this one has "
            f"{len(password):,}",
            "password_length",
            shortest=SHORTEST,
            longest=LONGEST,
            n=len(password),
        )
    if folded(password) == folded(account):
        raise AccessError("a password must not be the account's name", "password_is_name")
    if not _is_text(password):
        raise AccessError("the password is not valid UTF-8 text", "password_text")
    return password


def hash_password(password: str) -> str:
    """The hash that is kept of a password, with its parameters and its salt."""
    with _AT_ONCE:
        return hasher().hash(_normal(password))


def is_password(password: str, kept: str | None) -> bool:
    """Whether this is the password of a hash. Where there is none it takes as long to say no."""
    nobodys = nobodys_hash()  # made at the first call, whatever that is about
    if len(password) > LONGEST or not _is_text(password):
        password, kept = "", None
    with _AT_ONCE:
        try:
            hasher().verify(kept or nobodys, _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def needs_rehash(kept: str) -> bool:
    """Whether a hash was made with other parameters than would be taken now."""
    return hasher().check_needs_rehash(kept)


@cache
def hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def nobodys_hash() -> str:
    return hasher().hash(secrets.token_urlsafe())


def _normal(password: str) -> str:
    # One password however the keyboard puts accents together (RFC 8265).
    return unicodedata.normalize("NFC", password)


def _is_text(password: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in password)
