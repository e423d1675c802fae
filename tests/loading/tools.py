"""A record in a folder of its own, and files loaded into it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select

from data_access.levels import Level
from data_access.loading.load import load
from data_access.loading.summary import Summary
from data_access.moments import to_micros
from data_access.record.database import migrate, open_record
from data_access.record.tables import assignments, events, incidents
from data_access.settings import Settings
from tests.factories import MONDAY

DATA = Path(__file__).parent / "data"
EXAMPLES = Path(__file__).parents[2] / "examples"

LEVELS = (
    Level(zh="市", en="city", en_plural="cities"),
    Level(zh="街区", en="neighborhood", en_plural="neighborhoods"),
)


def square(west: float, south: float, side: float = 1.0) -> str:
    """A square as GeoJSON text."""
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


class Town:
    """An empty record with its settings, and short ways to load into it."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        said = {"timezone": "America/Los_Angeles", "levels": LEVELS} | settings
        self.settings = Settings(data_dir=folder / "data", **said)
        self.engine: Engine = open_record(self.settings.database_url)
        migrate(self.engine)
        self.now = MONDAY

    def load(self, kind: str, path: Path, sql: Path | str | None = None, **more: Any) -> Summary:
        """Load a file; `sql` is a file or the text of one."""
        if isinstance(sql, str):
            text, sql = sql, self.folder / "asked.sql"
            sql.write_text(text, encoding="utf-8")
        return load(
            kind,
            path,
            engine=self.engine,
            settings=self.settings,
            clock=lambda: self.now,
            sql=sql,
            **more,
        )

    def rows(self, kind: str, rows: Sequence[dict[str, Any]], **more: Any) -> Summary:
        """Load rows as a CSV file whose columns are the contract's."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        path = self.folder / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        return self.load(kind, path, **more)

    def reference(self) -> None:
        """Two squares side by side in a city, a source, two departments, a category, a scenario."""
        self.rows(
            "areas",
            [
                {"code": "city", "level": "city"},
                {"code": "west", "level": "1", "parent": "city", "geometry": square(10, 50)},
                {"code": "east", "level": "1", "parent": "city", "geometry": square(11, 50)},
            ],
        )
        self.rows("sources", [{"code": "hotline"}])
        self.rows("departments", [{"code": "water"}, {"code": "roads"}])
        self.rows("categories", [{"code": "leak", "deadline_seconds": 3600}])
        self.rows("scenarios", [{"code": "flood"}])

    def all(self, table: Table) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            found = connection.execute(select(table).order_by(*table.primary_key.columns))
            return [dict(row._mapping) for row in found]

    def record(self, source: str | None = None) -> list[list[tuple[str, str]]]:
        """The record's incidents, of one source or all, by number: whatever the order of their
        loading, and their versions."""
        keys = {
            row["id"]: row["external_id"]
            for row in self.all(incidents)
            if source in (None, row["source"])
        }
        found = []
        for table, name in (
            (incidents, "id"),
            (events, "incident_id"),
            (assignments, "incident_id"),
        ):
            rows = [row for row in self.all(table) if row[name] in keys]
            found.append(sorted((keys[row[name]], _plain(row)) for row in rows))
        return found

    def current(self, source: str) -> list[list[tuple[str, str]]]:
        """The current columns of a source's incidents and of their assignments."""
        found, _, waiting = self.record(source)
        return [found, waiting]


def _plain(row: dict[str, Any]) -> str:
    """A row as text, without what depends on the order of loading."""
    left_out = ("id", "incident_id", "version", "seq", "source")
    return str(
        [
            (name, to_micros(value) if isinstance(value, datetime) else value)
            for name, value in row.items()
            if name not in left_out
        ]
    )


@contextmanager
def town(folder: Path, **settings: Any) -> Iterator[Town]:
    made = Town(folder, **settings)
    yield made
    made.engine.dispose()


def rejected(summary: Summary) -> list[dict[str, str]]:
    """The rows of the reject file."""
    assert summary.reject_file is not None
    with summary.reject_file.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
