"""A load that is killed, run again, is as if it had never been stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from data_access.record.access_tables import loads
from data_access.record.tables import incidents
from tests.loading.tools import Town, town

_ROWS = 8_000
_PATIENCE = 60.0  # seconds


def _write(path: Path) -> None:
    lines = [
        "source,external_id,reported_at,department,dispatched_at,responded_at,closed_at,lon,lat"
    ]
    for n in range(_ROWS):
        clock = f"2020-06-{1 + n % 28:02}T{n % 20:02}"
        moments = f"{clock}:00Z,water,{clock}:05Z,{clock}:09Z,{clock}:50Z"
        lines.append(f"hotline,{n},{moments},{10.1 + n % 18 / 10},50.5")
    path.write_text("\n".join(lines) + "\n")


def _start(place: Town, path: Path) -> subprocess.Popen[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ONESCREEN_")}
    environment |= {
        "ONESCREEN_DATA_DIR": str(place.settings.data_dir),
        "ONESCREEN_TIMEZONE": place.settings.timezone,
    }
    command = [sys.executable, "-m", "app", "load", "incidents", str(path)]
    return subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )


def _count(place: Town) -> int:
    with place.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(incidents)).scalar_one())


def test_a_killed_load_is_resumed_by_running_it_again(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    _write(path)
    with town(tmp_path / "killed") as killed, town(tmp_path / "whole") as whole:
        killed.reference()
        with _start(killed, path) as process:
            assert process.stderr is not None
            while not process.stderr.readline().startswith(b"writing incidents"):
                assert process.poll() is None, "it ended before its first batch"
            give_up = time.monotonic() + _PATIENCE
            while not _count(killed) and time.monotonic() < give_up:
                assert process.poll() is None, "it ended before its first batch"
            os.kill(process.pid, signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        there = _count(killed)
        assert 0 < there < _ROWS
        assert "incidents" not in [row["kind"] for row in killed.all(loads)]
        with _start(killed, path) as process:
            output, _ = process.communicate(timeout=_PATIENCE)
        assert process.returncode == 0
        last = killed.all(loads)[-1]
        assert (last["kind"], last["finished"], last["read"]) == ("incidents", True, _ROWS)
        assert (
            f"{_ROWS - there:,} new, 0 changed, {there:,} unchanged, 0 rejected" in output.decode()
        )

        whole.reference()
        whole.load("incidents", path)
        assert killed.record() == whole.record()
