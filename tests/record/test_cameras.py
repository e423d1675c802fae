"""Cameras, and the history of their status."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.record.cameras import wake_cameras, write_cameras
from data_access.record.tables import camera_events, cameras
from data_access.record.write import Written, newest_version
from tests.factories import DAY, HOUR, MONDAY, emptied, moment, named, rows


def camera(code: str = "c1", **said: Any) -> dict[str, Any]:
    return named(code, lon=118.7, lat=32.0)[0] | said


def write(engine: Engine, *said: dict[str, Any], now: int = MONDAY) -> Written:
    return write_cameras(engine, said, now=now, origin="test")


def online(engine: Engine) -> list[tuple[object, object]]:
    """The history of `online`, oldest first."""
    return [(row["moment"], row["online"]) for row in rows(engine, camera_events)]


def at(hours: int) -> Any:
    return moment(MONDAY + hours * HOUR)


def test_a_change_of_status_is_dated_now(record: Engine) -> None:
    write(record, camera(installed=True, online=True))
    write(record, camera(installed=True, online=False), now=MONDAY + HOUR)
    assert online(record) == [(at(0), True), (at(1), False)]
    row = rows(record, cameras)[0]
    assert (row["online"], row["status_at"], row["in_order"]) == (False, at(1), None)


def test_the_same_status_again_changes_nothing(record: Engine) -> None:
    said = camera(installed=True, online=True)
    write(record, said)
    again = write(record, said, now=MONDAY + HOUR)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert online(record) == [(at(0), True)]
    assert newest_version(record) == 1


def test_a_late_status_joins_the_history_only(record: Engine) -> None:
    write(record, camera(online=True, status_at=at(3), last_seen=at(3)), now=MONDAY + DAY)
    write(record, camera(online=False, status_at=at(1), last_seen=at(1)), now=MONDAY + DAY)
    assert online(record) == [(at(1), False), (at(3), True)]
    row = rows(record, cameras)[0]
    assert (row["online"], row["status_at"], row["last_seen"]) == (True, at(3), at(3))


def test_statuses_out_of_order_in_one_batch(record: Engine) -> None:
    write(
        record,
        camera(online=True, status_at=at(3)),
        camera(online=False, status_at=at(1)),
        camera("c2", online=False, status_at=at(2)),
        camera(online=None, status_at=at(2)),
        now=MONDAY + DAY,
    )
    first, second = rows(record, cameras)
    assert (first["online"], first["status_at"]) == (True, at(3))
    assert (second["online"], second["status_at"]) == (False, at(2))
    assert online(record) == [(at(1), False), (at(2), None), (at(3), True), (at(2), False)]


def test_the_same_dated_status_twice_is_one(record: Engine) -> None:
    said = camera(online=False, status_at=at(1))
    write(record, said, said)
    assert write(record, said).unchanged == 1
    assert online(record) == [(at(1), False)]


def test_a_row_without_a_status_leaves_it(record: Engine) -> None:
    write(record, camera(online=True))
    written = write(record, camera(bearing=90.0), now=MONDAY + HOUR)
    assert written.changed == 1
    row = rows(record, cameras)[0]
    assert (row["bearing"], row["online"], row["status_at"]) == (90.0, True, at(0))
    assert online(record) == [(at(0), True)]


def test_a_status_dated_ahead_waits_for_its_moment(record: Engine) -> None:
    write(record, camera(installed=True, online=True), camera("c2", online=True, status_at=at(2)))
    write(record, camera(online=False, status_at=at(2)), now=MONDAY + HOUR)
    assert [row["online"] for row in rows(record, cameras)] == [True, None]
    assert wake_cameras(record, now=MONDAY + 2 * HOUR - 1) == 0
    assert newest_version(record) == 2
    assert wake_cameras(record, now=MONDAY + 2 * HOUR) == 2
    assert [(row["online"], row["status_at"]) for row in rows(record, cameras)] == [
        (False, at(2)),
        (True, at(2)),
    ]
    assert rows(record, cameras)[0]["installed"] is True
    assert newest_version(record) == 3
    assert wake_cameras(record, now=MONDAY + 3 * HOUR) == 0


SAID = st.fixed_dictionaries(
    {"code": st.sampled_from(("c1", "c2"))},
    optional={
        "online": st.sampled_from((True, False, None)),
        "in_order": st.booleans(),
        "status_at": st.integers(0, 12).map(at),
    },
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(SAID, min_size=1, max_size=3), min_size=1, max_size=5))
def test_current_columns_are_the_newest_status_up_to_now(
    record: Engine, batches: list[list[dict[str, Any]]]
) -> None:
    emptied(record)
    for number, batch in enumerate(batches):
        now = MONDAY + 2 * number * HOUR
        write(record, *(camera(**said) for said in batch), now=now)
        wake_cameras(record, now=now)
        history = [row for row in rows(record, camera_events) if row["moment"] <= moment(now)]
        for row in rows(record, cameras):
            own = [event for event in history if event["camera"] == row["code"]]
            newest = max(own, key=lambda event: event["moment"], default=None)
            for name in ("installed", "online", "in_order"):
                assert row[name] == (newest[name] if newest else None)
            assert row["status_at"] == (newest["moment"] if newest else None)
