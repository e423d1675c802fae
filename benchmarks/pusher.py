"""A process that pushes: `python -m benchmarks.pusher URL` writes one incident each 50 ms, until its
standard input ends, and prints the seconds that each write took.
"""

from __future__ import annotations

import select
import sys
from time import perf_counter

from data_access.moments import now_micros
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents

EVERY = 0.05  # seconds


def main(url: str) -> None:
    engine = open_record(url)
    number = 0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], EVERY)[0]:
        now = now_micros()
        pushed = Incident("hotline", f"pushed-{number}", [Event("reported", now)])
        began = perf_counter()
        write_incidents(engine, [pushed], now=now, origin="push")
        print(perf_counter() - began, flush=True)
        number += 1
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
