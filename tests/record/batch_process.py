"""A process that writes batches: `python -m tests.record.batch_process URL KIND` tells an event of
that kind of each of the same incidents, in an order of its own.

It waits for its standard input to end, so that several begin together.
"""

from __future__ import annotations

import random
import sys

from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.factories import MINUTE, MONDAY, dispatched, incident, reported

KINDS = ("dispatched", "responded", "closed")
INCIDENTS, BATCH = 240, 20


def told(number: int, kind: str) -> Incident:
    """What the process of that kind says of an incident."""
    moment = MONDAY + (1 + KINDS.index(kind)) * MINUTE
    event = dispatched(moment, "water") if kind == "dispatched" else Event(kind, moment)
    return incident(str(number), reported(), event)


def main(url: str, kind: str) -> None:
    engine = open_record(url)
    numbers = list(range(INCIDENTS))
    random.Random(kind).shuffle(numbers)
    with engine.connect():
        print("ready", flush=True)  # noqa: T201 - what the test waits for
    sys.stdin.read()
    for begin in range(0, INCIDENTS, BATCH):
        batch = [told(number, kind) for number in numbers[begin : begin + BATCH]]
        write_incidents(engine, batch, now=MONDAY + 60 * MINUTE, origin=kind)
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
