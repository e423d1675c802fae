"""What processes take: seconds of the cores and memory, as Linux tells it in /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def tree(process: int) -> list[int]:
    """A process and all that it started, and these started."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and (fields := _fields(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    found = [process]
    for one in found:
        found += children.get(one, [])
    return found


def cpu_seconds(processes: Iterable[int]) -> float:
    """Seconds that they have had of the cores, with those of their children that have ended."""
    ticks = 0
    for process in processes:
        ticks += sum(map(int, _fields(process)[11:15]))
    return ticks / _TICKS


def busy_seconds() -> float:
    """Seconds of all cores that anything has had, of this or not."""
    user, nice, system, _idle, _wait, *others = _first_line(Path("/proc/stat"))[1:8]
    return sum(map(int, (user, nice, system, *others))) / _TICKS


def memory_mb(process: int) -> float:
    """What a process has of the main memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _fields(process: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; none where it has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _first_line(path: Path) -> list[str]:
    return path.read_text().split("\n", 1)[0].split()
