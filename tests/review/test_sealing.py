"""Seals: canonical, whole or not there, added only, and worth something on another machine."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError

from callbacks.review_files import seal_told
from data_access.commands.seal import _line
from data_access.live.answers import Answers
from data_access.record.access_tables import seals
from data_access.record.write import write_incidents
from data_access.review import sealing
from data_access.review.asking import review
from data_access.review.periods import of_month
from data_access.review.sealing import Seal, SealError
from layouts.review.words import Words
from tests.factories import DAY, HOUR, dispatched, incident, reported
from tests.figures.town import AS_OF, NOW
from tests.figures.ways import through_a_read_model
from tests.review.conftest import OCTOBER, SETTINGS, copied

SUBJECT = "from=2026-10-01&to=2026-11-01"


def test_a_seal_is_kept_and_the_next_is_another_edition(
    record: Engine, october: dict[str, Any]
) -> None:
    first = sealing.seal(record, october, "", "wang", NOW)
    second = sealing.seal(record, october, "corrected", "li", NOW + 1)
    assert (first.edition, second.edition, first.subject) == (1, 2, SUBJECT)
    assert sealing.editions(record, sealing.subject(OCTOBER)) == [first, second]
    assert sealing.listed(record) == [first, second]
    assert sealing.editions(record, "from=2026-09-01&to=2026-10-01") == []
    assert first.content == json.loads(json.dumps(october))


def test_nothing_changes_or_removes_one(record: Engine, october: dict[str, Any]) -> None:
    sealing.seal(record, october, "", "wang", NOW)
    row = {"subject": SUBJECT, "edition": 1, "name": "", "sealed_at": AS_OF, "sealed_by": "",
           "digest": "", "content": "{}"}  # fmt: skip
    replacing = insert(seals).prefix_with("OR REPLACE", dialect="sqlite").values(row)
    for statement in (update(seals).values(name="other"), delete(seals), replacing):
        with pytest.raises(DBAPIError), record.begin() as connection:
            connection.execute(statement)
    assert len(sealing.listed(record)) == 1


def test_what_is_interrupted_leaves_no_seal(record: Engine, october: dict[str, Any]) -> None:
    """As a process that is killed between the statement and its commit."""
    connection = record.execution_options(writes=True).connect()
    transaction = connection.begin()
    row = {"subject": SUBJECT, "edition": 1, "name": "", "sealed_at": AS_OF, "sealed_by": "",
           "digest": sealing.digest(october), "content": sealing.canonical(october).decode()}  # fmt: skip
    connection.execute(insert(seals).values(row))
    transaction.rollback()
    connection.close()
    assert sealing.listed(record) == []
    assert sealing.seal(record, october, "", "wang", NOW).edition == 1


@pytest.fixture(scope="module")
def november(answers: Answers) -> dict[str, Any]:
    """The content of a month that goes on."""
    return review(answers, SETTINGS, of_month("2026-11", OCTOBER), AS_OF)


def test_before_the_delay_has_passed_it_is_refused(
    record: Engine, november: dict[str, Any]
) -> None:
    with pytest.raises(SealError, match="2 days after its end, and not before"):
        sealing.seal(record, november, "", "wang", NOW)


def test_the_hash_is_of_the_content_whatever_the_order_of_its_keys(october: dict[str, Any]) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, dict):
            keys = list(value)
            random.Random(1).shuffle(keys)
            return {key: shuffled(value[key]) for key in keys}
        return [shuffled(one) for one in value] if isinstance(value, list) else value

    assert list(shuffled(october)) != list(october)
    assert sealing.digest(shuffled(october)) == sealing.digest(october)
    again = json.loads(sealing.canonical(october))
    assert sealing.digest(again) == sealing.digest(october)
    again["summary"]["counts"]["closed"] += 1
    assert sealing.digest(again) != sealing.digest(october)


def test_the_archive_is_verified_and_a_changed_one_refused(
    record: Engine, october: dict[str, Any]
) -> None:
    file = sealing.archive(sealing.seal(record, october, "", "wang", NOW))
    assert sealing.opened(file) == json.loads(json.dumps(october))
    changed = json.loads(file)
    changed["content"]["tables"][0]["rows"][0]["counts"]["closed"] += 1
    with pytest.raises(SealError, match="was changed"):
        sealing.opened(json.dumps(changed).encode())
    for no_seal in (b"", b"\xff\xfe", b"[]", b'{"kind": "other"}', b"[" * 100_000):
        with pytest.raises(SealError, match="no seal"):
            sealing.opened(no_seal)


def test_a_seal_that_was_changed_past_the_triggers_is_noticed(
    sqlite_record: Engine, october: dict[str, Any]
) -> None:
    sealing.seal(sqlite_record, october, "", "wang", NOW)
    with sqlite_record.begin() as connection:
        connection.execute(text("DROP TRIGGER seals_update"))
        content = connection.execute(select(seals.c.content)).scalar_one()
        changed = content.replace('"filed":', '"filed":1', 1)
        connection.execute(update(seals).values(content=changed))
    with pytest.raises(SealError, match="was changed in the database"):
        sealing.listed(sqlite_record)


def test_what_comes_later_is_told_beside_the_seal_and_changes_nothing_in_it(
    town: Engine, october: dict[str, Any], tmp_path: Path
) -> None:
    record = copied(town, tmp_path / "copy.db")
    seal = sealing.seal(record, october, "", "wang", NOW)
    late = incident("late", reported(NOW - 10 * DAY), dispatched(NOW - 10 * DAY + HOUR, "roads"),
                    source="patrol", area="quarter00", category="pothole")  # fmt: skip
    write_incidents(record, [late], now=NOW, origin="test")
    with through_a_read_model(record) as answers:
        now = review(answers, SETTINGS, OCTOBER, AS_OF, record=record)
    told = sealing.since(seal.content, now)
    assert {"kind": "all", "code": None, "count": "filed",
            "sealed": october["summary"]["counts"]["filed"],
            "now": october["summary"]["counts"]["filed"] + 1} in told  # fmt: skip
    assert {one["code"] for one in told} == {None, "street0", "quarter00", "roads"}
    assert sealing.editions(record, SUBJECT)[0].content == json.loads(json.dumps(october))
    assert sealing.since(october, copy.deepcopy(october)) == []
    record.dispose()


@pytest.mark.parametrize(
    ("language", "by", "said"),
    [
        ("zh", "wang", "2026-11-03 10:30:20 由 wang 封存，"),
        ("zh", "", "2026-11-03 10:30:20 封存，"),
        ("en", "wang", "sealed 2026-11-03 10:30:20 by wang, SHA-256"),
        ("en", "", "sealed 2026-11-03 10:30:20, SHA-256"),
    ],
)
def test_who_sealed_is_said_where_it_is_known(language: str, by: str, said: str) -> None:
    """Without access nobody has a name."""
    seal = Seal("month", 1, "", NOW, by, "0" * 64, {})
    assert said in seal_told(Words(language, {}), seal, SETTINGS.timezone)
    assert (f"by {by}," in _line(seal)) == bool(by)
    assert "by ," not in _line(seal)
