"""What coverage rests on besides incidents: cameras by area, what they see of it, and since when that
is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Double,
    Select,
    String,
    cast,
    literal,
    null,
    select,
    union_all,
)

from data_access.definitions.coverage import ASSUMED, CAMERAS, IN_ORDER, INSTALLED, ONLINE
from data_access.intervals import epoch_micros
from data_access.questions import Scope, count_if
from data_access.read_tables import area_cover, published
from data_access.record.tables import cameras as c


# What the kinds of rows of the select carry, in this order; what is left of a row is empty.
class Camera(NamedTuple):
    installed: int
    online: int
    says_online: int
    in_order: int
    says_in_order: int
    assumed: int


class Cover(NamedTuple):
    area_m2: float
    covered_m2: float


class Geometry(NamedTuple):
    computed_at: float | None


_KINDS: dict[str, Any] = {
    "camera": Camera,
    "cover": Cover,
    "geometry": Geometry,
}
_WIDEST = len(Camera._fields)


def _row(
    kind: str, code: ColumnElement[Any], values: Sequence[ColumnElement[Any]]
) -> Select[*tuple[Any, ...]]:
    empty = [null()] * (_WIDEST - len(values))
    return select(
        literal(kind).label("kind"),
        code.label("code"),
        *(cast(v, Double).label(f"n{at}") for at, v in enumerate((*values, *empty))),
    )


def select_rows(scope: Scope) -> Select[*tuple[Any, ...]]:
    there = INSTALLED.predicates(scope, within=CAMERAS)
    cameras = _row(
        "camera",
        c.c.area,
        (
            INSTALLED.column(scope, within=CAMERAS),
            ONLINE.column(scope, within=CAMERAS),
            count_if(*there, c.c.online.is_not(None)),
            IN_ORDER.column(scope, within=CAMERAS),
            count_if(*there, c.c.in_order.is_not(None)),
            ASSUMED.column(scope, within=CAMERAS),
        ),
    )
    cameras = cameras.where(*CAMERAS.predicates(scope)).group_by(c.c.area)
    cover = _row("cover", area_cover.c.code, (area_cover.c.area_m2, area_cover.c.covered_m2))
    geometry = _row("geometry", cast(null(), String), (epoch_micros(published.c.geometry_at),))
    return select(union_all(cameras, cover, geometry).subquery("all_kinds"))


ByKind = dict[str, dict[str | None, Any]]


def by_kind(result: CursorResult[*tuple[Any, ...]]) -> ByKind:
    """Rows by kind and area."""
    of: ByKind = {kind: {} for kind in _KINDS}
    for kind, code, *values in result.all():  # one by one they take thrice as long
        of[kind][code] = _KINDS[kind]._make(values[: len(_KINDS[kind]._fields)])
    return of
