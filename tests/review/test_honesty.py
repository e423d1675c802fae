"""What a review rests on, against one incident at a time; and however much of it a seal knows, it is drawn."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, select

from callbacks.review_files import html
from data_access.independent import cases as independent
from data_access.independent.told import micros, read
from data_access.live.answers import Answers
from data_access.live.instants import At
from data_access.loading.load import load
from data_access.moments import to_micros
from data_access.reach import EVERYTHING, Reach
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.loads import Load, keep
from data_access.record.tables import commits, events
from data_access.record.write import newest_version, write_incidents
from data_access.review import sealing
from data_access.review.asking import review, reviewed_filter
from layouts.review.around import Around
from layouts.review.document import document
from layouts.review.model import Document, Row
from layouts.review.pdf import pdf
from layouts.review.slides import slides
from layouts.review.words import Words
from layouts.review.workbook import workbook
from tests.app.conftest import Running
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.figures.town import AS_OF, NOW, ZONE, build_town, busy_town
from tests.figures.ways import directly, through_a_read_model
from tests.review.conftest import OCTOBER, SEALED_AS_OF, SETTINGS, copied
from tests.review.test_page import town as town_of_october

__all__ = ["town_of_october"]
LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]
START, END = (datetime(2026, month, 1, tzinfo=ZONE) for month in (10, 11))
# In the order in which they are committed: at the very end and just before, and by a clock that is behind.
COMMITS = (
    datetime(2026, 10, 20, 12, tzinfo=UTC),
    END - timedelta(microseconds=1),
    END,
    datetime(2026, 11, 1, 12, tzinfo=UTC),
    datetime(2026, 10, 31, 12, tzinfo=UTC),
    datetime(2026, 11, 2, 12, tzinfo=UTC),
    AS_OF,
)
NEW_KEYS = ("corrected", "default_deadlines", "late", "known_since", "loads")
FILES = (  # minutes from the period's begin, or to the moment of the figures; finished, read, rejected
    (START - timedelta(minutes=1), True, 1, 1),
    (START, True, 20, 3),
    (END, False, 300, 70),
    (SEALED_AS_OF, True, 4_000, 0),
    (SEALED_AS_OF + timedelta(minutes=1), True, 50_000, 9_000),
)


def tell(engine: Engine) -> None:
    """The busy town: each incident in one of the commits after its report, and in some later ones more of it."""
    chance = Random(77)
    told: list[list[Incident]] = [[] for _ in COMMITS]
    for one in busy_town():
        known = [n for n, at in enumerate(COMMITS) if to_micros(at) >= one.events[0].moment]
        first = chance.choice(known or [len(COMMITS) - 1])
        sure = [e for e in one.events if e.moment <= to_micros(COMMITS[first])]
        told[first].append(replace(one, events=sure or one.events))
        if chance.random() < 0.5 and first + 1 < len(COMMITS):
            again = replace(one, priority=chance.choice((1, 2, 3)), own_deadline=None)
            told[chance.randrange(first + 1, len(COMMITS))].append(again)
    build_town(engine, [], to_micros(COMMITS[0]))
    for at, some in zip(COMMITS, told, strict=True):
        write_incidents(engine, some, now=to_micros(at), origin="test")
    ahead = Event("corrected", NOW + 60_000_000, field="priority", old="1", new="2")
    last = busy_town()[1]
    write_incidents(engine, [replace(last, events=[*last.events, ahead])], now=NOW, origin="test")
    for ended, finished, rows, rejected in FILES:
        keep(engine, Load("incidents", "calls.csv", ended, ended, finished, rows, 0, 0, rejected))


@pytest.fixture(scope="module")
def by_a_read_model(sqlite_files: SQLiteFiles) -> Iterator[tuple[Engine, Answers]]:
    engine = open_record(sqlite_files.migrated())
    tell(engine)
    with through_a_read_model(engine) as answers:
        yield engine, answers
    engine.dispose()


@pytest.fixture(scope="module")
def by_postgresql(postgresql_cluster: PostgreSQLCluster) -> Iterator[tuple[Engine, Answers]]:
    url = postgresql_cluster.migrated()
    engine = open_record(url)
    tell(engine)
    with directly(engine, url) as answers:
        yield engine, answers
    engine.dispose()


@pytest.fixture(scope="module", params=["by_a_read_model", "by_postgresql"])
def asked(request: pytest.FixtureRequest) -> tuple[Engine, Answers]:
    """The record of the town, and answers by a read model or by PostgreSQL itself."""
    found: tuple[Engine, Answers] = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def whole(asked: tuple[Engine, Answers]) -> dict[str, Any]:
    """October of all together."""
    return reviewed(asked)


def one_by_one(engine: Engine, content: dict[str, Any]) -> dict[str, int]:
    """The numbers of a content, from all events and commits up to its version and moment."""
    period = content["period"]
    as_of, end = datetime.fromisoformat(period["as_of"]), datetime.fromisoformat(period["end"])
    record = read(engine, period["version"])
    with engine.connect() as connection:
        committed = {row.version: row.committed_at for row in connection.execute(select(commits))}
        rows = [r for r in connection.execute(select(events)) if r.version <= period["version"]]
    found = dict.fromkeys(("cohort", "late", "corrected", "default_deadlines"), 0)
    every = independent.cases(record, micros(as_of))
    some = independent.matching(record, every, period["filter"], SETTINGS)
    window = independent.window(period["filter"], micros(as_of), ZONE)
    for one in independent.live(independent.reported(some, window)):
        mine = [row for row in rows if row.incident_id == one.told.id]
        first = min(mine, key=lambda row: int(row.version))
        found["cohort"] += 1
        found["late"] += committed[first.version] >= end.replace(tzinfo=ZONE)
        found["corrected"] += any(r.kind == "corrected" and r.moment <= as_of for r in mine)
        default = one.fields["own_deadline"] is None and one.history.first_deadline is not None
        found["default_deadlines"] += default
    return found


def reviewed(asked: tuple[Engine, Answers], at: At | None = None, **query: str) -> dict[str, Any]:
    engine, answers = asked
    chosen = reviewed_filter(EVERYTHING, {"month": "2026-10", **query})
    return review(answers, SETTINGS, chosen, AS_OF, at, engine)


def test_october_of_the_town(asked: tuple[Engine, Answers], whole: dict[str, Any]) -> None:
    found = whole["honesty"]
    expected = one_by_one(asked[0], whole)
    assert {key: found[key] for key in expected} == expected
    assert 20 < expected["late"] < expected["cohort"] - 20
    assert 5 < expected["corrected"] < expected["cohort"]
    assert 5 < expected["default_deadlines"] < expected["cohort"]
    assert datetime.fromisoformat(found["known_since"]) == COMMITS[0]
    assert found["loads"] == {"loads": 3, "unfinished": 1, "read": 4_320, "rejected": 73}


@pytest.mark.parametrize(
    "query",
    [
        {"area": "street0"},
        pytest.param({"department": "roads"}, marks=pytest.mark.long),
        {"category": "pothole", "priority": "2"},
    ],
)
def test_a_part_is_of_its_incidents_and_loads_are_of_the_whole(
    asked: tuple[Engine, Answers], whole: dict[str, Any], query: dict[str, str]
) -> None:
    content = reviewed(asked, **query)
    expected = one_by_one(asked[0], content)
    assert 0 < expected["late"] < whole["honesty"]["late"]
    assert {key: content["honesty"][key] for key in expected} == expected
    assert content["honesty"]["loads"]["loads"] == 3


BACK = (0, 2, 4)
MOMENTS = (datetime(2026, 10, 28, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("back", "as_of"),
    [
        pytest.param(back, as_of, marks=[] if n == m else [pytest.mark.long])
        for n, back in enumerate(BACK)
        for m, as_of in enumerate(MOMENTS)
    ],
)
def test_any_version_and_moment(
    asked: tuple[Engine, Answers], back: int, as_of: datetime | None
) -> None:
    content = reviewed(asked, At(newest_version(asked[0]) - back, as_of))
    expected = one_by_one(asked[0], content)
    assert expected["cohort"]
    assert {key: content["honesty"][key] for key in expected} == expected


@pytest.mark.parametrize("asked", ["by_a_read_model"], indirect=True)
def test_what_comes_later_changes_nothing_of_it(
    asked: tuple[Engine, Answers], whole: dict[str, Any], tmp_path: Path
) -> None:
    """As a copy of the record has it."""
    at = At(whole["period"]["version"], SEALED_AS_OF)
    engine = copied(asked[0], tmp_path / "copy.db")
    more = [replace(one, external_id=f"{one.external_id}b", priority=3) for one in busy_town()]
    write_incidents(engine, [*more, *busy_town()], now=NOW, origin="test")
    keep(engine, Load("incidents", "more.csv", AS_OF, AS_OF, True, 5, 5, 0, 0))
    with through_a_read_model(engine) as answers:
        again = review(answers, SETTINGS, OCTOBER, AS_OF, at, engine)
        now = review(answers, SETTINGS, OCTOBER, AS_OF, record=engine)
    engine.dispose()
    assert sealing.digest(again) == sealing.digest(whole)
    assert now["honesty"]["late"] > whole["honesty"]["late"] + 100


def test_where_the_record_began_after_the_period_nobody_knows_what_is_late(
    october: dict[str, Any],
) -> None:
    """The town of the other tests was told in one commit, in November."""
    found = october["honesty"]
    assert (found["late"], datetime.fromisoformat(found["known_since"])) == (None, AS_OF)
    said = section(document(october, "en", LEVELS))
    assert "only since 2026-11-03 10:30:20, after the period's end" in said
    assert limits(document(october, "en", LEVELS))["Late arrivals"][1:] == (
        None,
        found["cohort"],
        None,
    )


def test_without_incidents_nothing_is_late(sqlite_record: Engine) -> None:
    with through_a_read_model(sqlite_record) as answers:
        found = review(answers, SETTINGS, OCTOBER, AS_OF, record=sqlite_record)["honesty"]
    assert (found["cohort"], found["late"], found["known_since"]) == (0, 0, None)
    assert found["loads"] == {"loads": 0, "unfinished": 0, "read": 0, "rejected": 0}


# ---- how it is said ----


def section(drawn: Document) -> str:
    """All sentences and notes of the section."""
    (one,) = [s for s in drawn.sections if s.key == "honesty"]
    return " ".join((*(sentence.text for sentence in one.sentences), *one.notes))


def limits(drawn: Document) -> dict[str, tuple[Any, ...]]:
    """The rows of its table by the first words of their labels."""
    (one,) = [s for s in drawn.sections if s.key == "honesty"]
    rows: tuple[Row, ...] = one.tables[0].rows
    return {row.cells[0].split(":")[0].split("：")[0]: row.cells for row in rows}


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ("Late arrivals", "Corrections", "Rejected", "Loads of files that did not finish")),
        ("zh", ("迟到数据", "更正", "拒收", "未完成的文件导入")),
    ],
)
def test_every_number_is_said_with_what_it_is_of(
    whole: dict[str, Any], language: str, labels: tuple[str, ...]
) -> None:
    found, rows = whole["honesty"], limits(document(whole, language, LEVELS))
    late, corrected, rejected, unfinished = (
        next(cells for label, cells in rows.items() if label.startswith(one)) for one in labels
    )
    assert late[1:] == (found["late"], found["cohort"], found["late"] / found["cohort"])
    assert corrected[1:3] == (found["corrected"], found["cohort"])
    assert rejected[1:] == (73, 4_320, 73 / 4_320)
    assert unfinished[1:] == (1, 3, 1 / 3)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("state no range, taken as 50 m", "by their category's default", "is nominal")),
        ("zh", ("没有视距数据、按 50 米计", "按类别默认时限计", "覆盖为名义值")),
    ],
)
def test_what_is_nominal_or_assumed_is_said_here(
    whole: dict[str, Any], language: str, words: tuple[str, ...]
) -> None:
    assert SETTINGS.camera_range_m == 50
    assert whole["coverage"]["assumed"] == 2  # of the town's eight cameras
    drawn = document(whole, language, LEVELS)
    (one,) = [s for s in drawn.sections if s.key == "honesty"]
    said = section(drawn) + " ".join(str(row.cells) for row in one.tables[0].rows)
    assert all(word in said for word in words)
    cells = next(row.cells for row in one.tables[0].rows if words[0] in row.cells[0])
    assert cells[1:3] == (2, 8)


def test_rejected_rows_of_a_file_are_in_the_review(
    town_of_october: Running, tmp_path: Path
) -> None:
    """Of whoever sees a part, too."""
    service = town_of_october.service
    path = tmp_path / "calls.csv"
    path.write_text(
        "source,external_id,reported_at\npatrol,f1,2026-10-30 08:00\npatrol,f2,soon\npatrol,f3,\n"
    )
    summary = load("incidents", path, engine=service.record, settings=service.settings,
                   clock=lambda: to_micros(END) + 3_600_000_000)  # fmt: skip
    assert (summary.new, summary.rejected) == (1, 2)
    town_of_october.clock.move(days=1)
    assert service.publisher.tick()
    asked = "month=2026-10&lang=en"
    page = town_of_october.client.get(f"/review?{asked}", headers={"Accept": "text/html"})
    said = page.get_data(as_text=True).split("Rejected: rows of loaded files")[1]
    assert said.split("</tr>")[0].count("66.67%") == 1
    file = town_of_october.client.get(f"/review/file?format=xlsx&{asked}").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    rows = book.get_sheet_by_name("What the figures rest on").to_python()
    row = next(row for row in rows if str(row[0]).startswith("Rejected"))
    assert row[1:4] == [2, 3, pytest.approx(2 / 3)]
    part = reviewed_filter(Reach(areas=("street0",)), {"month": "2026-10"})
    settings, newest = service.settings, service.published
    assert newest is not None
    seen = review(service.answers, settings, part, newest.as_of, record=service.record)
    assert seen["honesty"]["loads"] == {"loads": 1, "unfinished": 0, "read": 3, "rejected": 2}


@pytest.mark.parametrize("language", [pytest.param("zh", marks=pytest.mark.long), "en"])
def test_a_seal_that_knows_less_is_drawn_with_what_it_knows(
    sqlite_record: Engine, october: dict[str, Any], language: str
) -> None:
    """As releases sealed it that did not know how much was late, corrected, assumed or rejected."""
    old = json.loads(json.dumps(october))
    for key in NEW_KEYS:
        del old["honesty"][key]
    seal = sealing.seal(sqlite_record, old, "", "wang", NOW)
    content = sealing.opened(sealing.archive(seal))
    assert content["form"] == 1
    drawn, words = document(content, language, LEVELS), Words(language, content["names"])
    rows = limits(drawn)
    assert len(rows) == 2  # without a place, and cameras of assumed ranges: these it knows
    assert next(cells[1] for cells in rows.values()) == old["honesty"]["unlocated"]
    late = {"zh": "迟到数据", "en": "Late arrivals"}[language]
    page = html(drawn, words, Around())
    assert late not in page
    assert workbook(drawn, words)[:2] == slides(drawn, words)[:2] == b"PK"
    last = replace(drawn, sections=drawn.sections[-1:])  # the rest is as ever
    assert pdf(html(last, words, Around())).startswith(b"%PDF")
