"""Hold the read model against the record it follows."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, Table, func, select

from data_access.live.read_side import ReadSide
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
    return found


def _summary(side: Connection, table: Table) -> tuple[int, int, int]:
    row = side.execute(
        select(func.count(), func.max(table.c.version), func.sum(table.c.version))
    ).one()
    return int(row[0]), int(row[1] or 0), int(row[2] or 0)
