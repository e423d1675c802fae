"""`onescreen check --figures` beside a server, once from a process of its own, and without one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app import main
from data_access.flat import cases
from data_access.judged import BITS
from data_access.live.local import LocalServer
from data_access.moments import to_micros
from data_access.record.database import migrate, open_record
from data_access.record.events import Event
from data_access.record.tables import assignments, incidents
from data_access.settings import Settings
from tests.app.conftest import Running
from tests.factories import HOUR, dispatched, incident, reported
from tests.figures.town import build_town

_ROOT = Path(__file__).parents[2]
_LONG_AGO = to_micros(datetime(2021, 6, 7, 12, tzinfo=UTC))


def settings_of(folder: Path) -> dict[str, str]:
    return {"ONESCREEN_DATA_DIR": str(folder), "ONESCREEN_TIMEZONE": "America/New_York"}


Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """The command over a folder, in this process: its exit status, and all that it prints."""

    def check(folder: Path, *options: str) -> tuple[int, str]:
        for name, value in settings_of(folder).items():
            monkeypatch.setenv(name, value)
        code = main(["check", "--figures", *options])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return check


@pytest.fixture
def serving(running: Running) -> Iterator[Running]:
    """The town, and a server that answers commands."""
    server = LocalServer(running.service.settings.data_dir, running.service._answer)
    server.start()
    yield running
    server.stop()


def test_the_screen_shows_what_was_told_up_to_its_version(serving: Running) -> None:
    serving.report("not on the screen yet")
    folder = serving.service.settings.data_dir
    found = subprocess.run(
        [sys.executable, "app.py", "check", "--figures", "--period", "24h", "--status", "open"],
        cwd=_ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), **settings_of(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    assert "period=24h&status=open: version" in found.stdout
    assert "\nno differences in " in found.stdout


def test_a_figure_that_is_wrong_on_the_screen_is_named(serving: Running, check: Check) -> None:
    with serving.service.read_model.engine.begin() as connection:
        of = select(incidents.c.id).where(incidents.c.external_id == "0")
        never = update(cases).where(cases.c.id.in_(of))
        unlimited = cases.c.judged.bitwise_or(BITS["unlimited"])
        connection.execute(never.values(returns=2, deadline=None, judged=unlimited))
    code, said = check(serving.service.settings.data_dir, "--period", "24h")
    assert code == 1, said
    assert "\n! closure.units[street0].no_deadline: the screen says 1, recomputed 0\n" in said
    assert "differences in " in said


def test_a_wrong_column_of_the_record_is_found_without_a_server(
    tmp_path: Path, check: Check
) -> None:
    settings = Settings(data_dir=tmp_path)
    record = open_record(settings.database_url)
    migrate(record)
    answered = Event("responded", _LONG_AGO + 2 * HOUR)
    told = [reported(_LONG_AGO), dispatched(_LONG_AGO + HOUR, "roads"), answered]
    build_town(record, [incident("1", *told, area="quarter01")])
    with record.begin() as connection:
        connection.execute(update(assignments).values(active_seconds=60))
    code, said = check(tmp_path, "--from", "2021-06-07", "--to", "2021-06-08")
    assert code == 1, said
    line = "! response.departments[roads].median.seconds: the screen says 60, recomputed 3600"
    assert line in said.splitlines()
    record.dispose()


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--figures", "--period", "never"), "never"), (("--area", "street0"), "--figures")],
)
def test_a_filter_that_means_nothing_is_refused(
    options: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(tmp_path))
    assert main(["check", *options]) == 2
    shown = capsys.readouterr()
    assert (shown.out, said in shown.err) == ("", True)
