"""Loads: the same file twice, newer exports, any split, other readers, other writers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data_access.loading.rejects import LoadError
from data_access.loading.summary import Summary
from data_access.record.database import open_record
from data_access.record.tables import assignments, events, head, incidents
from tests.loading.tools import Town, town

_examples = count()
_BEGIN = datetime(2020, 6, 1, 8, tzinfo=UTC)


def version(town: Town) -> int:
    with town.engine.connect() as connection:
        return int(connection.execute(select(head.c.version)).scalar_one())


def kinds(town: Town) -> list[str]:
    return [event["kind"] for event in town.all(events)]


def call(number: int, **said: Any) -> dict[str, Any]:
    reported = (_BEGIN + timedelta(minutes=number)).isoformat()
    return {"source": "hotline", "external_id": str(number), "reported_at": reported, **said}


def test_the_same_file_twice_changes_nothing(small_town: Town) -> None:
    rows = [call(n, department="water", lon=10.5, lat=50.1 + n / 9000) for n in range(5000)]
    first = small_town.rows("incidents", rows)
    assert (first.new, first.changed, first.unchanged) == (5000, 0, 0)
    before, version_before = small_town.record(), version(small_town)
    again = small_town.rows("incidents", rows)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5000)
    assert (small_town.record(), version(small_town)) == (before, version_before)
    assert again.reject_file is None
    assert not (small_town.settings.data_dir / "rejects").exists()


def test_a_newer_export_adds_what_is_new(small_town: Town) -> None:
    small_town.rows("incidents", [call(1), call(2)])
    newer = [
        call(1, department="water", dispatched_at="2020-06-01T08:05Z"),
        call(2),
        call(3, priority=1),
    ]
    summary = small_town.rows("incidents", newer)
    assert (summary.new, summary.changed, summary.unchanged) == (1, 1, 1)
    newest = [call(1, department="water", dispatched_at="2020-06-01T08:05Z",
                   responded_at="2020-06-01T08:09Z", closed_at="2020-06-01T09:00Z", priority=2)]  # fmt: skip
    summary = small_town.rows("incidents", newest)
    assert (summary.new, summary.changed, summary.unchanged) == (0, 1, 0)
    history = [e["kind"] for e in small_town.all(events) if e["incident_id"] == 1]
    assert history == ["reported", "dispatched", "responded", "closed", "corrected"]
    first = small_town.all(incidents)[0]
    assert (first["stage"], first["department"], first["priority"]) == ("closed", "water", 2)


def test_an_export_without_departments_takes_nobody_the_lead(small_town: Town) -> None:
    moment = {"dispatched_at": "2020-06-01T08:05Z"}
    small_town.rows("incidents", [call(1, department="water", **moment)])
    small_town.rows("incidents", [call(1, **moment)])
    assert small_town.all(incidents)[0]["lead"] == "water"
    assert [a["outcome"] for a in small_town.all(assignments)] == ["waiting"]


def test_an_older_export_takes_nothing_away(small_town: Town) -> None:
    small_town.rows("incidents", [call(1, closed_at="2020-06-01T09:00Z", priority=2)])
    summary = small_town.rows("incidents", [call(1)])
    assert (summary.new, summary.changed, summary.unchanged) == (0, 0, 1)
    assert kinds(small_town) == ["reported", "closed"]


minutes = st.integers(0, 600)
optional = st.none() | minutes
calls = st.fixed_dictionaries(
    {
        "dispatched_at": optional,
        "responded_at": optional,
        "closed_at": optional,
        "suspended_at": optional,
        "department": st.sampled_from(["", "water", "roads"]),
        "priority": st.sampled_from(["", "1", "x"]),
        "lon": st.sampled_from(["", "10.5", "11.5", "30"]),
    }
)


def said_by(number: int, drawn: dict[str, Any]) -> dict[str, Any]:
    row = call(number)
    reported = datetime.fromisoformat(row["reported_at"])
    for name, value in drawn.items():
        if name.endswith("_at"):
            row[name] = "" if value is None else (reported + timedelta(minutes=value)).isoformat()
        else:
            row[name] = value
    return row | {"lat": "50.5" if drawn["lon"] else ""}


@pytest.fixture(scope="module")
def shared_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town for many examples, each with sources of its own."""
    with town(tmp_path_factory.mktemp("shared")) as made:
        made.reference()
        yield made


@settings(max_examples=10)
@given(st.lists(calls, min_size=1, max_size=12), st.data())
def test_any_split_and_order_gives_the_same_record(
    shared_town: Town, drawn: list[dict[str, Any]], data: st.DataObject
) -> None:
    """One file at once, or its rows shuffled into several files, some loaded more than once."""
    rows = [said_by(number, said) for number, said in enumerate(drawn)]
    shuffled = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(rows)), max_size=3)))
    parts = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True) if a < b]
    again = data.draw(st.lists(st.sampled_from(parts), max_size=2))
    number = next(_examples)
    once, often = f"once {number}", f"often {number}"
    shared_town.rows("sources", [{"code": once}, {"code": often}])

    def load(some: list[dict[str, Any]], source: str) -> Summary:
        return shared_town.rows("incidents", [row | {"source": source} for row in some])

    whole = load(rows, once)
    partial = [load(part, often) for part in [*parts, *again]]
    assert shared_town.record(once) == shared_town.record(often)
    assert whole.new == sum(summary.new for summary in partial)
    assert whole.new + whole.rejected == len(rows)
    assert all(summary.changed == 0 for summary in partial)


def test_it_works_while_others_read_and_write(small_town: Town, tmp_path: Path) -> None:
    """A reader's transaction stays as it was, another writer's rows stay."""
    other = open_record(small_town.settings.database_url)
    number = select(func.count()).select_from(incidents)
    try:
        with other.connect() as reader:
            assert reader.execute(number).scalar_one() == 0
            small_town.rows("incidents", [call(n) for n in range(3000)])
            assert reader.execute(number).scalar_one() == 0
        with other.connect() as reader:
            assert reader.execute(number).scalar_one() == 3000
    finally:
        other.dispose()


def test_batches_are_commits_of_their_own(small_town: Town) -> None:
    before = version(small_town)
    small_town.rows("incidents", [call(n) for n in range(5000)])
    assert version(small_town) >= before + 3


def test_nothing_is_written_where_the_select_fails_on_its_last_row(small_town: Town) -> None:
    small_town.rows("incidents", [call(n, priority=n) for n in range(10)])
    sql = """SELECT line_no, source, external_id || 'x' AS external_id, reported_at,
             CASE WHEN priority = '9' THEN CAST('nine' AS INTEGER) END AS priority FROM source"""
    with pytest.raises(LoadError, match="nine"):
        small_town.load("incidents", small_town.folder / "incidents.csv", sql)
    assert len(small_town.all(incidents)) == 10


def test_without_a_select_the_columns_are_the_contracts(small_town: Town) -> None:
    summary = small_town.rows("incidents", [call(1, colour="red", PRIORITY=1)])
    assert summary.notes == [
        "columns that are not in the contract, not loaded: colour",
        "1 without location",
    ]
    assert small_town.all(incidents)[0]["priority"] == 1
    with pytest.raises(LoadError, match=r"no column source, external_id, reported_at.*--sql"):
        small_town.rows("incidents", [{"a": 1}])


def test_a_missing_sql_file(small_town: Town, tmp_path: Path) -> None:
    small_town.rows("incidents", [call(1)])
    with pytest.raises(LoadError, match=r"none\.sql: cannot be read \(No such file or directory\)"):
        small_town.load("incidents", tmp_path / "incidents.csv", tmp_path / "none.sql")
    (tmp_path / "picture.sql").write_bytes(b"\x89PNG")
    with pytest.raises(LoadError, match=r"picture\.sql: .*not UTF-8 text"):
        small_town.load("incidents", tmp_path / "incidents.csv", tmp_path / "picture.sql")


def test_rejects_of_two_loads_at_one_moment_are_two_files(small_town: Town) -> None:
    files = {small_town.rows("incidents", [call(1, priority="x")]).reject_file for _ in range(2)}
    assert len(files) == 2
