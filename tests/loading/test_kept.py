"""What is kept of loads beside the record: one row of each that ended, nothing of what a file says."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from data_access.loading.load import load
from data_access.loading.progress import Silent
from data_access.loading.rejects import LoadError
from data_access.record.access_tables import loads
from data_access.record.loads import Load, Loads, between, keep
from data_access.record.tables import commits
from tests.factories import MONDAY, moment
from tests.loading.tools import Town

BEGAN = moment(MONDAY)


def kept(town: Town) -> list[dict[str, Any]]:
    """All rows after those of the reference data."""
    return [row for row in town.all(loads) if row["kind"] in ("incidents", "events")]


def calls(*reports: str) -> list[dict[str, Any]]:
    return [
        {"source": "hotline", "external_id": str(n), "reported_at": at, "text": "ask Ms Secret"}
        for n, at in enumerate(reports)
    ]


def test_each_load_has_a_row_of_what_its_summary_says(small_town: Town) -> None:
    fine, bad = "2020-06-01T08:00Z", "soon"
    first = small_town.rows("incidents", calls(fine, bad, fine, bad))
    again = small_town.rows("incidents", calls(fine, fine))
    rows = kept(small_town)
    assert [(r["read"], r["new"], r["changed"], r["rejected"]) for r in rows] == [
        (4, 2, 0, 2),
        (2, 1, 0, 0),
    ]
    assert [(s.read, s.new, s.changed, s.rejected) for s in (first, again)] == [
        (r["read"], r["new"], r["changed"], r["rejected"]) for r in rows
    ]
    assert {(r["file"], r["finished"]) for r in rows} == {("incidents.csv", True)}
    assert "Secret" not in str(rows)


def test_it_begins_and_ends_and_is_no_news_of_the_record(small_town: Town, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("source,external_id,reported_at\nhotline,1,never\n")
    versions, ticks = small_town.all(commits), count(MONDAY, 1_000_000)
    load("incidents", path, engine=small_town.engine, settings=small_town.settings,
         clock=lambda: next(ticks))  # fmt: skip
    (row,) = kept(small_town)
    assert row["began"] == BEGAN < row["ended"] < BEGAN + timedelta(minutes=1)
    assert (row["read"], row["rejected"], row["finished"]) == (1, 1, True)
    assert small_town.all(commits) == versions


def test_lines_that_cannot_be_read_are_read_and_rejected(small_town: Town, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("source,external_id,reported_at\nhotline,1,2020-06-01T08:00Z\nhotline,2\n")
    summary = small_town.load("incidents", path)
    (row,) = kept(small_town)
    assert (summary.read, summary.new, summary.rejected) == (2, 1, 1)
    assert (row["read"], row["new"], row["rejected"]) == (2, 1, 1)


class Interrupted(Silent):
    """The interrupt key, after the first batch."""

    def step(self, what: str, total: int | None) -> None:
        self.what = what

    def reach(self, done: int) -> None:
        if self.what.startswith("writing"):
            raise KeyboardInterrupt


def test_what_is_refused_or_stopped_is_kept_as_unfinished(small_town: Town, tmp_path: Path) -> None:
    with pytest.raises(LoadError):
        small_town.load("incidents", tmp_path / "nowhere.csv")
    (tmp_path / "bad.csv").write_text("source,external_id,reported_at\nhotline,1\n")
    with pytest.raises(LoadError):
        small_town.load("incidents", tmp_path / "bad.csv", sql="SELECT nothing FROM source")

    with pytest.raises(KeyboardInterrupt):
        small_town.rows("incidents", calls("2020-06-01T08:00Z", "soon"), reporter=Interrupted())
    rows = kept(small_town)
    assert not any(row["finished"] for row in rows)
    assert [(r["file"], r["read"], r["new"], r["rejected"]) for r in rows] == [
        ("nowhere.csv", 0, 0, 0),
        ("bad.csv", 1, 0, 1),
        ("incidents.csv", 2, 1, 1),
    ]


def test_why_a_load_failed_is_told_though_it_cannot_be_kept(small_town: Town) -> None:
    with small_town.engine.begin() as connection:
        connection.execute(text("DROP TABLE loads"))
    with pytest.raises(LoadError, match="no such file"):
        small_town.load("incidents", Path("nowhere.csv"))


def test_a_name_that_no_database_holds_is_kept_all_the_same(
    small_town: Town, tmp_path: Path
) -> None:
    path = tmp_path / b"call\xffs\n.csv".decode("utf-8", "surrogateescape")
    with pytest.raises(LoadError):
        small_town.load("incidents", path)
    (row,) = kept(small_town)
    assert row["file"] == "call\ufffds\ufffd.csv"


def test_those_that_ended_between_two_moments(record: Engine) -> None:
    assert between(record, BEGAN, BEGAN) == Loads(0, 0, 0, 0)
    for minutes, finished in ((-1, True), (0, True), (5, False), (10, True), (11, True)):
        ended = BEGAN + timedelta(minutes=minutes)
        one = Load("incidents", "calls.csv", BEGAN - timedelta(hours=1), ended, finished,
                   read=10 ** (minutes + 1), new=0, changed=0, rejected=minutes + 1)  # fmt: skip
        keep(record, one)
    found = between(record, BEGAN, BEGAN + timedelta(minutes=10))
    assert found == Loads(3, 1, 10 + 10**6 + 10**11, 1 + 6 + 11)
