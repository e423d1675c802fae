"""The end of a session (`/logout`): here, and where there is a provider on to there."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, redirect, request

from callbacks.access import cookies, oidc, pages
from callbacks.access.context import Access
from callbacks.access.viewers import Viewers
from data_access.access import sessions
from layouts import entry


def register(
    server: Flask, access: Access, viewers: Viewers, provider: oidc.Provider | None
) -> None:
    """Add the route `/logout` to a server."""

    def logout() -> Any:
        viewer = viewers.of_request()
        if viewer is not None and viewer.kind == "account":
            sessions.end(access.record, viewer.session, access.now())
            access.tell(viewer.name, "logout")
        out = f"/logout?{urlencode({'lang': access.pages.language()})}"
        if provider is not None:
            out = provider.logout(request.url_root + "logout") or out
        response = pages.json_answer({"next": out}) if pages.wants_json() else redirect(out, 303)
        if viewer is None or viewer.kind == "account":
            cookies.drop(response)
        return response

    def out() -> Response:
        page = access.pages.page()
        title, said = page.t("access.out"), page.t("access.out.said")
        link = (page.t("access.again"), f"/login?{urlencode({'lang': page.language})}")
        return pages.respond(entry.message(page, title, [said], link))

    server.add_url_rule("/logout", "logout", access.reaching(logout), methods=["POST"])
    server.add_url_rule("/logout", "out", out)
