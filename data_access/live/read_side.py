"""What the serving process asks its questions of: a read model, or PostgreSQL itself."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from threading import RLock
from typing import Protocol

from sqlalchemy import Connection

from data_access.live.building import Progress
from data_access.live.instants import Published


class Sight(Protocol):
    """What the cameras see (`live.geometry`)."""

    def follow(self, connection: Connection, since: int) -> None:
        """Look at the incidents above a version, in the transaction that brought them."""


Known = Callable[[Connection], Sight | None]
"""What the cameras see, where coverage has been computed of it already."""


def nothing_known(_: Connection) -> None:
    """Coverage has to be computed first."""
    return


class ReadSide(Protocol):
    """Published instants and whoever publishes them (`ReadModel`, `Direct`)."""

    lock: RLock  # of whoever publishes
    lost: bool  # the published instant can be read no more: publish another

    def prepare(
        self, now: datetime, progress: Progress | None = None, known: Known = nothing_known
    ) -> Published:
        """Make it usable and publish a first instant, its new incidents looked at if that can be."""

    def follow(self, now: datetime, sight: Sight | None = None) -> Published:
        """Publish everything committed so far as of `now`, its incidents looked at."""

    def snapshot(self) -> AbstractContextManager[tuple[Connection, Published]]:
        """A connection that sees one published instant, and that instant."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that may change the tables of `read_tables`."""

    def looking_back(self) -> AbstractContextManager[Connection]:
        """A connection on which temporary tables and views can be made; it forgets them."""

    def close(self) -> None:
        """Let go of all that is held."""
