"""A record with streets and departments, and passwords that cost little."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine

from data_access.access import passwords
from data_access.record.areas import write_areas
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


@pytest.fixture
def town(record: Engine) -> Engine:
    """A record with a district of two streets, and departments `water` and `roads`."""
    write_town(record)
    return record


def write_town(engine: Engine) -> None:
    write_reference(engine)
    areas = [
        *named("district", level=0, parent=None, illustrative=False),
        *named("north", "south", level=1, parent="district", illustrative=False),
    ]
    write_areas(engine, areas, now=MONDAY, origin="test")
