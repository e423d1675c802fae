"""The answers that browsers fetch: the screen or what changed of it, heat images, cameras."""

from __future__ import annotations

import json

from flask import Flask, Response, request

from callbacks.asked import asked, hash_of, within_reach
from callbacks.parts import JSON, Images, Parts, Shown
from callbacks.stored import PRIVATE_FOR_EVER, Stored, respond, unchanged
from data_access.live import answers
from data_access.live.answers import instant_key
from data_access.live.service import Service
from data_access.views import panels_of
from layouts import camera_layer, screen


def register(server: Flask, service: Service, images: Images) -> None:
    """Add the routes `/screen`, `/heat/…` and `/cameras` to a server."""
    shown = Shown()

    def answer_screen() -> Response:
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        seen = asked(request.args, service, published)
        etag = seen.etag(published)
        if request.if_none_match.contains(seen.noted(etag)):
            return unchanged(seen.noted(etag))

        def build() -> Parts:
            needed = screen.needed(panels_of(seen.named))
            questions = [one for one in answers.QUESTIONS if one.name in needed]
            answered = service.answers.ask(seen.filter, questions)
            body = screen.build_screen(
                answered.answers,
                seen.view(service, answered.published, answered.names),
                empty=answered.empty,
            )
            images.keep(body.get("images", {}), seen.filter.reach)
            parts = Parts.of(body, seen.etag(answered.published))
            shown.remember(parts, seen.filter.reach)
            return parts

        instant = instant_key(published)
        before, hashes = shown.of(request.if_none_match.as_set(), seen.filter.reach)

        def whole() -> Parts:
            return service.cache.once(f"screen|{etag}", build, instant)

        def answer() -> Stored:
            return whole().since(hashes)

        if seen.ignored:  # all but the note is everybody's; it may say anything, and is not kept
            note = screen.build_note(seen.ignored, seen.view(service, published))
            parts = whole()
            noted = parts.noted(seen.noted(parts.etag), note)
            shown.remember(noted, seen.filter.reach)
            return respond(noted.since(hashes))
        stored = service.cache.once(f"screen|{etag}|since|{before}", answer, instant)
        return respond(stored)

    def answer_heat(name: str) -> Response:
        stored = images.get(f"/heat/{name}", within_reach())
        if stored is None:
            return Response("this image is no longer shown", status=404, mimetype="text/plain")
        return respond(stored, cache=PRIVATE_FOR_EVER)

    def answer_cameras() -> Response:
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        seen = asked(request.args, service, published)
        etag = hash_of(
            f"{service.identity}|{published.camera_version}|{published.reference_version}|"
            f"{seen.filter.reach}|{seen.filter.area}|{seen.language}"
        )
        if request.if_none_match.contains(etag):
            return unchanged(etag)

        def build() -> Stored:
            _, names, rows = service.answers.cameras(seen.filter)
            found = camera_layer.features(rows, names, seen.language, service.settings)
            text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
            return Stored.of(text.encode(), etag, JSON)

        return respond(service.cache.once(f"cameras|{etag}", build))

    server.add_url_rule("/screen", "screen", answer_screen)
    server.add_url_rule("/heat/<name>", "heat", answer_heat)
    server.add_url_rule("/cameras", "cameras", answer_cameras)
