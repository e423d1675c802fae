"""Writing areas, with every area's ancestors, so that any level is one join away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from data_access.moments import Micros
from data_access.record.tables import area_ancestors, areas
from data_access.record.write import Written, put_named, writing


def write_areas(
    engine: Engine, rows: Sequence[dict[str, Any]], *, now: Micros, origin: str
) -> Written:
    """Add or change areas by code: columns of the table `areas`; parents before or among them.

    Raises ValueError where a parent is unknown or not exactly one level above.
    """
    with writing(engine, now=now, origin=origin) as writer:
        ordered = sorted(rows, key=lambda row: row["level"])
        written = put_named(writer, areas, ordered)
        if not written.new and not written.changed:
            return written
        known = {
            row.code: (row.level, row.parent)
            for row in writer.connection.execute(
                select(areas.c.code, areas.c.level, areas.c.parent)
            )
        }
        lines = []
        for code, (level, parent) in known.items():
            if level == 0 and parent is not None:
                raise ValueError(f"area {code!r} of level 0: nothing is above it, not {parent!r}")
            if level and (parent not in known or known[parent][0] != level - 1):
                raise ValueError(
                    f"area {code!r} of level {level}: its parent {parent!r} is not an area of level {level - 1}"
                )
            ancestor: str | None = code
            while ancestor is not None:
                above, upper = known[ancestor]
                lines.append(
                    {"code": code, "level": above, "ancestor": ancestor, "version": writer.version}
                )
                ancestor = upper
        writer.connection.execute(delete(area_ancestors))
        writer.connection.execute(insert(area_ancestors), lines)
        return written
