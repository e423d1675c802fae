"""Exports of lists: one is started, asked how far it is, fetched and ended (`/export`).

Its id is told to whom started it only, and of use to nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, g, jsonify, request, send_file

from callbacks.lists import ListAsked, list_asked, matching, unknown
from data_access.access.viewer import Viewer
from data_access.exports.told import Format, Told
from data_access.live.export_jobs import Export, Wanted
from data_access.live.exports import TooManyExports
from data_access.live.instants import Published
from data_access.live.service import Service
from layouts.exported import tell

_KINDS: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Note = Callable[[str, str], bool]
"""Writes down that somebody exports, which list and in which format; False: it cannot."""


def register(server: Flask, service: Service, note: Note) -> None:
    """Add the routes under `/export` to a server; what cannot be noted is not exported."""

    def begin() -> Response:
        published = service.published
        if published is None:
            return _said("not ready", 503)
        form: Format | None = next((f for f in _KINDS if f == request.args.get("format")), None)
        if form is None:
            return _said("format: csv or xlsx is needed", 400)
        found = list_asked(request.args, service, published)
        if found is None:
            return unknown(service, published)
        try:
            export = service.exports.begin(_wanted(found, form, service, published))
        except TooManyExports:
            return _answer({"state": "failed", "problem": "busy"}, 503)
        if not note(found.listing.key, form):
            service.exports.cancel(export)
            return _answer({"state": "failed", "problem": "broken"}, 503)
        return _answer(
            {**_status(export), "ignored": [str(one.said) for one in found.ignored]}, 202
        )

    def status(export: Export) -> Response:
        return _answer(_status(export))

    def end(export: Export) -> Response:
        service.exports.cancel(export)
        return _answer({"id": export.id, "state": "cancelled"})

    def fetch(export: Export) -> Response:
        if export.state != "done" or export.told is None:
            return _said("this export is not finished", 409)
        told = export.told
        try:
            response = send_file(
                export.file.absolute(),
                mimetype=_KINDS[told.format],
                as_attachment=True,
                download_name=f"{told.name}.{told.format}",
                conditional=False,
                etag=False,
            )
        except FileNotFoundError:  # it was removed just now
            return _answer({"state": "failed", "problem": "gone"}, 404)
        response.headers["Cache-Control"] = "no-store"
        return response

    def known(answer: Callable[[Export], Response]) -> Callable[[str], Response]:
        def find(name: str) -> Response:
            export = service.exports.find(name)
            if export is None or export.wanted.owner != owner():
                return _answer({"state": "failed", "problem": "gone"}, 404)
            return answer(export)

        return find

    server.add_url_rule("/export", "export", begin, methods=["POST"])
    server.add_url_rule("/export/<name>", "export_status", known(status))
    server.add_url_rule("/export/<name>", "export_end", known(end), methods=["DELETE"])
    server.add_url_rule("/export/<name>/file", "export_file", known(fetch))


def owner() -> str:
    """Whoever asks, as exports know them: all sessions of an account are one."""
    viewer: Viewer = g.viewer
    return f"{viewer.kind} {viewer.name}"


def _wanted(found: ListAsked, form: Format, service: Service, published: Published) -> Wanted:
    seen = found.seen

    def told(then: Published, rows: int) -> Told:
        names = service.answers.names(then, seen.filter.reach)
        return tell(found.listing, form, seen.view(service, then, names), rows)

    find = matching(seen.view(service, published))
    return Wanted(found.listing, seen.filter, find, told, form, owner())


def _status(export: Export) -> dict[str, Any]:
    return {
        "id": export.id,
        "state": export.state,
        "rows": export.rows,
        "total": export.total,
        "size": export.size,
        "problem": export.problem,
    }


def _answer(body: dict[str, Any], status: int = 200) -> Response:
    response = jsonify(body)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _said(text: str, status: int) -> Response:
    return Response(text, status=status, mimetype="text/plain")
