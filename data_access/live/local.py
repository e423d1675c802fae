"""The local socket: another process on this machine asks the running server for figures.

One line of JSON in, one line of JSON out, on a Unix socket that only the server's user can open.
DuckDB lets one process at a time open the read model, so a command cannot simply read it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import socketserver
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Thread
from typing import Any

_LONGEST_PATH = 100  # bytes: a Unix socket's address takes 107
_SECONDS = 120
_FIRST, _LONGEST = 5.0, 60.0  # seconds from one word about waiting to the next

Handler = Callable[[Mapping[str, str]], Mapping[str, Any]]


def socket_path(data_dir: Path) -> Path:
    """Beside the read model; where that path is too long for a socket, in the temporary folder."""
    path = (data_dir / "onescreen.sock").absolute()
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        return path
    name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"onescreen-{name}.sock"


def ask(
    data_dir: Path, request: Mapping[str, str], waiting: Callable[[int], None] | None = None
) -> dict[str, Any] | None:
    """The running server's answer, or None where no server runs or it ends before it answers.

    Raises TimeoutError, unless it is told how long one is `waiting`, in seconds: then as long as the server lives.
    """
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_SECONDS)
        try:
            connection.connect(str(socket_path(data_dir)))
            connection.sendall(json.dumps(dict(request)).encode() + b"\n")
            line = _line(connection, waiting)
        except (FileNotFoundError, ConnectionError):
            return None
    answered: dict[str, Any] | None = json.loads(line) if line.endswith(b"\n") else None
    return answered


def _line(connection: socket.socket, waiting: Callable[[int], None] | None) -> bytes:
    """The line that comes, or the beginning of one where the server ends before it has said all."""
    parts, pause, waited = [], _FIRST, 0.0
    if waiting is not None:
        connection.settimeout(pause)
    while True:
        try:
            part = connection.recv(65_536)
        except TimeoutError:
            if waiting is None:
                raise
            waited += pause
            waiting(round(waited))
            pause = min(2 * pause, _LONGEST)
            connection.settimeout(pause)
            continue
        parts.append(part)
        if not part or part.endswith(b"\n"):
            return b"".join(parts)


def say_waiting(seconds: int) -> None:
    """Tell whoever runs a command that it waits; on a terminal on one line."""
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"computing … {seconds} s{end}")
    sys.stderr.flush()


class LocalServer:
    """Answers on the socket from `start` to `stop`."""

    def __init__(self, data_dir: Path, handle: Handler) -> None:
        self._path = socket_path(data_dir)
        self._handle = handle
        self._server: socketserver.ThreadingUnixStreamServer | None = None

    def start(self) -> None:
        """Listen; a socket that a killed server left behind is replaced."""
        handle = self._handle

        class Connection(socketserver.StreamRequestHandler):
            timeout = _SECONDS

            def handle(self) -> None:
                line = self.rfile.readline(65_536)
                if line:
                    self.wfile.write(json.dumps(handle(json.loads(line))).encode() + b"\n")

        self._path.unlink(missing_ok=True)
        before = os.umask(0o177)
        try:
            self._server = socketserver.ThreadingUnixStreamServer(str(self._path), Connection)
        finally:
            os.umask(before)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, name="local", daemon=True).start()

    def stop(self) -> None:
        """Stop listening and remove the socket."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            with contextlib.suppress(FileNotFoundError):
                self._path.unlink()
