"""Sessions: who is in, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, event, func, select, update

from data_access.access import accounts, displays, sessions
from data_access.access.accounts import Account
from data_access.access.sessions import Limits
from data_access.access.viewer import EVERYONE, Viewer, manages, may
from data_access.moments import SECOND
from data_access.reach import EVERYTHING, ROLES, Reach, Role
from data_access.record import access_tables
from data_access.record.write import newest_version
from data_access.settings import load_settings
from tests.access.conftest import forget
from tests.factories import DAY, HOUR, MONDAY, moment, rows

LIMITS = Limits(12 * HOUR, 7 * DAY, ("duty", "reviewer", "administrator"))
OFFICER = Account("wang", "duty", ("north",), ("water",), "王力")


def begun(engine: Engine, now: int = MONDAY, account: Account = OFFICER) -> str:
    if accounts.find(engine, account.name) is None:
        accounts.create(engine, account, None, now)
    return sessions.begin(engine, account.name, "10.0.0.7", "Firefox", now)


def ids(engine: Engine, now: int) -> list[str]:
    return [session.id for session in sessions.running(engine, now, LIMITS)]


def test_a_session_says_who_looks(town: Engine) -> None:
    found = sessions.find(town, begun(town), MONDAY, LIMITS)
    assert found is not None
    reach = Reach(("north",), ("water",))
    assert found.viewer == Viewer("wang", "duty", reach, "account", found.id, "王力")
    assert found.until == MONDAY + 7 * DAY
    (running,) = sessions.running(town, MONDAY, LIMITS)
    assert (running.id, running.name, running.kind, running.title) == (
        found.id,
        "wang",
        "account",
        "王力",
    )
    assert (running.begun_at, running.seen_at) == (MONDAY, MONDAY)
    assert (running.address, running.agent) == ("10.0.0.7", "Firefox")


def test_an_account_was_seen_last_in_the_newest_of_its_sessions(town: Engine) -> None:
    assert sessions.last_seen(town) == {}
    first, _second = begun(town), begun(town, MONDAY + HOUR)
    other = Account("li", "viewer")
    begun(town, MONDAY + 2 * HOUR, other)
    displays.exchange(
        town, displays.create(town, "Hall", [], [], None, "li", MONDAY), "", "", MONDAY
    )
    assert sessions.last_seen(town) == {"wang": MONDAY + HOUR, "li": MONDAY + 2 * HOUR}
    sessions.find(town, first, MONDAY + 3 * HOUR, LIMITS)
    sessions.end_all(town, "wang", MONDAY + 3 * HOUR)  # when it was seen stays
    assert sessions.last_seen(town)["wang"] == MONDAY + 3 * HOUR


def test_a_display_is_a_viewer_until_it_expires(town: Engine) -> None:
    token = displays.create(town, "Hall", ["south"], [], MONDAY + DAY, "li", MONDAY)
    secret = displays.exchange(town, token, "10.0.0.8", "Chromium", MONDAY)
    assert secret is not None
    found = sessions.find(town, secret, MONDAY + DAY - SECOND, LIMITS)  # idle for long: no matter
    assert found is not None
    reach = Reach(("south",), texts=False)
    assert found.viewer == Viewer("Hall", "viewer", reach, "display", found.id, "Hall")
    assert found.until == MONDAY + DAY
    assert sessions.find(town, secret, MONDAY + DAY, LIMITS) is None
    assert sessions.running(town, MONDAY + DAY, LIMITS) == []


def test_a_display_that_does_not_expire_lasts(town: Engine) -> None:
    token = displays.create(town, "Hall", [], [], None, "li", MONDAY)
    secret = displays.exchange(town, token, "", "", MONDAY)
    assert secret is not None
    begun(town, MONDAY + 1000 * DAY)  # which removes what is gone
    found = sessions.find(town, secret, MONDAY + 1000 * DAY, LIMITS)
    assert found is not None
    assert found.until is None


@pytest.mark.parametrize("role", ROLES)
def test_texts_are_masked_by_role(town: Engine, role: Role) -> None:
    secret = begun(town, account=Account("wang", role))
    for unmasked in ((), ("viewer",), ("duty", "reviewer"), ROLES):
        found = sessions.find(town, secret, MONDAY, Limits(HOUR, HOUR, unmasked))
        assert found is not None
        assert found.viewer.reach == Reach(texts=role in unmasked)


def test_the_secret_is_nowhere(town: Engine) -> None:
    token = displays.create(town, "Hall", [], [], None, "li", MONDAY)
    secrets = [token, begun(town), displays.exchange(town, token, "", "", MONDAY) or ""]
    assert len(set(secrets)) == 3
    kept = repr([rows(town, table) for table in access_tables.metadata.sorted_tables])
    for secret in secrets:
        assert len(secret) == 43  # 256 bits
        assert secret not in kept


def test_an_id_opens_nothing(town: Engine) -> None:
    begun(town)
    (row,) = rows(town, access_tables.sessions)
    for said in (row["id"], row["secret_hash"], "", "\x00", "\ud800", "é" * 10_000):
        assert sessions.find(town, said, MONDAY, LIMITS) is None


def test_what_a_browser_says_of_itself_is_cut(town: Engine) -> None:
    accounts.create(town, OFFICER, None, MONDAY)
    sessions.begin(town, "wang", "a" * 500, "x\x00\ud800\n" * 500, MONDAY)
    (row,) = rows(town, access_tables.sessions)
    assert (row["address"], row["agent"]) == ("a" * 100, "x\ufffd\ufffd\ufffd" * 50)


def test_being_seen_is_written_once_a_minute(town: Engine) -> None:
    secret = begun(town)
    written = []

    @event.listens_for(town, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE"):
            written.append(statement)

    for second in range(0, 181, 20):
        assert sessions.find(town, secret, MONDAY + second * SECOND, LIMITS)
    assert len(written) == 3
    (running,) = sessions.running(town, MONDAY + 180 * SECOND, LIMITS)
    assert running.seen_at == MONDAY + 180 * SECOND


def test_looking_is_one_select(town: Engine) -> None:
    secret = begun(town)
    asked = []

    @event.listens_for(town, "before_cursor_execute")
    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if "SELECT" in statement:
            asked.append(statement)

    assert sessions.find(town, secret, MONDAY, LIMITS)
    assert len(asked) == 1


def test_a_session_is_good_where_its_use_cannot_be_written(
    sqlite_record: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    secret = begun(sqlite_record, account=Account("wang", "duty"))
    path = sqlite_record.url.database
    reading = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    assert sessions.find(reading, secret, MONDAY + HOUR, LIMITS)
    reading.dispose()
    assert "readonly database" in caplog.text
    assert secret not in caplog.text


def test_rows_of_sessions_that_are_long_gone_are_removed(town: Engine) -> None:
    old = begun(town)
    assert sessions.find(town, old, MONDAY + 5 * DAY, Limits(6 * DAY, 7 * DAY, ()))
    token = displays.create(town, "Hall", [], [], None, "li", MONDAY)
    hall = displays.exchange(town, token, "", "", MONDAY)
    assert hall

    def number() -> int:
        with town.connect() as connection:
            counted = select(func.count()).select_from(access_tables.sessions)
            return connection.execute(counted).scalar_one()

    begun(town, MONDAY + 35 * DAY)
    assert number() == 3
    begun(town, MONDAY + 35 * DAY + SECOND)
    assert number() == 3  # the first is gone, a new one has come
    displays.revoke(town, "Hall", MONDAY + 36 * DAY)
    begun(town, MONDAY + 66 * DAY)
    assert number() == 2  # whoever was seen 31 days ago is gone, but not that it was a display
    assert sessions.find(town, hall, MONDAY + 66 * DAY, LIMITS) is None
    assert sessions.is_of_display(town, hall)
    assert not sessions.is_of_display(town, old)
    assert not sessions.is_of_display(town, "")


def test_the_longest_idle_time_that_can_be_set_is_shorter_than_what_is_kept() -> None:
    limits = Limits.of(load_settings(session_idle_seconds=30 * 86400))
    assert limits.idle == sessions.LONGEST_IDLE
    assert Limits.of(load_settings()) == LIMITS


def test_nothing_of_it_is_news_of_the_district(town: Engine) -> None:
    version = newest_version(town)
    secret = begun(town)
    sessions.find(town, secret, MONDAY + HOUR, LIMITS)
    sessions.end(town, ids(town, MONDAY + HOUR)[0], MONDAY + HOUR)
    accounts.change(town, "wang", MONDAY, role="reviewer")
    assert newest_version(town) == version


def test_what_viewers_may() -> None:
    assert EVERYONE.reach == EVERYTHING
    assert may(EVERYONE, "administrator")
    assert manages(EVERYONE)
    for number, role in enumerate(ROLES):
        viewer = Viewer("wang", role, EVERYTHING, "account")
        assert [may(viewer, needed) for needed in ROLES] == [n <= number for n in range(4)]
        assert manages(viewer) == (role == "administrator")
    for reach in (Reach(("north",)), Reach(departments=("water",))):
        assert not manages(Viewer("wang", "administrator", reach, "account"))


CHANGES: dict[str, Callable[[Engine], object]] = {
    "role": lambda engine: accounts.change(engine, "wang", MONDAY, role="reviewer"),
    "areas": lambda engine: accounts.change(engine, "wang", MONDAY, areas=["south"]),
    "departments": lambda engine: accounts.change(engine, "wang", MONDAY, departments=[]),
    "disable": lambda engine: accounts.disable(engine, "wang", MONDAY),
    "password": lambda engine: accounts.set_password(engine, "wang", "long enough it is", MONDAY),
    "no password": lambda engine: accounts.set_password(engine, "wang", None, MONDAY),
    "title": lambda engine: accounts.change(engine, "wang", MONDAY, display_name="Li"),
    "the same": lambda engine: accounts.change(engine, "wang", MONDAY, role="duty"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_ends_the_sessions_of_an_account(town: Engine, change: str) -> None:
    secret, other = begun(town), begun(town, account=Account("li", "duty"))
    CHANGES[change](town)
    stays = change in ("title", "the same")
    assert (sessions.find(town, secret, MONDAY, LIMITS) is not None) == stays
    assert sessions.find(town, other, MONDAY, LIMITS)
    ended = {row["account"]: row["ended_at"] for row in rows(town, access_tables.sessions)}
    assert ended == {"wang": None if stays else moment(MONDAY), "li": None}


def test_whom_it_is_of_counts_whatever_its_own_row_says(town: Engine) -> None:
    secret = begun(town)
    token = displays.create(town, "Hall", [], [], None, "li", MONDAY)
    hall = displays.exchange(town, token, "", "", MONDAY)
    assert hall
    accounts.disable(town, "wang", MONDAY)
    displays.revoke(town, "Hall", MONDAY)
    ended = [row["ended_at"] for row in rows(town, access_tables.sessions)]
    assert ended == [moment(MONDAY)] * 2
    with town.execution_options(writes=True).begin() as connection:
        connection.execute(update(access_tables.sessions).values(ended_at=None))
    assert sessions.find(town, secret, MONDAY, LIMITS) is None
    assert sessions.find(town, hall, MONDAY, LIMITS) is None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "begin",
                "begin",
                "find",
                "find",
                "find",
                "end",
                "end_all",
                "role",
                "scope",
                "title",
                "disable",
                "enable",
                "password",
            ]
        ),
        st.integers(0, 1),  # of which account or session
        st.sampled_from([0, 0, 0, 1, 59, 60, 3599, 3600, 3601]),  # seconds later
    ),
    min_size=15,
    max_size=40,
)


@dataclass
class Known:
    """What a session is by plain words."""

    account: int
    secret: str
    begun: int
    seen: int
    ended: bool = False


@given(steps=STEPS)
@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_who_is_in(town: Engine, steps: list[tuple[str, int, int]]) -> None:
    """Whatever happens in whatever order: as plain words say it."""
    limits = Limits(3600 * SECOND, 7200 * SECOND, ())
    now, known, disabled, roles = MONDAY, list[Known](), set[int](), dict[int, Role]()
    forget(town)
    for number in range(2):
        accounts.create(town, Account(f"officer{number}", "duty"), None, MONDAY)
    for what, which, later in steps:
        now += later * SECOND
        name = f"officer{which}"
        mine = [session for session in known if session.account == which]
        if what == "begin":
            secret = sessions.begin(town, name, "", "", now)
            known.append(Known(which, secret, now, now))
        elif what == "find" and known:
            session = known[-1 - which % len(known)]
            good = _is_good(session, now, disabled)
            found = sessions.find(town, session.secret, now, limits)
            assert (found is not None) == good
            if found:
                assert found.viewer.name == f"officer{session.account}"
                assert found.viewer.role == roles.get(session.account, "duty")
                if now - session.seen >= 60 * SECOND:
                    session.seen = now
        elif what == "end" and known:
            session = known[-1 - which % len(known)]
            ids = {row["secret_hash"]: row["id"] for row in rows(town, access_tables.sessions)}
            there = sessions.end(town, ids[sessions.hashed(session.secret)], now)
            assert there == (not session.ended)
            session.ended = True
        elif what == "end_all":
            assert sessions.end_all(town, name, now) == sum(not s.ended for s in mine)
            _end(mine)
        elif what == "role":
            before = roles.get(which, "duty")
            roles[which] = "reviewer" if before == "duty" else "duty"
            accounts.change(town, name, now, role=roles[which])
            _end(mine)
        elif what == "scope":
            before_ = accounts.find(town, name)
            assert before_
            accounts.change(town, name, now, areas=[] if before_.areas else ["north"])
            _end(mine)
        elif what == "title":
            accounts.change(town, name, now, display_name=f"at {now}")
        elif what == "disable":
            accounts.disable(town, name, now)
            if which not in disabled:
                _end(mine)
            disabled.add(which)
        elif what == "enable":
            accounts.change(town, name, now, disabled=False)
            if which in disabled:
                _end(mine)
            disabled.discard(which)
        elif what == "password":
            accounts.set_password(town, name, "a password of some length", now)
            _end(mine)
        expected = sum(_is_good(session, now, disabled) for session in known)
        assert len(sessions.running(town, now, limits)) == expected


def _is_good(session: Known, now: int, disabled: set[int]) -> bool:
    if session.ended or session.account in disabled:
        return False
    return now - session.seen < 3600 * SECOND and now - session.begun < 7200 * SECOND


def _end(mine: list[Known]) -> None:
    for session in mine:
        session.ended = True
