"""What the record knows already: the codes that a row may name, and the places of areas."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, Table, select

from data_access.loading.places import Places
from data_access.record.tables import areas, categories, departments, scenarios, sources


@dataclass(frozen=True)
class Reference:
    """The codes of the record by kind, and its areas as places."""

    source: frozenset[str]
    category: frozenset[str]
    department: frozenset[str]
    scenario: frozenset[str]
    area: frozenset[str]
    places: Places

    @classmethod
    def of(cls, engine: Engine) -> Reference:
        """Read from the record."""
        with engine.connect() as connection:

            def codes(table: Table) -> frozenset[str]:
                return frozenset(connection.execute(select(table.c.code)).scalars())

            outlined = connection.execute(
                select(areas.c.code, areas.c.level, areas.c.geometry).where(
                    areas.c.geometry.is_not(None)
                )
            )
            return cls(
                codes(sources),
                codes(categories),
                codes(departments),
                codes(scenarios),
                codes(areas),
                Places((row.code, row.level, row.geometry) for row in outlined),
            )
