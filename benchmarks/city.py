"""A record as large as a city's, made once and kept: `python -m benchmarks.city FOLDER`; and copies
of it, which may be written to: `--copy TO`.

Three years of the demo district are written by the product itself, a thirtieth of what is wanted;
the rest are copies of that, which tell the same stories some minutes earlier and some metres
beside. So histories, ties and hot places are the demo's, and ten million take minutes.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    true,
    type_coerce,
)
from sqlalchemy import table as table_

from data_access.demo.create import SEED, create
from data_access.demo.rhythm import local_day
from data_access.demo.state import Demo
from data_access.live.publisher import utc_now
from data_access.moments import SECOND, Moment, from_micros, now_micros
from data_access.record.database import migrate, open_record
from data_access.record.tables import assignments, events, incident_keys, incidents
from data_access.record.writer import get_fact, set_fact, writing

DAYS = 1_096
COPIES = 30  # the first one included
_EARLIER = 787 * SECOND  # each copy than the one before
_AT_ONCE = 10_000  # incidents that are copied together
_TABLES = (incident_keys, incidents, events, assignments)
_MADE = "benchmark"  # the fact that says at which moment it was made
_COPIED = "benchmark_copied"


def database(folder: Path) -> str:
    """The URL of the record in a folder."""
    return f"sqlite:///{folder / 'onescreen.db'}"


def make(folder: Path, number: int) -> None:
    """A record with about so many incidents, unless it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    first, unfinished, whole = (folder / f"{name}.db" for name in ("first", "part", "onescreen"))
    if whole.exists():
        return
    now = now_micros()
    engine = open_record(f"sqlite:///{first}")
    migrate(engine)
    day = local_day(now) - timedelta(days=DAYS - 1)
    create(engine, Demo(SEED, day, number / COPIES / DAYS, DAYS), now=now, progress=_tell)
    with writing(engine, now=now, origin="benchmark") as writer:
        set_fact(writer, _MADE, str(now))
    engine.dispose()  # so that all of it is in the one file
    shutil.copyfile(first, unfinished)
    engine = open_record(f"sqlite:///{unfinished}")
    _multiply(engine, first)
    engine.dispose()
    unfinished.rename(whole)
    first.unlink()


def copy(folder: Path, to: Path) -> None:
    """A copy of the record, which may be written to, and whose clock goes on from when the record
    was made."""
    to.mkdir(parents=True)
    for file in folder.glob("onescreen.db*"):  # with what SQLite has not yet put into the one file
        if not file.name.endswith("-shm"):
            shutil.copyfile(file, to / file.name)
    record, now = open_record(database(to)), now_micros()
    with writing(record, now=now, origin="benchmark") as writer:
        set_fact(writer, _COPIED, str(now))
    record.dispose()


def made(record: Engine) -> datetime:
    """The moment that a record was made at: benchmarks look at it as of then."""
    told = get_fact(record, _MADE)
    if told is None:
        raise SystemExit(f"{record.url} was not made by benchmarks.city")
    return from_micros(int(told))


def behind(folder: Path) -> timedelta:
    """How far the clock of a copy is behind others."""
    record = open_record(database(folder))
    told, since = get_fact(record, _COPIED), made(record)
    record.dispose()
    if told is None:
        raise SystemExit(f"{folder} would be written to: benchmarks.city --copy makes a copy")
    return from_micros(int(told)) - since


def clock(behind: timedelta) -> Callable[[], datetime]:
    """A clock that goes as others do and is so far behind them."""
    return lambda: utc_now() - behind


def _multiply(engine: Engine, first: Path) -> None:
    """Every row so many times, in the order in which they would have come."""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ATTACH '{first}' AS first")
        connection.exec_driver_sql("CREATE TEMPORARY TABLE copies (number)")
        numbers = [(number,) for number in range(COPIES)]
        connection.exec_driver_sql("INSERT INTO copies VALUES (?)", numbers)
        connection.commit()
        last = connection.execute(select(func.max(incident_keys.c.id))).scalar_one()
        for table in reversed(_TABLES):
            connection.execute(delete(table))
        for begin in range(1, last + 1, _AT_ONCE):
            for table in _TABLES:
                _copy(connection, table, begin, begin + _AT_ONCE)
            connection.commit()
            _tell("incidents", min(begin + _AT_ONCE, last), last)


def _copy(connection: Connection, table: Table, begin: int, end: int) -> None:
    told = table.to_metadata(MetaData(), schema="first")
    id_ = told.c.id if "id" in told.c else told.c.incident_id
    copies = table_("copies", column("number", Integer))
    copy = copies.c.number
    names = [c.name for c in table.columns]
    own = (id_ - 1) * COPIES + copy + 1
    values = [own if told.c[name] is id_ else _value(told.c[name], id_, copy) for name in names]
    each = told.join(copies, true())
    statement = select(*values).select_from(each).where(id_ >= begin, id_ < end).order_by(own)
    connection.execute(insert(table).from_select(names, statement))


def _value(
    told: Column[Any], id_: ColumnElement[int], copy: ColumnElement[int]
) -> ColumnElement[Any]:
    if told.name == "external_id":
        return told + "/" + cast(copy, String)
    if told.name in ("lon", "lat"):  # some 200 m around
        prime = 7_919 if told.name == "lon" else 6_133
        return told + ((id_ * prime + copy * 104_729) % 4_001 - 2_000) * 1e-6
    if isinstance(told.type, Moment):
        return type_coerce(told, BigInteger) - copy * _EARLIER
    return told


def _tell(what: str, done: int, total: int) -> None:
    print(f"\r{what}: {done} of {total}   ", end="\n" if done == total else "", flush=True)


def main() -> None:
    """Make it and copy it, and say how long that took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--incidents", type=int, default=10_000_000)
    parser.add_argument("--copy", type=Path, help="a folder for a copy, which must not be there")
    args = parser.parse_args()
    began = perf_counter()
    make(args.folder, args.incidents)
    if args.copy:
        copy(args.folder, args.copy)
    print(f"{database(args.folder)}: {perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
