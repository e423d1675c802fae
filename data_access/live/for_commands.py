"""What commands ask: of the running server if there is one, else of what they open themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from data_access.filters import Filter, FilterError
from data_access.live import local
from data_access.live.answers import Answers
from data_access.live.compare import differences
from data_access.live.instants import At
from data_access.live.publisher import Publisher
from data_access.live.read_side import ReadSide
from data_access.live.service import known_figures, read_side
from data_access.reach import EVERYTHING
from data_access.record.database import migrate, open_record
from data_access.review.asking import Unanswered, compared_with, review, reviewed_filter
from data_access.settings import Settings


def ask_review(settings: Settings, query: Mapping[str, str]) -> dict[str, Any]:
    """The content of a review, from the running server or without one; what is wrong with the request
    stands in `error`. `query`: `month`, or `from` and `to`, `with`, and what is filtered by."""
    answered = local.ask(settings.data_dir, {"ask": "review", **query}, local.say_waiting)
    if answered is not None:
        return answered
    with without_server(settings) as (record, read_model):
        with read_model.snapshot() as (_, published):
            newest = published.as_of
        try:
            chosen = reviewed_filter(EVERYTHING, query)
            answers = Answers(read_model, settings, None)
            days = compared_with(query)
            return review(answers, settings, chosen, newest, record=record, days=days)
        except (FilterError, Unanswered) as error:
            return {"error": str(error)}


@contextmanager
def without_server(settings: Settings) -> Iterator[tuple[Engine, ReadSide]]:
    """Record and read side, up to date, for a command that runs where no server does."""
    record = open_record(settings.database_url)
    migrate(record)
    read_model = read_side(settings, record)
    publisher = Publisher(record, read_model, settings.camera_range_m)
    try:
        publisher.prepare()
        yield record, read_model
    finally:
        publisher.stop()
        record.dispose()


def ask_figures(settings: Settings, filter_: Filter, at: At | None = None) -> dict[str, Any]:
    """All figures of a filter, from the running server or without one; what is wrong with the
    request stands in `error`."""
    then = {} if at is None else at.query()
    answered = local.ask(
        settings.data_dir, {"ask": "figures", **filter_.query(), **then}, local.say_waiting
    )
    if answered is not None:
        return answered
    with without_server(settings) as (_, read_model):
        try:
            return known_figures(Answers(read_model, settings, None), settings, filter_, at)
        except FilterError as error:
            return {"error": str(error)}


def compare(settings: Settings) -> list[str] | None:
    """What differs between record and read model, a sentence each; None where there is none."""
    answered = local.ask(settings.data_dir, {"ask": "compare"}, local.say_waiting)
    if answered is not None:
        found: list[str] | None = answered["differences"]
        return found
    if settings.read_url:
        return None
    with without_server(settings) as (record, read_model):
        return differences(record, read_model)
