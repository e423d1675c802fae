"""Fixtures of the whole suite: records on real engines."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine

from data_access.record.database import open_record
from tests.engines import (
    Databases,
    MissingPostgreSQL,
    PostgreSQLCluster,
    SQLiteFiles,
    running_cluster,
)
from tests.logged import Logged, looking

# What the libraries and the tests are made of lives as long as the suite: to look through it for
# garbage every 700 objects is an eighth of all computing.
gc.set_threshold(50_000, 20, 20)

hypothesis.settings.register_profile("suite", deadline=None, print_blob=True)
# Of a mutant only one question is asked, the same one every time: does some test fail?
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
hypothesis.settings.load_profile("suite")

# Of the files that take longest, longest first; xdist hands files out in the order of collection.
_LONGEST = (
    "browser/test_wall_faults.py",
    "browser/test_wall.py",
    "browser/test_outage.py",
    "figures/test_against_naive.py",
    "live/test_past.py",
    "browser/test_screen.py",
    "browser/test_refresh.py",
    "browser/test_login.py",
    "app/test_everything.py",
    "figures/test_three_ways.py",
    "figures/test_properties.py",
    "demo/test_feed.py",
    "live/test_read_model.py",
    "browser/test_counted.py",
    "browser/test_choices.py",
    "loading/test_kill.py",
    "browser/test_overload.py",
    "browser/test_wall_layout.py",
    "browser/test_wall_long_life.py",
    "figures/test_real_places.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that at the end no worker waits for another's long file."""
    tests = Path(__file__).parent
    place = {tests / name: n for n, name in enumerate(_LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session", autouse=True)
def logged() -> Iterator[Logged]:
    """Everything that is logged while the suite runs; no secret may be in it."""
    with looking() as found:
        yield found
    assert found.told == []


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SQLiteFiles:
    """SQLite databases in a folder of the session."""
    return SQLiteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[PostgreSQLCluster]:
    """PostgreSQL databases, on a server that starts when the first test asks for one."""
    try:
        with running_cluster() as cluster:
            yield cluster
    except MissingPostgreSQL as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Databases of one engine; a test that asks for it runs on each."""
    fixture = {"sqlite": "sqlite_files", "postgresql": "postgresql_cluster"}[request.param]
    found: Databases = request.getfixturevalue(fixture)
    return found


@pytest.fixture
def new_record(databases: Databases) -> Iterator[Callable[[], Engine]]:
    """As many empty records as a test asks for, on each engine."""
    engines: list[Engine] = []

    def new() -> Engine:
        engines.append(open_record(databases.migrated()))
        return engines[-1]

    yield new
    for engine in engines:
        engine.dispose()


@pytest.fixture
def record(new_record: Callable[[], Engine]) -> Engine:
    """An empty record with the newest schema, on each engine."""
    return new_record()


@pytest.fixture
def sqlite_record(sqlite_files: SQLiteFiles) -> Iterator[Engine]:
    """An empty record on SQLite, where the engine makes no difference."""
    engine = open_record(sqlite_files.migrated())
    yield engine
    engine.dispose()
