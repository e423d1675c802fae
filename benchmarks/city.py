"""A record as large as a city's, made once and kept: `python -m benchmarks.city FOLDER`.

Three years of the demo district are written by the product itself, a thirtieth of what is wanted;
the rest are copies of that, which tell the same stories some minutes earlier and some metres
beside. So histories, ties and hot places are the demo's, and ten million take minutes.
"""

from __future__ import annotations

import argparse
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, func, insert, select, type_coerce

from data_access.demo.create import SEED, create
from data_access.demo.rhythm import local_day
from data_access.demo.state import Demo
from data_access.moments import SECOND, Micros, Moment, now_micros
from data_access.record.database import migrate, open_record
from data_access.record.tables import assignments, events, incident_keys, incidents
from data_access.record.writer import Writer, get_fact, set_fact, writing

DAYS = 1_096
COPIES = 30  # the first one included
_EARLIER = 787 * SECOND  # each copy than the one before
_MADE = "benchmark"  # the fact that says at which moment it was made, and how many copies there are


def database(folder: Path) -> str:
    """The URL of the record in a folder."""
    return f"sqlite:///{folder / 'onescreen.db'}"


def make(folder: Path, number: int) -> Micros:
    """A record with about so many incidents, unless it is there; the moment it is of."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_record(database(folder))
    migrate(engine)
    told = get_fact(engine, _MADE)
    now, copies = map(int, told.split()) if told else (now_micros(), 0)
    if not copies:
        first = local_day(now) - timedelta(days=DAYS - 1)
        with writing(engine, now=now, origin="benchmark") as writer:
            set_fact(writer, _MADE, f"{now} 0")
        create(engine, Demo(SEED, first, number / COPIES / DAYS, DAYS), now=now, progress=_tell)
        copies = 1
    for copy in range(copies, COPIES):
        with writing(engine, now=now, origin="benchmark") as writer:
            _copy(writer, copy)
            set_fact(writer, _MADE, f"{now} {copy + 1}")
        _tell("copies", copy + 1, COPIES)
    engine.dispose()
    return now


def _copy(writer: Writer, copy: int) -> None:
    """Every row of the first incidents once more, as if another district had told it."""
    last = select(func.max(incident_keys.c.id)).scalar_subquery()
    told = writer.connection.execute(select(last)).scalar_one() // copy
    for table in (incident_keys, incidents, events, assignments):
        id_ = table.c.id if "id" in table.c else table.c.incident_id
        names = [column.name for column in table.columns]
        values = [_value(table, name, id_, copy, told, writer.version) for name in names]
        statement = select(*values).where(id_ <= told)
        writer.connection.execute(insert(table).from_select(names, statement))


def _value(
    table: Table, name: str, id_: ColumnElement[int], copy: int, told: int, version: int
) -> ColumnElement[Any]:
    column = table.c[name]
    if column is id_:
        return column + copy * told
    if name == "version":
        return column * 0 + version
    if name == "external_id":
        return column + f"/{copy}"
    if name in ("lon", "lat"):  # some 200 m around
        prime = 7_919 if name == "lon" else 6_133
        return column + ((id_ * prime + copy * 104_729) % 4_001 - 2_000) * 1e-6
    if isinstance(column.type, Moment):
        return type_coerce(column, BigInteger) - copy * _EARLIER
    return column


def _tell(what: str, done: int, total: int) -> None:
    print(f"\r{what}: {done} of {total}   ", end="\n" if done == total else "", flush=True)


def main() -> None:
    """Make it, and say how long that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--incidents", type=int, default=10_000_000)
    args = parser.parse_args()
    began = perf_counter()
    make(args.folder, args.incidents)
    print(f"{database(args.folder)}: {perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
