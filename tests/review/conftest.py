"""The busy town, reviewed for October 2026 as of two days after its end."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data_access.filters import Filter
from data_access.live.answers import Answers
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.write import newest_version, write_incidents
from data_access.review.asking import review
from data_access.review.periods import of_month
from data_access.review.sealing import digest, listed
from data_access.settings import Settings
from tests.app.conftest import Clock, Running, built_folder, clock, running, served
from tests.engines import SQLiteFiles
from tests.figures.town import AS_OF, NOW, build_town, busy_town
from tests.figures.ways import through_a_read_model

__all__ = ["built_folder", "clock", "running"]

ORIGIN = {"Origin": "http://localhost"}
DELAY = 2
SEALED_AS_OF = datetime(2026, 11, 3, 5, tzinfo=UTC)  # a local midnight, after the clocks changed
TERMS = [
    {"rate": "closure_rate", "points": 30},
    {"rate": "on_time_rate", "points": 30},
    {"rate": "rework_rate", "complement": True, "points": 20, "minimum": 8},
    {"rate": "extension_rate", "complement": True, "points": 20},
]
SCORES = [
    {
        "code": "streets",
        "zh": "街道绩效",
        "en": "Score of streets",
        "units": "street",
        "terms": TERMS,
    },
    {
        "code": "quarters",
        "zh": "社区绩效",
        "en": "Score of quarters",
        "units": 2,
        "terms": TERMS[:3],
    },
    {
        "code": "offices",
        "zh": "部门绩效",
        "en": "Score of departments",
        "units": "department",
        "terms": TERMS,
    },
]
SETTINGS = Settings(
    timezone="America/New_York",
    min_denominator=3,
    response_norms={"water": 86_400, "parks": 600},
    seal_delay_days=DELAY,
    review_targets={"on_time_rate": 0.9, "rework_rate": 0.05},
    review_scores=SCORES,
)
OCTOBER = of_month("2026-10", Filter(EVERYTHING))


@pytest.fixture(scope="session")
def town(sqlite_files: SQLiteFiles) -> Iterator[Engine]:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, busy_town())
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def answers(town: Engine) -> Iterator[Answers]:
    with through_a_read_model(town) as found:
        yield found


@pytest.fixture(scope="session")
def october(answers: Answers, town: Engine) -> Iterator[dict[str, Any]]:
    """The content of October's review, which no test may change: all have the same."""
    found = review(answers, SETTINGS, OCTOBER, AS_OF, record=town)
    before = digest(found)
    yield found
    assert digest(found) == before


def copied(record: Engine, path: Path) -> Engine:
    """A record of its own with all that another one on SQLite knows."""
    with closing(sqlite3.connect(str(record.url.database), isolation_level=None)) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))
    return open_record(f"sqlite:///{path}")


# ---- an application ----


def told(running: Running) -> tuple[int, int]:
    """How much a record knows: its version and its seals."""
    record = running.service.record
    return newest_version(record), len(listed(record))


@pytest.fixture(scope="session")
def week_later(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an application over the busy town a week later: October may be sealed. Never served itself."""
    folder = tmp_path_factory.mktemp("week")
    shutil.copytree(built_folder, folder, dirs_exist_ok=True)
    with served(folder, Clock()) as first:
        write_incidents(first.service.record, busy_town(), now=NOW, origin="test")
        first.clock.move(days=7)
        first.service.publisher.prepare()
    return folder


@contextmanager
def over_a_copy(of: Path, folder: Path) -> Iterator[Running]:
    """An application of its own over the town of one of these folders."""
    shutil.copytree(of, folder, dirs_exist_ok=True)
    with served(folder, Clock(AS_OF + timedelta(days=7))) as found:
        found.service.publisher.prepare()
        yield found


@pytest.fixture(scope="session")
def sealed_week(week_later: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same where October was sealed."""
    folder = tmp_path_factory.mktemp("sealed")
    with over_a_copy(week_later, folder) as found:
        data = {"month": "2026-10", "name": "first"}
        assert found.client.post("/review/seal", data=data, headers=ORIGIN).status_code == 303
    return folder


@pytest.fixture(scope="session")
def shown(week_later: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One application for all tests that only look, so that each review is asked for once."""
    with over_a_copy(week_later, tmp_path_factory.mktemp("shown")) as found:
        before = told(found)
        yield found
        assert told(found) == before
