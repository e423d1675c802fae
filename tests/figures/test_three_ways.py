"""The same record gives the same figures on SQLite, on PostgreSQL, and asked directly.

Equal to the last digit: counts and seconds are integers in every engine, shares and percentiles are
made of them in Python, and what the engines sum as floats are single terms.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import cycle, zip_longest
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.demo.create import create
from data_access.demo.state import Demo
from data_access.live.answers import Answers
from data_access.record.database import open_record
from data_access.record.events import Incident
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.figures.test_real_places import DEMO_QUERIES, SF_QUERIES
from tests.figures.town import (
    AS_OF,
    CHOICES,
    NOW,
    PERIODS,
    build_town,
    busy_town,
    incidents_of_town,
    queries,
)
from tests.figures.ways import directly, figures, through_a_read_model
from tests.loading.test_examples import SAN_FRANCISCO, example, load_reference
from tests.loading.tools import DATA, town


@contextmanager
def three_ways(
    files: SQLiteFiles, cluster: PostgreSQLCluster, incidents: list[Incident]
) -> Iterator[list[Answers]]:
    """The same town twice, on SQLite and PostgreSQL, and the three ways to ask about it."""
    urls = files.migrated(), cluster.migrated()
    records = [open_record(url) for url in urls]
    with ExitStack() as stack:
        for record in records:
            stack.callback(record.dispose)
            build_town(record, incidents)
        answers = [stack.enter_context(through_a_read_model(record)) for record in records]
        answers.append(stack.enter_context(directly(records[1], urls[1])))
        yield answers


def agree(ways: list[Answers], query: dict[str, str]) -> dict[str, Any]:
    first, *others = (figures(answers, query) for answers in ways)
    for other in others:
        for name in first.keys() | other.keys():
            assert other[name] == first[name], (name, query)
    return first


def test_every_filter(sqlite_files: SQLiteFiles, postgresql_cluster: PostgreSQLCluster) -> None:
    """Two at a time; of both read models, the same engine over the same rows, every third time."""
    first = [{name: some[0]} for name, some in CHOICES.items()]
    pairs = zip_longest(first[:6], first[6:], fillvalue={})
    check([{**one, **other} for one, other in pairs], sqlite_files, postgresql_cluster, 3)


@pytest.mark.long
def test_every_choice_of_every_filter(
    sqlite_files: SQLiteFiles, postgresql_cluster: PostgreSQLCluster
) -> None:
    every = [{name: one} for name, some in CHOICES.items() for one in some]
    check(every, sqlite_files, postgresql_cluster)


def check(
    choices: list[dict[str, str]],
    sqlite_files: SQLiteFiles,
    postgresql_cluster: PostgreSQLCluster,
    both_of: int = 1,
) -> None:
    asked = [{**period, **choice} for period, choice in zip(cycle(PERIODS), choices, strict=False)]
    with three_ways(sqlite_files, postgresql_cluster, busy_town()) as ways:
        found = [
            agree(ways if number % both_of == 0 else [ways[0], ways[2]], query)
            for number, query in enumerate(asked)
        ]
    assert sum(one["counts"]["new"] > 0 for one in found) > len(asked) / 2
    assert all(one["coverage"]["total"]["covered"] is not None for one in found)


# Without shrinking: an example builds a record on each engine.
@settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(incidents=incidents_of_town(), queries_=st.lists(queries(), min_size=3, max_size=3))
def test_any_history(
    sqlite_files: SQLiteFiles,
    postgresql_cluster: PostgreSQLCluster,
    incidents: list[Incident],
    queries_: list[dict[str, str]],
) -> None:
    with three_ways(sqlite_files, postgresql_cluster, incidents) as ways:
        for query in queries_:
            agree(ways, query)


@pytest.mark.long
def test_the_demo(postgresql_cluster: PostgreSQLCluster) -> None:
    url = postgresql_cluster.migrated()
    record = open_record(url)
    create(record, Demo(7, AS_OF.date() - timedelta(days=20), 4, 20), now=NOW)
    with through_a_read_model(record) as model, directly(record, url) as direct:
        for query in DEMO_QUERIES:
            agree([model, direct], query)
    record.dispose()


def test_san_francisco(tmp_path: Path, postgresql_cluster: PostgreSQLCluster) -> None:
    url = postgresql_cluster.empty()
    with town(tmp_path, database_url=url, **example("san_francisco")) as place:
        calls = DATA / "sf_fire_extract.csv.gz"
        load_reference(place, calls)
        place.load("incidents", calls, SAN_FRANCISCO / "incidents.sql")
        with through_a_read_model(place.engine) as model, directly(place.engine, url) as direct:
            for query in SF_QUERIES:
                assert agree([model, direct], query)["counts"]["new"] > 0
