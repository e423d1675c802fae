"""The answers that browsers fetch: the screen or what changed of it, heat images, cameras."""

from __future__ import annotations

import json

from flask import Flask, Response, request

from callbacks.asked import hash_of, language_of, screen_etag, theme_of, view_of
from callbacks.parts import JSON, Images, Parts, Shown
from callbacks.stored import FOR_EVER, Stored, respond, unchanged
from data_access.filters import Filter, FilterError
from data_access.live.answers import instant_key
from data_access.live.service import Service
from layouts import camera_layer, screen


def register(server: Flask, service: Service) -> None:
    """Add the routes `/screen`, `/heat/…` and `/cameras` to a server."""
    shown, images = Shown(), Images()

    def answer_screen() -> Response:
        language, theme = language_of(request.args, service), theme_of(request.args)
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        try:
            filter_ = Filter.parse(request.args, service.settings.period)
        except FilterError as error:
            refused = screen.build_refusal(str(error), language, theme, service.settings)
            etag = hash_of(f"{language}{theme}{error}")
            return respond(Parts.of(refused, etag).since({}), status=400)
        etag = screen_etag(filter_, published, language, theme)
        if request.if_none_match.contains(etag):
            return unchanged(etag)

        def build() -> Parts:
            answered = service.answers.ask(filter_)
            body = screen.build_screen(
                answered.answers, view_of(answered, language, theme, service), empty=answered.empty
            )
            images.keep(body.get("images", {}))
            parts = Parts.of(body, screen_etag(filter_, answered.published, language, theme))
            shown.remember(parts)
            return parts

        instant = instant_key(published)
        before, hashes = shown.of(request.if_none_match.as_set())

        def answer() -> Stored:
            return service.cache.once(f"screen|{etag}", build, instant).since(hashes)

        stored = service.cache.once(f"screen|{etag}|since|{before}", answer, instant)
        return respond(stored)

    def answer_heat(name: str) -> Response:
        stored = images.get(f"/heat/{name}")
        if stored is None:
            return Response("this image is no longer shown", status=404, mimetype="text/plain")
        return respond(stored, cache=FOR_EVER)

    def answer_cameras() -> Response:
        language = language_of(request.args, service)
        try:
            filter_ = Filter.parse(request.args, service.settings.period)
        except FilterError as error:
            return Response(str(error), status=400, mimetype="text/plain")
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        etag = hash_of(
            f"{service.identity}|{published.camera_version}|{published.reference_version}|"
            f"{filter_.area}|{language}"
        )
        if request.if_none_match.contains(etag):
            return unchanged(etag)

        def build() -> Stored:
            _, names, rows = service.answers.cameras(filter_)
            found = camera_layer.features(rows, names, language, service.settings)
            text = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
            return Stored.of(text.encode(), etag, JSON)

        return respond(service.cache.once(f"cameras|{etag}", build))

    server.add_url_rule("/screen", "screen", answer_screen)
    server.add_url_rule("/heat/<name>", "heat", answer_heat)
    server.add_url_rule("/cameras", "cameras", answer_cameras)
