"""What holds of every figure of any town: sums, parts of wholes, the absent, order, time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.filters import Filter
from data_access.live.answers import Answers
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.live.service import figures_of
from data_access.moments import SECOND, from_micros
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.events import Incident
from data_access.record.write import write_incidents
from data_access.settings import Settings
from tests.engines import Databases, SQLiteFiles
from tests.figures.town import (
    AS_OF,
    NOW,
    PERIODS,
    build_town,
    busy_town,
    incidents_of_town,
    queries,
)

Figures = dict[str, Any]
NEW_YORK = Settings(timezone="America/New_York", min_denominator=3)
SHANGHAI = Settings(timezone="Asia/Shanghai", min_denominator=3)
DAY = 86_400 * SECOND

# An example builds databases: few of them, and none of the hundreds that shrinking would try.
few = settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@contextmanager
def asking(
    engine: Engine, of: Settings = NEW_YORK, as_of: datetime = AS_OF
) -> Iterator[Callable[[dict[str, str]], Figures]]:
    """All figures of a record at a moment, by query."""
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", engine)
        publisher = Publisher(engine, model, of.camera_range_m, clock=lambda: as_of)
        publisher.prepare()
        answers = Answers(model, of, None)
        try:
            yield lambda query: figures_of(answers, of, Filter.parse(EVERYTHING, query))
        finally:
            publisher.stop()


# Sums and parts ----------------------------------------------------------------------------

COHORT = (
    "filed",
    "due",
    "closed",
    "on_time",
    "closed_late",
    "overdue",
    "closed_early",
    "not_yet_due",
    "suspended",
    "no_deadline",
    "voided",
    "returned",
    "decided",
    "extended",
)
RATES = ("closure_rate", "on_time_rate", "overdue_rate", "rework_rate", "extension_rate")
ASSIGNED = ("assignments", "answered", "waiting", "passed_on", "unanswered")
COVERED = ("installed", "located", "cells")
IF_KNOWN = ("online", "in_order", "covered", "blind")
PARTITION = ("due", "closed_early", "not_yet_due", "suspended", "no_deadline")


def sums(rows: list[Figures], names: tuple[str, ...]) -> dict[str, int]:
    return {name: sum(row[name] or 0 for row in rows) for name in names}


def some(row: Figures, names: tuple[str, ...]) -> dict[str, int]:
    return {name: row[name] or 0 for name in names}


def check_cohort(cohort: Figures) -> None:
    assert cohort["filed"] == sum(cohort[name] for name in PARTITION)
    assert cohort["due"] == cohort["on_time"] + cohort["closed_late"] + cohort["overdue"]
    assert cohort["closed"] == cohort["on_time"] + cohort["closed_late"]
    of = {name: (cohort[name]["numerator"], cohort[name]["denominator"]) for name in RATES}
    assert of == {
        "closure_rate": (cohort["closed"], cohort["due"]),
        "on_time_rate": (cohort["on_time"], cohort["due"]),
        "overdue_rate": (cohort["closed_late"] + cohort["overdue"], cohort["due"]),
        "rework_rate": (cohort["returned"], cohort["decided"]),
        "extension_rate": (cohort["extended"], cohort["due"]),
    }
    for name in RATES:
        rate = cohort[name]
        assert 0 <= rate["numerator"] <= rate["denominator"]
        if rate["denominator"] == 0:  # absent: never 0 %, never 100 %
            assert (rate["value"], rate["low"], rate["high"]) == (None, None, None)
        else:
            assert rate["value"] == rate["numerator"] / rate["denominator"]
            assert 0 <= rate["low"] <= rate["value"] <= rate["high"] <= 1


def check_times(spell: Figures, whole: str, answered: str, *others: str) -> None:
    assert spell[whole] == spell[answered] + sum(spell[name] for name in others)
    nothing = spell[answered] == 0
    assert (spell["answered_median"] is None) == (spell["answered_p90"] is None) == nothing
    never = spell.get("never", spell.get("unanswered", 0))
    unknown = spell[whole] == never  # nobody was observed for any time
    assert (spell["median"] is None) == (spell["p90"] is None) == unknown


def check_share(share: float | None, part: float | None, whole: float | None) -> None:
    if part is None or not whole:
        assert share is None
    else:
        assert share == part / whole
        assert 0 <= part <= whole


def check_change(found: dict[str, Any], now: int) -> None:
    """A count of the strip, and all of its comparison or nothing."""
    assert found["now"] == now
    assert (found["before"] is None) == (found["difference"] is None)
    assert (found["z"] is None) == (found["clear"] is None)
    if found["before"] is not None:
        assert found["before"] >= 0
        assert found["before"] + found["difference"] == now
    if found["z"] is not None:
        assert found["before"] is not None
        assert {"more": found["z"] > 3, "less": found["z"] < -3, "same": abs(found["z"]) <= 3}[
            found["clear"]
        ]


def check_parts(found: Figures) -> None:
    """Identities, numerators within denominators, absent is never 0, rows add up."""
    closure, by_department = found["closure"], found["departments"]
    for cohort in (
        *closure["units"],
        closure["total"],
        *by_department["departments"],
        by_department["total"],
    ):
        check_cohort(cohort)
        assert cohort.get("band", "none") != "none" or cohort["due"] == 0 or "band" not in cohort
    assert sums(closure["units"], COHORT) == some(closure["total"], COHORT)
    assert sums(by_department["departments"], COHORT) == some(by_department["total"], COHORT)
    alike = tuple(name for name in COHORT if name not in ("on_time", "closed_late"))
    assert some(by_department["total"], alike) == some(closure["total"], alike)

    filed = closure["total"]["filed"]
    counts = found["counts"]
    assert counts["new"] == counts["cohort"] == found["loop"]["filed"] == filed
    assert 0 <= counts["overdue"] <= counts["open"]
    assert found["heat"]["located"] + found["heat"]["unlocated"] == filed
    assert found["heat"]["outside"] <= found["heat"]["located"]
    assert counts["unlocated"] == found["heat"]["unlocated"]
    assert sum(found["trend"]["new"]) == counts["new"]
    assert sum(found["trend"]["closed"]) == counts["closed"]
    for name in ("new", "closed", "open", "overdue"):
        check_change(found["change"][name], counts[name])

    stages = found["loop"]["stages"]
    assert stages[0]["reached"] == filed
    for stage in stages:
        assert 0 <= stage["standing"] <= stage["reached"] <= filed
        assert (stage["median"] is None) == (not stage["reached"] or stage["name"] == "closed")
    standing = sum(stage["standing"] for stage in stages[:-1])
    assert standing + stages[-1]["reached"] == filed

    response, times = found["response"], found["times"]
    for unit in (*response["departments"], response["total"]):
        check_times(unit, *ASSIGNED)
        assert (unit["oldest_waiting"] is None) == (unit["waiting"] == 0)
    assert sums(response["departments"], ASSIGNED) == some(response["total"], ASSIGNED)
    for spell in (times["to_response"], times["to_closing"]):
        check_times(spell, "incidents", "ended", "waiting", "never")
        assert spell["incidents"] == filed
    check_times(times["handling"], "assignments", "ended", "waiting", "passed_on", "never")
    assert times["handling"]["assignments"] == response["total"]["assignments"]

    coverage = found["coverage"]
    assert sums(coverage["units"], COVERED) == some(coverage["total"], COVERED)
    assert sums(coverage["units"], IF_KNOWN) == some(coverage["total"], IF_KNOWN)
    for unit in (*coverage["units"], coverage["total"]):
        check_share(unit["online_rate"], unit["online"], unit["installed"])
        check_share(unit["in_order_rate"], unit["in_order"], unit["installed"])
        check_share(unit["covered_area_rate"], unit["covered_m2"], unit["area_m2"])
        check_share(unit["covered_incidents_rate"], unit["covered"], unit["located"])
        assert (unit["blind"] or 0) <= unit["cells"]
    assert coverage["total"]["located"] == found["heat"]["located"]


@few
@given(incidents=incidents_of_town(), several=st.lists(queries(), min_size=5, max_size=5))
def test_parts_add_up_and_stay_within_their_wholes(
    sqlite_files: SQLiteFiles, incidents: list[Any], several: list[dict[str, str]]
) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, incidents)
    with asking(engine) as ask:
        for query in several:
            check_parts(ask(query))
    engine.dispose()


def test_rows_add_up_to_the_district_at_every_level(sqlite_files: SQLiteFiles) -> None:
    """A unit's own page says of it what its row says in the page above."""
    engine = open_record(sqlite_files.migrated())
    lost = [replace(each, area=None) for each in busy_town()[:9]]
    beside = [replace(each, area="street1") for each in busy_town()[9:20]]  # in no quarter
    build_town(engine, [*lost, *beside, *busy_town()[20:]])
    with asking(engine) as ask:
        for period in PERIODS[3:4]:
            district = ask(period)
            check_parts(district)
            rows = {row["code"]: row for row in district["closure"]["units"]}
            assert set(rows) <= {"street0", "street1", None}
            seen = {row["code"]: row for row in district["coverage"]["units"]}
            for street in ("street0", "street1"):
                below = ask({**period, "area": street})
                check_parts(below)
                assert some(below["closure"]["total"], COHORT) == some(rows[street], COHORT)
                total = below["coverage"]["total"]
                for names in (COVERED, IF_KNOWN):
                    assert some(total, names) == some(seen[street], names)
                for row in below["closure"]["units"]:
                    if row["code"] is not None:
                        quarter = ask({**period, "area": row["code"]})
                        own = quarter["closure"]["total"]
                        assert some(own, COHORT) == some(row, COHORT)
        month = ask(PERIODS[3])
        assert [row["code"] for row in month["closure"]["units"]] == ["street0", "street1", None]
    engine.dispose()


def test_of_nothing_every_figure_is_absent_or_none(sqlite_files: SQLiteFiles) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, [])
    with asking(engine) as ask:
        found = ask({"period": "30d"})
    engine.dispose()
    check_parts(found)
    assert found["closure"]["total"]["closure_rate"]["value"] is None
    assert found["response"]["total"]["median"] is None
    assert found["newest"] == {}
    assert set(found["trend"]["usual_low"]) == {None}
    for name in ("new", "closed", "open", "overdue"):
        assert set(found["change"][name].values()) == {0, None}


# Order -------------------------------------------------------------------------------------


def without_order(found: Figures) -> Figures:
    """Figures without what tells in which order rows came: versions, numbers, the feed's ties."""
    kept = {name: value for name, value in found.items() if name not in ("version", "feed")}
    items = found["feed"]["items"]
    oldest = min((item["moment"] for item in items), default="")
    told = [
        {name: value for name, value in item.items() if name not in ("incident_id", "seq")}
        for item in items
        if item["moment"] > oldest
    ]
    return kept | {"feed": sorted(told, key=lambda item: sorted(map(str, item.items())))}


def test_order_and_batches_of_loading_change_nothing(databases: Databases) -> None:
    """All at once; or in another order, each in two parts, in batches of any size."""
    random, incidents = Random(20261107), busy_town()[:70]
    once, bit_by_bit = (open_record(databases.migrated()) for _ in range(2))
    build_town(once, incidents)
    build_town(bit_by_bit, [])
    begun = [replace(each, events=each.events[:1]) for each in incidents]
    rest = [replace(each, events=list(each.events)) for each in incidents]
    random.shuffle(begun)
    random.shuffle(rest)
    for told in (begun, rest):
        while told:
            size = random.choice((4, 9, 30))
            write_incidents(bit_by_bit, told[:size], now=NOW, origin="test")
            told = told[size:]
    asked: list[Figures] = [{}, {"area": "street0", "status": "open"}]
    with asking(once) as ask, asking(bit_by_bit) as ask_again:
        for query in asked:
            query = {"period": "30d", **query}
            assert without_order(ask(query)) == without_order(ask_again(query))
    once.dispose()
    bit_by_bit.dispose()


# Time --------------------------------------------------------------------------------------


def moved(incidents: list[Incident], days: int) -> list[Incident]:
    """Everything that happened, so many days later."""

    def later(moment: int | None) -> int | None:
        return None if moment is None else moment + days * DAY

    return [
        replace(
            each,
            own_deadline=later(each.own_deadline),
            events=[
                event._replace(moment=event.moment + days * DAY, deadline=later(event.deadline))
                for event in each.events
            ],
        )
        for each in incidents
    ]


def assert_moved(before: Any, after: Any, days: int, at: str = "") -> None:
    """Every moment is so many days later, and everything else the same."""
    if isinstance(before, dict):
        assert before.keys() == after.keys(), at
        for key, value in before.items():
            if key not in ("version", "filter", "computed_at"):
                assert_moved(value, after[key], days, f"{at}.{key}")
    elif isinstance(before, list):
        assert len(before) == len(after), at
        for number, value in enumerate(before):
            assert_moved(value, after[number], days, f"{at}[{number}]")
    elif isinstance(before, str) and before[4:5] == "-" and before[10:11] == "T":
        later = datetime.fromisoformat(before) + timedelta(days=days)
        assert datetime.fromisoformat(after) == later, at
    else:
        assert before == after, at


def figures_of_moved(
    sqlite_files: SQLiteFiles, incidents: list[Incident], days: int, of: Settings
) -> Iterator[Figures]:
    """The figures of elapsed periods, and where all days have 24 hours of those of days, everything
    moved."""
    engine = open_record(sqlite_files.migrated())
    build_town(engine, [])
    now = NOW + days * DAY
    write_incidents(engine, moved(incidents, days), now=now, origin="test")
    with asking(engine, of, from_micros(now)) as ask:
        for period in ("24h", "7d", "30d"):
            yield ask({"period": period})
        if of == SHANGHAI:
            yield ask({"period": "today"})
            first, last = (AS_OF + timedelta(days=days - back) for back in (9, 2))
            yield ask({"from": f"{first:%Y-%m-%d}", "to": f"{last:%Y-%m-%d}"})
    engine.dispose()


@pytest.mark.parametrize("days", [1, pytest.param(118, marks=pytest.mark.long)])
def test_moving_everything_by_days_moves_the_figures(sqlite_files: SQLiteFiles, days: int) -> None:
    """In a zone whose days all have 24 hours."""
    here = figures_of_moved(sqlite_files, busy_town(), 0, SHANGHAI)
    there = figures_of_moved(sqlite_files, busy_town(), days, SHANGHAI)
    for before, after in zip(here, there, strict=True):
        assert before["counts"]["new"] > 0
        assert_moved(before, after, days)


@pytest.mark.long
@few
@given(incidents=incidents_of_town())
def test_moving_any_town_by_a_day(sqlite_files: SQLiteFiles, incidents: list[Incident]) -> None:
    here = figures_of_moved(sqlite_files, incidents, 0, SHANGHAI)
    there = figures_of_moved(sqlite_files, incidents, 1, SHANGHAI)
    for before, after in zip(here, there, strict=True):
        assert_moved(before, after, 1)


def test_elapsed_periods_move_across_a_clock_change(sqlite_files: SQLiteFiles) -> None:
    """AS_OF is two days after the clocks went back; a fortnight later they did long ago."""
    here = figures_of_moved(sqlite_files, busy_town(), 0, NEW_YORK)
    there = figures_of_moved(sqlite_files, busy_town(), 14, NEW_YORK)
    pairs = list(zip(here, there, strict=True))
    for before, after in pairs[:2]:  # 24 h and 7 d, by hours
        assert_moved(before, after, 14)
    before, after = pairs[2]  # 30 d: the local days of the trend have other limits
    assert len(before["trend"]["starts"]) == len(after["trend"]["starts"])
    for found in (before, after):
        assert sum(found.pop("trend")["new"]) == found["counts"]["new"]
    assert_moved(before, after, 14)
