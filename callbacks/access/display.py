"""A display's token is exchanged once for a session that lasts (`/display`), and leads to the wall.

The token stands behind the `#` of the address, which browsers send to nobody; the page's script takes it
from there and sends it in the body of a form.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any

from flask import Flask, Response, g, redirect, request

from callbacks.access import begun, cookies, pages
from callbacks.access.context import Access, Unreachable
from callbacks.access.peer import client_address
from callbacks.access.viewers import NotAdmitted, Viewers
from data_access.access import displays
from data_access.access.viewer import Viewer
from data_access.moments import SECOND, Micros
from layouts import entry

_SCRIPT = "display.js"
_WALL = "/wall"  # where it leads, if nothing else is said
_LONGEST = 200  # characters of a token
_PAGES = ("/", "wall")  # endpoints whose answers renew the cookie
_SCENE = "wall_scene"  # and this one, where that was not done for so long:
_RENEWED = 86_400 * SECOND
_MOST = 1000  # sessions of which it is known


def register(server: Flask, access: Access, viewers: Viewers) -> None:
    """Add `/display` to a server, where there are accounts; and renew the cookies of displays."""

    def known() -> Viewer | None:
        try:
            viewer = viewers.of_request()
        except (NotAdmitted, Unreachable):
            return None
        return viewer if viewer is not None and viewer.kind == "display" else None

    def answer(problem: str = "", status: int = 200) -> Response:
        next_ = access.pages.wanted(request.values, _WALL)
        page, script = access.pages.page(next_), access.pages.file(_SCRIPT)
        html = entry.display(page, next_, script, known=known() is not None, problem=problem)
        return pages.respond(html, status)

    def show() -> Response:
        return answer()

    def exchange() -> Any:
        next_ = access.pages.wanted(request.values, _WALL)
        token = request.form.get("token", "").strip()
        secret = None
        if token and len(token) <= _LONGEST:
            secret = displays.exchange(
                access.record, token, client_address(), access.agent(), access.now()
            )
        if secret is None and known() is not None:  # the page was opened again
            return redirect(next_, 303)
        if secret is None:
            return answer(access.pages.page(next_).t("access.display.wrong"), 403)
        response = redirect(next_, 303)
        begun.display(access, secret, response)
        return response

    renewed: OrderedDict[str, Micros] = OrderedDict()  # session -> when its cookie was
    guard = Lock()

    def is_due(session: str) -> bool:
        now = access.now()
        with guard:
            if request.endpoint == _SCENE and now - renewed.get(session, -_RENEWED) < _RENEWED:
                return False
            renewed[session] = now
            renewed.move_to_end(session)
            while len(renewed) > _MOST:
                renewed.popitem(last=False)
        return True

    def renew(response: Response) -> Response:
        """A display's cookie lasts from its newest look at a page; the wall's may stay for long."""
        viewer: Viewer | None = g.get("viewer")
        if viewer is None or viewer.kind != "display" or response.status_code != 200:
            return response
        if request.endpoint in (*_PAGES, _SCENE) and is_due(viewer.session):
            cookies.keep(response, cookies.read(), begun.FOREVER)
        return response

    server.add_url_rule("/display", "display", show)
    server.add_url_rule("/display", "exchange", access.reaching(exchange), methods=["POST"])
    server.after_request(renew)
