"""Hold the read model against the record it follows, and what it keeps against its rows."""

from __future__ import annotations

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Table,
    func,
    literal_column,
    select,
)

from data_access.flat import FLAT
from data_access.live import likely
from data_access.live.read_side import ReadSide
from data_access.moments import to_micros
from data_access.read_tables import likely_duplicates
from data_access.record.tables import READ_TABLES, incidents


def differences(record_engine: Engine, read_model: ReadSide) -> list[str]:
    """What differs, a sentence each: rows and versions of every table, stages of the incidents.

    Both sides must be at the same version: call it right after the read model followed.
    """
    found = []
    with record_engine.connect() as record, read_model.snapshot() as (connection, _):
        for table in READ_TABLES:
            ours, theirs = (_summary(side, table) for side in (record, connection))
            if ours != theirs:
                found.append(
                    f"{table.name}: the record has {ours[0]} rows up to version {ours[1]} "
                    f"(sum {ours[2]}), the read model {theirs[0]} up to {theirs[1]} (sum {theirs[2]})"
                )
        per_stage = select(incidents.c.stage, func.count()).group_by(incidents.c.stage)
        stages: list[dict[str, int]] = [
            {row.stage: row[1] for row in side.execute(per_stage)} for side in (record, connection)
        ]
        if stages[0] != stages[1]:
            found.append(
                f"incidents by stage: the record has {stages[0]}, the read model {stages[1]}"
            )
        if connection.dialect.name == "duckdb":
            found += _kept_otherwise(connection)
        found += _pairs_otherwise(connection)
    return found


def _kept_otherwise(connection: Connection) -> list[str]:
    """Of which tables the rows that are kept are not those of their selects."""
    found = []
    for flat in FLAT:
        kept, anew = (_digest(connection, rows) for rows in (flat.alias("t"), flat.rows.alias("t")))
        if kept != anew:
            found.append(f"{flat.name}: {kept[0]} rows are kept, which are not the {anew[0]} rows")
    return found


def _pairs_otherwise(connection: Connection) -> list[str]:
    """Whether the likely duplicates that are kept are not those that there are."""
    found = connection.execute(select(likely_duplicates))
    kept = sorted((one, other, to_micros(reported)) for one, other, reported in found)
    _, anew = likely.find(connection)
    name = likely_duplicates.name
    return [] if kept == anew else [f"{name}: {len(kept)} are kept, which are not the {len(anew)}"]


def _digest(connection: Connection, rows: FromClause) -> tuple[int, int]:
    whole_row: ColumnElement[int] = literal_column("hash(t)")
    row = connection.execute(select(func.count(), func.sum(whole_row)).select_from(rows)).one()
    return int(row[0]), int(row[1] or 0)


def _summary(side: Connection, table: Table) -> tuple[int, int, int]:
    row = side.execute(
        select(func.count(), func.max(table.c.version), func.sum(table.c.version))
    ).one()
    return int(row[0]), int(row[1] or 0), int(row[2] or 0)
