"""A command waits for the running server as long as that lives, says so, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from data_access.live import local
from data_access.live.local import LocalServer

ROOT = Path(__file__).parents[2]


def test_it_waits_and_says_how_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_FIRST", 0.01)
    monkeypatch.setattr(local, "_SECONDS", 0.02)  # of whoever does not wait
    enough, heard = Event(), []

    def answer(_: Mapping[str, str]) -> Mapping[str, Any]:
        enough.wait()
        return {"said": "x" * 200_000}  # more than comes at once

    def waiting(seconds: int) -> None:
        heard.append(seconds)
        if len(heard) == 3:
            enough.set()

    server = LocalServer(tmp_path, answer)
    server.start()
    try:
        with pytest.raises(TimeoutError):
            local.ask(tmp_path, {})
        assert heard == []
        assert local.ask(tmp_path, {}, waiting) == {"said": "x" * 200_000}
        assert len(heard) >= 3
        assert heard == sorted(heard)
    finally:
        enough.set()
        server.stop()


def test_what_is_said_of_waiting(capsys: pytest.CaptureFixture[str]) -> None:
    local.say_waiting(15)
    assert capsys.readouterr().err == "computing … 15 s\n"


@pytest.mark.parametrize("said", [b"", b'{"counts": {"filed": 1'])
def test_a_server_that_ends_meanwhile_has_not_answered(tmp_path: Path, said: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(local.socket_path(tmp_path)))
        listening.listen()

        def end() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(said)

        thread = Thread(target=end)
        thread.start()
        assert local.ask(tmp_path, {}, local.say_waiting) is None
        thread.join()


def test_an_interrupt_ends_a_command_in_a_word(tmp_path: Path) -> None:
    asked, over = Event(), Event()

    def answer(_: Mapping[str, str]) -> Mapping[str, Any]:
        asked.set()
        over.wait()
        return {}

    server = LocalServer(tmp_path, answer)
    server.start()
    out = tmp_path / "a.html"
    try:
        listens = ["env", "--default-signal=INT"]  # also where a background job's do not
        command = [
            *listens,
            sys.executable,
            "app.py",
            "report",
            "--month",
            "2026-10",
            "--out",
            str(out),
        ]
        environment = {**os.environ, "ONESCREEN_DATA_DIR": str(tmp_path)}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as done:
            assert asked.wait(120)
            done.send_signal(signal.SIGINT)
            _, said = done.communicate()
        assert done.returncode == 130
        assert said == b"onescreen: stopped\n"
        assert not out.exists()
    finally:
        over.set()
        server.stop()
