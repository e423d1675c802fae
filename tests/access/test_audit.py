"""The audit: what is told comes back, and nobody takes it away."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, text, update
from sqlalchemy.exc import DatabaseError

from data_access.access import audit
from data_access.access.audit import ACTIONS, Asked, Entry
from data_access.moments import SECOND, from_micros
from data_access.record import access_tables
from data_access.record.database import open_record
from tests.factories import MONDAY, rows


def told(engine: Engine, number: int = 0, **said: Any) -> None:
    fields = {"actor": "li", "address": "10.0.0.7", "action": "login"} | said
    audit.tell(engine, MONDAY + number * SECOND, **fields)


def test_what_is_told_comes_back(record: Engine) -> None:
    told(record, subject="wang", detail_of="x", areas=("a", "b"), rows=7, full=True, none=None)
    (entry,) = audit.read(record, Asked())
    detail = {"detail_of": "x", "areas": ["a", "b"], "rows": 7, "full": True, "none": None}
    assert entry == Entry(entry.id, MONDAY, "li", "10.0.0.7", "login", "wang", detail)


@pytest.mark.parametrize("statement", ["UPDATE", "DELETE", "TRUNCATE", "REPLACE"])
def test_nobody_changes_or_removes_a_row(record: Engine, statement: str) -> None:
    told(record)
    before = rows(record, access_tables.audit)
    postgresql = record.dialect.name == "postgresql"
    said: Any
    match statement:
        case "UPDATE":
            said = update(access_tables.audit).values(actor="nobody")
        case "DELETE":
            said = delete(access_tables.audit)
        case "TRUNCATE":
            said = text("TRUNCATE audit" if postgresql else "DELETE FROM audit")
        case _:
            replacing = insert(access_tables.audit).values(before[0] | {"actor": "nobody"})
            said = replacing if postgresql else replacing.prefix_with("OR REPLACE")
    refused = "duplicate key" if postgresql and statement == "REPLACE" else "only added to"
    with (
        pytest.raises(DatabaseError, match=refused),
        record.execution_options(writes=True).begin() as connection,
    ):
        connection.execute(said)
    assert rows(record, access_tables.audit) == before
    told(record)
    assert len(rows(record, access_tables.audit)) == 2


def test_what_is_no_action_or_a_secret_is_refused(record: Engine) -> None:
    with pytest.raises(ValueError, match="'lgoin' is no action"):
        told(record, action="lgoin")
    for name in ("password", "token", "secret", "cookie"):
        with pytest.raises(ValueError, match=f"{name}.* must not be in the audit"):
            audit.tell(record, MONDAY, "li", "", "login", **{name: "x"})
    assert audit.count(record, Asked()) == 0


@given(st.text(), st.lists(st.text()))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_told(record: Engine, text: str, listed: list[str]) -> None:
    before = audit.count(record, Asked())
    told(record, actor=text, address=text, subject=text, said=text, listed=listed)
    (newest,) = audit.read(record, Asked(), limit=1)
    assert audit.count(record, Asked()) == before + 1
    assert len(newest.subject.splitlines()) <= 1
    assert audit.count(record, Asked(actor=text, subject=text)) >= 1


@pytest.fixture(scope="module")
def many(request: pytest.FixtureRequest) -> Any:
    """Rows of every kind on each engine, and the same as plain dictionaries."""
    kept = []
    said: list[dict[str, Any]] = [
        {
            "moment": MONDAY + number // 3 * SECOND,
            "actor": ("li", "wang", "")[number % 3],
            "address": f"10.0.0.{number % 4}",
            "action": ACTIONS[number % 5],
            "subject": ("", "li")[number % 2],
        }
        for number in range(60)
    ]
    for fixture in ("sqlite_files", "postgresql_cluster"):
        engine = open_record(request.getfixturevalue(fixture).migrated())
        request.addfinalizer(engine.dispose)
        with engine.execution_options(writes=True).begin() as connection:
            for row in said:
                kept_row = row | {"moment": from_micros(row["moment"]), "detail": {}}
                connection.execute(insert(access_tables.audit).values(kept_row))
        kept.append(engine)
    return kept, said


ASKED = st.builds(
    Asked,
    since=st.none() | st.integers(-1, 21).map(lambda n: MONDAY + n * SECOND),
    until=st.none() | st.integers(-1, 21).map(lambda n: MONDAY + n * SECOND),
    actions=st.lists(st.sampled_from(ACTIONS), max_size=3).map(tuple),
    actor=st.sampled_from(("", "li", "wang", "zhao")),
    address=st.sampled_from(("", "10.0.0.1")),
    subject=st.sampled_from(("", "li")),
)


@given(asked=ASKED, page=st.integers(1, 25))
@settings(max_examples=50)
def test_filters_and_pages(many: Any, asked: Asked, page: int) -> None:
    engines, said = many
    expected = [
        row
        for row in reversed(said)
        if (asked.since is None or row["moment"] >= asked.since)
        and (asked.until is None or row["moment"] < asked.until)
        and (not asked.actions or row["action"] in asked.actions)
        and all(
            not getattr(asked, name) or row[name] == getattr(asked, name)
            for name in ("actor", "address", "subject")
        )
    ]
    for engine in engines:
        found: list[Entry] = []
        while more := audit.read(engine, asked, found[-1].id if found else None, page):
            assert len(more) <= page
            found += more
        shown = [{name: getattr(entry, name) for name in said[0]} for entry in found]
        assert shown == expected
        assert list(audit.read_all(engine, asked)) == found
        assert audit.count(engine, asked) == len(expected)
