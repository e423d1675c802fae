"""What three years of history cost a screen of 30 days: `python -m benchmarks.growth FOLDER`.

Beside the read model of a record a second one is made of it, which has only what was reported in
the last month before the record was made; both are asked for the same screen in turn.
"""

from __future__ import annotations

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.city import database, made
from benchmarks.questions import asking
from benchmarks.report import Row, run
from data_access.record.database import open_record

_MONTH = timedelta(days=31)  # the period and what its days reach beyond it
_ROUNDS = 3


def last_month(whole: Path, part: Path, now: datetime) -> tuple[int, int]:
    """Make a read model of the last month of another; incidents of the one and the other."""
    part.unlink(missing_ok=True)
    with closing(duckdb.connect(str(part))) as connection:
        connection.execute(f"ATTACH '{whole}' AS whole (READ_ONLY)")
        connection.execute(
            "CREATE TEMP TABLE recent AS SELECT id FROM whole.incidents WHERE reported_at >= ?",
            [now - _MONTH],
        )
        tables = connection.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() "
            "WHERE database_name = 'whole' GROUP BY table_name"
        ).fetchall()
        for table, columns in tables:
            key = "id" if table == "incidents" else "incident_id"
            only = f"SEMI JOIN recent ON recent.id = {table}.{key}" if key in columns else ""
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM whole.{table} {only}")  # noqa: S608 - our own names
        counted = "SELECT (SELECT count(*) FROM whole.incidents), (SELECT count(*) FROM recent)"
        all_, recent = connection.execute(counted).fetchall()[0]
        return all_, recent


def measure(folder: Path) -> list[Row]:
    """The row of the two."""
    record = open_record(database(folder))
    now = made(record)
    record.dispose()
    part = folder / "month.duckdb"
    all_, recent = last_month(folder / "read_model.duckdb", part, now)
    found: dict[str, list[float]] = {"whole": [], "part": []}
    with asking(folder) as whole, asking(folder, part) as month:
        for _ in range(_ROUNDS):
            for name, asked in (("whole", whole), ("part", month)):
                found[name].append(asked.timed(30))
    part.unlink()
    long, short = median(found["whole"]), median(found["part"])
    return [
        Row(
            f"uncached 30-day screen: {all_:,} incidents of three years against {recent:,} of a month",
            "×1.5",
            f"×{long / short:.2f} ({long:.0f} against {short:.0f} ms)",
        )
    ]


if __name__ == "__main__":
    run(__doc__, measure)
