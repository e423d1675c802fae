"""The production server over a record that was made some while ago, on the record's own clock.

`serving` starts it as `onescreen serve` starts; only its clock differs, so that the last day and
the last month are as full as they were then.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from flask import Flask

from benchmarks.city import clock
from benchmarks.processes import memory_mb, tree
from callbacks import application
from callbacks.commands import serve
from data_access.settings import load_settings

_BEHIND = "BENCHMARK_CLOCK_BEHIND"  # seconds


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: int
    seconds_to_start: float  # from the command to the first published instant

    @property
    def worker(self) -> int:
        """Of its processes the one that serves."""
        return max(tree(self.process), key=memory_mb)


@contextmanager
def serving(folder: Path, behind: timedelta) -> Iterator[Server]:
    """A server over the folder of a record, until the block ends."""
    port = _free_port()
    environment = {
        **{name: said for name, said in os.environ.items() if not name.startswith("ONESCREEN_")},
        "ONESCREEN_DATA_DIR": str(folder),
        "ONESCREEN_PORT": str(port),
        "ONESCREEN_DEMO_FEED": "false",
        _BEHIND: str(behind.total_seconds()),
    }
    began = perf_counter()
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", __name__], env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            if not any(line.startswith("OneScreen: ") for line in process.stdout):
                raise SystemExit("the server did not start")
            started = perf_counter() - began
            yield Server(f"http://127.0.0.1:{port}", process.pid, started)
        finally:
            process.terminate()


def create_server() -> Flask:
    """What the server's worker calls."""
    return application.create_server(clock(timedelta(seconds=float(os.environ[_BEHIND]))))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


if __name__ == "__main__":
    sys.exit(serve.run(argparse.Namespace(), load_settings(), f"{__spec__.name}:create_server"))
