"""Views in the place of the kept tables, when an earlier instant is looked at (`past`)."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy import union_all as both
from sqlalchemy.dialects import registry
from sqlalchemy.schema import CreateTableAs, CreateView

from data_access.flat import FLAT
from data_access.judged import judged_again
from data_access.read_tables import covered_incidents
from data_access.record.tables import incidents


@cache
def views_of_flat(schema: str, touched: Table) -> tuple[str, ...]:
    """What makes them on DuckDB, where the kept tables lie in a schema: the kept rows of incidents
    that are not in `touched`, and what would be kept of the others.

    As text, since it is the same every time, and to make it took longer than to execute it.
    """
    ids = select(next(iter(touched.c)))
    made: list[CreateTableAs | CreateView] = []
    for flat in FLAT:
        known, beside = flat.kept(schema=schema), flat.kept(f"past_{flat.name}")
        id_ = next(iter(known.c))
        kept = select(*({**known.c, **_as_seen_now(known)}[c.name].label(c.name) for c in known.c))
        anew = flat.rows.where(incidents.c.id.in_(ids))
        made.append(CreateTableAs(anew, beside.name, temporary=True))
        whole = both(kept.where(id_.not_in(ids)), select(beside))
        made.append(CreateView(whole, flat.name, temporary=True))
    dialect = registry.load("duckdb")()
    return tuple(str(one.compile(dialect=dialect)) for one in made)


def _as_seen_now(known: Table) -> dict[str, ColumnElement[Any]]:
    """What says of its rows whether they are seen, anew."""
    if "seen" not in known.c:
        return {}
    seen = known.c.id.in_(select(covered_incidents.c.incident_id))
    return {"seen": seen, "judged": judged_again(known.c.judged, "seen", seen)}
