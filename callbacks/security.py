"""Headers that keep a page to its own origin."""

from __future__ import annotations

from urllib.parse import urlsplit

from dash import Dash
from flask import Response


def register(app: Dash, tile_url: str) -> None:
    """Add a strict Content-Security-Policy; only the configured basemap may be another origin.

    Leaflet and Plotly set styles on elements, so styles need 'unsafe-inline'; scripts do not.
    """
    tiles = f" {_origin(tile_url)}" if tile_url else ""
    scripts = " ".join(["'self'", *(f"'{h}'" if "'" not in h else h for h in app.csp_hashes())])
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob:{tiles}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )

    def add_headers(response: Response) -> Response:
        if response.status_code == 304:  # what it confirms came with them
            return response
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    app.server.after_request(add_headers)
    app.server.register_error_handler(RecursionError, _too_deep)


def _too_deep(_: Exception) -> Response:
    """What was sent is nested deeper than it can be read."""
    return Response("This cannot be read. 无法读取。", status=400, mimetype="text/plain")


def _origin(url: str) -> str:
    parts = urlsplit(url.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}"
