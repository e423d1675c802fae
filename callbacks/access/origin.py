"""Requests that another site's page makes in somebody's browser are refused, in every mode."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, Response, request

_SAFE = ("GET", "HEAD", "OPTIONS")
_OWN = ("same-origin", "none")  # none: an address that somebody typed, or a bookmark


def register(server: Flask, access: str) -> None:
    """Refuse them before anything else is looked at; `access` is the mode of the settings."""
    if access == "none":
        server.before_request(refuse_another_name)
    server.before_request(refuse)


def refuse_another_name() -> Response | None:
    """403 where the server is called by another name than this machine's own. Where there are no
    accounts nothing else keeps a page out whose name somebody lets point to here (DNS rebinding)."""
    name = urlsplit(f"//{request.host}").hostname or ""
    try:
        own = name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        own = False
    if own:
        return None
    said = "without accounts (ONESCREEN_ACCESS) the screen is for this machine only, as localhost"
    return Response(said, status=403, mimetype="text/plain")


def refuse() -> Response | None:
    """403 for what another origin asks, unless it only leads here; None for all else.

    What changes something needs the browser's word that it came from here (`Origin`). A program
    sends none, and may do without as long as it has no cookie: then nobody's login is misused.
    """
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    alien = site is not None and site not in _OWN
    if origin is not None and urlsplit(origin).netloc != request.host:
        alien = True
    if request.method not in _SAFE:
        alien = alien or (origin is None and bool(request.cookies))
    elif _leads_here():
        alien = False
    if not alien:
        return None
    return Response("another page may not do this", status=403, mimetype="text/plain")


def _leads_here() -> bool:
    """A link to here that somebody followed on another site, not something that its page loads."""
    navigates = request.headers.get("Sec-Fetch-Mode") == "navigate"
    return navigates and request.headers.get("Sec-Fetch-Dest") == "document"
