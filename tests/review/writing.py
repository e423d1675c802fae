"""Writes into October all the time: `python -m tests.review.writing URL`, until its standard input ends.

Every batch has late reports and closes earlier ones. A line on standard output says that a batch is committed.
"""

from __future__ import annotations

import os
import select
import sys
from itertools import count

from data_access.moments import now_micros
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.factories import DAY, HOUR, dispatched, incident, reported
from tests.figures.town import NOW

_BATCH = 3
_PACE = 0.02  # seconds, of which the end of the input cuts short the last ones


def _told(number: int) -> Incident:
    at = NOW - (5 + number % 25) * DAY
    events = [reported(at), dispatched(at + HOUR, ("roads", "water")[number % 2])]
    if number % 3:
        events.append(Event("closed", at + (number % 9) * HOUR + HOUR))
    quarter = f"quarter{number % 2}{number // 2 % 2}"
    return incident(f"late{number}", *events, area=quarter, category="pothole")


def main() -> None:
    record = open_record(sys.argv[1])
    for batch in count():
        told = [_told(batch * _BATCH + n) for n in range(_BATCH)]
        write_incidents(record, told, now=now_micros(), origin="writing")
        os.write(1, b"written\n")
        if select.select([sys.stdin], [], [], _PACE)[0]:
            break
    record.dispose()


if __name__ == "__main__":
    main()
