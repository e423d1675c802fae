"""The scenes of a wall: the same figures as `/`, and nothing that is personal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data_access.filters import Filter
from data_access.live.answers import QUESTIONS
from data_access.moments import SECOND
from data_access.reach import EVERYTHING
from data_access.record.events import Event
from data_access.record.write import write_incidents
from layouts import figures
from tests.app.conftest import Running
from tests.factories import HOUR, dispatched, incident, reported
from tests.figures.town import AS_OF, NOW, busy_town, long_ago
from tests.wall.conftest import Wall, numbers, over_a_copy

SCENES = ["district", "street0", "street1", "departments", "hot", "base"]


LATER = AS_OF + timedelta(seconds=2)


@pytest.fixture(scope="module")
def busy_folder(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The busy town, with what somebody wrote in every incident."""
    folder = tmp_path_factory.mktemp("busy")
    told = [replace(one, text="赵某某来电", address="西街1号") for one in busy_town()]
    with over_a_copy(built_folder, folder, AS_OF) as running:
        write_incidents(running.service.record, told, now=NOW, origin="test")
        running.clock.now = LATER
        assert running.service.publisher.tick()
    return folder


@pytest.fixture
def busy(busy_folder: Path, tmp_path: Path) -> Iterator[Running]:
    with over_a_copy(busy_folder, tmp_path, LATER) as found:
        yield found


@pytest.fixture
def wall(busy: Running) -> Wall:
    return Wall(busy)


@pytest.fixture(scope="module")
def looked_at(busy_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    """One for all tests that only look at it."""
    with over_a_copy(busy_folder, tmp_path_factory.mktemp("looked_at"), LATER) as found:
        yield Wall(found)


def answers(running: Running, period: str, area: str = "") -> dict[str, object]:
    chosen = Filter(EVERYTHING, period=period, area=(area,) if area else ())
    return running.service.answers.ask(chosen, QUESTIONS).answers


@pytest.mark.parametrize("area", ["", "street1"])
def test_its_figures_are_those_of_the_questions(looked_at: Wall, area: str) -> None:
    busy = looked_at.running
    today, month = answers(busy, "today", area), answers(busy, "30d", area)
    shown = numbers(looked_at.scene(area or "district", panels="counts,closure,loop"))
    counts, closure, loop = today["counts"], month["closure"], month["loop"]
    assert {name: shown[name] for name in ("open", "overdue", "new", "closed")} == {
        name: str(getattr(counts, name)) for name in ("open", "overdue", "new", "closed")
    }
    assert float(shown["closure"]) == pytest.approx(closure.total.closure_rate.value)  # type: ignore[attr-defined]
    for unit in closure.units:  # type: ignore[attr-defined]
        if unit.closure_rate.value is not None and unit.code is not None:
            assert float(shown[f"closure-{unit.code}"]) == pytest.approx(unit.closure_rate.value)
    for stage in loop.stages:  # type: ignore[attr-defined]
        assert shown[f"loop-{stage.name}"] == str(stage.reached)
    cameras = numbers(looked_at.scene(area or "district", panels="coverage"))
    for unit in month["coverage"].units:  # type: ignore[attr-defined]
        if unit.code is not None and unit.installed:
            assert float(cameras[f"order-{unit.code}"]) == unit.in_order / unit.installed
    waiting = numbers(looked_at.scene("departments"))
    for one in month["response"].departments:  # type: ignore[attr-defined]
        if one.assignments:
            assert waiting.get(f"waiting-{one.code}") == str(one.waiting) or area


def test_every_scene_comes_and_names_what_it_looks_at(looked_at: Wall) -> None:
    first = looked_at.scene()
    assert [key for key, _ in first["programme"]] == SCENES
    for scene in SCENES:
        found = looked_at.scene(scene)
        assert found["scene"] == scene
        assert set(found["panels"]) == {*found["shown"], "header", "ticker", "takeover"}
    assert "street1" in looked_at.text("header", "street1")
    assert looked_at.scene("nothing")["scene"] == "district"


def test_nothing_that_anybody_wrote_is_shown(wall: Wall, busy: Running) -> None:
    write_incidents(
        busy.service.record,
        [incident("hot", reported(NOW + SECOND), source="patrol", area="quarter00", priority=1,
                  text="赵某某", address="西街1号", lon=-73.9975, lat=40.7025)],
        now=NOW + 2 * SECOND, origin="test",
    )  # fmt: skip
    busy.clock.move(seconds=2)
    assert busy.service.publisher.tick()
    for scene in SCENES:
        said = busy.client.get(f"/wall/scene?scene={scene}").get_data(as_text=True)
        assert "赵某某" not in said
        assert "西街" not in said
        assert "patrol:" not in said
        assert "40.7025" not in said


def test_counts_of_today_are_compared_and_a_clear_surge_is_said(wall: Wall, busy: Running) -> None:
    write_incidents(busy.service.record, long_ago(), now=NOW, origin="test")
    busy.clock.move(seconds=1)
    assert busy.service.publisher.tick()
    change = answers(busy, "today")["change"]
    assert wall.scene()["surge"] is False
    difference = change.new.difference  # type: ignore[attr-defined]
    assert difference is not None
    assert figures.signed(difference) in wall.text("counts")
    at = NOW + SECOND
    many = [
        incident(f"many-{n}", reported(at), source="patrol", area="quarter00") for n in range(200)
    ]
    write_incidents(busy.service.record, many, now=at + SECOND, origin="test")
    busy.clock.move(seconds=3)
    assert busy.service.publisher.tick()
    assert wall.scene("departments")["surge"] is True
    assert "clearly more ▲ +" in wall.text("counts", lang="en")
    assert wall.scene(area="street1")["surge"] is False


@pytest.mark.parametrize(
    ("said", "scenes"),
    [
        ("rotate=hot:7,quarter10", [["hot", 7], ["quarter10", 20]]),
        ("rotate=streets:9&area=street0", [["quarter00", 9], ["quarter01", 9]]),
        ("rotate=streets:9&area=street0,street1", [["street0", 9], ["street1", 9]]),
        ("rotate=nowhere", [["district", 60]]),
        ("rotate=quarter10&area=street0", [["district", 60]]),  # not within what it looks at
    ],
)
def test_an_address_has_its_own_rotation(
    looked_at: Wall, said: str, scenes: list[list[object]]
) -> None:
    query = dict(part.split("=") for part in said.split("&"))
    assert looked_at.scene(**query)["programme"] == scenes


def test_what_an_address_says_wrongly_is_said_and_left_out(looked_at: Wall) -> None:
    said = looked_at.text("header", rotate="hot:1,nowhere", panels="trend", colour="red", lang="en")
    for part in ("'hot:1'", "rotate=nowhere", "'trend'", "colour=red"):
        assert part in said
    assert "Left out" not in looked_at.text("header", lang="en", rotate="hot", panels="map")


def test_what_changes_is_sent_and_what_stays_is_not(wall: Wall, busy: Running) -> None:
    client = busy.client
    first = client.get("/wall/scene")
    again = client.get("/wall/scene", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    busy.report("new", priority=3)
    busy.clock.move(seconds=2)
    assert busy.service.publisher.tick()
    then = client.get("/wall/scene", headers={"If-None-Match": first.headers["ETag"]})
    changed = then.get_json()["panels"]
    assert "counts" in changed
    assert "takeover" not in changed
    # The next scene, too, needs only what the one before did not show.
    scene = client.get("/wall/scene?scene=hot", headers={"If-None-Match": then.headers["ETag"]})
    assert "ticker" not in scene.get_json()["panels"]


def alarm(busy: Running, number: str, at: int, **fields: object) -> None:
    said = {"source": "patrol", "area": "quarter00", "category": "pothole", "priority": 1, **fields}
    write_incidents(
        busy.service.record,
        [incident(number, reported(at), **said)],
        now=at + SECOND,
        origin="test",
    )
    busy.clock.move(seconds=2)
    busy.service.publisher.tick()


def test_a_new_incident_of_top_priority_takes_over_for_ten_minutes(
    wall: Wall, busy: Running
) -> None:
    assert wall.scene()["urgent"] is None
    alarm(busy, "fire", NOW + SECOND)
    found = wall.scene(lang="en")
    assert found["urgent"]
    assert found["takeover"] == 30
    said = wall.text("takeover", lang="en")
    assert "quarter00" in said
    assert "fire" not in said  # the number is nobody's business
    other = wall.scene(area="street1")
    assert other["urgent"] is None
    later = dispatched(NOW + 3 * SECOND, "roads")
    write_incidents(
        busy.service.record,
        [incident("fire", reported(NOW + SECOND), later, source="patrol", area="quarter00", priority=1)],
        now=NOW + 4 * SECOND, origin="test",
    )  # fmt: skip
    busy.clock.move(seconds=2)
    assert busy.service.publisher.tick()
    assert wall.scene()["urgent"] == found["urgent"]
    assert "roads" in wall.text("takeover")
    busy.clock.move(minutes=10)
    assert busy.service.publisher.tick()
    assert wall.scene()["urgent"] is None


def test_lesser_and_older_ones_do_not(wall: Wall, busy: Running) -> None:
    alarm(busy, "minor", NOW + SECOND, priority=2)
    alarm(busy, "old", NOW - HOUR)
    assert wall.scene()["urgent"] is None


def test_an_exact_place_is_shown_only_where_the_settings_allow_it(
    wall: Wall, busy: Running
) -> None:
    where = {"address": "西街1号", "lon": -73.9975, "lat": 40.7025}
    alarm(busy, "fire", NOW + SECOND, **where)
    assert "西街1号" not in wall.text("takeover")
    object.__setattr__(busy.service.settings, "wall_exact_places", True)
    alarm(busy, "another", NOW + 3 * SECOND, **where)
    assert "西街1号" in wall.text("takeover")


def test_nothing_known_and_nothing_happened_look_different(running: Running) -> None:
    wall = Wall(running)
    quiet = wall.text("map", lang="en", **{"from": "2020-01-01", "to": "2020-01-02"})
    assert "No incidents in the period" in quiet
    running.service.record.dispose()
    silent = wall.text("map", lang="en", source="hotline")
    assert "No data have come yet" in silent
    assert "–" in wall.text("counts", source="hotline")


def test_silence_beyond_a_threshold_is_said_in_every_panel(wall: Wall, busy: Running) -> None:
    assert "nothing since" not in wall.text("closure", lang="en")
    busy.clock.move(days=2)
    assert busy.service.publisher.tick()
    for panel in ("counts", "map", "closure", "response"):
        assert "nothing since" in wall.text(panel, lang="en")


def test_a_day_ends_on_the_wall(wall: Wall, busy: Running) -> None:
    """Local midnight, also on the day when the clocks change."""
    busy.clock.now = datetime(2026, 11, 4, 4, 59, 30, tzinfo=UTC)  # 23:59:30 in New York
    write_incidents(
        busy.service.record,
        [incident("late", reported(NOW + 13 * HOUR), Event("closed", NOW + 13 * HOUR + 60 * SECOND),
                  source="patrol", area="quarter00")],
        now=NOW + 13 * HOUR + 120 * SECOND, origin="test",
    )  # fmt: skip
    assert busy.service.publisher.tick()
    before = numbers(wall.scene())
    assert int(before["new"]) >= 1
    busy.clock.move(minutes=1)
    assert busy.service.publisher.tick()
    after = numbers(wall.scene())
    assert (after["new"], after["closed"]) == ("0", "0")


def test_a_page_is_outdated_after_the_days_moment_and_by_a_release(
    wall: Wall, busy: Running
) -> None:
    page = busy.client.get("/wall").get_data(as_text=True)
    found = wall.scene()
    assert f'data-epoch="{found["epoch"]}"' in page
    assert f'data-release="{found["release"]}"' in page
    busy.clock.now = datetime(2026, 11, 4, 9, 9, tzinfo=UTC)  # 4:09 in New York
    assert busy.service.publisher.tick()
    assert wall.scene()["epoch"] == found["epoch"]
    busy.clock.move(minutes=1)
    assert busy.service.publisher.tick()
    assert wall.scene()["epoch"] != found["epoch"]
