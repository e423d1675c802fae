"""What has to be looked for: a text and a polygon, in the words of each engine and in Python."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    Connection,
    Double,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
)

from data_access import counts, trend
from data_access.drawn import canonical_points, enclosed, in_bounds, read_points
from data_access.filters import Filter
from data_access.free_text import COLUMNS, says
from data_access.independent.narrowed import drawn, lies_in, plain
from data_access.live import finding
from data_access.moments import SECOND
from data_access.questions import Question
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.figures.test_against_naive import asked
from tests.figures.town import NOW, build_town, busy_town

_ROWS = MetaData()
SAID = Table(
    "said", _ROWS, Column("id", Integer, primary_key=True, autoincrement=False),
    *(Column(name, String) for name in COLUMNS),
)  # fmt: skip
PLACES = Table(
    "places", _ROWS, Column("id", Integer, primary_key=True, autoincrement=False),
    Column("lon", Double), Column("lat", Double),
)  # fmt: skip

# Letters of which there are two, letters that become them or look like them, and what engines use
# for patterns.
LETTERS = "aAkKzZ@[`{iI\u0130\u0131\u212aＫ路施工é É%_\\.*?(]^$'\"-/0"
WORDS = st.text(st.sampled_from(LETTERS), max_size=4)


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def engine(request: pytest.FixtureRequest) -> Iterator[Connection]:
    url = "duckdb:///:memory:"
    if request.param == "postgresql":
        cluster: PostgreSQLCluster = request.getfixturevalue("postgresql_cluster")
        url = cluster.empty().replace("postgresql:", "postgresql+psycopg:")
    made = create_engine(url)
    with made.connect() as connection:
        _ROWS.create_all(connection)
        yield connection
        connection.rollback()
    made.dispose()


def found(connection: Connection, table: Table, rows: list[Any], *conditions: Any) -> set[int]:
    """The numbers of the rows that meet the conditions."""
    connection.execute(table.delete())
    names = [column.name for column in table.c][1:]
    told = [{"id": n, **dict(zip(names, row, strict=True))} for n, row in enumerate(rows)]
    connection.execute(insert(table), told)
    return set(connection.execute(select(table.c.id).where(*conditions)).scalars())


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(WORDS, *2 * [st.none() | WORDS]), min_size=1, max_size=12),
    WORDS.filter(bool),
)
def test_a_text_is_found_as_it_is_written(
    engine: Connection, rows: list[tuple[str | None, ...]], text: str
) -> None:
    expected = {
        n for n, row in enumerate(rows) if any(plain(text) in plain(one or "") for one in row)
    }
    assert found(engine, SAID, rows, says(text, SAID)) == expected


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("jy20261101", {0, 1}),
        ("JY20261101-0001/10", {1}),
        ("路", {0, 2}),
        ("东路", {0, 2}),
        ("ktv", {1, 2}),
        ("100%", {2}),
        ("0_", set()),
    ],
)
def test_numbers_addresses_and_descriptions(
    engine: Connection, text: str, numbers: set[int]
) -> None:
    rows = [
        ("JY20261101-0001/1", "江东东路", None),
        ("JY20261101-0001/10", None, "KTV 噪声"),
        ("2", "东路KTV", "100% 100"),
    ]
    assert found(engine, SAID, rows, says(text, SAID)) == numbers


DEGREES = st.integers(-12, 12).map(lambda n: n / 4 + n * n / 97)  # seldom three on one line


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(DEGREES, DEGREES), min_size=2, max_size=9),
    st.lists(st.tuples(*2 * [st.floats(-4, 5)]), min_size=20, max_size=20),
)
def test_a_shape_encloses_what_a_library_says(
    engine: Connection, corners: list[tuple[float, float]], places: list[Any]
) -> None:
    points = canonical_points(";".join(f"{lon},{lat}" for lon, lat in corners))
    if not points:
        return
    shape = drawn(";".join(points))
    inside = [in_bounds(points, PLACES)]
    if len(points) > 2:
        inside.append(enclosed(points, PLACES))
        # What lies on the line of a polygon is on either side of it.
        line = shapely.LinearRing(read_points(points))
        places = [place for place in places if line.distance(shapely.Point(place)) > 1e-9]
    rows = [*places, (None, None)]
    assert found(engine, PLACES, rows, *inside) == {
        n for n, (lon, lat) in enumerate(rows) if lies_in(shape, lon, lat)
    }


def test_the_edge_of_a_rectangle_is_inside(engine: Connection) -> None:
    points = canonical_points("2,2;1,1")
    rows = [(1, 1), (2, 2), (1.5, 2), (1, 1.5), (0.99999, 1), (1, 2.00001), (None, None)]
    assert found(engine, PLACES, rows, in_bounds(points, PLACES)) == {0, 1, 2, 3}


@pytest.mark.parametrize("number", ["2026-1", "案2026-1", "Ａ1"])
def test_numbers_are_read_where_one_may_hold_the_text(
    sqlite_files: SQLiteFiles, number: str
) -> None:
    """Which DuckDB tells: none with a Chinese character, none that holds one."""
    record = open_record(sqlite_files.migrated())
    told = Incident("patrol", number, [Event("reported", NOW - SECOND)], text="案件Ａ")
    build_town(record, [told, *busy_town()])
    with asked(record) as answers:
        looked: list[str] = []

        def listen(_: Any, __: Any, statement: str, *___: Any) -> None:
            looked.extend([statement] if "strpos" in statement else [])

        event.listen(answers._read_model.engine, "before_cursor_execute", listen)
        for text in ("案", "Ａ", "2026", "案2"):
            looked.clear()
            filter_ = Filter.parse(EVERYTHING, {"q": text, "period": "24h"})
            in_words, in_number = text in "案件Ａ", text in number
            assert answers.ask(filter_).answers["counts"].new == (in_words or in_number), text
            reads = any("external_id" in statement for statement in looked)
            assert reads == (text.isascii() or not number.isascii())
    record.dispose()


def test_it_is_looked_for_once_for_all_questions(sqlite_files: SQLiteFiles) -> None:
    record = open_record(sqlite_files.migrated())
    build_town(record, busy_town())
    with asked(record) as answers:
        looked: list[str] = []

        def listen(_: Any, __: Any, statement: str, *___: Any) -> None:
            looked.extend([statement] if "strpos" in statement else [])

        engine = answers._read_model.engine
        event.listen(engine, "before_cursor_execute", listen)
        for query in ({"q": "路"}, {"q": "坑"}, {"q": "路", "only": "paused"}):
            answered = answers.ask(Filter.parse(EVERYTHING, query))
            assert not [one for one in answered.answers.values() if isinstance(one, Exception)]
        assert len(looked) == 3
        # A question that fails ends the transaction, and with it what was found.
        broken: Question[Any] = Question("broken", lambda _: select(1), _fail)
        answered = answers.ask(
            Filter.parse(EVERYTHING, {"q": "路"}), (trend.QUESTION, broken, counts.QUESTION)
        )
        assert answered.answers["counts"].new > 0
        assert len(looked) == 5
    record.dispose()


def _fail(*_: Any) -> Any:
    raise ValueError("it cannot be shaped")


def test_many_are_the_same_as_few(
    sqlite_files: SQLiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = open_record(sqlite_files.migrated())
    build_town(record, busy_town())
    queries = [{"q": "路"}, {"within": "-74,40.7;-73.98,40.71;-73.98,40.7", "area": "street1"}]
    with asked(record) as answers:
        few = [answers.ask(Filter.parse(EVERYTHING, query)).answers for query in queries]
        monkeypatch.setattr(finding, "_FEW", 0)
        monkeypatch.setattr(finding, "_SHARE", 1_000)
        said: list[str] = []
        event.listen(
            answers._read_model.engine, "before_cursor_execute", lambda *told: said.append(told[2])
        )
        many = [answers.ask(Filter.parse(EVERYTHING, query)).answers for query in queries]
        assert sum("bitstring_agg" in one for one in said) == 2
        assert [len(one["feed"].items) for one in few] != [0, 0]
        for name in ("counts", "closure", "loop", "response", "trend", "feed"):
            assert [one[name] for one in many] == [one[name] for one in few]
    record.dispose()
