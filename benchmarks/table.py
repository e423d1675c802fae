"""The whole table: `python -m benchmarks.table FOLDER [--incidents N] [--minutes N] [--times N]`.

The record in the folder is made if it is not there, and never changed afterwards: everything is
measured over a copy beside it, which is removed at the end. Each part is a program of its own. The
table is also written to FOLDER.md.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from benchmarks import city, report


def parts(work: Path, minutes: float, times: int) -> list[list[str]]:
    """What is measured, in this order: the first makes the read model that the others ask, and
    from the fourth on they write."""
    folder, often = str(work), ["--times", str(times)]
    return [
        ["following", folder, "build"],
        ["questions", folder, *often],
        ["growth", folder],
        ["statements", folder],
        ["following", folder, "apply"],
        ["live", folder, "--minutes", str(minutes), *often],
    ]


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """A copy of the record, for as long as it is measured."""
    work = folder.with_name(f"{folder.name}-work")
    shutil.rmtree(work, ignore_errors=True)  # of a run that was killed
    try:
        city.copy(folder, work)
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def rows(part: list[str]) -> Iterator[str]:
    """The lines that a part prints, as they come."""
    command = [sys.executable, "-m", f"benchmarks.{part[0]}", *part[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        assert process.stdout
        yield from (line.rstrip() for line in process.stdout)
    if process.returncode:
        yield str(report.Row(" ".join(part), "", "failed"))


def main() -> None:
    """Print the table, line by line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--incidents", type=int, default=10_000_000)
    parser.add_argument("--minutes", type=float, default=2, help="of changes (default 2)")
    parser.add_argument("--times", type=int, default=5, help="of a screen or load (default 5)")
    args = parser.parse_args()
    city.make(args.folder, args.incidents)
    began, lines = perf_counter(), [report.heading()]
    print(lines[0], flush=True)
    with copied(args.folder) as work:
        for part in parts(work, args.minutes, args.times):
            for line in rows(part):
                lines.append(line)
                print(line, flush=True)
    lines.append(f"\nAll of it took {perf_counter() - began:.0f} s.")
    args.folder.with_suffix(".md").write_text("\n".join(lines) + "\n", "utf-8")
    print(lines[-1])


if __name__ == "__main__":
    main()
