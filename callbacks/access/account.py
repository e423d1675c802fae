"""Who is logged in (`/account`), for the menu in the header and for a screen that waits for a login."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, Response, g, request

from callbacks.access.context import Access
from callbacks.access.pages import json_answer
from data_access.access.viewer import Viewer, manages
from data_access.live.service import Service
from layouts import account


def register(server: Flask, access: Access, service: Service) -> None:
    """Add the route `/account` to a server."""

    def answer() -> Response:
        viewer: Viewer = g.viewer
        display = viewer.kind == "display"
        published = service.published
        names = None if published is None else service.answers.names(published, viewer.reach)
        children = account.menu(
            viewer.title or viewer.name,
            None if display else viewer.role,
            viewer.reach,
            names,
            access.pages.language(),
            # A display's token works once: logged out, it would need another one.
            logout=not display and bool(viewer.session),
            admin=_admin() if manages(viewer) else "",
        )
        return json_answer({"children": children})

    server.add_url_rule("/account", "account", answer)


def _admin() -> str:
    """The administrators' pages in the language and theme of whoever asks."""
    said = {name: request.args[name] for name in ("lang", "theme") if name in request.args}
    return f"/admin?{urlencode(said)}"
