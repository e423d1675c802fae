"""A process that writes incidents one by one: `python -m tests.record.writer_process URL SOURCE N`.

It waits for its standard input to end, so that several begin together.
"""

from __future__ import annotations

import sys

from data_access.record.database import open_record
from data_access.record.write import write_incidents
from tests.factories import MONDAY, incident


def main(url: str, source: str, number: str) -> None:
    engine = open_record(url)
    with engine.connect():
        print("ready", flush=True)  # noqa: T201 - what the test waits for
    sys.stdin.read()
    for n in range(int(number)):
        write_incidents(engine, [incident(str(n), source=source)], now=MONDAY, origin=source)
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
