"""What a screen costs over a large record: `python -m benchmarks.questions FOLDER`.

The folder is a copy of the record of `benchmarks.city`. Whole screens are asked for as a server
asks for them, from the questions to the compressed bytes, without any cache.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import brotli
from sqlalchemy import Connection

from benchmarks.city import made
from benchmarks.report import Row
from data_access.filters import Filter
from data_access.live.answers import QUESTIONS, Answers
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.settings import Settings, load_settings
from layouts.screen import build_screen
from layouts.view import View

PERIODS = {"24 h": 1, "30 d": 30, "12 months": 365, "3 years": 1_095}
_TARGETS = ("40 ms", "80 ms", "250 ms", "600 ms")
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
TEXTS = {"a word": "施工", "part of a number": "0413"}
_TEXT_TARGETS = {"30 d": "300 ms", "12 months": "700 ms"}
_TIMES = 5
_ENOUGH = 3.0  # seconds for one screen, after which it is not asked for again


@dataclass(frozen=True)
class Asked:
    """A read model that screens can be asked of, as of `now`."""

    answers: Answers
    settings: Settings
    now: datetime
    codes: dict[str, str]  # of the record, in the place of the words in FILTERS

    def filter(self, days: int, name: str = "nothing") -> Filter:
        """A filter over a period of so many days up to now."""
        query = {key: self.codes.get(code, code) for key, code in FILTERS[name].items()}
        return Filter.parse(EVERYTHING, {**period(days, self.now), **query})

    def screen(self, filter_: Filter) -> bytes:
        """A screen from its questions to its compressed bytes."""
        answered = self.answers.ask(filter_)
        view = View(
            filter_, "zh", "dark", answered.names, self.settings,
            answered.published.version, answered.published.as_of,
        )  # fmt: skip
        body = build_screen(answered.answers, view)
        return brotli.compress(json.dumps(body, ensure_ascii=False).encode(), quality=4)

    def timed(self, days: int, name: str = "nothing", times: int = _TIMES) -> float:
        """Milliseconds of the screen of such a filter."""
        filter_ = self.filter(days, name)
        return timed(lambda: self.screen(filter_), times)


@contextmanager
def asking(folder: Path, model_path: Path | None = None) -> Iterator[Asked]:
    """The read model of a folder, or another one of the same record, as of when that was made."""
    settings = load_settings(data_dir=folder, demo_feed=False)
    record = open_record(settings.database_url)
    now = made(record)
    model = ReadModel(model_path or settings.read_model_path, record)
    publisher = Publisher(record, model, settings.camera_range_m, clock=lambda: now)
    publisher.prepare()
    with model.snapshot() as (connection, _):
        codes = _codes(connection)
    yield Asked(Answers(model, settings, None), settings, now, codes)
    publisher.stop()
    record.dispose()


def timed(work: Callable[[], Any], times: int = _TIMES) -> float:
    """Median milliseconds of so many times, or fewer where it takes long."""
    found: list[float] = []
    while len(found) < times and sum(found) < _ENOUGH:
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


def _codes(connection: Connection) -> dict[str, str]:
    asked = {
        "STREET": "SELECT min(code) FROM areas WHERE level = 1",
        "COMMUNITY": "SELECT min(code) FROM areas WHERE level = 2",
        "CATEGORY": "SELECT min(code) FROM categories WHERE parent IS NULL",
        "DEPARTMENT": "SELECT mode(department) FROM incidents",
        "SOURCE": "SELECT mode(source) FROM incidents",
    }
    return {word: str(connection.exec_driver_sql(sql).scalar_one()) for word, sql in asked.items()}


def measure(folder: Path, times: int = _TIMES) -> list[Row]:
    """Rows of whole screens of every period, of the slowest filter of each, and of texts."""
    with asking(folder) as asked:
        found = {name: [asked.timed(days, name) for days in PERIODS.values()] for name in FILTERS}
        texts = list(_texts(asked, times))
    rows = [
        Row(f"whole screen, nothing cached: {length}", target, f"{ms:.0f} ms")
        for length, target, ms in zip(PERIODS, _TARGETS, found["nothing"], strict=True)
    ]
    worst = []
    for at, length in enumerate(PERIODS):
        name = max((n for n in FILTERS if n != "nothing"), key=lambda n: found[n][at])
        worst.append(f"{length} ×{found[name][at] / found['nothing'][at]:.2f} ({name})")
    return [
        *rows,
        Row("the slowest of nine filters, against none", "×1.3", ", ".join(worst)),
        *texts,
    ]


def _texts(asked: Asked, times: int) -> Iterator[Row]:
    """Rows of whole screens of which a text is looked for."""
    for length, target in _TEXT_TARGETS.items():
        said = []
        for kind, text in TEXTS.items():
            filter_ = asked.filter(PERIODS[length]).with_(text=text)
            said.append(f"{timed(lambda f=filter_: asked.screen(f), times):.0f} ms ({kind})")
        yield Row(f"whole screen with free text, nothing cached: {length}", target, ", ".join(said))


def print_each(folder: Path) -> None:
    """Print the milliseconds of each question alone, and of whole screens under every filter."""
    with asking(folder) as asked:
        for length, days in PERIODS.items():
            for question in QUESTIONS:
                filter_ = asked.filter(days)
                ms = timed(lambda f=filter_, q=question: asked.answers.ask(f, [q]), 3)
                print(f"{length:10} {question.name:10} {ms:6.0f} ms")
        for name in FILTERS:
            line = [asked.timed(days, name) for days in PERIODS.values()]
            print(f"{name:22}" + "".join(f"{ms:8.0f}" for ms in line), flush=True)


def main() -> None:
    """Print the rows, or what they consist of."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, default=_TIMES, help="of each screen (default 5)")
    parser.add_argument("--each", action="store_true", help="print each question instead")
    args = parser.parse_args()
    if args.each:
        print_each(args.folder)
    else:
        for row in measure(args.folder, args.times):
            print(row)


if __name__ == "__main__":
    main()
