"""What a load did: told to whoever ran it, and kept for those who rely on what it brought."""

from __future__ import annotations

from collections import Counter
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from data_access.access.checks import storable
from data_access.loading.rejects import RejectFile
from data_access.moments import Micros, from_micros
from data_access.record.loads import Load, keep
from data_access.record.write import Written


@dataclass
class Summary:
    """What a load did."""

    kind: str
    file: Path
    read: int = 0  # rows of the file, those that cannot be read included
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    reject_file: Path | None = None
    notes: list[str] = field(default_factory=list)

    def add(self, written: Written) -> None:
        self.new += written.new
        self.changed += written.changed
        self.unchanged += written.unchanged

    def close(self, rejects: RejectFile) -> None:
        """Take over what was rejected."""
        self.rejected, self.reasons, self.reject_file = rejects.rows, rejects.whats, rejects.path
        self.read = self.read or rejects.rows  # where it was left while the file was read

    def keep(self, engine: Engine, began: Micros, ended: Micros, *, finished: bool) -> None:
        """Write down how it ended, where that can be."""
        file, moments = storable(self.file.name, 255), (from_micros(began), from_micros(ended))
        numbers = self.read, self.new, self.changed, self.rejected
        # Of what did not finish, the reason is to be told: not that this could not be written, too.
        with nullcontext() if finished else suppress(SQLAlchemyError):
            keep(engine, Load(self.kind, file, *moments, finished, *numbers))
