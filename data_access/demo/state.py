"""What a demo is, and how far it has been told: written down in the record as facts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from sqlalchemy import Connection, Engine, select

from data_access.demo.rhythm import DAYS, midnight
from data_access.moments import Micros
from data_access.record.tables import facts
from data_access.record.write import Writer, set_fact

MODEL = 2
"""Raised when the same demo would be told differently: one of another model stands still."""


@dataclass(frozen=True)
class Demo:
    """What all its incidents follow from; `daily` is their average number a day over the
    created past of `days` days, which begins with the local day `first`."""

    seed: int
    first: date
    daily: float
    days: int = DAYS
    model: int = MODEL

    @property
    def begin(self) -> Micros:
        return midnight(self.first)


@dataclass(frozen=True)
class State:
    """A demo in a record: every event that arrived up to and including `until` is written."""

    demo: Demo
    until: Micros
    complete: bool = False  # its past has been created

    def at(self, until: Micros, *, complete: bool) -> State:
        return replace(self, until=until, complete=complete)


def read_state(connection: Connection) -> State | None:
    """The state of the demo that the record holds, or None."""
    told = connection.execute(select(facts.c.content).where(facts.c.name == "demo")).scalar()
    if told is None:
        return None
    content = json.loads(told)
    until, complete = content.pop("until"), content.pop("complete")
    content["first"] = date.fromisoformat(content["first"])
    return State(Demo(**content), until, complete)


def load_state(engine: Engine) -> State | None:
    """`read_state` in a transaction of its own."""
    with engine.connect() as connection:
        return read_state(connection)


def store_state(writer: Writer, state: State) -> None:
    """Write the state down; the record then says that it is simulated."""
    content = asdict(state.demo) | {"until": state.until, "complete": state.complete}
    set_fact(writer, "demo", json.dumps(content, default=str, sort_keys=True))
    set_fact(writer, "simulated", "1")
