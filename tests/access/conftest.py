"""A record with streets and departments, and passwords that cost little."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, delete

from data_access.access import passwords
from data_access.record.access_tables import accounts, displays, sessions
from data_access.record.areas import write_areas
from data_access.record.database import open_record
from tests.engines import Databases
from tests.factories import MONDAY, named, write_reference

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def _cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same function with the least parameters: a real hash takes half a second of two cores."""
    if "real_hash" not in request.fixturenames:
        passwords.nobodys_hash.cache_clear()
        monkeypatch.setattr(passwords, "hasher", lambda: CHEAP)


@pytest.fixture
def real_hash() -> None:
    """For a test that is about the hash that a server makes."""
    passwords.nobodys_hash.cache_clear()


@pytest.fixture(scope="session")
def towns() -> dict[str, str]:
    """The URL of a town by the kind of its database: to make one takes longer than most tests."""
    return {}


@pytest.fixture
def town(databases: Databases, towns: dict[str, str]) -> Iterator[Engine]:
    """A record with a district of two streets, and departments `water` and `roads`; without
    accounts, displays and sessions. Its audit has what earlier tests told."""
    kind = type(databases).__name__
    if kind not in towns:
        towns[kind] = databases.migrated()
        engine = open_record(towns[kind])
        write_town(engine)
        engine.dispose()
    engine = open_record(towns[kind])
    forget(engine)
    yield engine
    engine.dispose()


def forget(engine: Engine) -> None:
    """Remove every session, display and account."""
    with engine.execution_options(writes=True).begin() as connection:
        for table in (sessions, displays, accounts):
            connection.execute(delete(table))


def write_town(engine: Engine) -> None:
    write_reference(engine)
    areas = [
        *named("district", level=0, parent=None, illustrative=False),
        *named("north", "south", level=1, parent="district", illustrative=False),
    ]
    write_areas(engine, areas, now=MONDAY, origin="test")
