"""A session that begins: always a new one, so that a cookie from elsewhere is of no use to anybody."""

from __future__ import annotations

from flask import g
from werkzeug import Response

from callbacks.access import cookies
from callbacks.access.context import Access
from callbacks.access.peer import client_address
from data_access.access import sessions
from data_access.access.viewer import Viewer

FOREVER = 400 * 86_400
"""Seconds that a display's cookie lasts, which is as long as browsers keep one."""


def session(access: Access, name: str, response: Response, how: str) -> Response:
    """Log an account in with an answer; what this browser had before ends.
    `how` is the mode, for the audit."""
    now = access.now()
    before = _viewer(access, cookies.read())
    if before is not None and before.kind == "account":
        sessions.end(access.record, before.session, now)
    secret = sessions.begin(access.record, name, client_address(), access.agent(), now)
    access.tell(name, "login", how=how)
    g.viewer = _viewer(access, secret)  # whom the answer is for
    cookies.keep(response, secret, access.settings.session_seconds)
    return response


def display(access: Access, secret: str, response: Response) -> None:
    """Make a browser a display with an answer, by the secret of the session that has begun."""
    viewer = g.viewer = _viewer(access, secret)
    access.tell("", "display_exchanged", viewer.name if viewer else "")
    cookies.keep(response, secret, FOREVER)


def _viewer(access: Access, secret: str) -> Viewer | None:
    found = sessions.find(access.record, secret, access.now(), access.limits)
    return None if found is None else found.viewer
