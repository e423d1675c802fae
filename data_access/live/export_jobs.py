"""One export of a list: its rows are read at once and laid down, then a process of its own writes them.

So the instant is held for as long as reading takes and not for as long as writing does, and neither is
the work of the server's Python (decision 46).
"""

from __future__ import annotations

import errno
import logging
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Literal

import pyarrow as pa
from pyarrow import ipc
from sqlalchemy import Connection

from data_access.exports.room import FULL, is_full
from data_access.exports.told import FILE, ROWS, Format, Told
from data_access.filters import Filter
from data_access.lists.conditions import Matching
from data_access.lists.listing import Listing
from data_access.live import transfer
from data_access.live.instants import Published
from data_access.questions import Scope

log = logging.getLogger(__name__)

State = Literal["waiting", "reading", "writing", "done", "failed", "cancelled"]
Problem = Literal["full", "broken"]
"""Why an export failed: there is no room on the disk; anything else."""

Reading = Callable[["Wanted"], AbstractContextManager[tuple[Connection, Scope, Published]]]
"""Opens the instant that is wanted."""

_PACKED = ipc.IpcWriteOptions(compression="lz4")


@dataclass(frozen=True)
class Wanted:
    """What is exported; `tell` says, of an instant and a number of rows, what the file says; nobody
    but its `owner` may have it."""

    listing: Listing
    filter: Filter
    matching: Matching
    tell: Callable[[Published, int], Told]
    format: Format
    owner: str = ""


@dataclass
class Export:
    """An export and how far it is. One thread makes it; `cancel` may come from any other."""

    id: str  # hard to guess: it is all that is needed to have the file
    folder: Path
    wanted: Wanted
    begun: float  # seconds on a clock that only goes forward
    state: State = "waiting"
    rows: int = 0  # read while it reads, written while it writes
    total: int | None = None  # rows in all, once they are read
    size: int = 0  # bytes of the finished file
    problem: Problem | None = None
    told: Told | None = None
    _cancelled: Event = field(default_factory=Event)
    _writer: subprocess.Popen[str] | None = None
    _guard: Lock = field(default_factory=Lock)

    @property
    def file(self) -> Path:
        return self.folder / FILE

    def cancel(self) -> None:
        """End it where it is; whoever makes it clears up."""
        with self._guard:
            self._cancelled.set()
            if self._writer is not None:
                self._writer.kill()

    def make(self, snapshot: Reading) -> None:
        """Read and write it; what goes wrong stands in `problem`, and leaves nothing behind."""
        try:
            self._make(snapshot)
        except Exception as error:
            self.problem = "full" if isinstance(error, OSError) and is_full(error) else "broken"
            self.state = "failed"
            log.warning("export of %s failed: %s", self.wanted.listing.key, error)
        if self._cancelled.is_set():
            self.state = "cancelled"
        if self.state != "done":
            self.remove()

    def remove(self) -> None:
        """Remove whatever lies there of it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _make(self, snapshot: Reading) -> None:
        if self._cancelled.is_set():
            return
        self.state = "reading"
        self.folder.mkdir(parents=True, mode=0o700)
        with snapshot(self.wanted) as (connection, scope, published):
            self._read(connection, scope)
        if self._cancelled.is_set():
            return
        self.told = self.wanted.tell(published, self.rows)
        self.told.write(self.folder)
        self.total, self.rows = self.rows, 0
        self.state = "writing"
        self._write()
        if not self._cancelled.is_set():
            (self.folder / ROWS).unlink()
            self.size = self.file.stat().st_size
            self.state = "done"

    def _read(self, connection: Connection, scope: Scope) -> None:
        listing = self.wanted.listing
        statement = listing.all(scope, self.wanted.matching)
        names = [column.key for column in listing.rows.columns]
        schema = transfer.schema_of(statement)
        kept = pa.schema([schema.field(name) for name in names])
        with ipc.new_stream(self.folder / ROWS, kept, options=_PACKED) as stream:
            for batch in transfer.batches(connection, statement):
                if self._cancelled.is_set():
                    return
                stream.write(batch.select(names))
                self.rows += batch.num_rows

    def _write(self) -> None:
        command = [sys.executable, "-m", "data_access.exports", str(self.folder)]
        with self._guard:
            if self._cancelled.is_set():
                return
            self._writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
        with self._writer as writer:
            for line in writer.stdout or ():
                self.rows = int(line)
        if writer.returncode == FULL:
            raise OSError(errno.ENOSPC, "no room for the file")
        if writer.returncode:
            raise RuntimeError(f"its process ended with {writer.returncode}")
