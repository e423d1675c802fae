"""An application over the test town, whose clock the test holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from callbacks.application import create_app
from callbacks.assets import Page
from data_access.live.service import Service
from data_access.record.events import Incident
from data_access.record.write import write_incidents
from data_access.settings import Settings
from tests.factories import HOUR, dispatched, incident, reported
from tests.figures.town import AS_OF, NOW, build_town


@dataclass
class Clock:
    """Stands still until a test moves it."""

    now: datetime = AS_OF

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Running:
    """An application that published its first instant; nothing moves by itself."""

    dash: Page
    service: Service
    clock: Clock

    @property
    def client(self) -> FlaskClient:
        client: FlaskClient = self.dash.server.test_client()
        return client

    def report(self, external_id: str, **fields: object) -> None:
        """Commit one incident an hour old."""
        write_incidents(
            self.service.record, [recent(external_id, **fields)], now=NOW, origin="test"
        )


def recent(external_id: str, **fields: object) -> Incident:
    said = {"source": "patrol", "area": "quarter00", "category": "pothole", **fields}
    return incident(external_id, reported(NOW - HOUR), dispatched(NOW - HOUR // 2, "roads"), **said)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@contextmanager
def served(folder: Path, clock: Clock, **more: Any) -> Iterator[Running]:
    """An application over a folder, which has published nothing yet."""
    settings = Settings(data_dir=folder, timezone="America/New_York", demo_feed=False, **more)
    dash, service = create_app(settings, clock)
    yield Running(dash, service, clock)
    service.stop()


@pytest.fixture(scope="session")
def built_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Record and read model of the town with three incidents, never served themselves."""
    folder = tmp_path_factory.mktemp("built")
    with served(folder, Clock()) as first:
        build_town(first.service.record, [recent(str(n)) for n in range(3)])
        first.service.publisher.prepare()
    return folder


@pytest.fixture
def running(built_folder: Path, tmp_path: Path, clock: Clock) -> Iterator[Running]:
    shutil.copytree(built_folder, tmp_path, dirs_exist_ok=True)
    with served(tmp_path, clock) as found:
        found.service.publisher.prepare()
        yield found
