"""Looks through everything that is logged while the suite runs for the secrets made meanwhile."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import argon2

_LONG_ENOUGH = 12  # characters: shorter ones stand in many a line by chance
_QUIET = ("sqlalchemy", "alembic", "hypothesis", "asyncio", "urllib3")


class Logged(logging.Handler):
    """Sees every line; `told` are those in which a secret stands."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets: set[str] = set()
        self.told: list[str] = []
        self.lines = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        self.look(self.format(record))

    def look(self, text: str) -> None:
        """Look through a text of several lines, such as what a server wrote."""
        if any(secret in text for secret in self.secrets):
            self.told.append(text)


@contextmanager
def looking() -> Iterator[Logged]:
    """While it lasts, tokens that are made and passwords that are hashed or verified are known, and
    looked for in what is logged at INFO and above."""
    found = Logged()
    make, hash_, verify = (
        secrets.token_urlsafe,
        argon2.PasswordHasher.hash,
        argon2.PasswordHasher.verify,
    )

    def making(nbytes: int | None = None) -> str:
        token = make(nbytes)
        if nbytes is not None and nbytes >= 32:
            found.secrets.add(token)
        return token

    def know(password: Any) -> None:
        if isinstance(password, str) and len(password) >= _LONG_ENOUGH:
            found.secrets.add(password)

    def hashing(self: argon2.PasswordHasher, password: Any, **more: Any) -> str:
        know(password)
        return hash_(self, password, **more)

    def verifying(self: argon2.PasswordHasher, kept: Any, password: Any) -> bool:
        know(password)
        return verify(self, kept, password)

    root, level = logging.getLogger(), logging.getLogger().level
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    root.addHandler(found)
    root.setLevel(logging.INFO)
    secrets.token_urlsafe = making
    argon2.PasswordHasher.hash, argon2.PasswordHasher.verify = hashing, verifying  # type: ignore[method-assign,assignment] # they go on to the real ones
    try:
        yield found
    finally:
        secrets.token_urlsafe = make
        argon2.PasswordHasher.hash, argon2.PasswordHasher.verify = hash_, verify  # type: ignore[method-assign] # back
        root.setLevel(level)
        root.removeHandler(found)
