"""The demo and San Francisco's extract against the same recomputation."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from data_access.demo.create import create
from data_access.demo.state import Demo
from data_access.record.database import open_record
from tests.engines import SQLiteFiles
from tests.figures.test_against_naive import asked, check_all, looking
from tests.figures.town import AS_OF, NOW
from tests.loading.test_examples import SAN_FRANCISCO, example, load_reference
from tests.loading.tools import DATA, town

DEMO_QUERIES = (
    {"period": "30d"},
    {"period": "7d", "area": "320105002"},
    {"period": "30d", "department": "URB", "status": "closed,overdue"},
    {"from": "2026-10-05", "to": "2026-10-20", "priority": "1,2", "source": "hotline"},
)
SF_QUERIES = (
    {"from": "2020-04-07", "to": "2020-04-21"},
    {"from": "2020-04-07", "to": "2020-04-14", "category": "Medical Incident"},
    {"from": "2020-04-10", "to": "2020-04-21", "department": "B02"},
)


@pytest.mark.long
def test_the_demo(sqlite_files: SQLiteFiles) -> None:
    engine = open_record(sqlite_files.migrated())
    create(engine, Demo(7, AS_OF.date() - timedelta(days=35), 12, 35), now=NOW)
    independent = looking(engine)
    with asked(engine) as answers:
        for query in DEMO_QUERIES:
            found = check_all(answers, independent, query)
            assert found["counts"]["new"] > 0
    engine.dispose()


def test_san_francisco(tmp_path: Path) -> None:
    with town(tmp_path, **example("san_francisco")) as place:
        calls = DATA / "sf_fire_extract.csv.gz"
        load_reference(place, calls)
        place.load("incidents", calls, SAN_FRANCISCO / "incidents.sql")
        independent = looking(place.engine)
        with asked(place.engine) as answers:
            for query in SF_QUERIES:
                found = check_all(answers, independent, query)
                assert found["counts"]["new"] > 0
