"""`onescreen serve` with a clock that a test moves, and with the files of another release.

`python -m tests.browser.moved`; the file `ahead` in the data folder has the seconds by which the clock is
ahead, a folder `assets` there is the page's files instead of this release's.
"""

from __future__ import annotations

import argparse
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask

from callbacks import application
from callbacks.commands import serve
from data_access.live.publisher import utc_now
from data_access.settings import load_settings


def create_server() -> Flask:
    """What the server's worker calls."""
    folder = load_settings().data_dir
    if (folder / "assets").exists():
        application._ASSETS = folder / "assets"
    return application.create_server(lambda: utc_now() + ahead(folder))


def zone() -> ZoneInfo:
    """The district's time zone."""
    return load_settings().zone


def ahead(folder: Path) -> timedelta:
    """By how much the clock of a server over a folder is ahead."""
    file = folder / "ahead"
    return timedelta(seconds=float(file.read_text() or 0) if file.exists() else 0)


def set_clock(folder: Path, moment: datetime) -> None:
    """Let the server's clock show a moment now."""
    new = folder / "ahead.new"
    new.write_text(str((moment - utc_now()).total_seconds()))
    new.replace(folder / "ahead")


if __name__ == "__main__":
    sys.exit(serve.run(argparse.Namespace(), load_settings(), "tests.browser.moved:create_server"))
