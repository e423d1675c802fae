"""What is said beside every choice, one row at a time in plain Python."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from data_access import choices
from data_access.filters import ONLY, STATUSES, Filter
from data_access.names import Named, Names
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from tests.figures.bare import answer
from tests.figures.test_predicates import (
    AS_OF,
    CHOICES,
    NORMS,
    PARENTS,
    ROWS,
    SOME,
    START,
    Row,
    has_status,
    kept,
    town,
)

__all__ = ["town"]  # a fixture

CATEGORIES = {code: Named(code, code, code, parent) for code, parent in PARENTS.items()}
NAMES = Names({}, {}, CATEGORIES, {}, {}, {}, False, True, {}, {})


def reported(query: dict[str, str]) -> list[Row]:
    """Rows of the period that meet a query, the voided included."""
    return [r for r in ROWS if kept(r, query) and START <= r.reported_at < AS_OF]


def expected(query: dict[str, str], dimension: str) -> Counter[str]:
    """How many have each code, whatever the query says of the dimension itself."""
    others = {name: codes for name, codes in query.items() if name != dimension}
    found: Counter[str] = Counter()
    if dimension == "status":
        for status in STATUSES:
            found[status] = sum(has_status(row, status) for row in reported(others))
        return +found
    if dimension == "only":
        for word in ONLY:
            words = {*query.get("only", word).split(","), word}
            narrowed = reported({**others, "only": ",".join(words)})
            found[word] = sum(not row.voided for row in narrowed)
        return +found
    for row in reported(others):
        code = getattr(row, dimension)
        if code is None or row.voided:
            continue
        found[str(code)] += 1
        parent = PARENTS.get(code) if dimension == "category" else None
        if parent is not None:
            found[parent] += 1
    return found


def check(town: Connection, query: dict[str, str]) -> None:
    scope = Scope(Filter.parse(EVERYTHING, {"period": "24h", **query}), AS_OF, NORMS, NAMES)
    found = answer(town, choices.QUESTION, scope)
    assert found.total == sum(not row.voided for row in reported(query))
    assert set(found.counts) == {*choices.GROUPED, "status", "only"}
    for dimension, counts in found.counts.items():
        assert +Counter(counts) == expected(query, dimension), dimension


@pytest.mark.parametrize("query", CHOICES, ids=str)
def test_each_choice_is_counted_without_its_own_dimension(
    town: Connection, query: dict[str, str]
) -> None:
    check(town, query)


@settings(max_examples=8)
@given(st.fixed_dictionaries({}, optional={n: st.sampled_from(c) for n, c in SOME.items()}))
def test_together(town: Connection, query: dict[str, str]) -> None:
    check(town, query)
