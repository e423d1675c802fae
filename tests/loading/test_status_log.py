"""The worked example of nineteen statuses: each becomes the event that it means, none is lost."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data_access.loading.summary import Summary
from data_access.record.tables import assignments, events, incidents
from tests.factories import DAY
from tests.loading.tools import EXAMPLES, Town, rejected, town

FOLDER = EXAMPLES / "status_log"
LOG, SQL = FOLDER / "log.csv", FOLDER / "events.sql"
STATUSES = [
    "待受理",
    "已受理",
    "已立案",
    "待派遣",
    "已派遣",
    "转派",
    "协办",
    "已签收",
    "处置中",
    "已处置",
    "待核查",
    "核查通过",
    "核查退回",
    "延期",
    "挂账",
    "恢复处置",
    "已结案",
    "重新立案",
    "作废",
]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path, timezone="Asia/Shanghai") as made:
        made.now += 7 * DAY
        made.rows("sources", [{"code": "12345"}])
        made.rows("departments", [{"code": "城管"}, {"code": "水务"}])
        yield made


def log() -> list[dict[str, str]]:
    with LOG.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(city: Town, rows: list[dict[str, str]]) -> Summary:
    path = city.folder / "log.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["案件编号", "状态", "时间", "部门", "时限"])
        writer.writeheader()
        writer.writerows(rows)
    return city.load("events", path, SQL)


def case(city: Town, external_id: str) -> dict[str, Any]:
    (found,) = [row for row in city.all(incidents) if row["external_id"] == external_id]
    return found


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour - 8, minute, tzinfo=UTC)


def test_all_statuses_are_in_log_and_select() -> None:
    assert len(STATUSES) == 19
    assert {row["状态"] for row in log()} == set(STATUSES)
    assert re.findall(r"\('(\w+)', '[\w-]+', ", SQL.read_text("utf-8")) == STATUSES


def test_what_the_cases_have_become(city: Town) -> None:
    summary = load(city, log())
    assert (summary.new, summary.rejected) == (3, 0)
    first, second, third = (case(city, number) for number in ("A1", "A2", "A3"))
    assert (first["stage"], first["department"], first["returns"]) == ("closed", "城管", 1)
    assert (first["responded_at"], first["resolved_at"]) == (local(2, 10), local(3, 9))
    assert (first["closed_at"], first["decisions"]) == (local(3, 10), 2)
    assert (second["stage"], second["department"]) == ("resolved", "水务")
    assert (second["resolved_at"], second["closed_at"]) == (local(3, 12), None)
    assert (third["stage"], third["voided"]) == ("reported", True)
    said = [
        (a["incident_id"], a["department"], a["role"], a["outcome"]) for a in city.all(assignments)
    ]
    assert sorted(said) == [
        (first["id"], "城管", "lead", "answered"),
        (first["id"], "城管", "lead", "answered"),
        (first["id"], "水务", "co", "answered"),
        (second["id"], "城管", "lead", "passed_on"),
        (second["id"], "水务", "lead", "answered"),
    ]
    extended = [row["deadline"] for row in city.all(events) if row["kind"] == "extended"]
    assert extended == [local(4, 12)]


def test_statuses_of_one_instant_count_in_the_order_of_the_closed_loop(city: Town) -> None:
    """However the log lists them: received and dispatched, resolved, passed and closed."""
    there = ["待受理", "已派遣", "处置中", "已处置", "核查通过", "已结案"]
    rows = [
        {"案件编号": "B", "状态": status, "时间": "2026-03-02 09:00", "部门": "城管"}
        for status in reversed(there)
    ]
    assert load(city, rows).rejected == 0
    found = case(city, "B")
    assert (found["stage"], found["department"], found["decisions"]) == ("closed", "城管", 1)
    (assignment,) = city.all(assignments)
    assert (assignment["outcome"], assignment["active_seconds"]) == ("answered", 0)


def test_a_status_that_nobody_mapped_is_not_lost(city: Town) -> None:
    """Its rows are rejected by name; once it is mapped, the same file brings them."""
    rows = log()
    rows.append(rows[0] | {"状态": "领导批示", "时间": "2026-03-02 12:00"})
    rows.append(rows[0] | {"状态": "", "时间": "2026-03-02 12:00"})
    summary = load(city, rows)
    assert (summary.new, dict(summary.reasons)) == (3, {"unknown kind": 1, "missing kind": 1})
    reasons = {reject["line"]: reject["reason"] for reject in rejected(summary)}
    assert "'领导批示'" in reasons[str(len(rows))]

    mapped = SQL.read_text("utf-8").replace("('作废',", "('领导批示', 'suspended', NULL), ('作废',")
    again = city.load("events", city.folder / "log.csv", mapped)
    assert (again.changed, dict(again.reasons)) == (1, {"missing kind": 1})
    assert "suspended" in {row["kind"] for row in city.all(events) if row["incident_id"] == 1}
