"""The lists behind numbers: what is listed (`/list`) and some rows of it (`/rows`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, request
from werkzeug.datastructures import MultiDict

from callbacks.asked import Asked, asked, hash_of
from callbacks.parts import JSON
from callbacks.stored import Stored, respond, unchanged
from data_access.filters import FilterError, Ignored
from data_access.lists.columns import Column
from data_access.lists.conditions import read_conditions, read_order
from data_access.lists.counts import LISTED
from data_access.lists.listing import NO_UNIT, Listing
from data_access.live.instants import At, Published, instant_key
from data_access.live.service import Service
from layouts import list_rows
from layouts import lists as drawn
from layouts.narrowed import beyond
from layouts.view import View

_MOST_ROWS = 500  # of one answer


@dataclass(frozen=True)
class ListAsked:
    """What an address asks for of a list, and what of it means nothing."""

    seen: Asked
    listing: Listing
    ignored: tuple[Ignored, ...]

    def etag(self, published: Published) -> str:
        """What its description is known by, with what was ignored."""
        screen = self.seen.noted(self.seen.etag(published))
        return hash_of(f"{screen}|{self.listing}|{self.ignored}")


def list_asked(
    query: MultiDict[str, str], service: Service, published: Published
) -> ListAsked | None:
    """The list that a query asks for; None where there is none of that name."""
    key = query.get("list", "")
    if key not in LISTED:
        return None
    seen = asked(query, service, published)
    listing = Listing(key, query.get("of", ""))
    ignored: tuple[Ignored, ...] = ()
    if listing.of not in ("", NO_UNIT) and listing.of not in getattr(seen.names, listing.unit):
        ignored, listing = (Ignored("of", listing.of, ""),), Listing(key)
    conditions, wrong = read_conditions(query.get("where", ""), listing.rows, service.settings.zone)
    order, unknown = read_order(query.get("sort", ""), listing.rows)
    at, unheard = _then(query, service, published)
    whole = Listing(key, listing.of, order, conditions, at)
    return ListAsked(seen, whole, (*ignored, *wrong, *unknown, *unheard))


def _then(
    query: MultiDict[str, str], service: Service, published: Published
) -> tuple[At | None, tuple[Ignored, ...]]:
    """The earlier instant that a list is asked for of; nothing where there is none such."""
    said = {name: query[name] for name in ("at_version", "as_of") if query.get(name)}
    try:
        at = At.parse(said, service.settings.zone)
        if at is not None:
            at.within(published)
    except FilterError:
        return None, tuple(Ignored(name, value, "") for name, value in said.items())
    return at, ()


def register(server: Flask, service: Service) -> None:
    """Add the routes `/list` and `/rows` to a server."""

    def answer_list() -> Response:
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        found = list_asked(request.args, service, published)
        if found is None:
            return unknown(service, published)
        etag = found.etag(published)
        if request.if_none_match.contains(etag):
            return unchanged(etag)

        def build() -> Stored:
            question = found.listing.beside()
            answered = service.answers.ask(found.seen.filter, [question], found.listing.at)
            beside = answered.answers[question.name]
            if isinstance(beside, Exception):
                raise beside
            view = found.seen.view(service, answered.published, answered.names)
            ignored = (
                *found.seen.ignored,
                *found.ignored,
            )  # the screen's own note lies under the list
            body = {
                "head": drawn.build_head(found.listing, beside, ignored, view),
                "columns": list_rows.columns(found.listing.rows, view),
                "beyond": [str(one) for one in beyond(found.listing)],
                "kind": found.listing.rows.name,
                "texts": drawn.texts(view),
            }
            return _stored(body, etag)

        instant = instant_key(published)
        return respond(service.cache.once(f"list head|{etag}", build, instant))

    def answer_rows() -> Response:
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        found = list_asked(request.args, service, published)
        if found is None:
            return unknown(service, published)
        view = found.seen.view(service, published)
        start = _number(request.args.get("start"))
        end = min(_number(request.args.get("end")), start + _MOST_ROWS)
        page = service.lists.page(
            found.listing,
            found.seen.filter,
            matching(view),
            found.seen.language,
            request.args.get("token", ""),
            start,
            end,
        )
        body = {
            "token": page.opened.token,
            "version": page.opened.published.version,
            "as_of": page.opened.published.as_of.isoformat(),
            "total": page.opened.total,
            "rows": [list_rows.cells(found.listing.rows, row, view) for row in page.rows],
        }
        return respond(_stored(body, hash_of(json.dumps(body))))

    server.add_url_rule("/list", "list", answer_list)
    server.add_url_rule("/rows", "rows", answer_rows)


def matching(view: View) -> Any:
    def find(column: Column, text: str) -> Iterable[str]:
        return list_rows.matching(column, text, view)

    return find


def _stored(body: dict[str, Any], etag: str) -> Stored:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Stored.of(text.encode(), etag, JSON)


def unknown(service: Service, published: Published) -> Response:
    view = asked(request.args, service, published).view(service, published)
    said = view.t("list.unknown", name=request.args.get("list", "")[:64])
    return Response(said, status=404, mimetype="text/plain")


def _number(text: str | None) -> int:
    return min(int(text), 1 << 40) if text and text.isascii() and text.isdecimal() else 0
