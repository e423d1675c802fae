"""How fast the read model is made and follows the record: `python -m benchmarks.following
FOLDER build` (or `apply`).

The folder is a copy of a record: its read model is made anew, and changes are written.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter

from sqlalchemy import Engine, func, select

from benchmarks.changes import Changes
from benchmarks.city import behind, clock
from benchmarks.report import Row
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.moments import to_micros
from data_access.record.database import open_record
from data_access.record.tables import assignments, events, incidents
from data_access.record.write import newest_version, write_incidents
from data_access.settings import load_settings

_CHANGES = 1_000
_ROUNDS = 5


@contextmanager
def following(folder: Path) -> Iterator[tuple[Engine, Publisher]]:
    """The record of a folder, and what publishes it."""
    settings = load_settings(data_dir=folder, demo_feed=False)
    record = open_record(settings.database_url)
    model = ReadModel(settings.read_model_path, record)
    publisher = Publisher(record, model, settings.camera_range_m, clock=clock(behind(folder)))
    yield record, publisher
    publisher.stop()
    record.dispose()


def build(folder: Path) -> list[Row]:
    """The row of a read model made from the record, and that of opening it again."""
    (folder / "read_model.duckdb").unlink(missing_ok=True)
    with following(folder) as (record, publisher):
        began = perf_counter()
        publisher.prepare()
        built = perf_counter() - began
        with record.connect() as connection:
            millions = (
                connection.execute(select(func.count()).select_from(incidents)).scalar_one() / 1e6
            )
    began = perf_counter()
    with following(folder) as (_, publisher):
        publisher.prepare()
        opened = perf_counter() - began
    return [
        Row(
            "building the read model from the record, per million",
            "10 s",
            f"{built / millions:.1f} s ({built:.0f} s for {millions:.2f} million, coverage included)",
        ),
        Row("start with an existing read model, to the first instant", "2 s", f"{opened:.2f} s"),
    ]


def apply(folder: Path) -> list[Row]:
    """The row of 1,000 changes from the commit of them to a published instant."""
    now, found, sizes = clock(behind(folder)), [], []
    with following(folder) as (record, publisher):
        publisher.prepare()
        changes = Changes(record, "applied")
        for _ in range(_ROUNDS):
            before, moment = newest_version(record), to_micros(now())
            batch = [changes.next(moment) for _ in range(_CHANGES)]
            write_incidents(record, batch, now=moment, origin="benchmark")
            sizes.append(_rows_since(record, before))
            found.append(_until_published(publisher))
    middle = sizes[_ROUNDS // 2]
    return [
        Row(
            f"applying {_CHANGES:,} recent changes ({', '.join(middle)})",
            "30 ms",
            f"{median(found) * 1000:.0f} ms",
        )
    ]


def _rows_since(record: Engine, version: int) -> list[str]:
    """How many rows came above a version, by table."""
    with record.connect() as connection:
        return [
            f"{connection.execute(select(func.count()).where(t.c.version > version)).scalar_one():,} {t.name}"
            for t in (incidents, assignments, events)
        ]


def _until_published(publisher: Publisher) -> float:
    """Seconds of the tick that publishes; those before it find that it is too early."""
    pause = Event()
    while True:
        began = perf_counter()
        if publisher.tick():
            return perf_counter() - began
        pause.wait(0.05)


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", choices=("build", "apply"))
    args = parser.parse_args()
    for row in (build if args.what == "build" else apply)(args.folder):
        print(row)


if __name__ == "__main__":
    main()
