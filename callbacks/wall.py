"""`/wall`: a page that nobody touches, and the scenes that it asks for one after the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from flask import Flask, Response, g, request

from callbacks.access import pages
from callbacks.access.context import Access
from callbacks.access.peer import client_address
from callbacks.asked import Asked, asked, hash_of
from callbacks.parts import Images, Parts, Shown
from callbacks.stored import Stored, respond, unchanged
from data_access import change, counts, feed
from data_access.filters import Filter
from data_access.live.answers import QUESTIONS, Answered
from data_access.live.instants import instant_key
from data_access.live.service import Service
from data_access.moments import from_micros
from data_access.questions import Question
from data_access.settings import Settings
from data_access.wall import read_panels, read_rotation
from layouts import entry
from layouts.view import View
from layouts.wall import news, screen
from layouts.wall.programme import programme
from layouts.wall.screen import Display

_STYLES = ("00-tokens.css", "wall.css")
_SCRIPTS = (
    "refresh.js", "draw.js", "clock.js", "wall-rotation.js", "wall-figures.js", "wall-labels.js", "wall.js",
)  # fmt: skip
_REPORT = "OneScreen-Wall"  # the header in which a display says how it is
_OWN = ("rotate", "panels", "scene")
_NOTED, _LONGEST = (
    4,
    60,
)  # parts of an address that mean nothing: how many are named, characters of each


def register(server: Flask, access: Access, service: Service, images: Images) -> None:
    """Add `/wall` and `/wall/scene` to a server; heat images are kept with those of `/`."""
    settings = service.settings
    shown = Shown()

    @cache
    def scripts() -> tuple[str, ...]:
        return tuple(access.pages.file(name) for name in _SCRIPTS)

    @cache
    def styles() -> tuple[str, ...]:
        return tuple(access.pages.file(name) for name in _STYLES)

    @cache
    def release() -> str:
        """What tells the page from another release's."""
        return hash_of(f"{scripts()}|{styles()}")[:12]

    def answer_page() -> Response:
        known = access.pages.page(f"/?theme={request.args.get('theme', '')}")
        page = entry.Page(known.language, known.theme, styles(), known.icon)
        own = {"scripts": scripts(), "holders": screen.HOLDERS, "release": release()}
        return pages.respond(entry.render("wall.html", page, epoch=epoch(), **own))

    def epoch() -> str:
        return epoch_of(from_micros(access.now()), settings)

    def answer_scene() -> Response:
        said = request.headers.get(_REPORT, "")
        service.reports.take(g.viewer, client_address(), access.now(), said, release())
        published = service.published
        if published is None:
            return Response("not ready", status=503)
        seen = asked(request.args, service, published, _OWN)
        display = _display(seen, seen.view(service, published))
        head = {"epoch": epoch(), "release": release()}
        etag = hash_of(
            f"wall|{seen.etag(published)}|{display.scene}|{display.scenes}|{display.panels}|"
            f"{display.wrong}|{head}"
        )
        if request.if_none_match.contains(etag):
            return unchanged(etag)
        reach = seen.filter.reach

        def build() -> Parts:
            told = _ask(service, display, seen.filter)
            view = seen.view(service, told.scene.published, told.scene.names)
            now = replace(display, view=view, facts=service.facts(view.names))
            scene = now.scene.of(view)
            exact = _exact(service, told.recent, view)
            body = screen.build(
                now,
                told.scene.answers,
                told.today.answers,
                told.recent.answers | told.whole.answers,
                replace(scene, filter=told.today.filter),
                exact,
            )
            images.keep(body["images"], reach)
            parts = Parts.of(body | head, etag)
            shown.remember(parts, reach)
            return parts

        instant = instant_key(published)
        before, hashes = shown.of(request.if_none_match.as_set(), reach)

        def answer() -> Stored:
            return service.cache.once(f"wall|{etag}", build, instant).since(hashes)

        return respond(service.cache.once(f"wall|{etag}|since|{before}", answer, instant))

    server.add_url_rule("/wall", "wall", answer_page)
    server.add_url_rule("/wall/scene", "wall_scene", answer_scene)


def _display(seen: Asked, view: View) -> Display:
    """What an address shows: its own rotation and panels, else those of the settings."""
    settings, said = view.settings, request.args
    turns, wrong_turns = read_rotation(said.get("rotate", ""))
    usual_turns, _ = read_rotation(settings.wall_rotation)
    panels, wrong_panels = read_panels(said.get("panels", ""))
    usual_panels, _ = read_panels(settings.wall_panels)
    scenes, unknown = programme(turns or usual_turns, view)
    scene = next((one for one in scenes if one.key == said.get("scene")), scenes[0])
    wrong = [f"{one.name}={one.said}" for one in seen.ignored]
    wrong += [f"rotate: {reason}" for reason in wrong_turns] + [
        f"rotate={code}" for code in unknown
    ]
    wrong += [f"panels: {reason}" for reason in wrong_panels]
    short = tuple(text[:_LONGEST] for text in wrong[:_NOTED])
    return Display(scene, scenes, panels or usual_panels, view, short)


@dataclass(frozen=True)
class Told:
    """The answers that a scene is drawn from, all of one instant."""

    scene: Answered  # about its period
    today: Answered  # about its today
    recent: Answered  # about the last 24 hours of all that the display looks at
    whole: Answered  # about the today of all that


def _ask(service: Service, display: Display, filter_: Filter) -> Told:
    scene = display.scene.of(display.view).filter
    wanted = screen.needed(display)
    questions = [one for one in QUESTIONS if one.name in wanted]
    counted: list[Question[Any]] = []
    if "counts" in display.shown:
        counted = [counts.QUESTION, change.QUESTION]
    return Told(
        *service.answers.together(
            [
                (scene, questions),
                (_lately(scene, "today"), counted),
                (_lately(filter_, "24h"), [feed.QUESTION]),
                (_lately(filter_, "today"), [change.QUESTION]),
            ]
        )
    )


def _lately(filter_: Filter, period: str) -> Filter:
    """A period of one's own is over, or has its own today."""
    return filter_ if filter_.period == "custom" else filter_.with_(period=period)


def _exact(service: Service, recent: Answered, view: View) -> news.Exact | None:
    """Where exactly the incident is that takes the display over, where the settings allow that."""
    told = recent.answers["feed"]
    if not view.settings.wall_exact_places or isinstance(told, Exception):
        return None
    item = news.urgent(told, view)
    if item is None:
        return None
    found = service.answers.case(item.source, item.external_id, view.filter.reach)
    if found is None:
        return None
    incident = found[2].incident
    return news.Exact(incident.lon, incident.lat, incident.address)


def epoch_of(now: datetime, settings: Settings) -> str:
    """Changes once a day, at the local time at which displays load their page anew."""
    if not settings.wall_reload_at:
        return ""
    hours, minutes = settings.wall_reload_at.split(":")
    local = now.astimezone(settings.zone).replace(tzinfo=None)
    return str((local - timedelta(hours=int(hours), minutes=int(minutes))).date())
