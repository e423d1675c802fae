"""Every number of `onescreen figures` equals the one recomputed from what was told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.filters import Filter
from data_access.independent.differences import compare
from data_access.independent.figures import Looking
from data_access.independent.told import micros, read
from data_access.live.answers import Answers
from data_access.live.instants import At
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.live.service import figures_of
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.write import newest_version
from data_access.settings import Settings
from tests.engines import SQLiteFiles
from tests.figures.town import (
    AS_OF,
    CHOICES,
    PERIODS,
    build_town,
    busy_town,
    incidents_of_town,
    long_ago,
    queries,
)

TOWN = Settings(
    timezone="America/New_York",
    min_denominator=3,
    response_norms={"water": 3 * 86_400, "parks": 600},
    suspended_norm_seconds=2 * 86_400,
)


@contextmanager
def asked(engine: Engine) -> Iterator[Answers]:
    """The questions over a fresh read model of a record, at AS_OF."""
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", engine)
        publisher = Publisher(engine, model, TOWN.camera_range_m, clock=lambda: AS_OF)
        publisher.prepare()
        try:
            yield Answers(model, TOWN, None)
        finally:
            publisher.stop()


def looking(engine: Engine) -> Looking:
    """The record as the independent figures read it, at AS_OF."""
    return Looking(read(engine, newest_version(engine)), micros(AS_OF), TOWN)


def check_all(answers: Answers, independent: Looking, query: dict[str, str]) -> dict[str, Any]:
    """Both figures of a query are the same; the product's."""
    filter_ = Filter.parse(EVERYTHING, query)
    found: dict[str, Any] = json.loads(json.dumps(figures_of(answers, TOWN, filter_)))
    compared = compare(found, independent.at(filter_.query()))
    assert compared.differences == []
    assert compared.figures > 250
    return found


# Without shrinking: an example builds two databases, and shrinking would try hundreds.
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(incidents=incidents_of_town(), queries_=st.lists(queries(), min_size=3, max_size=3))
def test_figures_equal_the_naive_ones(
    sqlite_files: SQLiteFiles, incidents: list[Any], queries_: list[dict[str, str]]
) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, incidents)
    independent = looking(engine)
    with asked(engine) as answers:
        for query in queries_:
            check_all(answers, independent, query)
    engine.dispose()


def test_choices_of_every_filter(sqlite_files: SQLiteFiles) -> None:
    some = {name: dict.fromkeys((of[0], of[-1])) for name, of in CHOICES.items()}
    check_choices(sqlite_files, some, lambda number: (PERIODS[3 + number % 2 * 2],))


@pytest.mark.long
def test_every_choice_of_every_filter(sqlite_files: SQLiteFiles) -> None:
    every = len(PERIODS)
    check_choices(sqlite_files, CHOICES, lambda n: (PERIODS[3 + n % 2 * 2], PERIODS[n % every]))


def check_choices(
    sqlite_files: SQLiteFiles,
    asked_: Mapping[str, Iterable[str]],
    periods: Callable[[int], Sequence[dict[str, str]]],
) -> None:
    """Each choice in the periods of its number."""
    engine = open_record(sqlite_files.migrated())
    build_town(engine, [*busy_town(), *long_ago()])
    independent = looking(engine)
    usual: set[str] = set()
    compared_: set[tuple[str, bool, str | None]] = set()
    choices = [{}, *({name: one} for name, some in asked_.items() for one in some)]
    asked_of = [(choice, period) for n, choice in enumerate(choices) for period in periods(n)]
    asked_of += [({}, PERIODS[0]), ({}, PERIODS[4])]
    with asked(engine) as answers:
        for choice, period in asked_of:
            found = check_all(answers, independent, {**period, **choice})
            if period in (PERIODS[3], PERIODS[5]) and choice != {"status": "voided"}:
                assert found["counts"]["new"] > 0  # or the choice tests nothing
            usual |= {found["trend"]["step"]} if any(found["trend"]["usual_high"]) else set()
            compared_ |= {
                (name, bool(one["before"]), one["clear"])
                for name, one in found["change"].items()
                if isinstance(one, dict)
            }
    assert usual == {"hour", "day"}
    assert {("new", True, "same"), ("new", True, "more"), ("closed", True, "same")} <= compared_
    assert {("open", True, None), ("overdue", True, None), ("new", False, None)} <= compared_
    engine.dispose()


@pytest.fixture(scope="module")
def busy(sqlite_files: SQLiteFiles) -> Iterator[tuple[Engine, Answers]]:
    """The busy town's record, and the questions over it."""
    engine = open_record(sqlite_files.migrated())
    build_town(engine, busy_town())
    with asked(engine) as answers:
        yield engine, answers
    engine.dispose()


def test_a_few_choices(busy: tuple[Engine, Answers]) -> None:
    """So few that the tests of a mutant can ask them."""
    engine, answers = busy
    independent = looking(engine)
    for choice in ({}, {"department": "roads,parks"}, {"area": "street0,quarter11"}):
        check_all(answers, independent, {**PERIODS[3], **choice})
    check_all(answers, independent, {**PERIODS[6], "status": "open"})


def test_earlier_moments(busy: tuple[Engine, Answers]) -> None:
    engine, answers = busy
    version = newest_version(engine)
    record = read(engine, version)
    for days, query in ((3, PERIODS[3]), (10, {**PERIODS[2], "status": "open"})):
        at = AS_OF - timedelta(days=days)
        independent = Looking(record, micros(at), TOWN)
        filter_ = Filter.parse(EVERYTHING, query)
        found = figures_of(answers, TOWN, filter_, At(version, at))
        compared = compare(json.loads(json.dumps(found)), independent.at(filter_.query()))
        assert compared.differences == []
        assert found["counts"]["open"] > 0


def test_as_of_is_the_published_one(sqlite_files: SQLiteFiles) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, [])
    with asked(engine) as answers:
        found = figures_of(answers, TOWN, Filter.parse(EVERYTHING, {"period": "24h"}))
    assert datetime.fromisoformat(found["end"]) == AS_OF
    assert datetime.fromisoformat(found["start"]) == AS_OF - timedelta(hours=24)
    engine.dispose()
