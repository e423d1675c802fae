"""What everybody takes while changes come: seconds of the cores, and the server's memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import time

import numpy as np
from playwright.sync_api import Page

from benchmarks.city import behind, database
from benchmarks.latency import Versions
from benchmarks.processes import busy_seconds, cpu_seconds, memory_mb, tree
from benchmarks.served import Server

RATE = 50  # changes a second
_SAMPLE = 5  # seconds between two looks at the memory
_STEADY = 300  # seconds from which on a slope of it says something


@dataclass(frozen=True)
class Usage:
    """What was taken in so many seconds, by whom, and what was committed meanwhile."""

    seconds: float
    cpu: dict[str, float]  # seconds of the cores
    memory: list[tuple[float, float]]  # of the serving process: seconds, MB
    commits: Versions

    def cpu_said(self) -> str:
        """Shares of all cores."""
        cores = self.seconds * (os.cpu_count() or 1)
        share = {name: f"{taken / cores:.0%}" for name, taken in self.cpu.items()}
        return (
            f"{share['everything']} (the server {share['server']}; with whatever else ran on the "
            f"machine {share['machine']})"
        )

    def memory_said(self) -> str:
        """The most of it, how it went, and how steeply over the last two thirds."""
        moments, found = np.array(self.memory).T
        late = moments > moments[-1] / 3
        text = f"at most {found.max():.0f} MB; {found[0]:.0f} to {found[-1]:.0f} MB"
        if moments[-1] >= _STEADY:
            slope = np.polyfit(moments[late], found[late], 1)[0] * 3600
            text += f", at last {slope:+.0f} MB an hour,"
        return f"{text} in {moments[-1] / 60:.1f} min"


@contextmanager
def another(*command: str) -> Iterator[subprocess.Popen[str]]:
    """A process of these benchmarks that says when it is ready, and ends with its input."""
    with subprocess.Popen(  # noqa: S603 - ourselves
        [sys.executable, "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n", command
        yield process
        process.kill()


def push(server: Server, page: Page, folder: Path, seconds: float) -> Usage:
    """Let changes come for so long, and note what everybody takes meanwhile."""
    worker = server.worker
    told = ("--rate", str(RATE), "--behind", str(behind(folder).total_seconds()))
    with another("benchmarks.pusher", database(folder), *told) as pusher:
        before, began, memory = _taken(server), time(), [(0.0, memory_mb(worker))]
        while time() - began < seconds:
            page.wait_for_timeout(1000)
            if time() - began - memory[-1][0] >= _SAMPLE:
                memory.append((time() - began, memory_mb(worker)))
        after, ended = _taken(server), time()
        said, _ = pusher.communicate()
    lines = [line.split() for line in said.splitlines()]
    cpu = {name: after[name] - before[name] for name in before}
    commits = [(float(when), int(version)) for version, when, _ in lines]
    return Usage(ended - began, cpu, memory, commits)


def _taken(server: Server) -> dict[str, float]:
    """Seconds of the cores so far: of the server, of everything here, of the whole machine."""
    return {
        "server": cpu_seconds(tree(server.process)),
        "everything": cpu_seconds(tree(os.getpid())),
        "machine": busy_seconds(),
    }
