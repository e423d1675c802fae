"""Records of small demos on SQLite, where the engine makes no difference."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from data_access.record.database import open_record
from tests.engines import SQLiteFiles


@pytest.fixture
def new_sqlite(sqlite_files: SQLiteFiles) -> Iterator[Callable[[], Engine]]:
    """As many empty records as a test asks for."""
    engines: list[Engine] = []

    def new() -> Engine:
        engines.append(open_record(sqlite_files.migrated()))
        return engines[-1]

    yield new
    for engine in engines:
        engine.dispose()
