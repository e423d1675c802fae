"""`onescreen user`, `wall-token`, `session` and `audit` as an operator meets them."""

from __future__ import annotations

import argparse
import csv
import os
import pty
import pwd
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app import main
from data_access.access import accounts, displays, sessions
from data_access.access.audit import Asked, read_all, tell
from data_access.access.sessions import Limits
from data_access.commands import audit, session, user, wall_token
from data_access.commands.access_tools import end_of, moment_of, table
from data_access.moments import SECOND, now_micros
from data_access.settings import load_settings
from tests.access.conftest import write_town
from tests.engines import SQLiteFiles
from tests.factories import DAY, HOUR, MONDAY

LONG = "a password of some length"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def engine(sqlite_record: Engine) -> Engine:
    write_town(sqlite_record)
    return sqlite_record


@pytest.fixture
def run(
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Run]:
    """The commands over the town's record: their exit status and all that they print."""
    monkeypatch.setenv("ONESCREEN_DATABASE_URL", str(engine.url))
    monkeypatch.chdir(tmp_path)
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    for command in (user, wall_token, session, audit):
        command.add_parser(commands)

    def run(*arguments: str) -> tuple[int, str]:
        try:
            args = parser.parse_args(arguments)
            code = args.run(args, load_settings())
        except SystemExit as refused:
            code = refused.code
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    yield run


def secret_file(folder: Path, text: str | bytes, mode: int = 0o600) -> str:
    file = folder / "password"
    file.unlink(missing_ok=True)
    file.touch(mode)
    file.chmod(mode)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(file)


def told(engine: Engine) -> list[tuple[str, str]]:
    """What the audit says of the commands so far, the newest last."""
    me = pwd.getpwuid(os.getuid()).pw_name
    entries = list(read_all(engine, Asked(actor=me, address="command line")))
    return [(entry.action, entry.subject) for entry in reversed(entries)]


def test_the_life_of_an_account(run: Run, engine: Engine, tmp_path: Path) -> None:
    file = secret_file(tmp_path, f"{LONG}\n")
    assert "There are no accounts: `onescreen user create" in run("user", "list")[1]
    code, said = run("user", "create", "Chief", "--role", "administrator", "--password-file", file)
    assert code == 0
    assert "The account chief is there (administrator, areas: all, departments: all)." in said
    assert "ONESCREEN_ACCESS is none" in said
    assert accounts.verify(engine, "chief", LONG)
    said = run(
        *("user", "create", "li", "--role", "duty", "--no-password", "--display-name", "李"),
        *("--area", "north,south", "--area", "district", "--department", "water"),
    )[1]
    assert "(duty, areas: north, south, district, departments: water)" in said
    said = run(
        "user", "change", "LI", "--role", "reviewer", "--all-areas", "--department", "roads"
    )[1]
    assert "The account li is changed (reviewer, areas: all, departments: roads)." in said
    secret = sessions.begin(engine, "li", "", "", now_micros())
    assert run("user", "password", "li", "--password-file", file)[0] == 0
    assert accounts.verify(engine, "li", LONG)
    assert sessions.find(engine, secret, now_micros(), Limits.of(load_settings())) is None
    assert "has no password any more" in run("user", "password", "li", "--no-password")[1]
    assert run("user", "disable", "li")[0] == 0
    lines = run("user", "list")[1].splitlines()
    assert lines[0].split() == [
        "NAME",
        "SHOWN",
        "AS",
        "ROLE",
        "AREAS",
        "DEPARTMENTS",
        "PASSWORD",
        "STATE",
        "CHANGED",
    ]
    assert lines[1].split()[:7] == [
        "chief",
        "Chief",
        "administrator",
        "all",
        "all",
        "yes",
        "enabled",
    ]
    assert lines[2].split()[:7] == ["li", "李", "reviewer", "all", "roads", "no", "disabled"]
    assert "The account li is enabled." in run("user", "enable", "li")[1]
    assert told(engine) == [
        ("account_created", "chief"),
        ("account_created", "li"),
        ("account_changed", "li"),
        ("password_changed", "li"),
        ("password_changed", "li"),
        ("account_disabled", "li"),
        ("account_enabled", "li"),
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("user create", "required: NAME, --role"),
        ("user create li", "required: --role"),
        ("user create li --role boss", "invalid choice: 'boss'"),
        ("user create li --role duty", "no terminal on which to ask .* --password-file"),
        ("user create chief --role duty", "there is an account 'chief' already"),
        (
            "user create li --role duty --no-password --area x",
            r"no area x; .* district \(district\)",
        ),
        ("user create li --role duty --no-password --area ,", "a code is needed"),
        ("user create li --role duty --no-password --department x", "no department x"),
        ("user create li --role duty --no-password --password-file f", "not allowed with"),
        ("user create li --role duty --password a", "unrecognized arguments"),
        ("user change chief", "what of 'chief' is to be changed"),
        ("user change chief --role duty", "'chief' is the last account"),
        ("user change chief --area north --all-areas", "--all-areas contradict each other"),
        ("user change nobody --role duty", "there is no account 'nobody'"),
        ("user disable chief", "'chief' is the last account"),
        ("user disable nobody", "there is no account 'nobody'"),
        ("user password nobody", "there is no account 'nobody'"),
        ("user password chief --password-file none", "--password-file none: No such file"),
        ("user password chief --password-file .", "--password-file .: Is a directory"),
        ("wall-token create", "required: --name"),
        ("wall-token create --name Hall --area x", "no area x"),
        ("wall-token create --name Hall --expires soon", "'soon' is neither the last day"),
        ("wall-token create --name Hall --expires 2020-01-01", "must expire after now"),
        ("wall-token create --name Hall --expires 9999-12-31", "is neither the last day"),
        ("wall-token revoke Hall", "there is no display 'Hall'"),
        ("session revoke", "one of the arguments ID --user is required"),
        ("session revoke x", "there is no session 'x': `onescreen session list`"),
        ("session revoke --user nobody", "there is no account 'nobody'"),
        ("audit --since soon", "'soon' is no day such as"),
        ("audit --action lgoin", "invalid choice: 'lgoin'"),
        ("audit --csv no/such/folder.csv", "--csv no/such/folder.csv: No such file"),
        ("audit --csv there.csv", "it is there already: name a new file"),
    ],
)
def test_what_is_refused_says_why_and_does_nothing(
    run: Run, engine: Engine, tmp_path: Path, arguments: str, said: str
) -> None:
    accounts.create(engine, accounts.Account("chief", "administrator"), None, MONDAY)
    (tmp_path / "there.csv").touch()
    code, printed = run(*arguments.split())
    assert code == 2
    assert re.search(said, printed)
    assert [account.name for account in accounts.all_accounts(engine)] == ["chief"]
    assert displays.all_displays(engine) == []
    assert told(engine) == []


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        (LONG, 0o640, "mode 640.: run `chmod 600"),
        (LONG, 0o604, "mode 604.: run `chmod 600"),
        ("short\n", 0o600, "12 to 1,024 characters, of any kind; this one has 5"),
        ("", 0o600, "this one has 0"),
        (f"{LONG}\n{LONG}\n", 0o600, "more than one line"),
        (b"\xff" * 20, 0o600, "not UTF-8"),
        ("x" * 100_000, 0o600, "12 to 1,024 characters"),
    ],
)
def test_a_file_that_has_no_good_password(
    run: Run, engine: Engine, tmp_path: Path, text: str | bytes, mode: int, said: str
) -> None:
    file = secret_file(tmp_path, text, mode)
    code, printed = run("user", "create", "li", "--role", "duty", "--password-file", file)
    assert code == 2
    assert re.search(said, printed)
    assert accounts.all_accounts(engine) == []
    assert LONG not in printed


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_line_end_is_not_of_the_password(
    run: Run, engine: Engine, tmp_path: Path, end: str
) -> None:
    file = secret_file(tmp_path, f" {LONG} {end}")
    assert run("user", "create", "li", "--role", "duty", "--password-file", file)[0] == 0
    assert accounts.verify(engine, "li", f" {LONG} ")


_ASK = """
from data_access.commands.password_input import AccessError, password_for
for name in ("wang", "li", "zhao", "qian"):
    try:
        print("said:", len(password_for(name, None)), flush=True)
    except AccessError as error:
        print(error, flush=True)
"""


def test_a_password_is_asked_for_twice_and_not_shown() -> None:
    talk = [
        ("Password of wang: ", LONG + "\n"),
        ("The same again: ", LONG + "\n"),
        ("Password of li: ", LONG + "\n"),
        ("The same again: ", LONG[1:] + "\n"),
        ("Password of zhao: ", "short\n"),
        ("Password of qian: ", "\x04"),  # the end of the input
        ("no password was given\r\n", ""),
    ]
    terminal, side = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", _ASK], stdin=side, stdout=side, stderr=side, start_new_session=True
    )
    os.close(side)
    shown = ""
    for expected, typed in talk:
        since = len(shown)
        while expected not in shown[since:]:
            shown += os.read(terminal, 1000).decode()  # an error where the other side is gone
        os.write(terminal, typed.encode())
    assert child.wait() == 0
    os.close(terminal)
    assert LONG[1:] not in shown
    said = re.sub("(Password of \\w+|The same again): \r\n", "", shown).splitlines()
    assert said[0] == "said: 25"
    assert said[1] == "the two passwords differ: nothing was done, try again"
    assert said[2].endswith("this one has 5")


def test_the_life_of_a_display(run: Run, engine: Engine) -> None:
    assert "There are no displays" in run("wall-token", "list")[1]
    code, said = run(
        *("wall-token", "create", "--name", "Hall, left", "--area", "north", "--expires", "90d")
    )
    assert code == 0
    token, address = re.findall(r"^  (\S+)$", said, re.M)
    assert address == f"http://127.0.0.1:8050/display#{token}"
    (line,) = run("wall-token", "list")[1].splitlines()[1:]
    assert line.startswith("Hall, left  not used yet  –")
    assert displays.exchange(engine, token, "10.0.0.8", "Chromium", now_micros())
    (line,) = run("wall-token", "list")[1].splitlines()[1:]
    assert re.match(
        r"Hall, left  in use  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d  20\d\d-.*  north  all", line
    )
    assert token not in line
    shown = run("session", "list")[1]
    assert re.search(r"Hall, left  display .* 10\.0\.0\.8  Chromium", shown)
    assert "is revoked" in run("wall-token", "revoke", "Hall, left")[1]
    assert "  revoked  " in run("wall-token", "list")[1]
    assert run("session", "list")[1] == "Nobody is logged in.\n"
    assert told(engine) == [("display_created", "Hall, left"), ("display_revoked", "Hall, left")]


def test_a_display_whose_day_is_over(run: Run, engine: Engine) -> None:
    displays.create(engine, "Hall", [], [], MONDAY + SECOND, "li", MONDAY)
    assert "Hall  expired  " in run("wall-token", "list")[1]


def test_sessions_are_ended_by_id_or_by_account(run: Run, engine: Engine) -> None:
    accounts.create(engine, accounts.Account("li", "duty"), None, MONDAY)
    for _ in range(3):
        sessions.begin(engine, "li", "10.0.0.7", "Firefox", now_micros())
    lines = run("session", "list")[1].splitlines()
    assert lines[0].split() == ["ID", "WHO", "KIND", "BEGUN", "LAST", "SEEN", "FROM", "BROWSER"]
    ids = [line.split()[0] for line in lines[1:]]
    assert "The session of li has ended." in run("session", "revoke", ids[0])[1]
    assert {line.split()[0] for line in run("session", "list")[1].splitlines()[1:]} == {*ids[1:]}
    assert "Sessions of li ended: 2." in run("session", "revoke", "--user", "Li")[1]
    assert run("session", "list")[1] == "Nobody is logged in.\n"
    assert told(engine) == [("session_ended", "li")] * 2


def test_the_audit_is_printed_and_exported(run: Run, engine: Engine, tmp_path: Path) -> None:
    for number in range(120):
        actor, action = ("li", "login") if number % 3 else ("", "login_failed")
        tell(engine, MONDAY + number * HOUR, actor, "10.0.0.7", action, "=cmd|'/c'!A1", rows=number)
    lines = run("audit")[1].splitlines()
    assert lines[0].split() == ["MOMENT", "ACTOR", "ADDRESS", "ACTION", "SUBJECT", "DETAIL"]
    assert len(lines) == 102
    assert lines[-1] == (
        "120 rows, of which the newest 100 are above: --csv has all; times of Asia/Shanghai"
    )
    assert lines[1].startswith("2026-03-07 07:00:00  li  ")
    assert lines[1].endswith("rows 119")
    printed = run(
        "audit", "--since", "2026-03-06T08:00", "--actor", "li", "--until", "2026-03-06T18"
    )[1]
    assert printed.splitlines()[-1] == "6 rows; times of Asia/Shanghai"
    assert run("audit", "--action", "login_failed", "--csv", "failed.csv")[1] == (
        "40 rows in failed.csv\n"
    )
    file = tmp_path / "failed.csv"
    assert file.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 40
    assert rows[0] == {
        "id": "118",
        "moment": "2026-03-07T05:00:00+08:00",
        "actor": "",
        "address": "10.0.0.7",
        "action": "login_failed",
        "subject": "'=cmd|'/c'!A1",
        "detail": '{"rows": 117}',
    }
    assert run("audit", "--csv", "-", "--action", "audit_exported")[1].count("audit_exported") == 1
    assert told(engine) == [("audit_exported", "")] * 2


def test_who_reads_the_output_may_go(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as output:
        monkeypatch.setattr(sys, "stdout", output)
        assert main(["audit"]) == 0
        monkeypatch.undo()
    assert capsys.readouterr().err == ""


def test_times_that_a_person_writes() -> None:
    zone, now = load_settings().zone, MONDAY  # 08:00 there
    assert moment_of("7d", now, zone) == MONDAY - 7 * DAY
    assert moment_of("12h", now, zone) == MONDAY - 12 * HOUR
    assert moment_of("2026-03-02", now, zone) == MONDAY - 8 * HOUR
    assert moment_of("2026-03-02T09:30", now, zone) == MONDAY + 90 * 60 * SECOND
    assert moment_of("2026-03-02T00:00:00Z", now, zone) == MONDAY
    assert end_of("90d", now, zone) == MONDAY + 90 * DAY
    for days in (0, 1, 30):
        last = date(2026, 3, 2) + timedelta(days=days)
        assert end_of(last.isoformat(), now, zone) == MONDAY + (days + 1) * DAY - 8 * HOUR


def test_columns_stand_below_one_another() -> None:
    assert table(("A", "B"), [("大厅", "1"), ("Hall", "2"), ("", "3")]).splitlines() == [
        "A     B",
        "大厅  1",
        "Hall  2",
        "      3",
    ]


def test_a_record_that_is_empty_is_made(
    run: Run, sqlite_files: SQLiteFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONESCREEN_DATABASE_URL", sqlite_files.empty())
    assert run("user", "create", "chief", "--role", "administrator", "--no-password")[0] == 0
    assert "chief" in run("user", "list")[1]
