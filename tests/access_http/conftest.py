"""Servers with access, each over a record of its own, whose clock the test holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from callbacks.application import create_app
from callbacks.assets import Page
from data_access.access import accounts, sessions
from data_access.access.accounts import Account
from data_access.live.service import Service
from data_access.moments import to_micros
from data_access.reach import Role
from data_access.record.access_tables import audit
from data_access.settings import Settings
from tests.access.conftest import _cheap_passwords, real_hash  # noqa: F401 # fixtures
from tests.app.conftest import Clock
from tests.engines import Databases, SQLiteFiles

PASSWORD = "seven blue lanterns"  # noqa: S105 # of accounts that tests make
HTML = {"Accept": "text/html,application/xhtml+xml"}
OWN = {"Origin": "http://localhost"}


@dataclass
class Site:
    """A server whose first instant is not published: what is admitted to `/screen` is told 503."""

    dash: Page
    service: Service
    clock: Clock

    @property
    def now(self) -> int:
        return to_micros(self.clock())

    def client(self) -> FlaskClient:
        """A browser without cookies."""
        client: FlaskClient = self.dash.server.test_client()
        return client

    def account(self, name: str, role: Role = "duty", password: str | None = PASSWORD) -> Account:
        return accounts.create(self.service.record, Account(name, role), password, self.now)

    def logged_in(self, name: str) -> FlaskClient:
        """A browser in which an account is logged in."""
        client = self.client()
        client.set_cookie("onescreen", sessions.begin(self.service.record, name, "", "", self.now))
        return client

    def told(self) -> list[tuple[str, str, str]]:
        """Actor, address and action of all that the audit has."""
        with self.service.record.connect() as connection:
            asked = select(audit.c.actor, audit.c.address, audit.c.action).order_by(audit.c.id)
            return [(row.actor, row.address, row.action) for row in connection.execute(asked)]


Serve = Callable[..., Site]


def log_in(
    client: FlaskClient,
    name: str,
    password: str = PASSWORD,
    *,
    address: str = "127.0.0.1",
    **said: str,
) -> TestResponse:
    """The answer to the form of the login page."""
    form = {"name": name, "password": password, **said}
    environment = {"REMOTE_ADDR": address}
    return client.post("/login", data=form, headers={**OWN, **HTML}, environ_base=environment)


def admitted(client: FlaskClient, **options: Any) -> bool:
    """Whether the screen would be answered, were there one."""
    status = client.get("/screen", **options).status_code
    assert status in (401, 403, 503)
    return status == 503


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Makes servers of a database and settings."""
    services: list[Service] = []

    def make(databases: Databases, **settings: Any) -> Site:
        folder = tmp_path / str(len(services))
        clock = Clock()
        known = Settings(
            data_dir=folder, database_url=databases.migrated(), demo_feed=False, **settings
        )
        dash, service = create_app(known, clock)
        services.append(service)
        return Site(dash, service, clock)

    yield make
    for service in services:
        service.stop()


@pytest.fixture
def site(serve: Serve, sqlite_files: SQLiteFiles) -> Site:
    """With accounts, on SQLite."""
    return serve(sqlite_files, access="accounts")
