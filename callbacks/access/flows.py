"""What a login by OpenID Connect needs on its way: in a signed cookie of the browser that began it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from flask import Flask, request, session
from flask.sessions import SecureCookieSessionInterface

_KEY = "secret_key"  # in the data folder
_BYTES = 32
_MOST = 4  # flows of one browser that are under way: a cookie has little room


class _OnTheWay(SecureCookieSessionInterface):
    """Flask's session, of these addresses only, and over TLS only where TLS is used."""

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def remember_flows(server: Flask, folder: Path) -> None:
    """Let a server keep flows in cookies, signed by a key of the data folder."""
    server.secret_key = secret_key(folder)
    server.session_interface = _OnTheWay()
    server.config.update(
        SESSION_COOKIE_NAME="onescreen-oidc",
        SESSION_COOKIE_PATH="/oidc",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )

    def forget() -> Any:
        if request.endpoint == "oidc_start" and len(session) >= _MOST:
            session.clear()

    server.before_request(forget)


def secret_key(folder: Path) -> bytes:
    """The key in the folder; the first time a new one, which nobody else can read."""
    path = folder / _KEY
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / f"{_KEY}.{os.getpid()}"
        new.unlink(missing_ok=True)
        new.touch(0o600, exist_ok=False)
        new.write_bytes(secrets.token_bytes(_BYTES))
        new.replace(path)  # all of it at once
    return path.read_bytes()
