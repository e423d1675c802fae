"""What comes to a record while people look at it: new incidents, and steps of open ones."""

from __future__ import annotations

import random
from dataclasses import dataclass

from sqlalchemy import Engine, RowMapping, select

from data_access.moments import Micros
from data_access.record.events import Event, Incident
from data_access.record.tables import departments, incidents, sources

_RECENT = 5_000
_FIELDS = ("area", "category", "scenario", "priority", "lon", "lat", "address", "text")
_NEXT = {
    "reported": "dispatched",
    "dispatched": "responded",
    "responded": "resolved",
    "resolved": "closed",
}


@dataclass
class _Open:
    """An incident that goes on, and where it stands."""

    source: str
    external_id: str
    stage: str
    lead: str


class Changes:
    """One change after another, as in a city: two new incidents, then three steps of open ones.

    New ones resemble recent ones of the record; in an empty record they have a source alone.
    """

    def __init__(self, record: Engine, name: str = "pushed") -> None:
        self._name, self._number = name, 0
        self._chance = random.Random(1)  # noqa: S311 - the same changes every time
        with record.connect() as connection:
            recent = select(incidents).order_by(incidents.c.reported_at.desc()).limit(_RECENT)
            self._like = list(connection.execute(recent).mappings())
            self._source: str = connection.execute(select(sources.c.code).limit(1)).scalar_one()
            self._departments = list(connection.execute(select(departments.c.code)).scalars())
        self._open = [
            _Open(row["source"], row["external_id"], row["stage"], self._lead(row))
            for row in self._like
            if row["stage"] in _NEXT and not row["voided"] and row["suspended_at"] is None
        ]

    def next(self, now: Micros) -> Incident:
        """What happens at a moment."""
        self._number += 1
        if self._number % 5 in (1, 3) or not self._open:
            return self._reported(now)
        return self._step(now)

    def _reported(self, now: Micros) -> Incident:
        like = self._chance.choice(self._like) if self._like else None
        source = like["source"] if like else self._source
        fields = {name: like[name] for name in _FIELDS} if like else {}
        number = f"{self._name}-{self._number}"
        if like and self._departments:
            self._open.append(_Open(source, number, "reported", self._lead(like)))
        return Incident(source, number, [Event("reported", now)], **fields)

    def _step(self, now: Micros) -> Incident:
        at = self._chance.randrange(len(self._open))
        one = self._open[at]
        one.stage = _NEXT[one.stage]
        if one.stage == "closed":
            self._open[at] = self._open[-1]
            self._open.pop()
        target = one.lead if one.stage == "dispatched" else None
        step = Event(one.stage, now, department=one.lead, target=target)
        return Incident(one.source, one.external_id, [step])

    def _lead(self, row: RowMapping) -> str:
        return row["lead"] or self._chance.choice(self._departments)
