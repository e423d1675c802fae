"""What is told of an incident: its fields and its events (docs/indicators)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from data_access.moments import Micros

# In the order in which they follow one another where their moments are equal.
KINDS = (
    "reported",
    "corrected",
    "unvoided",
    "reopened",
    "dispatched",
    "extended",
    "responded",
    "suspended",
    "resumed",
    "resolved",
    "returned",
    "verified",
    "closed",
    "voided",
)
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
STAGES = ("reported", "dispatched", "responded", "resolved", "closed")
"""Where an incident stands in the closed loop; `verified` without `closed` stands in `resolved`."""

FIELDS = (
    "area",
    "category",
    "scenario",
    "priority",
    "lon",
    "lat",
    "address",
    "text",
    "own_deadline",
)
"""What is said of an incident, and can be corrected."""


class Event(NamedTuple):
    """One immutable event. The same event told twice is one: its identity is all but its note
    and, of a correction, what was there before."""

    kind: str
    moment: Micros
    department: str | None = None  # of the actor
    target: str | None = None  # dispatched: to whom
    role: str | None = None  # dispatched: lead (default) or co
    field: str | None = None  # corrected
    old: str | None = None
    new: str | None = None
    deadline: Micros | None = None  # extended
    note: str | None = None

    @property
    def identity(self) -> tuple[object, ...]:
        return (*self[:6], *self[7:9])


@dataclass(slots=True)
class Incident:
    """What a source says of one incident: its key, its fields and its events, in any order."""

    source: str
    external_id: str
    events: list[Event]
    area: str | None = None
    category: str | None = None
    scenario: str | None = None
    priority: int | None = None
    lon: float | None = None
    lat: float | None = None
    address: str | None = None
    text: str | None = None
    own_deadline: Micros | None = None


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by moment; at the same moment in the order of the closed loop."""
    return sorted(events, key=lambda event: (event.moment, _RANK[event.kind]))
