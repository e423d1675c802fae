"""Incidents that have to be looked for: found once, however many questions ask about them.

A text stands in no column that questions read, and whether a place lies in a polygon is worth
computing once; so their ids are put into a temporary table of the connection, which is there until
its transaction ends. On PostgreSQL, which may be a replica that cannot be written to, the select
itself stands in every statement.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Connection, Select, bindparam, func, select, text, union_all
from sqlalchemy.schema import CreateTableAs, DropTable

from data_access.drawn import in_bounds
from data_access.filters import DIMENSIONS, FOUND
from data_access.flows import looked_back_to
from data_access.questions import Scope
from data_access.record.tables import incidents as i

_FEW = 50_000  # ids, which it does no harm to join with
_SHARE = 7  # a join with more than every seventh takes longer than a look at a bit of each row
_AS_BITS = text("SET VARIABLE found = (SELECT bitstring_agg(id, 0, :last) FROM found)")


def look_for(connection: Connection, scope: Scope) -> Scope:
    """The scope, after what it looks for was found on this connection, if that can be."""
    if not scope.filter.is_sought or connection.dialect.name != "duckdb":
        return scope
    wanted = str(scope.filter.with_(**dict.fromkeys(DIMENSIONS, ())))  # nothing depends on these
    known, number = connection.get_execution_options().get("found") or ("", "")
    if known != wanted:
        number = _find(connection, scope)
        connection.execution_options(found=(wanted, number))
    return replace(scope, filter=scope.filter.with_(found=number))


def _find(connection: Connection, scope: Scope) -> Literal["few", "many"]:
    connection.execute(DropTable(FOUND, if_exists=True))
    numbers = _may_be_in_numbers(connection, scope.filter.text)
    chosen = _select(scope, numbers=numbers)
    connection.execute(CreateTableAs(chosen, FOUND.name, temporary=True))
    number = connection.execute(select(func.count()).select_from(FOUND)).scalar_one()
    if number <= _FEW or number * _SHARE <= _among(connection, scope):
        return "few"
    last = connection.execute(select(func.max(i.c.id))).scalar_one()
    connection.execute(_AS_BITS.bindparams(bindparam("last", last, literal_execute=True)))
    connection.execute(DropTable(FOUND))
    return "many"


def _may_be_in_numbers(connection: Connection, text: str) -> bool:
    """Whether an incident's number may hold a text. Of numbers, which are all different, reading
    takes twice as long as of all that is written; but DuckDB knows of a column whether it has other
    characters than ASCII."""
    if text.isascii():
        return True
    known = connection.execute(select(func.stats(i.c.external_id)).limit(1)).scalar()
    return not isinstance(known, dict) or known.get("has_unicode") is not False


def forget(connection: Connection) -> None:
    """Its transaction has ended, and with it what was found."""
    connection.execution_options(found=None)


def _among(connection: Connection, scope: Scope) -> int:
    """Of how many incidents they are."""
    numbers = (part.with_only_columns(func.count()) for part in _parts(scope))
    return sum(connection.execute(number).scalar_one() for number in numbers)


def _select(scope: Scope, *, numbers: bool) -> Select[*tuple[Any, ...]]:
    """The ids of those that are looked for."""
    here = [in_bounds(scope.filter.within, i)] if scope.filter.within else []
    looked_for = [*here, *scope.filter.sought(i, numbers=numbers)]
    return select(
        union_all(*(part.where(*looked_for) for part in _parts(scope))).subquery("either")
    )


def _parts(scope: Scope) -> tuple[Select[int], Select[int]]:
    """What is open, and what was reported or happened in the period, or before it and is compared
    with it: apart, since either lets DuckDB skip most of the years."""
    _, end = scope.window
    first = looked_back_to(scope)
    touched = (i.c.latest_at >= first, i.c.reported_at < end)
    return (
        select(i.c.id).where(i.c.closed_at.is_(None)),
        select(i.c.id).where(i.c.closed_at.is_not(None), *touched),
    )
