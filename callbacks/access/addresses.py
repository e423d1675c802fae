"""Addresses of our own pages that come from outside: only local ones lead anywhere."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from flask import request

_LONGEST = 4000  # characters


def local(said: str | None, usual: str = "/") -> str:
    """A path of this server with its query; the usual one for anything that would lead elsewhere."""
    if not said or len(said) > _LONGEST or not said.startswith("/") or not said.isprintable():
        return usual
    # Browsers read a backslash as a slash, and two slashes as the beginning of a host.
    if said.startswith(("//", "/\\")) or "\\" in said:
        return usual
    parts = urlsplit(said)
    return said if not parts.scheme and not parts.netloc and not parts.fragment else usual


def login(wanted: str = "") -> str:
    """The login page, from where one goes on to what was wanted."""
    return (
        "/login?" + urlencode({"next": wanted}, safe="/") if wanted not in ("", "/") else "/login"
    )


def asked_for() -> str:
    """What this request asks for, as a local address."""
    query = request.query_string.decode("ascii", "ignore")
    return local(f"{request.path}?{query}" if query else request.path)
