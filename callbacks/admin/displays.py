"""Displays: listed, made, revoked."""

from __future__ import annotations

from datetime import date, timedelta

from flask import g, request

from callbacks.admin.office import Done, Office
from data_access.access import displays
from data_access.access.checks import AccessError, storable
from data_access.moments import Micros, from_micros, local_midnight, to_micros
from layouts.admin import displays as layout
from layouts.admin.frame import Frame

_LIST = "/admin/displays"


def register(office: Office) -> None:
    """Add the pages of displays."""

    without_accounts = office.access.settings.access == "none"

    def listed(frame: Frame) -> str:
        tokens = [] if without_accounts else displays.all_displays(office.record)
        return layout.listed(frame, tokens, office.service.displays(frame.now))

    def create() -> Done:
        said = request.form
        name, until = said.get("name", ""), _until(office, said.get("expires", ""))
        areas, departments = said.getlist("area"), said.getlist("department")
        by = g.viewer.name
        token = displays.create(office.record, name, areas, departments, until, by, office.now())
        last = "–"
        if until is not None:
            zone = office.service.settings.zone
            last = f"{from_micros(until).astimezone(zone):%Y-%m-%d %H:%M:%S}"
        scope = {"areas": areas, "departments": departments}
        office.tell("display_created", name.strip(), **scope, until=last)
        return Done(_LIST, "display", {"name": name.strip()}, token=token)

    def revoke() -> Done:
        display = displays.revoke(office.record, request.form.get("id", ""), office.now())
        office.tell("display_revoked", display.name, id=display.id)
        return Done(_LIST, "revoked", {"name": display.name})

    if without_accounts:  # there are no tokens, but there may be displays
        office.add(_LIST, "admin_displays", listed)
        return
    office.add(_LIST, "admin_displays", listed, revoke=revoke)
    office.add("/admin/display/new", "admin_display_new", layout.new, create=create)


def _until(office: Office, day: str) -> Micros | None:
    """The end of a local day; None where none is said. Raises AccessError."""
    if not day:
        return None
    try:
        following = date.fromisoformat(day) + timedelta(days=1)
        return to_micros(local_midnight(following, office.service.settings.zone))
    except (ValueError, OverflowError):
        raise AccessError(f"{day!r} is no day", "day", said=storable(day)) from None
