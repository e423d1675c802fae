"""A display's token is exchanged once for a session that lasts (`/display`).

The token stands behind the `#` of the address, which browsers send to nobody; the page's script takes it
from there and sends it in the body of a form.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, g, redirect, request

from callbacks.access import begun, cookies, pages
from callbacks.access.context import Access, Unreachable
from callbacks.access.peer import client_address
from callbacks.access.viewers import NotAdmitted, Viewers
from data_access.access import displays
from data_access.access.viewer import Viewer
from layouts import entry

_SCRIPT = "display.js"
_LONGEST = 200  # characters of a token


def register(server: Flask, access: Access, viewers: Viewers) -> None:
    """Add `/display` to a server, where there are accounts; and renew the cookies of displays."""

    def known() -> Viewer | None:
        try:
            viewer = viewers.of_request()
        except (NotAdmitted, Unreachable):
            return None
        return viewer if viewer is not None and viewer.kind == "display" else None

    def answer(problem: str = "", status: int = 200) -> Response:
        next_ = access.pages.wanted(request.values)
        page, script = access.pages.page(next_), access.pages.file(_SCRIPT)
        html = entry.display(page, next_, script, known=known() is not None, problem=problem)
        return pages.respond(html, status)

    def show() -> Response:
        return answer()

    def exchange() -> Any:
        next_ = access.pages.wanted(request.values)
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

    def renew(response: Response) -> Response:
        """A display's cookie lasts from its newest look at the page."""
        viewer: Viewer | None = g.get("viewer")
        if request.endpoint == "/" and viewer is not None and viewer.kind == "display":
            cookies.keep(response, cookies.read(), begun.FOREVER)
        return response

    server.add_url_rule("/display", "display", show)
    server.add_url_rule("/display", "exchange", access.reaching(exchange), methods=["POST"])
    server.after_request(renew)
