"""A process that pushes: `python -m benchmarks.pusher URL` writes one change after another, each in
a transaction of its own, until its standard input ends; then it prints of each the version that it
committed, when (seconds since 1970), and how many seconds the write took.
"""

from __future__ import annotations

import argparse
import select
import sys
from time import perf_counter, time

from benchmarks.changes import Changes
from data_access.moments import SECOND, Micros
from data_access.record.database import open_record
from data_access.record.write import write_incidents


def main() -> None:
    """Push at an even pace; who is late catches up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--rate", type=float, default=20, help="changes a second (default 20)")
    parser.add_argument("--behind", type=float, default=0, help="seconds of the record's clock")
    args = parser.parse_args()
    engine = open_record(args.url)
    changes = Changes(engine)
    print("ready", flush=True)
    lines = []
    due = perf_counter() + 1 / args.rate
    while not select.select([sys.stdin], [], [], max(0, due - perf_counter()))[0]:
        now: Micros = int(time() - args.behind) * SECOND
        began = perf_counter()
        written = write_incidents(engine, [changes.next(now)], now=now, origin="push")
        committed, took = time(), perf_counter() - began
        lines.append(f"{written.version} {committed:.6f} {took:.6f}")
        due += 1 / args.rate
    engine.dispose()
    print("\n".join(lines))


if __name__ == "__main__":
    main()
