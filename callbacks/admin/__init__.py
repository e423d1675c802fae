"""The administrators' pages (`/admin/…`): accounts, displays, sessions, audit, and how fresh the sources are.

Every endpoint's name begins with "admin", so the gate lets in only who manages. What is changed comes
by a form to the page that has it, is written into the audit, and is answered by a redirection to a page
that says what became of it: loaded again, that page changes nothing.
"""

from __future__ import annotations

from flask import Flask, redirect
from werkzeug import Response

from callbacks.access.context import Access
from callbacks.admin import accounts, audit, displays, sessions, sources
from callbacks.admin.office import Office
from data_access.live.service import Service


def register(server: Flask, access: Access, service: Service) -> None:
    """Add the pages to a server; without accounts there are those of displays and sources only."""
    office = Office(server, access, service)
    first = "sources" if access.settings.access == "none" else "accounts"

    def enter() -> Response:
        return redirect(office.frame().link(f"/admin/{first}"))

    server.add_url_rule("/admin", "admin", enter)
    sources.register(office)
    displays.register(office)
    if access.settings.access == "none":
        return
    for section in (accounts, sessions, audit):
        section.register(office)
