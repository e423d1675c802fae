"""Real databases for the suite: SQLite files, and a PostgreSQL cluster of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import psycopg
from sqlalchemy import update

from data_access.record.database import migrate, open_record
from data_access.record.tables import facts

_TEMPLATE = "migrated"
# Nothing of it must survive, so nothing is synced; another zone than UTC, so that a session that
# relied on the server's would be found out.
_SETTINGS = (
    "listen_addresses=''",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "timezone='Asia/Shanghai'",
    "shared_buffers=32MB",
    "max_connections=40",
)
_CREATE = '"$BIN/initdb" -D "$FOLDER/data" -U postgres -A trust -E UTF8 --locale=C --no-sync'
_COPY = '"$BIN/pg_basebackup" -D "$FOLDER/data" -h "$PRIMARY" -U postgres -R -c fast --no-sync'
# It stops when its standard input ends: at the session's end, and when pytest itself is killed.
_LIFE = """
eval "$MAKE" >"$FOLDER/log" 2>&1 &&
printf '%s\\n' "$SETTINGS" >>"$FOLDER/data/postgresql.conf" &&
"$BIN/pg_ctl" start -w -D "$FOLDER/data" -l "$FOLDER/log" >/dev/null && echo ready || echo failed
read -r _
"$BIN/pg_ctl" stop -m immediate -D "$FOLDER/data" >/dev/null 2>&1
rm -rf "$FOLDER"
"""


class MissingPostgreSQL(RuntimeError):
    """No PostgreSQL server is installed."""


class Databases(Protocol):
    """Where a test gets a database of its own, as a SQLAlchemy URL."""

    def empty(self) -> str:
        """A database without any table."""

    def migrated(self) -> str:
        """A database with the newest schema, and nothing in it."""


class SQLiteFiles:
    """Databases that are files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._numbers = folder, count()
        self._template = folder / f"{_TEMPLATE}.db"

    def empty(self) -> str:
        return f"sqlite:///{self._new()}"

    def migrated(self) -> str:
        if not self._template.exists():
            _migrate(f"sqlite:///{self._template}")
        new = self._new()
        shutil.copyfile(self._template, new)
        return _renamed(f"sqlite:///{new}")

    def _new(self) -> Path:
        return self._folder / f"record{next(self._numbers)}.db"


class PostgreSQLCluster:
    """Databases of one running server, reached through a Unix socket in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._numbers = folder, count()
        self._has_template = False

    def empty(self) -> str:
        return self._create("template0")

    def migrated(self) -> str:
        if not self._has_template:
            _migrate(self._create("template0", _TEMPLATE))
            self._has_template = True
        return _renamed(self._create(_TEMPLATE))

    def control(self, *command: str) -> None:
        """`pg_ctl` over the server: "stop" it, and "start" it again."""
        user = _server_user()
        subprocess.run(
            [server_programs() / "pg_ctl", *command, "-w", "-D", self.folder / "data"],
            cwd=self.folder,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
            stdout=subprocess.DEVNULL,
            check=True,
        )

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def _create(self, template: str, name: str = "") -> str:
        name = name or f"record{next(self._numbers)}"
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self._url(name)


def _migrate(url: str) -> None:
    engine = open_record(url)
    migrate(engine)
    engine.dispose()


def _renamed(url: str) -> str:
    """A copy is another record: it gets a name of its own, as a migration would give it."""
    engine = open_record(url)
    with engine.begin() as connection:
        named = update(facts).where(facts.c.name == "record")
        connection.execute(named.values(content=uuid4().hex))
    engine.dispose()
    return url


@contextmanager
def running_cluster() -> Iterator[PostgreSQLCluster]:
    """A PostgreSQL cluster in a folder of its own; nothing of it stays.

    Raises MissingPostgreSQL.
    """
    with _running(_CREATE, *_SETTINGS) as folder:
        yield PostgreSQLCluster(folder)


@contextmanager
def running_replica(of: PostgreSQLCluster, *settings: str) -> Iterator[Callable[[str], str]]:
    """A streaming replica of a cluster; yields what turns URLs there into URLs here."""
    with _running(_COPY, *settings, primary=of.folder) as folder:
        yield lambda url: url.replace(str(of.folder), str(folder))


@contextmanager
def _running(make: str, *settings: str, primary: Path | None = None) -> Iterator[Path]:
    """The folder of a server that `make` makes, and of its Unix socket.

    PostgreSQL refuses to run as root: root lends the folder and the server to another user.
    """
    programs = server_programs()
    user = _server_user()
    # A socket's path must be short, and its folder within the other user's reach.
    folder = Path(tempfile.mkdtemp(prefix="onescreen-postgresql-", dir="/tmp"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    life = subprocess.Popen(
        ["sh", "-c", _LIFE],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "LC_ALL": "C",
            "FOLDER": str(folder),
            "BIN": str(programs),
            "MAKE": make,
            "PRIMARY": str(primary),
            "SETTINGS": "\n".join((*settings, f"unix_socket_directories='{folder}'")),
        },
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,  # an interrupt from the keyboard is pytest's
    )
    try:
        assert life.stdout
        if life.stdout.readline() != b"ready\n":
            raise RuntimeError(f"PostgreSQL did not start: {(folder / 'log').read_text()}")
        yield folder
    finally:
        life.communicate()


def server_programs() -> Path:
    """The folder of `initdb` and `pg_ctl` of the newest PostgreSQL that is installed."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name)
    )
    config = shutil.which("pg_config")
    if config:
        said = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True)
        folders.insert(0, Path(said.stdout.strip()))
    for folder in reversed(folders):
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise MissingPostgreSQL(
        "No PostgreSQL server is installed, and the record is tested on one: install the package "
        "`postgresql` (`sh .ci/packages` does)."
    )


def _server_user() -> pwd.struct_passwd | None:
    if os.getuid() != 0:
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]
