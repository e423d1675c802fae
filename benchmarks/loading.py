"""How fast incidents are loaded, and how long others wait meanwhile.

`python -m benchmarks.loading [--incidents N] [--engine sqlite|postgresql]` runs `onescreen load`
over a synthetic file, staging and validation included, once alone and once while another process
pushes single incidents.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.synthetic import write_files
from data_access.loading.load import load
from data_access.moments import now_micros
from data_access.record.database import migrate, open_record
from data_access.settings import Settings


class Held:
    """How long transactions of an engine held the version's lock, in seconds."""

    def __init__(self, engine: Engine) -> None:
        self.seconds: list[float] = []
        self._since: float | None = None
        event.listen(engine, "after_cursor_execute", self._statement)
        event.listen(engine, "checkin", self._over)

    def _statement(self, connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        writes = connection.get_execution_options().get("writes", False)
        if writes and self._since is None and "FROM head" in statement:
            self._since = perf_counter()

    def _over(self, *_: Any) -> None:  # committed, and the connection given back
        if self._since is not None:
            self.seconds.append(perf_counter() - self._since)
        self._since = None


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    """A database of that engine, empty, as a URL."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'record.db'}"
        return
    from tests.engines import running_cluster

    with running_cluster() as cluster:
        yield cluster.empty()


def run(url: str, folder: Path, files: dict[str, Path], *, pushed: bool) -> None:
    """Load the files and print what was measured of the incidents."""
    settings = Settings(data_dir=folder / "data", database_url=url)
    engine = open_record(url)
    migrate(engine)
    for kind, path in files.items():
        if kind != "incidents":
            load(kind, path, engine=engine, settings=settings, clock=now_micros)
    held = Held(engine)
    waits: list[float] = []
    with pushing(url, waits) if pushed else _nobody():
        wall, cpu = perf_counter(), process_time()
        summary = load(
            "incidents", files["incidents"], engine=engine, settings=settings, clock=now_micros
        )
        wall, cpu = perf_counter() - wall, process_time() - cpu
    engine.dispose()
    print(f"  {summary.new:,} incidents in {wall:.1f} s: {summary.new / wall:,.0f} a second")
    print(f"  {summary.new / cpu:,.0f} for each second of this process on a core")
    print(f"  the version's lock held: {_spread(held.seconds)}")
    if pushed:
        print(f"  a push took: {_spread(waits)}")


@contextmanager
def pushing(url: str, waits: list[float]) -> Iterator[None]:
    """Another process pushes meanwhile; how long each push took is added to `waits`."""
    pusher = subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", "benchmarks.pusher", url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert pusher.stdout
    assert pusher.stdout.readline() == "ready\n"
    try:
        yield
    finally:
        said, _ = pusher.communicate()
        waits.extend(float(line.split()[-1]) for line in said.splitlines())


@contextmanager
def _nobody() -> Iterator[None]:
    yield


def _spread(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    middle, late = (ordered[int(share * (len(ordered) - 1))] for share in (0.5, 0.99))
    return (
        f"median {1000 * middle:.0f} ms, 99 % up to {1000 * late:.0f} ms, "
        f"at most {1000 * ordered[-1]:.0f} ms, of {len(ordered)}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    args = parser.parse_args()
    for kind in args.engine or ("sqlite", "postgresql"):
        for pushed in (False, True):
            with tempfile.TemporaryDirectory(prefix="onescreen-benchmark-") as name:
                folder = Path(name)
                files = write_files(folder, args.incidents)
                print(f"{kind}{', while another process pushes' if pushed else ''}", flush=True)
                with database(kind, folder) as url:
                    run(url, folder, files, pushed=pushed)


if __name__ == "__main__":
    main()
