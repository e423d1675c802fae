"""What a list is narrowed to, and its order, as an address says them.

`where=address~公园;priority>=1;reported_at<2026-11-24` narrows, `sort=-late,number` orders. A list is
narrowed by what its columns show: of codes it is names that are looked for.
"""

from __future__ import annotations

import operator as op
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement

from data_access.filters import Ignored
from data_access.lists.columns import Column, Rows
from data_access.questions import Scope

_OPERATORS = ("~", ">=", "<=", "<", ">")  # longer ones before those that begin them
_LONGEST = 100  # characters of a text that is looked for
_MOST = 12  # conditions

Matching = Callable[[Column, str], Iterable[str]]
"""The codes of a column whose names hold a text."""


@dataclass(frozen=True)
class Condition:
    """One column, how it is compared, and with what it was said to be."""

    column: str
    operator: str
    said: str

    def __str__(self) -> str:
        return f"{self.column}{self.operator}{quote(self.said, safe=':')}"


@dataclass(frozen=True)
class Order:
    """One column by which a list is ordered; what has none of it comes last either way."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


def read_conditions(
    text: str, rows: Rows, zone: ZoneInfo
) -> tuple[tuple[Condition, ...], tuple[Ignored, ...]]:
    """The conditions of an address, and what of them means nothing."""
    found: list[Condition] = []
    ignored: list[Ignored] = []
    for part in filter(None, text.split(";")):
        condition = _condition(part)
        if len(found) < _MOST and condition is not None and _is_sound(condition, rows, zone):
            found.append(condition)
        else:
            ignored.append(Ignored("where", part[:_LONGEST], ""))
    return tuple(found), tuple(ignored)


def read_order(text: str, rows: Rows) -> tuple[tuple[Order, ...], tuple[Ignored, ...]]:
    """The order of an address, and what of it means nothing."""
    said = [Order(part.removeprefix("-"), part.startswith("-")) for part in text.split(",") if part]
    known = {order.column: order for order in reversed(said) if order.column in rows}
    kept = tuple(order for order in said if known.get(order.column) is order)
    wrong = [order for order in said if order.column not in rows]
    return kept, tuple(Ignored("sort", str(order)[:_LONGEST], "") for order in wrong)


def predicate(
    condition: Condition, rows: Rows, scope: Scope, matching: Matching
) -> ColumnElement[bool]:
    """What a row must meet."""
    column = rows[condition.column]
    value = column.value(scope)
    if condition.operator == "~":
        if column.kind == "code":
            return value.in_(sorted(matching(column, condition.said)))
        return value.icontains(condition.said, autoescape=True)
    bound = _bound(column, condition.said, scope.settings.zone)
    compare = {">=": op.ge, "<=": op.le, "<": op.lt, ">": op.gt}[condition.operator]
    found: ColumnElement[bool] = compare(value, bound)
    return found


def _condition(part: str) -> Condition | None:
    for operator in _OPERATORS:
        column, found, said = part.partition(operator)
        if found and column.isidentifier():
            return Condition(column, operator, unquote(said)[:_LONGEST].strip())
    return None


def _is_sound(condition: Condition, rows: Rows, zone: ZoneInfo) -> bool:
    if condition.column not in rows or not condition.said or not condition.said.isprintable():
        return False
    column = rows[condition.column]
    if (condition.operator == "~") != (column.kind in ("text", "code")):
        return False
    try:
        return condition.operator == "~" or _bound(column, condition.said, zone) is not None
    except ValueError:
        return False


def _bound(column: Column, said: str, zone: ZoneInfo) -> Any:
    if column.kind == "moment":
        moment = datetime.fromisoformat(said)
        if moment.tzinfo is not None or not 1900 <= moment.year < 2200:
            raise ValueError(said)
        return moment.replace(tzinfo=zone)
    number = float(said)
    if abs(number) >= 1e15 or number != number:
        raise ValueError(said)
    return number
