"""The questions of a review, asked at three instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from data_access import counts, coverage, departments, loop, response, times
from data_access.filters import DIMENSIONS, Filter, FilterError
from data_access.live.answers import Answered, Answers
from data_access.live.instants import At
from data_access.names import Names
from data_access.reach import Reach
from data_access.review import areas, arrivals, repeats, resolutions, sealing
from data_access.review.content import content
from data_access.review.honesty import of_record
from data_access.review.periods import (
    Days,
    Reviewed,
    before,
    chosen,
    days_of,
    of_month,
    reviewed,
    year_before,
)
from data_access.review.values import Json, Period
from data_access.settings import Settings

QUESTIONS = (
    counts.QUESTION,
    areas.QUESTION,
    departments.QUESTION,
    loop.QUESTION,
    response.QUESTION,
    times.QUESTION,
    coverage.QUESTION,
    arrivals.QUESTION,
)
_EARLIER = (areas.QUESTION, departments.QUESTION, response.QUESTION)


class Unanswered(RuntimeError):
    """A question of the review failed: a document that lacks a part would not be one."""


_PERIOD = ("month", "from", "to")


def reviewed_filter(reach: Reach, query: Mapping[str, str]) -> Filter:
    """What a query asks to be reviewed: `month`, or `from` and `to`, and what is filtered by.

    Raises FilterError.
    """
    said = {name: value for name, value in query.items() if name in (*DIMENSIONS, *_PERIOD)}
    month = said.pop("month", "")
    if month:
        return of_month(
            month, Filter.parse(reach, {n: v for n, v in said.items() if n not in _PERIOD})
        )
    return Filter.parse(reach, said)


def compared_with(query: Mapping[str, str]) -> Days | None:
    """What a query asks to be compared with in place of the period before: `with`. Raises FilterError."""
    said = query.get("with", "")
    return days_of(said) if said else None


def review(
    answers: Answers,
    settings: Settings,
    filter_: Filter,
    newest: datetime,
    at: At | None = None,
    record: Engine | None = None,
    days: Days | None = None,
) -> Json:
    """The content of a period's review at the newest version and moment, or at those of `at`; with a record
    also what that alone knows of what the figures rest on, and what meetings resolved as it has it now.
    `days`: compared with in place of the period before.

    Raises FilterError where the period is none that can be reviewed or a code names nothing, Unanswered.
    """
    moment = newest if at is None or at.as_of is None else at.as_of
    delay, zone = settings.seal_delay_days, settings.zone
    one = reviewed(filter_, moment, delay, zone)
    version = None if at is None else at.version
    questions = QUESTIONS if one.month is None else (*QUESTIONS, repeats.QUESTION)
    now = _ask(answers, one, questions, version)
    _, unknown = now.answered.names.known(filter_)
    if unknown:
        raise FilterError(f"{unknown[0].reason}: {unknown[0].said}")
    then = replace(one, as_of=now.answered.published.as_of)
    known = now.answered.published.version
    other = chosen(then, days, delay, moment, zone) if days else before(then, delay, zone)
    earlier, year = (
        _known(_ask_earlier(answers, one, known, record))
        for one in (other, year_before(then, delay, zone))
    )
    found = content(now, earlier, year, settings, other if days else None)
    if record is None:
        return found
    found["honesty"] |= of_record(now, record, zone)
    return with_resolutions(found, record, now.answered.names, zone)


def with_resolutions(found: Json, record: Engine, names: Names, zone: ZoneInfo) -> Json:
    """A content with what meetings resolved, as the record has it now and a reach may be told."""
    first, end = (date.fromisoformat(found["period"][name]) for name in ("first", "end"))
    told = resolutions.of_period(record, first, end, names, zone)
    return found | {"resolutions": resolutions.as_values(told, names, end)}


def _known(one: Period) -> Period | None:
    """A period of which anything is known."""
    total = one.answered.answers["areas"].total
    return one if total.filed or total.voided else None


def _ask_earlier(answers: Answers, one: Reviewed, known: int, record: Engine | None) -> Period:
    """A period that is compared with: at the version of its first seal where there is one that is known by
    then and of the same moment, so that it is what was sealed; else at the version that is known."""
    everything = not one.filter.reach.areas and not one.filter.reach.departments
    if record is None or not one.final or not everything:
        return _ask(answers, one, _EARLIER, known)
    for seal in sealing.editions(record, sealing.subject(one.filter))[:1]:
        sealed = seal.content["period"]
        if sealed["version"] <= known and sealed["as_of"] == one.as_of.isoformat():
            edition = {"edition": seal.edition, "name": seal.name, "sha256": seal.digest}
            found = _ask(answers, one, _EARLIER, sealed["version"])
            return replace(found, seal=seal.content, edition=edition)
    return _ask(answers, one, _EARLIER, known)


def _ask(
    answers: Answers, one: Reviewed, questions: tuple[object, ...], version: int | None
) -> Period:
    answered: Answered = answers.ask(one.filter, questions, At(version, one.as_of))  # type: ignore[arg-type]
    failed = [name for name, answer in answered.answers.items() if isinstance(answer, Exception)]
    if failed:
        raise Unanswered(f"the questions {', '.join(failed)} could not be answered: see the log")
    return Period(one, answered)
