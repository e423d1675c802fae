"""Displays: a token, good once, and the session that it becomes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from data_access.access import displays, sessions
from data_access.access.checks import AccessError
from data_access.access.displays import Display
from data_access.moments import SECOND
from tests.access.test_sessions import LIMITS
from tests.factories import DAY, MINUTE, MONDAY


def hall(engine: Engine, expires_at: int | None = None, name: str = "Hall") -> str:
    return displays.create(engine, name, ["north"], ["water"], expires_at, "li", MONDAY)


def use(engine: Engine, token: str, now: int = MONDAY) -> str | None:
    return displays.exchange(engine, token, "10.0.0.8", "Chromium", now)


def test_a_display_comes_back_as_it_was_made(town: Engine) -> None:
    token = hall(town, MONDAY + DAY)
    (made,) = displays.all_displays(town)
    assert made == Display(
        made.id, "Hall", ("north",), ("water",), MONDAY, "li", MONDAY + DAY, None, None, None
    )
    secret = use(town, token, MONDAY + MINUTE)
    assert secret
    (used,) = displays.all_displays(town)
    assert (used.exchanged_at, used.seen_at) == (MONDAY + MINUTE, MONDAY + MINUTE)
    sessions.find(town, secret, MONDAY + 3 * MINUTE, LIMITS)
    (seen,) = displays.all_displays(town)
    assert (seen.exchanged_at, seen.seen_at) == (MONDAY + MINUTE, MONDAY + 3 * MINUTE)


def test_a_token_is_good_once(town: Engine) -> None:
    token = hall(town)
    assert use(town, token)
    assert use(town, token) is None
    assert len(sessions.running(town, MONDAY, LIMITS)) == 1


def test_of_two_at_the_same_moment_one_wins(town: Engine) -> None:
    for number in range(5):
        token, together = hall(town, name=f"Hall {number}"), Barrier(4)

        def go(_: int, token: str = token, together: Barrier = together) -> str | None:
            together.wait()
            return use(town, token)

        with ThreadPoolExecutor(4) as pool:
            secrets = [secret for secret in pool.map(go, range(4)) if secret]
        assert len(secrets) == 1
        assert len(sessions.running(town, MONDAY, LIMITS)) == number + 1


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "é" * 10_000])
def test_what_is_no_token_is_worth_nothing(town: Engine, token: str) -> None:
    hall(town)
    assert use(town, token) is None


def test_a_token_expires_before_it_is_used(town: Engine) -> None:
    token = hall(town, MONDAY + DAY)
    assert use(town, token, MONDAY + DAY) is None
    assert use(town, token, MONDAY + DAY - SECOND)


@pytest.mark.parametrize("by", ["name", "id"])
def test_revoking_takes_back_token_and_session(town: Engine, by: str) -> None:
    unused, secret = hall(town, name="Unused"), use(town, hall(town))
    other = use(town, hall(town, name="Other"))
    assert secret
    assert other
    for display in displays.all_displays(town):
        if display.name != "Other":
            assert displays.revoke(town, getattr(display, by), MONDAY + DAY) == display
    assert use(town, unused) is None
    assert sessions.find(town, secret, MONDAY, LIMITS) is None
    assert sessions.find(town, other, MONDAY, LIMITS)
    assert [d.revoked_at for d in displays.all_displays(town)] == [
        MONDAY + DAY,
        None,
        MONDAY + DAY,
    ]
    for gone in ("Hall", "nobody", "", "\x00", "x" * 500):
        with pytest.raises(AccessError, match=r"no display .* `onescreen wall-token list`"):
            displays.revoke(town, gone, MONDAY)


def test_a_name_is_one_display_until_it_is_revoked(town: Engine) -> None:
    hall(town)
    with pytest.raises(AccessError, match="there is a display 'Hall' already: revoke it"):
        hall(town)
    displays.revoke(town, "Hall", MONDAY)
    hall(town)
    assert [d.revoked_at for d in displays.all_displays(town)].count(None) == 1


def test_what_is_refused_names_itself(town: Engine) -> None:
    for name, areas, expires, said in (
        ("", [], None, "no name to be shown"),
        ("a\nb", [], None, "in one line"),
        ("Hall", ["east"], None, "no area east"),
        ("Hall", [], MONDAY, "must expire after now"),
    ):
        with pytest.raises(AccessError, match=said):
            displays.create(town, name, areas, [], expires, "li", MONDAY)
    assert displays.all_displays(town) == []
