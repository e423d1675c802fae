"""The ways to ask for figures: through a read model, or of PostgreSQL directly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Engine

from data_access.filters import Filter
from data_access.live.answers import Answers
from data_access.live.direct import Direct
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.live.read_side import ReadSide
from data_access.live.service import figures_of
from data_access.reach import EVERYTHING, Reach
from data_access.settings import Settings
from tests.figures.town import AS_OF

TOWN = Settings(
    timezone="America/New_York", min_denominator=3, response_norms={"water": 86_400, "parks": 600}
)


@contextmanager
def through_a_read_model(record: Engine) -> Iterator[Answers]:
    """Answers of a read model of its own, at AS_OF."""
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", record)
        with _published(record, model) as answers:
            yield answers


@contextmanager
def directly(record: Engine, url: str) -> Iterator[Answers]:
    """Answers of PostgreSQL at a URL, at AS_OF."""
    with _published(record, Direct(url, record)) as answers:
        yield answers


@contextmanager
def _published(record: Engine, read_side: ReadSide) -> Iterator[Answers]:
    publisher = Publisher(record, read_side, TOWN.camera_range_m, clock=lambda: AS_OF)
    publisher.prepare()
    try:
        yield Answers(read_side, TOWN, None)
    finally:
        publisher.stop()


def figures(answers: Answers, query: dict[str, str], reach: Reach = EVERYTHING) -> dict[str, Any]:
    """All figures of a query; none of them may have failed."""
    found = figures_of(answers, TOWN, Filter.parse(reach, query))
    failed = {k: v["error"] for k, v in found.items() if isinstance(v, dict) and "error" in v}
    assert failed == {}, failed
    return found
