"""Small incidents and reference data for tests, in the fewest words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, Table, delete, select, update

from data_access.moments import SECOND, Micros, to_micros
from data_access.record.events import Event, Incident
from data_access.record.tables import (
    assignments,
    departments,
    events,
    head,
    incidents,
    metadata,
    scenarios,
    sources,
)
from data_access.record.write import write_named

MONDAY = to_micros(datetime(2026, 3, 2, tzinfo=UTC))
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def moment(micros: Micros) -> datetime:
    """A moment of a test as an aware datetime, by arithmetic of its own."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def reported(at: Micros = MONDAY) -> Event:
    return Event("reported", at)


def dispatched(at: Micros, target: str, role: str = "lead") -> Event:
    return Event("dispatched", at, target=target, role=role)


def incident(external_id: str, *events: Event, source: str = "hotline", **fields: Any) -> Incident:
    """An incident with its events; without any it was reported on Monday at 00:00 UTC."""
    return Incident(source, external_id, list(events) or [reported()], **fields)


def named(*codes: str, **columns: Any) -> list[dict[str, Any]]:
    """Rows of a reference table, each named after its code."""
    return [{"code": code, "name_zh": code, "name_en": code, **columns} for code in codes]


def write_codes(engine: Engine, table: Table, *codes: str, **columns: Any) -> None:
    write_named(engine, table, named(*codes, **columns), now=MONDAY, origin="test")


def write_reference(engine: Engine) -> None:
    """Sources `hotline` and `patrol`, departments `water` and `roads`, a scenario `flood`."""
    write_codes(engine, sources, "hotline", "patrol")
    write_codes(engine, departments, "water", "roads")
    write_codes(engine, scenarios, "flood")


def emptied(engine: Engine) -> Engine:
    """The same record with nothing in it: cheaper than a new one, for many examples."""
    with engine.execution_options(writes=True).begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not head:
                connection.execute(delete(table))
        connection.execute(update(head).values(version=0))
    return engine


def rows(engine: Engine, table: Table, *but: str) -> list[dict[str, Any]]:
    """All rows of a table by its primary key, some columns apart."""
    with engine.connect() as connection:
        found = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
        return [{name: row[name] for name in row if name not in but} for row in found]


def known(engine: Engine) -> list[tuple[object, ...]]:
    """All that is known, without ids, order of arrival and versions."""
    said = {row["id"]: row for row in rows(engine, incidents, "version")}
    mine: dict[int, list[object]] = {id_: [] for id_ in said}
    for table in (events, assignments):
        found = sorted(rows(engine, table, "version", "seq"), key=str)
        for row in found:
            mine[row.pop("incident_id")].append(row)
    by_key = {row["external_id"]: (row, mine[row.pop("id")]) for row in said.values()}
    return sorted(by_key.items())


def copied(batch: Iterable[Incident]) -> list[Incident]:
    """The same incidents as other objects."""
    return [replace(said, events=list(said.events)) for said in batch]
