"""What was measured beside what it should be, on which machine, with which versions."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PACKAGES = {"DuckDB": "duckdb", "SQLAlchemy": "sqlalchemy", "Dash": "dash"}


@dataclass(frozen=True)
class Row:
    """One line of the table; without a target it says what a line above it consists of."""

    what: str
    target: str
    measured: str

    def __str__(self) -> str:
        return f"| {self.what} | {self.target} | {self.measured} |"


def run(about: str | None, measure: Callable[[Path], list[Row]]) -> None:
    """The command of a module that measures over a folder: print its rows."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("folder", type=Path)
    for row in measure(parser.parse_args().folder):
        print(row)


def heading() -> str:
    """When, where and with what, and the head of the table."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {_machine()}. {_versions()}.\n\n"
        "| what | target | measured |\n|---|---|---|"
    )


def _machine() -> str:
    cpu = next(
        line.split(":", 1)[1].strip()
        for line in [*Path("/proc/cpuinfo").read_text().splitlines(), f":{platform.machine()}"]
        if line.startswith(("model name", ":"))
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{cpu}, {os.cpu_count()} cores, {memory:.0f} GB"


def _versions() -> str:
    found = [f"Python {platform.python_version()}"]
    found += [f"{name} {version(package)}" for name, package in _PACKAGES.items()]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium:
        found.append(" ".join(_said([chromium, "--version"]).split()[:2]))
    commit = _said(["git", "describe", "--always", "--dirty"])
    return ", ".join([*found, f"commit {commit}" if commit else "no git"])


def _said(command: list[str]) -> str:
    """What a program prints; nothing where it cannot be run."""
    try:
        ran = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True)  # noqa: S603 - our own
    except OSError:
        return ""
    return ran.stdout.strip()
