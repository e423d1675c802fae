"""Every number of `onescreen figures` equals the naive recomputation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
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
from data_access.record.database import open_record
from data_access.settings import Settings
from tests.engines import SQLiteFiles
from tests.figures import naive
from tests.figures.town import (
    AS_OF,
    CHOICES,
    PERIODS,
    build_town,
    busy_town,
    incidents_of_town,
    queries,
)

# 0.01 of a degree east and 0.005 north at 40.7 degrees north, on the mean sphere.
_QUARTER_M2 = 0.01 * 0.005 * 111_195**2 * 0.758
TOWN = Settings(timezone="America/New_York", min_denominator=3)


@contextmanager
def asked(engine: Engine) -> Iterator[Answers]:
    """The questions over a fresh read model of a record, at AS_OF."""
    with TemporaryDirectory() as folder:
        model = ReadModel(Path(folder) / "read_model.duckdb", engine)
        publisher = Publisher(engine, model, TOWN.camera_range_m, clock=lambda: AS_OF)
        publisher.prepare()
        try:
            yield Answers(model, TOWN, None)
        finally:
            publisher.stop()


# Without shrinking: an example builds two databases, and shrinking would try hundreds.
@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(incidents=incidents_of_town(), queries_=st.lists(queries(), min_size=4, max_size=4))
def test_figures_equal_the_naive_ones(
    sqlite_files: SQLiteFiles, incidents: list[Any], queries_: list[dict[str, str]]
) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, incidents)
    record = naive.read_record(engine)
    with asked(engine) as answers:
        for query in queries_:
            filter_ = Filter.parse(query)
            found = figures_of(answers, TOWN, filter_)
            check_all(found, record, query, filter_)
            check_coverage(found["coverage"], record, query, filter_)
    engine.dispose()


def test_every_choice_of_every_filter(sqlite_files: SQLiteFiles) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, busy_town())
    record = naive.read_record(engine)
    choices = [{}, *({name: one} for name, some in CHOICES.items() for one in some)]
    with asked(engine) as answers:
        for number, choice in enumerate(choices):
            for period in (PERIODS[3], PERIODS[5], PERIODS[number % len(PERIODS)]):
                query = {**period, **choice}
                filter_ = Filter.parse(query)
                found = figures_of(answers, TOWN, filter_)
                check_all(found, record, query, filter_)
                check_coverage(found["coverage"], record, query, filter_)
                if period in (PERIODS[3], PERIODS[5]) and choice != {"status": "voided"}:
                    assert found["counts"]["new"] > 0  # or the choice tests nothing
    engine.dispose()


def check_all(
    found: dict[str, Any], record: naive.Record, query: dict[str, str], filter_: Filter
) -> None:
    as_of = datetime.fromisoformat(found["as_of"])
    start, end = (datetime.fromisoformat(found[name]) for name in ("start", "end"))
    chosen = {k: v for k, v in query.items() if k not in ("period", "from", "to")}
    every = naive.matching(record, chosen, as_of)
    cohort = naive.cohort(every, start, end)
    live = cohort[~cohort["voided"].astype(bool)]
    check_newest(found["newest"], record, as_of)
    check_counts(found["counts"], record, every, live, start, end, as_of)
    check_closure(found["closure"], record, cohort, as_of, departments="department" in chosen)
    check_loop(found["loop"], live, as_of)
    check_response(found["response"], record, chosen, start, end, as_of)
    check_trend(found["trend"], record, every, start, end, as_of)
    located = [row.lon is not None for row in live.itertuples()]
    assert (found["heat"]["located"], found["heat"]["unlocated"]) == (
        sum(located),
        len(located) - sum(located),
    )
    check_times(found["times"], record, live, as_of)


def check_newest(found: dict[str, str], record: naive.Record, as_of: datetime) -> None:
    source = dict(zip(record.incidents["id"], record.incidents["source"], strict=True))
    newest: dict[str, datetime] = {}
    for e in record.events.itertuples():
        if e.moment <= as_of:
            of = source[e.incident_id]
            newest[of] = max(newest.get(of, e.moment), e.moment)
    assert {of: datetime.fromisoformat(text) for of, text in found.items()} == newest


def closings(record: naive.Record, frame: Any, start: datetime, end: datetime) -> list[datetime]:
    known = set(frame.loc[~frame["voided"].astype(bool), "id"])
    return [
        e.moment
        for e in record.events.itertuples()
        if e.kind == "closed" and e.incident_id in known and start <= e.moment < end
    ]


def check_counts(
    found: dict[str, int],
    record: naive.Record,
    every: Any,
    live: Any,
    start: datetime,
    end: datetime,
    as_of: datetime,
) -> None:
    rows = list(every.itertuples())
    assert found == {
        "open": sum(naive.has_status(row, "open", as_of) for row in rows),
        "overdue": sum(naive.has_status(row, "overdue", as_of) for row in rows),
        "new": len(live),
        "closed": sum(m <= as_of for m in closings(record, every, start, end)),
        "cohort": len(live),
        "unlocated": sum(row.lon is None for row in live.itertuples()),
    }


def check_times(found: dict[str, Any], record: naive.Record, live: Any, as_of: datetime) -> None:
    histories = {
        number: sorted(
            (e for e in events.itertuples() if e.moment <= as_of), key=lambda e: e.moment
        )
        for number, events in record.events.groupby("incident_id")
    }
    answered = {
        number: next((e.moment for e in events if e.kind in ("responded", "resolved")), None)
        for number, events in histories.items()
    }
    ends = {
        "to_response": lambda row: answered[row.id],
        "to_closing": lambda row: row.closed_at,
    }
    for name, end in ends.items():
        check_department(found[name], naive.spell(live, histories, end, as_of))


def check_closure(
    found: dict[str, Any],
    record: naive.Record,
    cohort: Any,
    as_of: datetime,
    *,
    departments: bool,
) -> None:
    units = [record.unit(area, found["level"]) for area in cohort["area"]]
    named = {unit["code"] for unit in found["units"]}
    assert {u for u in units if u is not None} <= named
    for unit in found["units"]:
        chosen = [u == unit["code"] for u in units]
        expected = naive.closure_counts(cohort[chosen], as_of, departments=departments)
        assert {name: unit[name] for name in expected} == expected
        assert expected["filed"] == sum(
            expected[n] for n in ("due", "closed_early", "not_yet_due", "suspended", "no_deadline")
        )
        for rate in (unit["closure_rate"], unit["on_time_rate"], unit["rework_rate"]):
            assert rate["numerator"] <= rate["denominator"]
            assert (rate["value"] is None) == (rate["denominator"] == 0)
    total = naive.closure_counts(cohort, as_of, departments=departments)
    assert {name: found["total"][name] for name in total} == total


def check_loop(found: dict[str, Any], live: Any, as_of: datetime) -> None:
    for stage in found["stages"][:-1]:
        assert stage == naive.stage_median(live, stage["name"], as_of)
    closed = int(sum(row.closed_at is not None for row in live.itertuples()))
    assert (found["filed"], found["stages"][-1]["reached"]) == (len(live), closed)


def check_response(
    found: dict[str, Any],
    record: naive.Record,
    chosen: dict[str, str],
    start: datetime,
    end: datetime,
    as_of: datetime,
) -> None:
    every = naive.cohort(naive.matching(record, chosen, as_of, department=False), start, end)
    ids = set(every.loc[~every["voided"].astype(bool), "id"])
    rows = record.assignments[record.assignments["incident_id"].isin(ids)]
    if "department" in chosen:
        rows = rows[rows["department"].isin(chosen["department"].split(","))]
    for unit in found["departments"]:
        expected = naive.response(rows[rows["department"] == unit["code"]], as_of)
        check_department(unit, expected)
    check_department(found["total"], naive.response(rows, as_of))


def check_department(unit: dict[str, Any], expected: dict[str, Any]) -> None:
    plain = {name: expected.pop(name) for name in ("answered_median", "answered_p90")}
    assert {name: unit[name] for name in expected} == expected
    for name, value in plain.items():
        assert unit[name] == (None if value is None else pytest.approx(value))


def check_trend(
    found: dict[str, Any],
    record: naive.Record,
    every: Any,
    start: datetime,
    end: datetime,
    as_of: datetime,
) -> None:
    starts = [datetime.fromisoformat(text) for text in found["starts"]]
    live = every[~every["voided"].astype(bool)]
    new = [m for m in live["reported_at"] if start <= m < end]
    closed = [m for m in closings(record, every, start, end) if m <= as_of]
    last = datetime.max.replace(tzinfo=UTC)
    assert found["new"] == naive.bucket_counts(new, starts, last)
    assert found["closed"] == naive.bucket_counts(closed, starts, last)
    assert sum(found["new"]) == len(new)


def check_coverage(
    found: dict[str, Any], record: naive.Record, query: dict[str, str], filter_: Filter
) -> None:
    chosen = {k: v for k, v in query.items() if k not in ("period", "from", "to")}
    cohort = naive.cohort(naive.matching(record, chosen, AS_OF), *filter_.window(AS_OF, TOWN.zone))
    live = cohort[~cohort["voided"].astype(bool)]
    areas = set(chosen.get("area", "").split(",")) - {""}
    cameras = [
        c
        for c in record.cameras.itertuples()
        if c.installed and (not areas or areas & set(record.above(c.area)))
    ]
    assert found["total"]["installed"] == len(cameras)
    assert found["total"]["in_order"] == (
        sum(bool(c.in_order) for c in cameras) or (0 if cameras else None)
    )
    sighted = [c for c in record.cameras.itertuples() if c.installed and c.in_order]
    located = [row for row in live.itertuples() if row.lon is not None]
    covered = sum(any(sees(c, row.lon, row.lat) for c in sighted) for row in located)
    assert found["total"]["located"] == len(located)
    if cameras:
        assert found["total"]["covered"] == covered
    for unit in found["units"]:
        own = [c for c in cameras if record.unit(c.area, found["level"]) == unit["code"]]
        assert unit["installed"] == len(own)
    # The town's streets and quarters partition it, so that areas of different levels add up.
    sides = {0: 4, 1: 2, 2: 1}  # quarters in an area of a level
    levels = dict(zip(record.areas["code"], record.areas["level"], strict=True))
    chosen_areas = {a for a in areas if not areas & set(record.above(a)[1:])} or {"town"}
    quarters = sum(sides[levels[a]] for a in chosen_areas)
    quarter_m2 = found["total"]["area_m2"] / quarters
    assert quarter_m2 == pytest.approx(_QUARTER_M2, rel=0.01)
    assert found["total"]["code"] == (chosen_areas.pop() if len(chosen_areas) == 1 else None)
    for cell in found["blind"]:
        inside = [row for row in live.itertuples() if row.area == cell["code"]]
        assert cell["incidents"] == len(inside)


def sees(camera: Any, lon: float, lat: float) -> bool:
    """By distance and bearing on the sphere; the town's places keep clear of the edges."""
    from math import atan2, cos, degrees, hypot, radians

    east = radians(lon - camera.lon) * 6_371_000 * cos(radians(camera.lat))
    north = radians(lat - camera.lat) * 6_371_000
    if hypot(east, north) > (camera.range_m or TOWN.camera_range_m):
        return False
    if camera.bearing is None:
        return True
    off = (degrees(atan2(east, north)) - camera.bearing + 180) % 360 - 180
    return abs(off) <= camera.angle / 2


def test_as_of_is_the_published_one(sqlite_files: SQLiteFiles) -> None:
    engine = open_record(sqlite_files.migrated())
    build_town(engine, [])
    with asked(engine) as answers:
        found = figures_of(answers, TOWN, Filter.parse({"period": "24h"}))
    assert datetime.fromisoformat(found["end"]) == AS_OF
    assert datetime.fromisoformat(found["start"]) == AS_OF - timedelta(hours=24)
    engine.dispose()
