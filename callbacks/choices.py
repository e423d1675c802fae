"""The choices of a filter, which a browser asks for when somebody opens them."""

from __future__ import annotations

import json

from flask import Flask, Response, request

from callbacks.asked import asked, hash_of
from callbacks.parts import JSON
from callbacks.stored import Stored, respond, unchanged
from data_access import choices
from data_access.live.instants import instant_key
from data_access.live.service import Service
from layouts import choices as drawn


def register(server: Flask, service: Service) -> None:
    """Add the route `/choices` to a server: elements, counted once for an instant and a view."""

    def answer_choices() -> Response:
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        seen = asked(request.args, service, published)
        answered = service.answers.ask(seen.filter, [choices.QUESTION])
        answer = answered.answers[choices.QUESTION.name]
        if isinstance(answer, Exception):
            raise answer
        # By what it is of, which may be newer than what was published a moment ago.
        etag = hash_of("choices" + seen.etag(answered.published))
        if request.if_none_match.contains(etag):
            return unchanged(etag)

        def build() -> Stored:
            found = drawn.build(answer, seen.view(service, answered.published, answered.names))
            text = json.dumps({"children": found}, ensure_ascii=False, separators=(",", ":"))
            return Stored.of(text.encode(), etag, JSON)

        instant = instant_key(answered.published)
        return respond(service.cache.once(f"choices|{etag}", build, instant))

    server.add_url_rule("/choices", "choices", answer_choices)
