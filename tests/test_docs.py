"""The documentation says what the code does: keys, constants, worked examples, settings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from scipy.stats import norm
from sqlalchemy import BigInteger, cast, create_engine, func, select

from data_access import statistics
from data_access.definitions import pages
from data_access.filters import Filter
from data_access.intervals import bin_of, seconds_of
from data_access.levels import Level
from data_access.live.answers import QUESTIONS, Answers
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.live.service import PRINTED, figures_of
from data_access.moments import SECOND, to_micros
from data_access.reach import EVERYTHING, ROLES
from data_access.record.database import open_record
from data_access.record.events import Event
from data_access.record.histories import derive
from data_access.settings import CONFIG_VARIABLE, Settings, load_settings
from data_access.statistics import Durations, Percentile, Rate
from layouts.texts import TEXTS
from tests.engines import SQLiteFiles
from tests.factories import HOUR, dispatched, incident, reported
from tests.figures.town import AS_OF, NOW, build_town

ROOT = Path(__file__).parents[1]
PAGES = ("docs/indicators.md", "docs/indicators.zh-CN.md")
READMES = ("README.md", "README.zh-CN.md")
INSTANT = ""  # the first section: what belongs to no panel

indicators = pytest.mark.parametrize("page", PAGES)


def sections(page: str) -> dict[str, str]:
    """The page's sections by the panel that their heading names; INSTANT is the first one."""
    found: dict[str, str] = {}
    for text in (ROOT / page).read_text("utf-8").split("\n## ")[1:]:
        heading = text.split("\n", 1)[0]
        named = re.search(r"`(\w+)`$", heading)
        found[named[1] if named else heading if found else INSTANT] = text
    return found


def cells(text: str) -> list[list[str]]:
    """The rows of the tables in a text, without their heads."""
    lines = text.splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line, below in zip(lines, [*lines[1:], ""], strict=True)
        if line.startswith("|") and not line.startswith("|---") and not below.startswith("|---")
    ]


def table(page: str, columns: int, first: str) -> list[list[str]]:
    """The rows of the page with so many cells, the first of which matches."""
    rows = cells((ROOT / page).read_text("utf-8"))
    return [row for row in rows if len(row) == columns and re.fullmatch(first, row[0])]


@pytest.fixture(scope="module")
def printed(
    sqlite_files: SQLiteFiles, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """What `onescreen figures` prints of a small town that has every kind of figure."""
    engine, settings = open_record(sqlite_files.migrated()), load_settings()
    begin = NOW - 20 * HOUR
    heard = (
        reported(begin),
        dispatched(begin + HOUR, "roads"),
        Event("responded", begin + 2 * HOUR),
    )
    build_town(engine, [incident("1", *heard, area="quarter00", lon=-73.9975, lat=40.7025)])
    model = ReadModel(tmp_path_factory.mktemp("docs") / "read_model.duckdb", engine)
    watcher = Publisher(engine, model, settings.camera_range_m, clock=lambda: AS_OF)
    watcher.prepare()
    yield figures_of(Answers(model, settings, None), settings, Filter.parse(EVERYTHING, {}))
    watcher.stop()
    engine.dispose()


def keys(value: Any) -> Iterator[str]:
    """All keys inside a figure; names and what is keyed by code or filter end there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key not in ("name", "newest", "filter"):
                yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


@indicators
def test_every_key_is_explained_in_its_section(page: str, printed: dict[str, Any]) -> None:
    panels = {question.name for question in (*QUESTIONS, *PRINTED)}
    assert not any("error" in printed[panel] for panel in panels)
    of: dict[str, set[str]] = {panel: set(keys(printed[panel])) for panel in panels}
    of[INSTANT] = set(printed) - panels
    written = sections(page)
    assert set(of) <= set(written)
    for panel, expected in of.items():
        first = [row[0] for row in cells(written[panel])]
        said = {key for cell in first for key in re.findall(r"`(\w+)`", cell)}
        assert said == expected, panel


@indicators
def test_every_band_is_explained(page: str) -> None:
    bands = {"better", "same", "worse", "few", "none"}
    assert bands == set(get_args(statistics.Band))
    assert bands <= set(re.findall(r"`(\w+)`", sections(page)["closure"]))


@indicators
def test_tables_are_made_from_the_definitions(page: str) -> None:
    path = ROOT / page
    text = path.read_text("utf-8")
    assert pages.written(text, pages.PAGES[path.name]) == text, (
        "run `python -m data_access.definitions docs`"
    )
    made = re.findall(r"<!-- table: (\w+) -->", text)
    assert sorted(made) == sorted((*pages.TABLES, "constants"))


def test_intervals_are_of_95_percent() -> None:
    assert 1 - 2 * norm.sf(statistics.Z95) == pytest.approx(0.95)


@indicators
def test_bins_of_durations(page: str) -> None:
    rows = [[int(cell) for cell in row] for row in table(page, 3, r"\d+")]
    assert len(rows) == 5
    engine = create_engine("duckdb:///:memory:")
    with engine.connect() as connection:
        for first, end, width in rows:
            assert width * 100 == first * 3600  # 1 % of the shortest
            second = func.range(first * 3600, end * 3600).table_valued("range").c.range
            bins = select(bin_of(cast(second, BigInteger)).label("bin")).distinct().subquery()
            found = connection.execute(select(bins.c.bin).order_by(bins.c.bin)).scalars()
            found = seconds_of(np.array(found.all())).tolist()
            # At one hour sharp it is still exact; it is the begin of its bin all the same.
            assert found == list(range(first * 3600, end * 3600, width))
        seconds = func.range(0, 3601).table_valued("range").c.range
        exact = connection.execute(select(bin_of(cast(seconds, BigInteger)))).scalars()
        assert seconds_of(np.array(exact.all())).tolist() == list(range(3601))
    engine.dispose()


@indicators
def test_the_example_of_a_deadline(page: str) -> None:
    rows = table(page, 3, r"\d{4}-\d\d-\d\d \d\d:\d\d")
    events: list[Event] = []
    kinds = []
    for moment, said, after in rows:
        kind = re.findall(r"`(\w+)`", said)[0]
        kinds.append(kind)
        until = _moments(said)
        events.append(Event(kind, _moments(moment)[0], deadline=until[0] if until else None))
        history = derive(
            events, own_deadline=None, default_seconds=48 * 3600, now=events[-1].moment
        )
        assert history.deadline == _moments(after)[0], moment
    assert kinds == ["reported", "suspended", "resumed", "extended", "suspended", "extended"]


def _moments(text: str) -> list[int]:
    found = re.findall(r"\d{4}-\d\d-\d\d \d\d:\d\d", text)
    return [to_micros(datetime.fromisoformat(m).replace(tzinfo=UTC)) for m in found]


@indicators
def test_the_published_example(page: str) -> None:
    said = sections(page)["closure"]
    filed, due, closed, on_time = 996, 972, 911, 737
    assert re.search(rf"{filed}\D+{due}\D+{closed}\D+{on_time}", said)
    rate = Rate(closed, due)
    assert rate.value is not None
    assert rate.interval is not None
    for expected in (rate.value, *rate.interval, on_time / due, closed / filed):
        assert f"{100 * expected:.2f} %" in said
    assert f"{closed}/{due} = 93.72 %" in said
    assert f"{on_time}/{due} = 75.82 %" in said


@indicators
def test_the_example_of_waiting(page: str) -> None:
    said = re.search(r"10\D+20\D+30\D+25\D+60\D+20\D+30\D+90\D+60\D", sections(page)["response"])
    assert said
    counts = Durations.of(
        *((60 * m, 1, 0) for m in (10, 20, 30)), *((60 * m, 0, 1) for m in (25, 60))
    )
    assert statistics.plain_percentile(counts, 0.5) == 20 * 60
    assert statistics.survival_percentiles(counts, (0.5, 0.9)) == [
        Percentile(30 * 60),
        Percentile(60 * 60, beyond=True),
    ]


@indicators
def test_the_example_of_an_incidents_times(page: str) -> None:
    said = sections(page)["times"]
    assert re.search(r"09:00\D+09:10\D+09:25\D+11:00\D+15\D+25\D+120\D", said)
    nine, minute = 9 * HOUR, 60 * SECOND
    events = [
        reported(nine),
        dispatched(nine + 10 * minute, "roads"),
        Event("responded", nine + 25 * minute),
        Event("closed", 11 * HOUR),
    ]
    history = derive(events, own_deadline=None, default_seconds=None, now=12 * HOUR)
    assert history.assignments[0].active == 15 * minute
    assert (history.response, history.total) == (25 * minute, 120 * minute)


@pytest.mark.parametrize("page", READMES)
def test_settings(page: str) -> None:
    rows = table(page, 3, r"`ONESCREEN_\w+`")
    expected = {f"`{CONFIG_VARIABLE}`": "–"} | {
        f"`ONESCREEN_{name.upper()}`": _default(field, page)
        for name, field in Settings.model_fields.items()
    }
    assert {row[0]: row[1] for row in rows} == expected
    assert len(rows) == len(expected)
    assert all(row[2] for row in rows)


def test_meanings_of_settings() -> None:
    said = {row[0]: row[2] for row in table("README.md", 3, r"`ONESCREEN_\w+`")}
    for name, field in Settings.model_fields.items():
        assert said[f"`ONESCREEN_{name.upper()}`"] == field.description


def _default(field: FieldInfo, page: str) -> str:
    value = field.default
    if value in ("", ()) or value == SecretStr(""):
        return "–"
    if isinstance(value, tuple) and isinstance(value[0], str):
        return f"`{','.join(value)}`"
    if isinstance(value, tuple):
        levels: tuple[Level, ...] = value
        if page == "README.md":
            return ", ".join(level.en for level in levels)
        return "、".join(level.zh for level in levels)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`"


def test_every_decision_has_a_number_of_its_own_and_its_reasons() -> None:
    found = {}
    for path in sorted((ROOT / "docs/decisions").glob("*.md")):
        title, *reasons = path.read_text("utf-8").splitlines()
        number = int(path.name[:4])
        assert title.startswith(f"# {number}. "), path.name
        assert any(reasons), path.name
        assert number not in found, (path.name, found.get(number))
        found[number] = path.name
    assert found


def test_the_readme_calls_roles_what_the_screen_calls_them() -> None:
    said = (ROOT / "README.zh-CN.md").read_text("utf-8")
    for role in ROLES:
        word = TEXTS[f"account.role.{role}"][0].partition("（")[0]
        assert f"`{role}`（{word}" in said
