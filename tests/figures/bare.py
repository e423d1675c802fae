"""A read model without a record: rows as they stand, for tests of calendars and chance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
from sqlalchemy import Connection, create_engine
from sqlalchemy.schema import CreateTable

from data_access.live import building, transfer
from data_access.names import Names
from data_access.questions import Answer, Question, Scope

NOBODY = Names(
    {}, {}, {}, {}, {}, {}, illustrative=False, simulated=True, newest={}, stale_after={}
)

# What every incident needs, where a test does not say otherwise.
_INCIDENT = {
    "source": "'test'",
    "external_id": "id",
    "stage": "'reported'",
    "voided": "false",
    "returns": "0",
    "decisions": "0",
    "extended": "false",
    "active_from": "reported_at",
    "latest_at": "reported_at",
    "version": "1",
}


@contextmanager
def bare_model(
    incidents: pd.DataFrame, events: pd.DataFrame | None = None, **others: pd.DataFrame
) -> Iterator[Connection]:
    """The read model's tables in memory, with these columns of incidents, events and others;
    `version` is 1."""
    engine = create_engine("duckdb:///:memory:")
    with engine.connect() as connection:
        raw: Any = transfer.raw(connection)
        raw.execute("SET TimeZone = 'UTC'")
        tables = {table.name: table for table in building._all_tables()}
        for table in tables.values():
            connection.execute(CreateTable(table))
        told = (f"{v} AS {n}" for n, v in _INCIDENT.items() if n not in incidents.columns)
        raw.register("given", incidents)
        raw.execute(f"INSERT INTO incidents BY NAME SELECT *, {', '.join(told)} FROM given")
        others |= {} if events is None else {"events": events}
        for name, rows in others.items():
            raw.register("rows_given", rows)
            version = ", 1 AS version" if "version" in tables[name].c else ""
            raw.execute(f"INSERT INTO {name} BY NAME SELECT *{version} FROM rows_given")
        building.flatten(connection)
        yield connection
    engine.dispose()


def answer(connection: Connection, question: Question[Answer], scope: Scope) -> Answer:
    """One question, asked of a bare model."""
    return question.answer(scope, lambda statement, read: read(connection.execute(statement)))
