"""The running whole: record, read model, cache, publisher, feed and local socket."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event, Thread
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access import departments, times, wall_status
from data_access.demo.facts import demo_facts
from data_access.demo.feed import run_feed
from data_access.demo.views import demo_views
from data_access.figures import figures
from data_access.filters import Filter, FilterError
from data_access.live.answers import QUESTIONS, Answers
from data_access.live.building import Progress
from data_access.live.cache import Cache
from data_access.live.compare import differences
from data_access.live.direct import Direct
from data_access.live.exports import Exports
from data_access.live.instants import At, Published
from data_access.live.lists import Lists
from data_access.live.local import LocalServer
from data_access.live.publisher import Publisher, utc_now
from data_access.live.read_model import ReadModel
from data_access.live.read_side import ReadSide
from data_access.live.turns import Turns
from data_access.moments import Micros, from_micros, to_micros
from data_access.names import Names
from data_access.reach import EVERYTHING
from data_access.record.database import migrate, open_record
from data_access.review.asking import Unanswered, compared_with, review, reviewed_filter
from data_access.settings import Settings
from data_access.views import NamedView
from data_access.wall_reports import Reports
from data_access.wall_settings import BaseFact

log = logging.getLogger(__name__)

# Screens that are refreshed; more would only take longer each, and be asked less of together.
_AT_ONCE = max(1, min(4, (os.cpu_count() or 1) // 2))

# By `onescreen figures`; no panel shows them.
PRINTED = (times.QUESTION, departments.QUESTION)


class Service:
    """Everything of one serving process that is not a screen. Built idle; `start` starts it."""

    def __init__(
        self, settings: Settings, cache: Cache, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.settings = settings
        self.identity = uuid4().hex  # of this start: what another one answered may be outdated
        self.record = open_record(settings.database_url)
        self.cache = cache
        migrate(self.record)
        self.read_model = read_side(settings, self.record)
        self.answers = Answers(self.read_model, settings, self.cache)
        self.lists = Lists(self.read_model, settings, self.answers, cache)
        self.exports = Exports(self.read_model, settings, self.answers)
        self.reports = Reports()
        self._clock = clock
        self.publisher = Publisher(
            self.record,
            self.read_model,
            settings.camera_range_m,
            clock,
            busy=lambda: self.refreshes.under_way > 0,
        )
        together, catch_up = self.answers.together, self.publisher.catch_up
        self.refreshes: Turns[Any] = Turns(together, catch_up, _AT_ONCE, "refresh")
        # Of who does not see anything yet: what there is will do.
        self.looks: Turns[Any] = Turns(together, lambda: None, 4 * _AT_ONCE, "look")
        self._local = LocalServer(settings.data_dir, self._answer)
        self._stop = Event()
        self._feed: Thread | None = None

    @property
    def published(self) -> Published | None:
        """The newest published instant; None before the first."""
        return self.publisher.published

    def views(self, names: Names) -> tuple[NamedView, ...]:
        """The named views that are offered: the settings' own, else of the demo those that it has."""
        return self.settings.views or (demo_views() if names.demo else ())

    def facts(self, names: Names) -> tuple[BaseFact, ...]:
        """Base data that no incident tells: the settings' own, else of the demo those that it has."""
        return self.settings.base_facts or (demo_facts() if names.demo else ())

    def displays(self, now: Micros) -> list[wall_status.Status]:
        """How the displays are. Raises SQLAlchemyError where the record cannot be asked."""
        tokens = self.settings.access != "none"
        return wall_status.ask(self.record, self.reports, now, tokens=tokens)

    def start(self, progress: Progress | None = None) -> None:
        """Publish a first instant, then follow the record, feed the demo, answer the socket."""
        self.publisher.prepare(progress)
        self.publisher.start()
        self.exports.start()
        self._local.start()
        if self.settings.demo_feed:
            self._feed = Thread(
                target=run_feed, args=(self.record, self._stop), name="feed", daemon=True
            )
            self._feed.start()

    def stop(self) -> None:
        """End what `start` began."""
        self._stop.set()
        self._local.stop()
        self.exports.stop()
        if self._feed is not None:
            self._feed.join(timeout=30)
        self.refreshes.stop()
        self.looks.stop()
        self.publisher.stop()
        self.record.dispose()

    def _answer(self, request: Mapping[str, str]) -> Mapping[str, Any]:
        if request.get("ask") == "ready":
            return {"ready": True}
        if request.get("ask") == "displays":
            return self._displays()
        if request.get("ask") == "compare":
            if not isinstance(self.read_model, ReadModel):
                return {"differences": None}
            with self.read_model.lock:
                self.read_model.follow(utc_now())
                return {"differences": differences(self.record, self.read_model)}
        try:
            if request.get("ask") == "review":
                return self._review(request)
            filter_ = Filter.parse(EVERYTHING, request, self.settings.period)
            at = At.parse(request, self.settings.zone)
            return known_figures(self.answers, self.settings, filter_, at)
        except (FilterError, Unanswered) as error:
            return {"error": str(error)}

    def _displays(self) -> Mapping[str, Any]:
        now = to_micros(self._clock())
        try:
            found = self.displays(now)
        except SQLAlchemyError:
            return {"error": "the record cannot be asked which displays there are"}
        told = [wall_status.told(one, now) for one in found]
        return {
            "now": from_micros(now).isoformat(),
            "well": wall_status.is_well(found),
            "displays": told,
        }

    def _review(self, request: Mapping[str, str]) -> Mapping[str, Any]:
        published = self.published
        if published is None:
            return {"error": "nothing is published yet: ask again"}
        chosen = reviewed_filter(EVERYTHING, request)
        days = compared_with(request)
        return review(
            self.answers, self.settings, chosen, published.as_of, record=self.record, days=days
        )


def figures_of(
    answers: Answers, settings: Settings, filter_: Filter, at: At | None = None
) -> dict[str, Any]:
    """All figures of a filter at the newest published instant, or at an earlier one."""
    answered = answers.ask(filter_, (*QUESTIONS, *PRINTED), at)
    start, end = filter_.window(answered.published.as_of, settings.zone)
    return figures(answered, start, end)


def known_figures(
    answers: Answers, settings: Settings, filter_: Filter, at: At | None
) -> dict[str, Any]:
    """The same for a command. Raises FilterError for a code that names nothing: all figures of it
    would be 0."""
    _, unknown = answers.ask(filter_, ()).names.known(filter_)
    if unknown:
        raise FilterError(f"{unknown[0].reason}: {unknown[0].said}")
    return figures_of(answers, settings, filter_, at)


def read_side(settings: Settings, record: Engine) -> ReadSide:
    """What answers questions: PostgreSQL where the settings say so, else the read model."""
    if settings.read_url:
        return Direct(settings.read_url, record)
    return ReadModel(settings.read_model_path, record)
