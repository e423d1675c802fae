"""Sessions that are running: listed, ended."""

from __future__ import annotations

from flask import request

from callbacks.admin.office import Done, Office
from data_access.access import accounts, sessions
from data_access.access.checks import AccessError
from data_access.access.sessions import Running
from layouts.admin import sessions as layout
from layouts.admin.frame import Frame

_LIST = "/admin/sessions"


def register(office: Office) -> None:
    """Add the page of sessions."""

    def running() -> list[Running]:
        return sessions.running(office.record, office.now(), office.access.limits)

    def listed(frame: Frame) -> str:
        return layout.listed(frame, running())

    def end() -> Done:
        wanted = request.form.get("id", "")
        found = next((session for session in running() if session.id == wanted), None)
        if found is None:
            raise AccessError("there is no such session", "no_session")
        sessions.end(office.record, found.id, office.now())
        office.tell("session_ended", found.name, kind=found.kind, id=found.id)
        return Done(_LIST, "session", {"name": found.name})

    def end_all() -> Done:
        account = accounts.there(office.record, request.form.get("name", ""))
        number = sessions.end_all(office.record, account.name, office.now())
        office.tell("session_ended", account.name, sessions=number)
        return Done(_LIST, "sessions", {"name": account.name, "n": number})

    office.add(_LIST, "admin_sessions", listed, end=end, end_all=end_all)
