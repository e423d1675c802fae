"""What is kept of loads of files, beside the record: that they were, and how much came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, insert, select

from data_access.record.access_tables import loads


@dataclass(frozen=True)
class Load:
    """One load, however it ended; `file` is a name without folder, the last four are numbers of rows."""

    kind: str
    file: str
    began: datetime
    ended: datetime
    finished: bool
    read: int
    new: int
    changed: int
    rejected: int


@dataclass(frozen=True)
class Loads:
    """Some loads together: how many, how many of them did not finish, and rows."""

    loads: int
    unfinished: int
    read: int
    rejected: int


def keep(engine: Engine, load: Load) -> None:
    """Write one down. It raises no version: what came in has its own."""
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(loads).values(vars(load)))


def between(engine: Engine, first: datetime, last: datetime) -> Loads:
    """Those of the whole record that ended from one moment to another, both included."""
    c = loads.c
    asked = select(
        func.count(),
        func.count().filter(~c.finished),
        func.coalesce(func.sum(c.read), 0),
        func.coalesce(func.sum(c.rejected), 0),
    ).where(c.ended >= first, c.ended <= last)
    with engine.connect() as connection:
        return Loads(*map(int, connection.execute(asked).one()))
