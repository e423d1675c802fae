"""The audit: filtered, a page at a time; all that is filtered as a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from flask import request
from werkzeug import Response

from callbacks.admin.office import Office
from data_access.access import audit, audit_csv
from data_access.access.audit import ACTIONS, Asked
from data_access.access.checks import AccessError
from data_access.moments import Micros, from_micros, to_micros
from layouts.admin import audit as layout
from layouts.admin.audit import Found
from layouts.admin.frame import Frame

_PAGE = 50


def register(office: Office) -> None:
    """Add the page of the audit."""

    def listed(frame: Frame) -> str:
        said = request.args.to_dict()
        asked, problems = _asked(office)
        if problems:
            return layout.listed(frame, said, Found(problems=problems))
        before = _before()
        entries = audit.read(office.record, asked, before, _PAGE + 1)
        number = audit.count(office.record, asked)
        found = Found(entries[:_PAGE], number, len(entries) > _PAGE, before is None)
        return layout.listed(frame, said, found)

    def export() -> Response:
        asked, problems = _asked(office)
        if problems:
            raise AccessError("the filter means nothing", "form")
        zone = office.service.settings.zone
        office.tell("audit_exported", rows=audit.count(office.record, asked), query=_query())
        lines = audit_csv.lines(audit.read_all(office.record, asked), zone)
        response = Response(_encoded(lines), mimetype="text/csv")
        name = f"audit-{from_micros(office.now()).astimezone(zone):%Y-%m-%d-%H%M}.csv"
        response.headers["Content-Disposition"] = f"attachment; filename={name}"
        response.headers["Cache-Control"] = "no-store"
        return response

    office.add("/admin/audit", "admin_audit", listed, export=export)


def _encoded(lines: Iterator[str]) -> Iterator[bytes]:
    """As spreadsheets know it for UTF-8."""
    yield "\ufeff".encode()
    for line in lines:
        yield line.encode()


def _asked(office: Office) -> tuple[Asked, dict[str, str]]:
    """What the address asks for; by field the error of what means nothing."""
    said, problems = request.args, {}
    moments: dict[str, Micros | None] = {}
    for name in ("since", "until"):
        try:
            moments[name] = _moment(office, said.get(name, ""))
        except (ValueError, OverflowError):
            problems[name] = "moment"
    action = said.get("action", "")
    if action and action not in ACTIONS:
        problems["action"] = "action"
    asked = Asked(
        moments.get("since"),
        moments.get("until"),
        (action,) if action else (),
        *(said.get(name, "").strip() for name in ("actor", "address", "subject")),
    )
    return asked, problems


def _moment(office: Office, said: str) -> Micros | None:
    if not said:
        return None
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=office.service.settings.zone)
    return to_micros(moment.astimezone(UTC))  # refused where UTC has no such year


def _before() -> int | None:
    """The id of the row before which the page begins."""
    said = request.args.get("before", "")
    return int(said) if re.fullmatch(r"[0-9]{1,18}", said) else None


def _query() -> str:
    """The filter as the address has it."""
    return "&".join(
        f"{name}={request.args[name]}" for name in layout.FIELDS if request.args.get(name)
    )
