"""Why a command cannot begin where its settings lead, in a sentence that names the setting."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from data_access.live.direct import ReplicaBehind
from data_access.live.read_model import ReadModelBusy
from data_access.settings import Settings, SettingsError

_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


def refusal(error: Exception, settings: Settings) -> str | None:
    """Why a command was refused; None: that is a defect, not a refusal."""
    if isinstance(error, DBAPIError):
        return _record_refused(error, settings)
    if isinstance(error, (SettingsError, ReplicaBehind)):
        return str(error)
    if isinstance(error, ReadModelBusy):
        return f"ONESCREEN_DATA_DIR={settings.data_dir}: {error}"
    if isinstance(error, OSError):
        return _folder_refused(error, settings.data_dir)
    return None


def _folder_refused(error: OSError, folder: Path) -> str:
    """What keeps the data folder from being made, read or written."""
    return f"ONESCREEN_DATA_DIR={folder}: {_obstacle(folder) or _said(error, folder)}"


def _record_refused(error: DBAPIError, settings: Settings) -> str:
    """What the record's database says; it names host and user at most, never the password."""
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return f"ONESCREEN_DATABASE_URL: {error.orig}"
    path = Path(url.database)
    folder = settings.data_dir
    of = "DATABASE_URL" if path.parent != folder.absolute() else f"DATA_DIR={folder}"
    said = f"{path}: {error.orig}"
    if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_CANTOPEN:
        said += "; may this user write there?"
    return f"ONESCREEN_{of}: {said}"


def _obstacle(folder: Path) -> str:
    """What is there in the place of the folder, or of one above it; empty: nothing is."""
    there = next(p for p in (folder, *folder.absolute().parents) if os.path.lexists(p))
    return "" if there.is_dir() else f"{there} is no folder"


def _said(error: OSError, folder: Path) -> str:
    where = error.filename or folder
    if error.errno in _FORBIDDEN:
        return f"this user may not write {where}"
    return f"{where}: {error.strerror or error}"
