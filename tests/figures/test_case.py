"""A case equals what is recomputed from what the record was told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import Engine, select

from data_access.case import Case
from data_access.independent.cases import Case as Told
from data_access.independent.cases import cases
from data_access.independent.history import STAGES, History
from data_access.independent.told import SECOND, read
from data_access.live.answers import Answers
from data_access.moments import from_micros, to_micros
from data_access.reach import EVERYTHING
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.tables import assignments, incidents
from data_access.record.write import newest_version
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.factories import HOUR, MINUTE, dispatched, incident, reported, rows
from tests.figures.town import AS_OF, NOW, build_town, busy_town, incidents_of_town
from tests.figures.ways import directly, through_a_read_model


def asked(answers: Answers, told: Any) -> Case:
    found = answers.case(told.source, told.external_id, EVERYTHING)
    assert found is not None
    return found[2]


def check(found: Case, case: Told) -> None:
    """All that is said of an incident's course is what its history says."""
    history = case.history
    assert found.statuses == tuple(s for s in _STATUSES if case.has_status(s))
    assert [(s.kind, to_micros(s.moment), s.stage, s.paused) for s in found.steps] == [
        (event.kind, event.at, history.stage(k + 1), paused(history, k))
        for k, event in enumerate(history.events)
    ]
    assert [s.kind for s in found.ahead] == [
        event.kind for event in case.told.events if event.at > history.as_of
    ]
    check_deadline(found, history)
    check_times(found, case)
    assert [
        (d.department, d.role, to_micros(d.begin), d.outcome, d.response, d.handling)
        for d in found.duties
    ] == [
        (
            d.department, d.role, d.at, d.outcome,
            None if d.outcome == "waiting" else d.active // SECOND,
            None if d.handled is None else d.handled // SECOND,
        )
        for d in case.duties
    ]  # fmt: skip
    assert [d.end for d in found.duties] == [end(history, d) for d in found.duties]


def paused(history: History, k: int) -> bool:
    """Whether a pause goes on after number k."""
    told = [event.at for event in history.events[: k + 1] if event.kind == "suspended"]
    return any(pause.begin in told and pause.last > k for pause in history.pauses)


_STATUSES = ("open", "overdue", "suspended", "closed", "voided")


def check_deadline(found: Case, history: History) -> None:
    assert found.stands_still == (history.stands_still and history.suspended != history.as_of)
    if history.deadline is None:
        assert (found.deadline, found.late) == (None, None)
        return
    deadline = history.deadline
    if history.stands_still:  # what the pause adds so far, second by second as it were
        assert history._granted is not None
        since = max(history._granted[1], history.suspended or 0)
        deadline += history.as_of - since
    assert found.deadline == from_micros(deadline)
    until = history.as_of if history.closed is None else history.closed
    assert found.late == (until - deadline) // SECOND


def check_times(found: Case, case: Told) -> None:
    history, row = case.history, found.incident
    spent = {stage: sum(filter(None, times)) for stage, times in case.stages.items()}
    spent.pop("closed", None)
    assert {s: c.seconds for s, c in found.stages.items()} == {
        s: micros // SECOND for s, micros in spent.items()
    }
    assert list(found.stages) == [s for s in STAGES if s in found.stages]
    for stage, clock in found.stages.items():
        assert clock.ended == (stage != row.stage)
        if clock.ended:  # the very column that the figures are made of
            assert clock.seconds == getattr(row, f"{stage}_seconds")
    until = history.as_of if history.closed is None else history.closed
    heard = history.moments("responded", "resolved")
    assert found.response.ended == bool(heard)
    assert found.total.ended == (history.closed is not None)
    first = heard[0] if heard else until
    for clock, moment in ((found.response, first), (found.total, until)):
        assert clock.seconds == history.active(history.reported, moment) // SECOND
    pauses = (p for p in history.pauses)
    ends = ((p.begin, history.as_of if p.end is None else p.end) for p in pauses)
    assert found.paused == sum(end - begin for begin, end in ends) // SECOND


def end(history: History, duty: Any) -> datetime | None:
    """When a department was done with an assignment, by looking at the events one by one."""
    begin = to_micros(duty.begin)
    if duty.handling is not None:
        later = (
            event.at
            for k, event in enumerate(history.events)
            if event.kind == "resolved"
            and history.actor(k) == duty.department
            and event.at >= begin
        )
        whole = (at for at in later if history.active(begin, at) // SECOND == duty.handling)
        return from_micros(next(whole))
    if duty.outcome == "passed_on":
        return next(
            from_micros(event.at)
            for k, event in enumerate(history.events)
            if event.at >= begin and history.passes_on(k, duty.department)
        )
    if duty.outcome == "unanswered":
        return from_micros(max(begin, history.events[history.closing(history.all)].at))
    return None if history.closed is None else from_micros(history.closed)


@contextmanager
def town(engine: Engine, some: list[Incident]) -> Iterator[list[Told]]:
    """What a town's record was told, looked at as of AS_OF."""
    build_town(engine, some)
    yield cases(read(engine, newest_version(engine)), NOW)
    engine.dispose()


# Without shrinking: an example builds two databases, and shrinking would try hundreds.
@settings(
    max_examples=3,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(some=incidents_of_town())
def test_any_history(sqlite_files: SQLiteFiles, some: list[Incident]) -> None:
    engine = open_record(sqlite_files.migrated())
    with town(engine, some) as known, through_a_read_model(engine) as answers:
        for case in known:
            check(asked(answers, case.told), case)


def test_a_busy_town_three_ways(
    sqlite_files: SQLiteFiles, postgresql_cluster: PostgreSQLCluster
) -> None:
    url = postgresql_cluster.migrated()
    records = open_record(sqlite_files.migrated()), open_record(url)
    with ExitStack() as stack:
        known, _ = (stack.enter_context(town(record, busy_town())) for record in records)
        ways = [stack.enter_context(through_a_read_model(record)) for record in records]
        ways.append(stack.enter_context(directly(records[1], url)))
        for case in known[::4]:
            first, *others = (asked(answers, case.told) for answers in ways)
            check(first, case)
            for other in others:
                assert plainly(other) == plainly(first)
    assert {"closed", "overdue", "voided"} <= {
        s for c in known for s in _STATUSES if c.has_status(s)
    }


def plainly(case: Case) -> str:
    """All of a case but the rows' versions, as text."""
    rows_ = [case.incident, *(one.camera for one in case.surroundings.cameras)]
    others = [*case.surroundings.newest, *(one.other for one in case.surroundings.duplicates)]
    rows_ += [one.incident for one in others]
    said = [{k: v for k, v in row._mapping.items() if k != "version"} for row in rows_]
    near = [(one.distance_m, one.statuses) for one in others]
    seen = [(one.distance_m, one.sees, one.reaches) for one in case.surroundings.cameras]
    likely = [(one.alike, one.other_source) for one in case.surroundings.duplicates]
    course = (
        case.statuses, case.deadline, case.late, case.response, case.total, case.paused,
        case.steps, case.ahead, case.spans, case.stages, case.duties, case.surroundings.repeats,
    )  # fmt: skip
    return repr((said, near, seen, likely, course))


def test_what_is_dated_ahead_stands_apart(sqlite_record: Engine) -> None:
    told = incident(
        "1",
        reported(NOW - HOUR),
        dispatched(NOW - 30 * MINUTE, "roads"),
        Event("responded", NOW),
        Event("resolved", NOW + MINUTE),
    )
    build_town(sqlite_record, [told, incident("2", reported(NOW + HOUR))])
    with through_a_read_model(sqlite_record) as answers:
        found = asked(answers, told)
        later = answers.case("hotline", "2", EVERYTHING)
    assert [step.kind for step in found.steps] == ["reported", "dispatched", "responded"]
    assert [(s.kind, s.stage) for s in found.ahead] == [("resolved", None)]
    assert later is not None
    assert (later[2].statuses, later[2].steps, later[2].spans) == (("ahead",), (), ())


def test_the_rows_of_a_case_are_those_of_the_record(sqlite_record: Engine) -> None:
    build_town(sqlite_record, busy_town())
    by_id: dict[int, list[dict[str, Any]]] = {}
    for row in rows(sqlite_record, assignments):
        by_id.setdefault(row["incident_id"], []).append(row)
    with sqlite_record.connect() as connection:
        known = connection.execute(select(incidents).order_by(incidents.c.id)).all()
    with through_a_read_model(sqlite_record) as answers:
        for row in known[::3]:
            found = asked(answers, row)
            assert found.incident._mapping == row._mapping
            mine = [(d.department, d.begin, d.outcome, d.response) for d in found.duties]
            assert mine == [
                (a["department"], a["started_at"], a["outcome"], a["active_seconds"])
                for a in by_id.get(row.id, [])
            ]


def test_a_pause_that_goes_on_moves_the_deadline(sqlite_record: Engine) -> None:
    begin = NOW - 3 * HOUR
    paused = incident(
        "1", reported(begin), Event("suspended", begin + HOUR), own_deadline=begin + 2 * HOUR
    )
    build_town(sqlite_record, [paused])
    with through_a_read_model(sqlite_record) as answers:
        found = asked(answers, paused)
    assert found.stands_still
    assert found.deadline == AS_OF + timedelta(hours=1)
    assert (found.late, found.paused) == (-3600, 7200)
    assert found.statuses == ("open", "suspended")


def test_a_response_or_resolution_by_nobody_named_is_the_leads(sqlite_record: Engine) -> None:
    told = incident(
        "1",
        reported(NOW - 3 * HOUR),
        dispatched(NOW - 2 * HOUR, "roads"),
        Event("responded", NOW - HOUR),
        Event("verified", NOW - MINUTE),
    )
    build_town(sqlite_record, [told])
    with through_a_read_model(sqlite_record) as answers:
        found = asked(answers, told)
    assert [step.actor for step in found.steps] == [None, None, "roads", None]


def test_what_waits_again_after_a_reopening_ends_with_the_next_closing(
    sqlite_record: Engine,
) -> None:
    kinds = ("closed", "reopened", "closed")
    turns = [Event(kind, NOW - (5 - n) * HOUR) for n, kind in enumerate(kinds)]
    told = incident("1", reported(NOW - 9 * HOUR), dispatched(NOW - 8 * HOUR, "roads"), *turns)
    build_town(sqlite_record, [told])
    with through_a_read_model(sqlite_record) as answers:
        (duty,) = asked(answers, told).duties
    assert (duty.outcome, duty.end) == ("unanswered", AS_OF - timedelta(hours=3))


def test_what_was_answered_and_never_resolved_ends_with_the_closing(
    sqlite_record: Engine,
) -> None:
    begin = NOW - 9 * HOUR
    turns = [Event("responded", begin + 2 * HOUR), Event("closed", begin + 3 * HOUR)]
    told = incident("1", reported(begin), dispatched(begin + HOUR, "roads"), *turns)
    build_town(sqlite_record, [told])
    with through_a_read_model(sqlite_record) as answers:
        (duty,) = asked(answers, told).duties
    assert (duty.outcome, duty.end) == ("answered", AS_OF - timedelta(hours=6))
    assert (duty.response, duty.handling) == (3600, None)


def test_there_is_none_of_an_unknown_key(sqlite_record: Engine) -> None:
    build_town(sqlite_record, [incident("1")])
    with through_a_read_model(sqlite_record) as answers:
        assert answers.case("hotline", "2", EVERYTHING) is None
        assert answers.case("patrol", "1", EVERYTHING) is None
        assert answers.case("hotline", "1", EVERYTHING) is not None
