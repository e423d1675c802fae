"""The newest instant or an earlier one, for whoever reads more than answers to questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection

from data_access.live.instants import At, Published
from data_access.live.past import look_back
from data_access.live.read_side import ReadSide


@contextmanager
def instant(
    read_side: ReadSide,
    at: At | None,
    assumed_range_m: float | None = None,
    only: Sequence[int] | None = None,
) -> Iterator[tuple[Connection, Published]]:
    """A connection that sees an instant, and which one it is; see `look_back`. Raises NotYet."""
    with read_side.snapshot() as (connection, published):
        if at is None:
            yield connection, published
            return
        version, as_of = at.within(published)
    with read_side.looking_back() as connection:
        yield connection, look_back(connection, version, as_of, assumed_range_m, only)
