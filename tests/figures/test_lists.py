"""Every number of the screen is as large as its list; what a list says, its order and what narrows
it, against plain Python over all of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, func, select

from data_access.filters import Filter
from data_access.lists.columns import Column
from data_access.lists.conditions import Condition, Order, read_conditions, read_order
from data_access.lists.counts import FAMILIES, LISTED
from data_access.lists.listing import NO_UNIT, Listing
from data_access.live.answers import Answers
from data_access.moments import SECOND
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.events import Event as Happening
from data_access.record.events import Incident
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.figures.town import NOW, ZONE, build_town, busy_town
from tests.figures.ways import TOWN, directly, figures, through_a_read_model

QUERIES: list[dict[str, str]] = [
    {"period": "30d"},
    {"period": "30d", "area": "street0,quarter10"},
    {"period": "30d", "department": "roads"},
    {"period": "30d", "status": "voided"},
]
MORE: list[dict[str, str]] = [  # that narrow a number and its list by the same words
    {"period": "24h", "area": "street0"},
    {"period": "7d", "area": "quarter00"},
    {"period": "7d", "category": "street_works", "source": "patrol"},
    {"period": "30d", "status": "overdue,closed"},
    {"period": "30d", "only": "unlocated"},
]


@pytest.fixture(scope="module", params=["read model", "PostgreSQL"])
def answers(
    request: pytest.FixtureRequest, sqlite_files: SQLiteFiles, postgresql_cluster: PostgreSQLCluster
) -> Iterator[Answers]:
    """The busy town, and some strangers to it, asked both ways."""
    direct = request.param == "PostgreSQL"
    url = postgresql_cluster.migrated() if direct else sqlite_files.migrated()
    record = open_record(url)
    with ExitStack() as stack:
        stack.callback(record.dispose)
        build_town(record, [*busy_town(), *strangers()])
        way = directly(record, url) if direct else through_a_read_model(record)
        yield stack.enter_context(way)


def strangers() -> list[Incident]:
    """Incidents on a line from inside the town to far outside of it."""
    said = [Happening("reported", NOW - 3600 * SECOND)]
    return [
        Incident("patrol", f"stranger {n}", said, lon=-73.995, lat=40.705 + 0.0005 * n)
        for n in range(0, 60, 3)
    ]


def numbers(found: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    """Every number that has a list: its list, its unit, how large it is."""
    strip = found["counts"]
    for name in FAMILIES["counts"]:
        yield f"counts.{name}", "", strip[name]
    for name, number in found["worklists"].items():
        yield f"worklists.{name}", "", number
    yield "heat.cohort", "", strip["cohort"]
    yield "heat.unlocated", "", strip["unlocated"]
    yield "heat.located", "", found["heat"]["located"]
    yield "heat.outside", "", found["heat"]["outside"]
    yield from _units("closure", found["closure"]["total"], found["closure"]["units"], "closure")
    yield "loop.filed", "", found["loop"]["filed"]
    for stage in found["loop"]["stages"]:
        yield f"loop.reached.{stage['name']}", "", stage["reached"]
        if stage["name"] != "closed":
            yield f"loop.standing.{stage['name']}", "", stage["standing"]
    response = found["response"]
    yield from _units("response", response["total"], response["departments"], "response")
    cover = found["coverage"]
    yield from _units("coverage", cover["total"], cover["units"], "coverage")
    yield from _units("cameras", cover["total"], cover["units"], "cameras")
    yield "cameras.assumed", "", cover["assumed"]


def _units(
    family: str, total: dict[str, Any], units: list[dict[str, Any]], panel: str
) -> Iterator[tuple[str, str, int]]:
    for unit in (total, *units):
        for name in FAMILIES[family]:
            if name in unit and unit[name] is not None:
                of = "" if unit is total else unit["code"] or NO_UNIT
                yield f"{panel}.{name}", of, unit[name]


def ask(answers: Answers, query: dict[str, str]) -> tuple[Connection, Scope, ExitStack]:
    stack = ExitStack()
    connection, published = stack.enter_context(answers._read_model.snapshot())
    names = answers.names(published, EVERYTHING)
    return connection, Scope(Filter.parse(EVERYTHING, query), published.as_of, TOWN, names), stack


def nothing(_column: Column, _text: str) -> list[str]:
    return []


def each_way() -> Iterator[Any]:
    """Ways to ask, and queries: those of the suite by a read model, and one of them by PostgreSQL."""
    for way in ("read model", "PostgreSQL"):
        for query in (*QUERIES, *MORE):
            short = query in QUERIES[: 1 if way == "PostgreSQL" else None]
            marks = () if short else pytest.mark.long
            yield pytest.param(way, query, marks=marks, id=f"{way}-{query}")


@pytest.mark.parametrize(("answers", "query"), list(each_way()), indirect=["answers"])
def test_every_number_is_as_large_as_its_list(answers: Answers, query: dict[str, str]) -> None:
    found = figures(answers, query)
    connection, scope, stack = ask(answers, query)
    seen = set()
    with stack:
        beside: dict[tuple[str, str], dict[str, int]] = {}
        for key, of, number in numbers(found):
            listing = Listing(key, of)
            rows = listing.keys(scope, nothing).subquery()
            counted = connection.execute(select(func.count()).select_from(rows)).scalar_one()
            assert counted == number, (key, of)
            seen.add(key)
            at = (listing.family, of)
            if at not in beside:
                question = listing.beside()
                beside[at] = question.answer(scope, lambda s, read: read(connection.execute(s)))
            assert beside[at][key.partition(".")[2]] == number, (key, of)
    if query == QUERIES[0]:
        assert seen == LISTED.keys()  # no list without its number
        assert 0 < found["heat"]["outside"] < 20


def rows(answers: Answers, query: dict[str, str], listing: Listing) -> list[dict[str, Any]]:
    connection, scope, stack = ask(answers, query)
    with stack:
        return [dict(row._mapping) for row in connection.execute(listing.all(scope, by_code))]


def by_code(_column: Column, text: str) -> list[str]:
    """In the town everything is called as its code."""
    codes = ("pothole", "street_works", "quarter00", "quarter01", "roads", "water", "closed")
    return [code for code in codes if text in code]


KINDS = ("closure.filed", "counts.closed", "response.assignments", "cameras.installed")


@pytest.mark.parametrize("key", KINDS)
def test_rows_stand_in_the_order_of_any_column(answers: Answers, key: str) -> None:
    listing = Listing(key)
    every = rows(answers, QUERIES[0], listing)
    width = len(listing.rows.key)
    # Stable, from what matters least to what matters most.
    expected = sorted(every, key=lambda r: [r[f"key{n}"] for n in range(width)])[::-1]
    for column in listing.rows.columns:
        known = [r for r in expected if r[column.key] is not None]
        absent = [r for r in expected if r[column.key] is None]
        texts = isinstance(next((r[column.key] for r in known), 0), str)
        for descending in (True,) if texts else (False, True):
            found = rows(answers, QUERIES[0], Listing(key, "", (Order(column.key, descending),)))
            if not texts:  # engines order those by collations of their own
                known.sort(key=lambda r: r[column.key], reverse=descending)
                assert found == known + absent, (column.key, descending)


def test_what_presses_most_stands_first(answers: Answers) -> None:
    deadlines = [r["deadline"] for r in rows(answers, QUERIES[0], Listing("worklists.overdue"))]
    assert len(deadlines) > 5
    assert deadlines == sorted(deadlines)
    reports = [r["reported_at"] for r in rows(answers, QUERIES[0], Listing("counts.open"))]
    assert reports == sorted(reports, reverse=True)


NARROWED = [
    ("number", "~", "1", lambda v: "1" in v),
    ("category", "~", "pot", lambda v: v == "pothole"),
    ("department", "~", "roads", lambda v: v == "roads"),
    ("status", "~", "closed", lambda v: v == "closed"),
    ("priority", ">=", "2", lambda v: v >= 2),
    ("priority", "<=", "1", lambda v: v <= 1),
    ("returns", ">", "0", lambda v: v > 0),
    ("reported_at", "<", "2026-11-02", lambda v: v.astimezone(ZONE).date().isoformat() < "2026-11-02"),
    ("reported_at", ">=", "2026-11-02T08:30", lambda v: v.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") >= "2026-11-02T08:30"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("column", "operator", "said", "holds"), NARROWED, ids=lambda v: str(v)[:20]
)
def test_a_list_is_narrowed_by_what_its_columns_say(
    answers: Answers, column: str, operator: str, said: str, holds: Any
) -> None:
    kept = all_rows = 0
    for key in ("closure.filed", "counts.closed", "response.assignments"):
        every = rows(answers, QUERIES[0], Listing(key))
        condition = Condition(column, operator, said)
        found = rows(answers, QUERIES[0], Listing(key, conditions=(condition,)))
        expected = [row for row in every if row[column] is not None and holds(row[column])]
        assert found == expected
        kept, all_rows = kept + len(found), all_rows + len(every)
    assert 0 < kept < all_rows


def test_some_rows_say_what_all_of_them_say(answers: Answers) -> None:
    for key in KINDS:
        listing = Listing(key)
        every = rows(answers, QUERIES[0], listing)
        connection, scope, stack = ask(answers, QUERIES[0])
        with stack:
            wanted = [row["key0"] for row in every[::3]]
            found = [dict(r._mapping) for r in connection.execute(listing.some(scope, wanted))]
        for row in every[::3]:
            assert row in found


def test_what_an_address_says_of_order_and_narrowing_is_read_back() -> None:
    listing = Listing("closure.filed")
    said = "address~%25;priority>=2;reported_at<2026-11-02"
    conditions, ignored = read_conditions(said, listing.rows, ZONE)
    assert ignored == ()
    assert conditions[0] == Condition("address", "~", "%")
    assert ";".join(map(str, conditions)) == said
    order, unknown = read_order("-late,number,-late", listing.rows)
    assert (order, unknown) == ((Order("late", True), Order("number")), ())


@pytest.mark.parametrize(
    "said",
    ["nothing~a", "address=a", "address>=a", "priority~1", "priority>=x", "priority>=nan",
     "reported_at>=yesterday", "reported_at>=0001-01-01", "address~", "address~%00", "late<1e99"],
)  # fmt: skip
def test_what_means_nothing_is_left_out_and_said(said: str) -> None:
    kept, ignored = read_conditions(
        f"{said};priority>=1", Listing("closure.filed").rows, ZoneInfo("UTC")
    )
    assert kept == (Condition("priority", ">=", "1"),)
    assert [one.said for one in ignored] == [said]


def test_an_order_of_no_column_is_left_out_and_said() -> None:
    order, unknown = read_order("-nothing,late", Listing("closure.filed").rows)
    assert order == (Order("late"),)
    assert [one.said for one in unknown] == ["-nothing"]
