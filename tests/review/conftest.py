"""The busy town, reviewed for October 2026 as of two days after its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from data_access.filters import Filter
from data_access.live.answers import Answers
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.review.asking import review
from data_access.review.periods import of_month
from data_access.settings import Settings
from tests.engines import SQLiteFiles
from tests.figures.town import AS_OF, build_town, busy_town
from tests.figures.ways import through_a_read_model

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


@pytest.fixture(scope="module")
def town(sqlite_files: SQLiteFiles) -> Iterator[Engine]:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, busy_town())
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def answers(town: Engine) -> Iterator[Answers]:
    with through_a_read_model(town) as found:
        yield found


@pytest.fixture(scope="module")
def october(answers: Answers, town: Engine) -> dict[str, Any]:
    """The content of October's review."""
    return review(answers, SETTINGS, OCTOBER, AS_OF, record=town)
