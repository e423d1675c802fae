"""One incident with its history, which a browser asks for when its address names one."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, request

from callbacks.asked import asked, hash_of
from callbacks.parts import JSON
from callbacks.stored import Stored, respond, unchanged
from data_access.live.instants import instant_key
from data_access.live.service import Service
from layouts import case

_LONGEST = 300  # characters of a key: an address is untrusted


def register(server: Flask, service: Service) -> None:
    """Add the route `/case` to a server: elements, built once for an instant, a view and a case."""

    def answer_case() -> Response:
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        seen = asked(request.args, service, published)
        said = request.args.get("case", "")
        etag = hash_of(f"case|{said}|{seen.etag(published)}")
        if request.if_none_match.contains(etag):
            return unchanged(etag)

        def build() -> Stored | None:
            key = _key(said)
            found = service.answers.case(*key, seen.filter.reach) if key else None
            if found is None:
                return None
            instant, names, answer = found
            return _stored(case.build(answer, seen.view(service, instant, names)), etag)

        instant = instant_key(published)
        stored = service.cache.once(f"case|{etag}", build, instant, kept=bool)
        if stored is None:
            unknown = case.unknown(seen.view(service, published))
            return respond(_stored(unknown, hash_of(etag)), status=404, cache="no-store")
        return respond(stored)

    server.add_url_rule("/case", "case", answer_case)


def _key(said: str) -> tuple[str, str] | None:
    """Source and external id; None: it cannot name an incident."""
    source, colon, external_id = said.partition(":")
    if not colon or len(said) > _LONGEST or not said.isprintable():  # PostgreSQL refuses NUL
        return None
    return source, external_id


def _stored(found: dict[str, Any], etag: str) -> Stored:
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return Stored.of(text.encode(), etag, JSON)
