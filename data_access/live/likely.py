"""Which open incidents another source is likely to have reported, too: pairs that are kept.

A pair follows from what its two incidents say, so that after a version only the pairs of the
incidents that it changed are looked for. Of incidents that are open: whether millions of closed
ones were reported twice nobody asks, and finding that out takes a hundred times as long.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
from scipy.spatial import cKDTree
from sqlalchemy import ColumnElement, Connection, Select, Table, delete, false, not_, select

from data_access.definitions.constants import REPEAT_RADIUS_M
from data_access.duplicates import APART, Said, compared, metres, said, upper_category
from data_access.intervals import epoch_micros
from data_access.live import transfer
from data_access.moments import Micros, from_micros, to_micros
from data_access.questions import Columns, columns
from data_access.read_tables import likely_duplicates, published
from data_access.record.bulk import insert_rows
from data_access.record.tables import categories, incidents

Pair = tuple[int, int, Micros]
"""An open incident, another one, and when that was reported: a row of `likely_duplicates`."""

_Parents = Mapping[str, str | None]
_MANY = 10_000  # changed incidents: to look at all that are open is less work
_EARTH_M = 6_371_000.0  # of a sphere, whose distances are the ellipsoid's to within 0.6 %
_ROUGHLY = 1.01
_AT_ONCE = (
    200  # incidents whose neighbours are looked for: where all are at one place, it is square
)
_TOGETHER = 500  # ids in one statement
_GAP = 10_000  # between ids whose texts one statement reads: DuckDB reads all in between
_APART = timedelta(microseconds=APART)


_NO_KIND = -1


class _Kinds:
    """Numbers of upper categories."""

    def __init__(self, parents: _Parents) -> None:
        self._parents, self._numbers = parents, dict[str, int]()

    def of(self, codes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Of each category, `_NO_KIND` where there is none."""
        known = {code: self._number(upper_category(code, self._parents)) for code in {*codes}}
        return np.array([known[code] for code in codes], np.int64)

    def _number(self, upper: str | None) -> int:
        return _NO_KIND if upper is None else self._numbers.setdefault(upper, len(self._numbers))


class _Places(NamedTuple):
    """Incidents that can be compared, column by column; `kind` is that of `_Kinds`."""

    id: np.ndarray[Any, Any]
    lon: np.ndarray[Any, Any]
    lat: np.ndarray[Any, Any]
    reported: np.ndarray[Any, Any]
    open: np.ndarray[Any, Any]
    source: np.ndarray[Any, Any]
    kind: np.ndarray[Any, Any]

    def some(self, which: np.ndarray[Any, Any]) -> _Places:
        """Those of some places in the columns."""
        return _Places(*(column[which] for column in self))

    def points(self) -> np.ndarray[Any, Any]:
        """Points in space, metres."""
        lon, lat = np.radians(self.lon), np.radians(self.lat)
        east, north = np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon)
        return _EARTH_M * np.column_stack([east, north, np.sin(lat)])


def follow(connection: Connection) -> None:
    """Bring the pairs up to date with the incidents above the published version, in the
    transaction that brought them."""
    since = connection.execute(select(published.c.version)).scalar() or 0
    moved = select(categories.c.version).where(categories.c.version > since).limit(1)
    # Other upper categories, perhaps; and at first there is nothing.
    everything = since == 0 or connection.execute(moved).first() is not None
    changed = None if everything else select(incidents.c.id).where(incidents.c.version > since)
    kept, rows = find(connection, changed)
    connection.execute(delete(likely_duplicates).where(not_(kept)))
    if connection.dialect.name != "duckdb":
        insert_rows(connection, likely_duplicates, rows)
    elif rows:
        table = transfer.arrow(likely_duplicates, rows)
        transfer.append(transfer.raw(connection), likely_duplicates, table)


def find(
    connection: Connection,
    changed: Select[int] | None = None,
    known: Table = likely_duplicates,
) -> tuple[ColumnElement[bool], list[Pair]]:
    """After the incidents of some ids changed: which of the pairs that are `known` stay, and those
    beside them. Without, or where it is less work: all pairs are found."""
    if changed is not None:
        ids = list(connection.execute(changed.limit(_MANY)).scalars())
        if len(ids) < _MANY:
            kept = known.c.incident_id.not_in(changed) & known.c.other_id.not_in(changed)
            # Of ids that stand in a statement DuckDB skips most of the others.
            return kept, sorted(_pairs(connection, incidents.c.id.in_(ids)))
    return false(), sorted(_pairs(connection, incidents.c.closed_at.is_(None)))


def _pairs(connection: Connection, which: ColumnElement[bool]) -> set[Pair]:
    """Those of some incidents, or of more."""
    found = set[Pair]()
    parents = {row.code: row.parent for row in connection.execute(select(categories))}
    kinds = _Kinds(parents)
    ones = _places(connection, kinds, which)
    for day in _days(ones.reported):
        one = ones.some(day)
        near = _near(one, _places(connection, kinds, *_around(one)))
        told = _told(connection, sorted({id_ for pair in near for id_ in pair}), parents)
        found |= {
            (id_, other, told[other][1])
            for id_, other in near
            if compared(told[id_][0], told[other][0]).likely
        }
    return found


def _around(one: _Places) -> Iterator[ColumnElement[bool]]:
    """What others must meet to be near any of those of a day."""
    i = incidents.c
    first, last = (from_micros(int(end)) for end in (one.reported.min(), one.reported.max()))
    yield i.reported_at.between(first - _APART, last + _APART)
    yield from _box(one)
    if len({*one.source}) == 1:
        yield i.source != one.source[0]
    if not one.open.any():
        yield i.closed_at.is_(None)


def _places(connection: Connection, kinds: _Kinds, *which: ColumnElement[bool]) -> _Places:
    i, reported = incidents.c, epoch_micros(incidents.c.reported_at).label("reported")
    still_open = i.closed_at.is_(None).label("open")
    told = i.id, i.lon, i.lat, reported, still_open, i.source, i.category
    statement = select(*told).where(~i.voided, i.lon.is_not(None), *which)
    found: Columns = columns(connection.execute(statement))
    kind = kinds.of(found.pop("category"))
    return _Places(**found, kind=kind)


def _days(reported: np.ndarray[Any, Any]) -> Iterator[np.ndarray[Any, Any]]:
    """The places of what was reported on the same day."""
    order = np.argsort(reported, kind="stable")
    begins = np.flatnonzero(np.diff(reported[order] // APART)) + 1
    return (day for day in np.split(order, begins) if len(day))


def _box(one: _Places) -> Iterator[ColumnElement[bool]]:
    """What lies around them, in degrees."""
    north = math.degrees(REPEAT_RADIUS_M * _ROUGHLY / _EARTH_M)
    east = north / max(math.cos(math.radians(float(np.abs(one.lat).max()) + north)), 1e-6)
    bounds = (incidents.c.lon, one.lon, east), (incidents.c.lat, one.lat, north)
    for column, degrees, reach in bounds:
        yield column.between(float(degrees.min()) - reach, float(degrees.max()) + reach)


def _near(ones: _Places, others: _Places) -> set[tuple[int, int]]:
    """The ids of those that are open, with the ids of what was reported near them in place and
    time, by another source and of the same kind."""
    found = set[tuple[int, int]]()
    if not len(others.id):
        return found
    tree = cKDTree(others.points())
    for begin in range(0, len(ones.id), _AT_ONCE):
        some = ones.some(np.arange(begin, min(begin + _AT_ONCE, len(ones.id))))
        within = cKDTree(some.points()).sparse_distance_matrix(
            tree, REPEAT_RADIUS_M * _ROUGHLY, output_type="ndarray"
        )
        one, other = some.some(within["i"]), others.some(within["j"])
        alike = (np.abs(one.reported - other.reported) <= APART) & (one.source != other.source)
        alike &= (one.kind == other.kind) | (one.kind == _NO_KIND) | (other.kind == _NO_KIND)
        one, other = one.some(alike), other.some(alike)
        near = metres(one.lon, one.lat, other.lon, other.lat) <= REPEAT_RADIUS_M
        for a, b in ((one, other), (other, one)):
            both = near & a.open
            found.update(zip(a.id[both].tolist(), b.id[both].tolist(), strict=True))
    return found


def _told(
    connection: Connection, ids: Sequence[int], parents: _Parents
) -> dict[int, tuple[Said, Micros]]:
    """What is compared of some incidents, and when they were reported."""
    i = incidents.c
    statement = select(i.id, i.category, i.text, i.address, i.reported_at)
    found = {}
    for some in _runs(ids):
        chosen = statement.where(i.id.between(some[0], some[-1]), i.id.in_(some))
        for row in connection.execute(chosen):
            compared_by = said(upper_category(row.category, parents), row.text, row.address)
            found[row.id] = compared_by, to_micros(row.reported_at)
    return found


def _runs(ids: Sequence[int]) -> Iterator[list[int]]:
    """Ids in runs without wide gaps, none of them long."""
    run: list[int] = []
    for id_ in ids:
        if run and (id_ - run[-1] > _GAP or len(run) == _TOGETHER):
            yield run
            run = []
        run.append(id_)
    if run:
        yield run
