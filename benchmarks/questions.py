"""What a screen costs over a large record: `python -m benchmarks.questions FOLDER`.

The record is that of `benchmarks.city`. Whole screens are asked for as a server asks for them,
from the questions to the compressed bytes, without any cache.
"""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import brotli
from sqlalchemy import Connection

from benchmarks.city import made
from data_access.filters import Filter
from data_access.live.answers import QUESTIONS, Answers
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.record.database import open_record
from data_access.settings import Settings, load_settings
from layouts.screen import build_screen
from layouts.view import View

PERIODS = {"24 h": 1, "30 d": 30, "12 months": 365, "3 years": 1_095}
FILTERS: dict[str, dict[str, str]] = {
    "nothing": {},
    "street": {"area": "STREET"},
    "community": {"area": "COMMUNITY"},
    "category": {"category": "CATEGORY"},
    "department": {"department": "DEPARTMENT"},
    "source": {"source": "SOURCE"},
    "priority": {"priority": "1,2"},
    "open": {"status": "open"},
    "overdue": {"status": "overdue"},
    "street, source, open": {"area": "STREET", "source": "SOURCE", "status": "open"},
}
_TIMES = 5


def timed(work: Callable[[], Any], times: int = _TIMES) -> float:
    """Median milliseconds."""
    found = []
    for _ in range(times):
        began = perf_counter()
        work()
        found.append(perf_counter() - began)
    return median(found) * 1000


def period(days: int, as_of: datetime) -> dict[str, str]:
    """The query of a period of so many days up to now."""
    if days in (1, 30):
        return {"period": "24h" if days == 1 else "30d"}
    tomorrow = as_of.date() + timedelta(days=1)
    return {"from": str(tomorrow - timedelta(days=days)), "to": str(tomorrow)}


def known_codes(connection: Connection) -> dict[str, str]:
    """Codes of the record in the place of the words in FILTERS."""
    asked = {
        "STREET": "SELECT min(code) FROM areas WHERE level = 1",
        "COMMUNITY": "SELECT min(code) FROM areas WHERE level = 2",
        "CATEGORY": "SELECT min(code) FROM categories WHERE parent IS NULL",
        "DEPARTMENT": "SELECT mode(department) FROM incidents",
        "SOURCE": "SELECT mode(source) FROM incidents",
    }
    return {word: str(connection.exec_driver_sql(sql).scalar_one()) for word, sql in asked.items()}


def main() -> None:
    """Print the milliseconds of whole screens, and of their questions."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--each", action="store_true", help="each question too")
    args = parser.parse_args()
    settings = load_settings(data_dir=args.folder, demo_feed=False)
    record = open_record(settings.database_url)
    now = made(record)
    model = ReadModel(settings.read_model_path, record)
    began = perf_counter()
    publisher = Publisher(record, model, settings.camera_range_m, clock=lambda: now)
    publisher.prepare()
    print(f"prepared: {perf_counter() - began:.1f} s")
    answers = Answers(model, settings, None)
    with model.snapshot() as (connection, _):
        codes = known_codes(connection)
    for name, query in FILTERS.items():
        query = {key: codes.get(value, value) for key, value in query.items()}
        line = []
        for days in PERIODS.values():
            filter_ = Filter.parse({**period(days, now), **query})
            line.append(timed(lambda f=filter_: screen(answers, f, settings)))
            if args.each and name == "nothing":
                for question in QUESTIONS:
                    ms = timed(lambda f=filter_, q=question: answers.ask(f, [q]), 3)
                    print(f"    {days} d {question.name}: {ms:.0f} ms")
        print(f"{name:24}" + "".join(f"{ms:8.0f}" for ms in line), flush=True)
    publisher.stop()
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def screen(answers: Answers, filter_: Filter, settings: Settings) -> bytes:
    """A screen from its questions to its compressed bytes."""
    answered = answers.ask(filter_)
    view = View(
        filter_, "zh", "dark", answered.names, settings,
        answered.published.version, answered.published.as_of,
    )  # fmt: skip
    body = build_screen(answered.answers, view)
    return brotli.compress(json.dumps(body, ensure_ascii=False).encode(), quality=4)


if __name__ == "__main__":
    main()
