"""What the console script refuses, with one line that names the setting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import app

UNREACHABLE = [
    ({"ONESCREEN_DATABASE_URL": "postgresql://u:hidden@127.0.0.1:1/x"}, "DATABASE_URL"),
    ({"ONESCREEN_DATA_DIR": "/dev/null/data"}, "ONESCREEN_DATA_DIR"),
]


@pytest.fixture
def only_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Environment variables of which none is a setting but a folder."""
    for name in os.environ:
        if name.startswith("ONESCREEN_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(tmp_path))
    return monkeypatch


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::"])
def test_it_serves_nobody_but_this_machine(
    only_settings: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], host: str
) -> None:
    only_settings.setenv("ONESCREEN_HOST", host)
    assert app.main(["serve"]) == 2
    said = capfd.readouterr().err
    assert "ONESCREEN_HOST" in said
    assert "accounts" in said


@pytest.mark.parametrize(("settings", "said"), UNREACHABLE)
@pytest.mark.parametrize("command", ["serve", "check", "demo"])
def test_what_cannot_be_reached_is_one_line_that_names_the_setting(
    only_settings: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    settings: dict[str, str],
    said: str,
    command: str,
) -> None:
    for name, value in settings.items():
        only_settings.setenv(name, value)
    assert app.main([command]) == 2
    told = capfd.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert "hidden" not in told


@pytest.mark.parametrize("command", ["serve", "check", "figures", "demo"])
@pytest.mark.parametrize(
    ("folder", "said"),
    [
        ("taken", "/taken is no folder"),
        ("taken/data", "/taken is no folder"),
        ("/sys/onescreen", "this user may not write /sys/onescreen"),
        ("/sys/kernel", "/onescreen.db: unable to open database file; may this user write there?"),
        ("elsewhere", "/elsewhere/onescreen.db: file is not a database"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named_with_the_reason(
    only_settings: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    folder: str,
    said: str,
    command: str,
) -> None:
    (tmp_path / "taken").touch()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/onescreen.db").write_text("nothing that SQLite has written\n" * 9)
    only_settings.setenv("ONESCREEN_DATA_DIR", str(tmp_path / folder))
    assert app.main([command]) == 2
    told = capfd.readouterr().err
    assert told.startswith(f"onescreen: ONESCREEN_DATA_DIR={tmp_path / folder}: ")
    assert told.endswith(f"{said}\n")
    assert "Errno" not in told


@pytest.mark.parametrize(("settings", "said"), UNREACHABLE)
def test_the_script_ends_with_what_main_says(
    only_settings: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    """Whatever else its process would print or raise on its way out."""
    refused = subprocess.run(
        [sys.executable, app.__file__, "serve"],
        env={**os.environ, **settings}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert refused.returncode == 2
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "hidden" not in refused.stderr
