"""The cookie of a session: its secret, which no script can read and no other site can send along."""

from __future__ import annotations

from flask import request
from werkzeug import Response


def read() -> str:
    """The secret that this request's cookie has; empty without one."""
    return request.cookies.get(_name(), "")


def keep(response: Response, secret: str, seconds: int) -> None:
    """Have the browser send a secret from now on, for so long."""
    response.set_cookie(
        _name(),
        secret,
        max_age=seconds,
        path="/",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",  # a link from elsewhere leads to the screen, not to a login
    )


def drop(response: Response) -> None:
    """Have the browser forget it."""
    keep(response, "", 0)


def _name() -> str:
    """Over TLS a name that browsers take from this host only, by TLS only."""
    return "__Host-onescreen" if request.is_secure else "onescreen"
