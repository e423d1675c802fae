"""Who may see what, as far as it is HTTP: who asks, the way in, and what is refused.

`register` comes before the routes of the screen: what it refuses reaches none of them. Whoever asks
stands at `flask.g.viewer`, with their reach at `flask.g.reach`, for all that are not public (`gate.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from callbacks.access import account, display, gate, login, logout, oidc, origin
from callbacks.access.context import Access
from callbacks.access.pages import Pages
from callbacks.access.peer import Peers
from callbacks.access.viewers import Viewers
from callbacks.assets import Page
from data_access.live.service import Service
from data_access.moments import Micros

_LONGEST_BODY = 65_536  # bytes: names, passwords and tokens are short


def register(app: Page, service: Service, now: Callable[[], Micros]) -> Access:
    """Guard a server's routes as its settings say; `now` in microseconds."""
    server, settings = app.server, service.settings
    access = Access(settings, service.record, now, Pages(settings, app.file))
    viewers = Viewers(access)
    server.config["MAX_CONTENT_LENGTH"] = _LONGEST_BODY
    server.wsgi_app = Peers(server.wsgi_app, settings.trusted_proxies)
    origin.register(server, settings.access)
    gate.register(server, access, viewers)
    if settings.access == "none":
        return access
    provider = oidc.register(server, access) if settings.access == "oidc" else None
    if settings.access != "proxy":  # there the proxy logs in and out
        login.register(server, access, viewers, provider)
        logout.register(server, access, viewers, provider)
    display.register(server, access, viewers)
    account.register(server, access, service)
    return access
