"""Nothing is answered to whom it is not for: what is not said to be public needs somebody."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from flask import Flask, Response, g, redirect, request
from sqlalchemy.exc import SQLAlchemyError

from callbacks.access import addresses, cookies, pages
from callbacks.access.context import Access, Unreachable
from callbacks.access.viewers import NotAdmitted, Viewers
from data_access.access import sessions
from data_access.access.viewer import Viewer, manages, may
from data_access.reach import Role
from layouts import entry

PUBLIC = frozenset(
    {
        "login",
        "enter",
        "logout",
        "out",
        "display",
        "exchange",
        "oidc_start",
        "oidc_callback",
        "healthz",
        "_dash_assets.static",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    }
)
"""Endpoints that answer anybody: what one needs to log in, and files that every city has alike."""

NEEDS: dict[str, Role] = {
    "metrics": "administrator",
    "review_seal": "reviewer",
    "review_resolve": "reviewer",
}
"""Endpoints that need more than somebody; those whose name begins with "admin" need such a one."""

_SAFE = ("GET", "HEAD", "OPTIONS")
_HEADER = "OneScreen-Viewer"


def register(server: Flask, access: Access, viewers: Viewers) -> None:
    """Look at every request before it is answered: `flask.g.viewer` is who asks, and `flask.g.reach`
    whose incidents they may be told of."""

    def admit() -> Any:
        if request.endpoint in PUBLIC or _by_token(access):
            return None
        try:
            viewer = viewers.of_request()
        except Unreachable:
            return access.unreachable()
        except NotAdmitted as unknown:
            return _unknown(access, str(unknown))
        if viewer is None:
            return _log_in(access)
        g.viewer, g.reach = viewer, viewer.reach
        if not _may(viewer):
            return _refused(access, "access.may_not", 403)
        return None

    server.before_request(admit)
    server.after_request(_for_one_only)


def _may(viewer: Viewer) -> bool:
    """Whether a viewer may have what this request asks for; a display only looks."""
    role = needed(request.endpoint)
    if viewer.kind == "display" and request.method not in _SAFE:
        return False
    return manages(viewer) if role == "administrator" else may(viewer, role)


def needed(endpoint: str | None) -> Role:
    """The least role that an endpoint is for."""
    if endpoint is not None and endpoint.startswith("admin"):
        return "administrator"
    return NEEDS.get(endpoint or "", "viewer")


def key_of(viewer: Viewer) -> str:
    """What tells two viewers apart: who they are and what they may see, and nothing readable."""
    said = f"{viewer.kind}|{viewer.name}|{viewer.role}|{viewer.reach}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _by_token(access: Access) -> bool:
    """Whether Prometheus asks, with the token that the settings have for it."""
    token = access.settings.metrics_token.get_secret_value()
    said = request.headers.get("Authorization", "")
    return (
        request.endpoint == "metrics"
        and bool(token)
        and hmac.compare_digest(said.encode(), f"Bearer {token}".encode())
    )


def _for_one_only(response: Response) -> Response:
    """Say whom an answer is for, and let no cache keep it for others."""
    viewer: Viewer | None = g.get("viewer")
    if viewer is None or viewer.kind == "everyone":
        return response
    response.headers[_HEADER] = key_of(viewer)
    kept = response.headers.get("Cache-Control", "no-cache")
    response.headers["Cache-Control"] = kept.replace("public", "private")
    if response.mimetype == "text/html":  # one step back after logging out shows no figure
        response.headers["Cache-Control"] = "no-store"
    response.vary.add("Cookie")
    return response


def _log_in(access: Access) -> Any:
    """To the login page whoever goes from page to page; a script is told where it is."""
    endpoint = request.endpoint or ""
    downloads = endpoint.startswith("export")  # the page would be the file
    leads = request.method == "GET" or endpoint.startswith(
        "admin"
    )  # whose forms lead to their page
    if endpoint == "wall" and _was_display(access):  # nobody is there to log in
        return _refused(access, "access.display.ended", 401, "access.display.over")
    if leads and not downloads and not pages.wants_json():
        response = redirect(addresses.login(addresses.asked_for()))
    else:
        response = pages.json_answer({"login": "/login", "mode": access.settings.access}, 401)
    response.headers["Cache-Control"] = "no-store"
    return response


def _was_display(access: Access) -> bool:
    """Whether this browser is, or was, a display's."""
    try:
        return sessions.is_of_display(access.record, cookies.read())
    except SQLAlchemyError:  # it was answered a moment ago
        return False


def _unknown(access: Access, name: str) -> Response:
    """403: no account of ours, with whom to ask."""
    which = "unknown" if name else "nobody"
    return _refused(access, f"access.{which}.said", 403, f"access.{which}", name=name[:200])


def _refused(
    access: Access, key: str, status: int, title: str = "access.unknown", **values: object
) -> Response:
    page = access.pages.page(addresses.asked_for())
    said = page.t(key, **values)
    if not pages.wants_json():
        return pages.respond(entry.message(page, page.t(title), [said]), status)
    return pages.json_answer({"problem": said}, status)
