"""Lists that somebody has open: their order stays as it was when they were opened, while what their
rows say is of now; so that nothing moves under the eyes of who works through one."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy import Connection

from data_access.filters import Filter
from data_access.lists.conditions import Matching
from data_access.lists.listing import Listing
from data_access.live.answers import Answers
from data_access.live.cache import Cache
from data_access.live.earlier import instant
from data_access.live.finding import look_for
from data_access.live.instants import Published, instant_key
from data_access.live.read_side import ReadSide
from data_access.moments import to_micros
from data_access.names import Names
from data_access.questions import Scope, columns
from data_access.settings import Settings

_MOST_BYTES = 96_000_000  # of keys that are kept: twelve million rows


@dataclass(frozen=True)
class Opened:
    """The keys of a list's rows in their order, and the instant that it is a list of."""

    published: Published
    keys: tuple[np.ndarray[Any, Any], ...]

    @property
    def token(self) -> str:
        """Names the instant."""
        return f"{self.published.version}-{to_micros(self.published.as_of)}"

    @property
    def total(self) -> int:
        return len(self.keys[0])


@dataclass(frozen=True)
class Page:
    """Some rows of a list, a value for each of its columns, with the list that they are of."""

    opened: Opened
    start: int
    rows: Sequence[dict[str, Any]]


class Lists:
    """Where lists are opened and read."""

    def __init__(
        self, read_model: ReadSide, settings: Settings, answers: Answers, cache: Cache
    ) -> None:
        self._read_model, self._settings = read_model, settings
        self._answers, self._cache = answers, cache
        self._kept: OrderedDict[str, Opened] = OrderedDict()
        self._guard = Lock()

    def page(
        self, listing: Listing, filter_: Filter, matching: Matching, who: str,
        token: str, start: int, end: int,
    ) -> Page:  # fmt: skip
        """Rows `[start, end)` of the list that a token names, or, where that is no longer known or
        there is none, of the list as it is now; `who` tells what `matching` depends on."""
        name = hashlib.sha256(f"{filter_}|{listing}|{who}".encode()).hexdigest()
        if listing.at is not None:
            return self._page_then(name, listing, filter_, matching, start, end)
        with self._read_model.snapshot() as (connection, published):
            scope = self._scope(filter_, published)
            opened = self._find(f"{name}|{token}")
            if opened is None:
                opened = self._open(name, listing, scope, matching, connection, published)
            return Page(opened, start, _read(listing, scope, opened, start, end, connection))

    def _page_then(
        self, name: str, listing: Listing, filter_: Filter, matching: Matching, start: int, end: int
    ) -> Page:
        """The same of an earlier instant: it stays as it was, rows and what they say. Raises NotYet."""
        with self._read_model.snapshot() as (_, published):
            names = self._answers.names(published, filter_.reach)
        ranges = self._settings.camera_range_m if listing.is_of_cameras else None

        def find() -> Opened:
            with instant(self._read_model, listing.at, ranges) as (connection, then):
                scope = Scope(filter_, then.as_of, self._settings, names)
                found = connection.execute(listing.keys(look_for(connection, scope), matching))
                return Opened(then, tuple(columns(found).values()))

        def read() -> list[dict[str, Any]]:
            if start >= min(end, opened.total):
                return []
            keys = opened.keys[0][start:end].tolist() if listing.rows.incident is not None else None
            with instant(self._read_model, listing.at, ranges, keys) as (connection, then):
                scope = Scope(filter_, then.as_of, self._settings, names)
                return _read(listing, scope, opened, start, end, connection)

        places = f"{published.reference_version}|{published.camera_version}"  # those of now
        opened: Opened = self._cache.once(f"list then|{name}|{places}", find)
        rows = self._cache.once(f"rows then|{name}|{places}|{start}|{end}", read)
        return Page(opened, start, rows)

    def _scope(self, filter_: Filter, published: Published) -> Scope:
        names: Names = self._answers.names(published, filter_.reach)
        return Scope(filter_, published.as_of, self._settings, names)

    def _open(
        self, name: str, listing: Listing, scope: Scope, matching: Matching,
        connection: Connection, published: Published,
    ) -> Opened:  # fmt: skip
        def find() -> Opened:
            found = connection.execute(listing.keys(look_for(connection, scope), matching))
            return Opened(published, tuple(columns(found).values()))

        newest = instant_key(published)
        opened: Opened = self._cache.once(f"list|{name}|{newest}", find, newest)
        self._keep(f"{name}|{opened.token}", opened)
        return opened

    def _find(self, name: str) -> Opened | None:
        with self._guard:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def _keep(self, name: str, opened: Opened) -> None:
        with self._guard:
            self._kept[name] = opened
            self._kept.move_to_end(name)
            while len(self._kept) > 1 and sum(map(_size, self._kept.values())) > _MOST_BYTES:
                self._kept.popitem(last=False)


def _size(opened: Opened) -> int:
    return sum(key.nbytes for key in opened.keys)


def _read(
    listing: Listing, scope: Scope, opened: Opened, start: int, end: int, connection: Connection
) -> list[dict[str, Any]]:
    wanted = list(zip(*(key[start:end].tolist() for key in opened.keys), strict=True))
    if not wanted:
        return []
    found = connection.execute(listing.some(scope, [key[0] for key in wanted]))
    names = [column.key for column in listing.rows.columns]
    width = len(listing.rows.key)
    rows = {tuple(row[:width]): dict(zip(names, row[width:], strict=True)) for row in found}
    # An incident can be told otherwise, and then has other closings and assignments.
    return [rows.get(key) or dict.fromkeys(names) for key in wanted]
