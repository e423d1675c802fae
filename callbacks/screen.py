"""The answers that browsers fetch: the whole screen, and the cameras on demand."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import brotli
from flask import Flask, Response, request

from data_access.filters import Filter, FilterError
from data_access.live.answers import Answered, instant_key
from data_access.live.instants import Published
from data_access.live.service import Service
from layouts import camera_layer, screen
from layouts.view import Language, Theme, View


@dataclass(frozen=True)
class Stored:
    """An answer as it goes to browsers: serialised once, compressed once."""

    etag: str
    plain: bytes
    gzip: bytes
    brotli: bytes


def register(server: Flask, service: Service) -> None:
    """Add the routes `/screen` and `/cameras` to a server."""

    def answer_screen() -> Response:
        language, theme = _language(request.args, service), _theme(request.args)
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        try:
            filter_ = Filter.parse(request.args, service.settings.period)
        except FilterError as error:
            refused = screen.build_refusal(str(error), language, theme, service.settings)
            return _respond(_store(refused, f"{language}{theme}{error}"), status=400)
        if request.if_none_match.contains(_etag(filter_, published, language, theme)):
            return _respond(None, status=304, etag=_etag(filter_, published, language, theme))

        def build() -> Stored:
            answered = service.answers.ask(filter_)
            body = screen.build_screen(
                answered.answers, _view(answered, language, theme, service), empty=answered.empty
            )
            return _store(body, _etag(filter_, answered.published, language, theme))

        key = f"screen|{_etag(filter_, published, language, theme)}"
        return _respond(service.cache.once(key, build, instant_key(published)))

    def answer_cameras() -> Response:
        language = _language(request.args, service)
        try:
            filter_ = Filter.parse(request.args, service.settings.period)
        except FilterError as error:
            return Response(str(error), status=400, mimetype="text/plain")
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        etag = _hash(
            f"{service.identity}|{published.camera_version}|{published.reference_version}|"
            f"{filter_.area}|{language}"
        )
        if request.if_none_match.contains(etag):
            return _respond(None, status=304, etag=etag)

        def build() -> Stored:
            _, names, rows = service.answers.cameras(filter_)
            return _store(camera_layer.features(rows, names, language, service.settings), etag)

        return _respond(service.cache.once(f"cameras|{etag}", build))

    server.add_url_rule("/screen", "screen", answer_screen)
    server.add_url_rule("/cameras", "cameras", answer_cameras)


def _view(answered: Answered, language: Language, theme: Theme, service: Service) -> View:
    return View(
        answered.filter,
        language,
        theme,
        answered.names,
        service.settings,
        answered.published.version,
        answered.published.as_of,
    )


def _language(query: Mapping[str, str], service: Service) -> Language:
    said = query.get("lang", service.settings.language)
    return "en" if said == "en" else "zh"


def _theme(query: Mapping[str, str]) -> Theme:
    return "light" if query.get("theme") == "light" else "dark"


def _etag(filter_: Filter, published: Published, language: str, theme: str) -> str:
    return _hash(f"{filter_}|{instant_key(published)}|{language}|{theme}")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _store(body: Mapping[str, Any], etag: str) -> Stored:
    plain = json.dumps({"id": etag, **body}, ensure_ascii=False, separators=(",", ":")).encode()
    return Stored(etag, plain, gzip.compress(plain, 6), brotli.compress(plain, quality=4))


def _respond(stored: Stored | None, status: int = 200, etag: str = "") -> Response:
    response = Response(status=status, mimetype="application/json")
    if stored is not None:
        encodings = request.accept_encodings
        if encodings["br"]:
            response.data, response.content_encoding = stored.brotli, "br"
        elif encodings["gzip"]:
            response.data, response.content_encoding = stored.gzip, "gzip"
        else:
            response.data = stored.plain
        etag = stored.etag
    response.set_etag(etag)
    response.cache_control.no_cache = True
    response.vary.add("Accept-Encoding")
    return response
