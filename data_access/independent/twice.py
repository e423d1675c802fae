"""Which open cases another source is likely to have reported, too.

Distances are chords between points in space, which at 100 m are shorter than the way along the
ellipsoid by less than a millionth of a millimetre.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from data_access.independent.told import SECOND, Record

if TYPE_CHECKING:
    from data_access.independent.cases import Case

_APART = 24 * 3600 * SECOND
_RADIUS_M = 100
_ALIKE = 0.5
_AXIS_M, _FLATTENING = 6_378_137.0, 1 / 298.257223563  # WGS-84


def told_twice(record: Record, every: Iterable[Case]) -> set[int]:
    """The ids of the open cases of which another one, of another source, may tell as well."""
    placed = [case for case in every if case.fields["lon"] is not None and not case.history.voided]
    placed.sort(key=lambda case: case.history.reported)
    moments = np.array([case.history.reported for case in placed], np.int64)
    points = _points(placed)
    found = set()
    for number, case in enumerate(placed):
        if not case.has_status("open"):
            continue
        first, last = moments[number] - _APART, moments[number] + _APART
        begin, end = np.searchsorted(moments, first), np.searchsorted(moments, last, side="right")
        away = np.linalg.norm(points[begin:end] - points[number], axis=1)
        near = [placed[begin + at] for at in np.flatnonzero(away <= _RADIUS_M)]
        if any(_may_be_one(record, case, other) for other in near):
            found.add(case.told.id)
    return found


def _points(some: list[Case]) -> np.ndarray[Any, Any]:
    """Places on the ellipsoid as points in space, metres from the middle of the earth."""
    places = [(case.fields["lon"], case.fields["lat"]) for case in some]
    lon, lat = np.radians(np.array(places, float).reshape(-1, 2)).T
    squared = _FLATTENING * (2 - _FLATTENING)
    radius = _AXIS_M / np.sqrt(1 - squared * np.sin(lat) ** 2)
    across = radius * np.cos(lat)
    up = radius * (1 - squared) * np.sin(lat)
    return np.column_stack([across * np.cos(lon), across * np.sin(lon), up])


def _may_be_one(record: Record, one: Case, other: Case) -> bool:
    if one.told.source == other.told.source:
        return False
    kinds = {_upper(record, one.fields["category"]), _upper(record, other.fields["category"])}
    if len(kinds) == 2 and None not in kinds:
        return False
    mine, theirs = _said(one), _said(other)
    return not mine or not theirs or len(mine & theirs) >= _ALIKE * len(mine | theirs)


def _upper(record: Record, category: str | None) -> str | None:
    row = record.categories.get(category or "")
    return category if row is None or not row.parent else _upper(record, row.parent)


def _said(case: Case) -> set[str]:
    """Two characters each of what was written, one after the other."""
    whole = (case.fields["text"] or "") + (case.fields["address"] or "")
    known = [
        character
        for character in unicodedata.normalize("NFKC", whole).lower()
        if character.isalnum() or unicodedata.category(character).startswith("M")
    ]
    return {a + b for a, b in pairwise(known)} or set(known)
