"""Filters that are asked together are answered as each of them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import numpy as np
import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from data_access import feed
from data_access.definitions.constants import NEWEST
from data_access.filters import Filter
from data_access.live import together
from data_access.live.answers import QUESTIONS, Answers
from data_access.live.cache import Cache
from data_access.live.finding import look_for
from data_access.live.read_model import ReadModel
from data_access.members import DIMENSIONS, MOST, common
from data_access.questions import Known, Scope
from data_access.reach import EVERYTHING, Reach
from data_access.record.database import open_record
from data_access.settings import Settings
from tests.engines import SQLiteFiles
from tests.figures.town import CHOICES, build_town, busy_town, incidents_of_town, long_ago, queries
from tests.figures.ways import TOWN, through_a_read_model

REACHES = (
    EVERYTHING,
    Reach(areas=("street0",)),
    Reach(areas=("quarter00", "quarter10"), departments=("roads",)),
)
SHARED = Settings(**{**TOWN.model_dump(), "share_district_rates": True})


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answers]:
    """Of a busy town, and of what was there long ago."""
    record = open_record(SQLiteFiles(tmp_path_factory.mktemp("together")).migrated())
    build_town(record, busy_town() + long_ago())
    with through_a_read_model(record) as found:
        yield found


def same(one: Any, other: Any) -> bool:
    """Whether two answers are the same, those with arrays too."""
    if not hasattr(one, "density"):
        return bool(one == other)
    values, others = vars(one), vars(other)
    rest = [{k: v for k, v in each.items() if k != "density"} for each in (values, others)]
    densities = values["density"], others["density"]
    return rest[0] == rest[1] and np.array_equal(*densities, equal_nan=True)


def both_ways(
    answers: Answers, filters: list[Filter], of: Settings
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The answers of each filter, asked together and asked by itself."""
    with answers._read_model.snapshot() as (connection, published):
        names = answers._known_names(connection, published, filters[0].reach)
        scopes = [Scope(one, published.as_of, of, names) for one in filters]
        found = together.ask(connection, QUESTIONS, scopes)
    alone = []
    with answers._read_model.snapshot() as (connection, _):
        for scope in scopes:
            known: Known = {}
            looked_for = look_for(connection, scope)

            def execute(statement: Any, read: Any) -> Any:
                return read(connection.execute(statement))

            alone.append({q.name: q.answer(looked_for, execute, known) for q in QUESTIONS})
    return list(zip(found, alone, strict=True))


@st.composite
def families(draw: st.DrawFn) -> list[dict[str, str]]:
    """Queries that differ in what filters may differ in that are asked together."""
    shared = {k: v for k, v in draw(queries()).items() if k not in DIMENSIONS}
    own = {name: st.just("") | st.sampled_from(CHOICES[name]) for name in DIMENSIONS}
    members = draw(st.lists(st.fixed_dictionaries(own), min_size=2, max_size=6))
    return [{**shared, **{k: v for k, v in one.items() if v}} for one in members]


FEW_EVENTS, FEW_HOURS = 2, (timedelta(days=20), timedelta(days=25))


@pytest.mark.parametrize("events", [FEW_EVENTS, NEWEST])
@pytest.mark.parametrize("examples", [10, pytest.param(100, marks=pytest.mark.long)])
def test_together_they_are_answered_as_each_alone(
    town: Answers, events: int, examples: int
) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],  # an example takes a second
    )
    @given(families(), st.sampled_from(REACHES), st.sampled_from((TOWN, SHARED)))
    def check(family: list[dict[str, str]], reach: Reach, of: Settings) -> None:
        filters = [Filter.parse(reach, query) for query in family]
        for filter_, (found, alone) in zip(filters, both_ways(town, filters, of), strict=True):
            assert found.keys() == alone.keys()
            assert [name for name in alone if not same(found[name], alone[name])] == [], filter_

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feed, "NEWEST", events)  # of which the last days have enough for some
        patch.setattr(feed, "_SOONER", FEW_HOURS)
        check()


@settings(
    max_examples=2,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(incidents_of_town(), families())
def test_so_are_those_of_any_town(
    tmp_path_factory: pytest.TempPathFactory, incidents: Any, family: list[dict[str, str]]
) -> None:
    record = open_record(SQLiteFiles(tmp_path_factory.mktemp("any")).migrated())
    build_town(record, incidents)
    with through_a_read_model(record) as answers:
        filters = [Filter.parse(EVERYTHING, query) for query in family]
        for found, alone in both_ways(answers, filters, TOWN):
            assert [name for name in alone if not same(found[name], alone[name])] == []


def many() -> list[Filter]:
    """As many as one statement is for."""
    chosen = product(
        ("", "street0", "street1", "quarter10"),
        ("", "street_works", "noise"),
        ("", "patrol", "hotline"),
        ("", "1", "2"),
    )
    names = "area", "category", "source", "priority"
    told = ({k: v for k, v in zip(names, one, strict=True) if v} for one in chosen)
    return [Filter.parse(EVERYTHING, query) for query in told][:MOST]


def test_so_are_as_many_as_can_be(town: Answers) -> None:
    filters = many()
    assert len(set(filters)) == MOST
    for found, alone in both_ways(town, filters, TOWN):
        assert [name for name in alone if not same(found[name], alone[name])] == []


def test_what_filters_have_in_common() -> None:
    query = {"period": "7d", "q": "路", "only": "returned"}
    own = {
        "area": "street0",
        "department": "roads",
        "category": "noise",
        "source": "patrol",
        "scenario": "flood",
    }
    own |= {"status": "open", "stage": "dispatched"}
    filter_ = Filter.parse(EVERYTHING, {**query, **own, "priority": "1"})
    assert common(filter_) == Filter.parse(EVERYTHING, query)


def test_families_are_of_two_at_least_and_of_so_many_at_most() -> None:
    a, b, c = (Filter.parse(EVERYTHING, {"area": code}) for code in ("a", "b", "c"))
    other = Filter.parse(EVERYTHING, {"period": "24h"})
    asked = [(a, QUESTIONS), (other, QUESTIONS), (b, QUESTIONS), (a, QUESTIONS), (c, QUESTIONS[:1])]
    ((questions, filters),) = together.families(asked)
    assert (tuple(questions), filters) == (QUESTIONS, [a, b])
    each = [Filter.parse(EVERYTHING, {"area": f"a{n}"}) for n in range(2 * MOST + 1)]
    found = [filters for _, filters in together.families([(one, QUESTIONS) for one in each])]
    assert found == [each[:MOST], each[MOST : 2 * MOST]]


# Through the cache -------------------------------------------------------------------------


@pytest.fixture
def kept(town: Answers) -> Answers:
    """The same, with a cache."""
    return Answers(town._read_model, TOWN, Cache(Flask("together")))


@pytest.fixture
def asked_of(town: Answers) -> Iterator[list[str]]:
    """The statements that are executed from here on."""
    found: list[str] = []
    assert isinstance(town._read_model, ReadModel)
    engine: Engine = town._read_model.engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


STREETS = [{"area": "street0"}, {"area": "street1"}, {"area": "quarter10", "source": "patrol"}]


def asked(queries: list[dict[str, str]]) -> list[together.Asked]:
    return [(Filter.parse(EVERYTHING, query), QUESTIONS) for query in queries]


def test_many_filters_take_hardly_more_statements_than_one(
    kept: Answers, asked_of: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "NEWEST", FEW_EVENTS)
    monkeypatch.setattr(feed, "_SOONER", FEW_HOURS)
    kept.together(asked([{}]))
    of_one = len(asked_of)
    asked_of.clear()
    found = kept.together(asked(STREETS))
    assert len(asked_of) <= of_one + 1  # the feed asks twice
    asked_of.clear()
    assert [one.answers["counts"] for one in kept.together(asked(STREETS))] == [
        one.answers["counts"] for one in found
    ]
    assert kept.ask(*asked(STREETS)[1]).answers["closure"] == found[1].answers["closure"]
    assert not [text for text in asked_of if "cases" in text], "all was kept"


def test_of_different_periods_each_is_asked_by_itself(kept: Answers, town: Answers) -> None:
    queries = [{"period": "24h"}, {"period": "7d"}, {"period": "7d", "area": "street0"}]
    found = kept.together(asked(queries))
    assert len({one.published for one in found}) == 1
    for one, (filter_, _) in zip(found, asked(queries), strict=True):
        assert one.filter == filter_
        alone = town.ask(filter_).answers
        assert [name for name in alone if not same(one.answers[name], alone[name])] == []


def test_where_that_fails_they_are_asked_one_by_one(
    kept: Answers,
    town: Answers,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(connection: Any, *_: Any) -> Any:
        connection.exec_driver_sql("SELECT no_such_column FROM cases")

    monkeypatch.setattr(together, "ask", fail)
    found = kept.together(asked(STREETS))
    assert "asked one by one" in caplog.text
    for one, (filter_, _) in zip(found, asked(STREETS), strict=True):
        alone = town.ask(filter_).answers
        assert [name for name in alone if not same(one.answers[name], alone[name])] == []
