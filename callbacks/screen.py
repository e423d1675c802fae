"""The answers that browsers fetch: the screen or what changed of it, heat images, cameras."""

from __future__ import annotations

import json
from functools import partial
from threading import BoundedSemaphore

from flask import Flask, Response, request

from callbacks.asked import Asked, asked, hash_of, within_reach
from callbacks.parts import JSON, Images, Newest, Parts, Shown
from callbacks.stored import PRIVATE_FOR_EVER, Stored, respond, unchanged
from data_access.live import answers
from data_access.live.answers import Answered
from data_access.live.instants import Published, instant_key
from data_access.live.service import Service
from data_access.views import panels_of
from layouts import camera_layer, screen

_PATIENCE = 10  # seconds for a turn of who shows something already, and asks again then
_LOOKING = 20  # of who does not: as long as a browser waits (assets/refresh.js)
_FRESH = 5  # seconds in which a screen is news to who shows an older one
_WAITING = 200  # requests that wait so, each in a thread of the server


def register(server: Flask, service: Service, images: Images) -> None:
    """Add the routes `/screen`, `/heat/…` and `/cameras` to a server."""
    shown = Shown()

    newest = Newest()
    room = BoundedSemaphore(_WAITING)

    def answer_screen() -> Response:
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        seen = asked(request.args, service, published)
        etag = seen.noted(seen.etag(published))
        if request.if_none_match.contains(etag):
            return unchanged(etag)
        before, hashes = shown.of(request.if_none_match.as_set(), seen.filter.reach)
        try:
            parts = current(seen, published, again=bool(before))
        except TimeoutError:
            if before:
                return unchanged(before)
            return Response("busy: ask again", status=503, mimetype="text/plain")
        if request.if_none_match.contains(seen.noted(parts.etag)):
            return unchanged(seen.noted(parts.etag))
        if seen.ignored:  # all but the note is everybody's; it may say anything, and is not kept
            note = screen.build_note(seen.ignored, seen.view(service, published))
            noted = parts.noted(seen.noted(parts.etag), note)
            shown.remember(noted, seen.filter.reach)
            return respond(noted.since(hashes))
        changed = parts.changed(hashes)  # of whatever versions, where these are news to them
        key = f"screen|{parts.etag}|{','.join(sorted(changed))}"
        instant = instant_key(published)
        return respond(service.cache.once(key, lambda: parts.answer(changed), instant))

    def current(seen: Asked, published: Published, *, again: bool) -> Parts:
        """The screen of the newest instant; to who asks `again`, a newer one than is shown there.

        Raises TimeoutError where there is none yet.
        """
        held, age = newest.of(seen.key) or (None, 0.0)
        if held is not None:
            shows = request.if_none_match.contains(seen.noted(held.etag))
            if not shows and (held.etag == seen.etag(published) or (again and age < _FRESH)):
                return held
        needed = screen.needed(panels_of(seen.named))
        wanted = seen.filter, [one for one in answers.QUESTIONS if one.name in needed]
        if not again:
            first: Parts = service.looks.ask(wanted, seen.key, partial(built, seen), _LOOKING)
            return first
        if not room.acquire(blocking=False):
            raise TimeoutError
        try:
            news: Parts = service.refreshes.ask(wanted, seen.key, partial(built, seen), _PATIENCE)
            return news
        finally:
            room.release()

    def built(seen: Asked, answered: Answered) -> Parts:
        view = seen.view(service, answered.published, answered.names)
        body = screen.build_screen(answered.answers, view, empty=answered.empty)
        images.keep(body.get("images", {}), seen.filter.reach)
        parts = Parts.of(body, seen.etag(answered.published))
        shown.remember(parts, seen.filter.reach)
        newest.keep(seen.key, view.version, parts)
        return parts

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
