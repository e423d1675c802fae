"""What looks for secrets in all logs finds them."""

from __future__ import annotations

import logging
import secrets

import argon2
import pytest

from tests.logged import Logged, looking


@pytest.mark.parametrize("kind", ["token", "password"])
def test_a_secret_in_a_line_or_in_an_error_is_found(kind: str, logged: Logged) -> None:
    before = len(logged.told)
    log = logging.getLogger("data_access.some_module")
    with looking() as found:
        token, password = secrets.token_urlsafe(32), "seven blue lanterns"
        kept = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)
        secret = token if kind == "token" else password
        log.info("somebody logged in, %s", kept)
        assert found.told == []
        log.warning("somebody typed %s", secret)
        try:
            raise ValueError(secret)
        except ValueError:
            log.exception("it failed")
        assert len(found.told) == 2
        found.look(f"line\nGET /display?token={secret}\n")
    assert len(found.told) == 3
    assert found.lines == 3
    del logged.told[before:]  # those were meant
