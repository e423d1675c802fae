"""`onescreen serve` as a process of its own, over a folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from data_access.live import local

_ROOT = Path(__file__).parents[2]
_used: list[int] = []


@dataclass
class Server:
    """`onescreen serve` over a folder; it can be stopped and started again."""

    folder: Path
    port: int = field(default_factory=lambda: _used.pop() if _used else free_port())
    settings: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (str(_ROOT / "app.py"), "serve")
    _process: subprocess.Popen[bytes] | None = None
    _nap: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it writes."""
        return self.folder / "server.log"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder / 'onescreen.db'}"

    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ONESCREEN_")}
        return {
            **kept,
            "ONESCREEN_DATA_DIR": str(self.folder),
            "ONESCREEN_PORT": str(self.port),
            "ONESCREEN_DEMO_FEED": "false",
            **self.settings,
        }

    def start(self) -> None:
        """Start it and wait until it is well."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.program],
                env=self.environment(), cwd=self.folder, stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(600):
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended: {self.log.read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=30):
                    return
            except (urllib.error.URLError, ConnectionError):
                self._nap.wait(0.1)
        raise RuntimeError("the server did not become well")

    def stop(self) -> None:
        """Tell it to stop, and wait."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=60)
            self._process = None

    def leave(self) -> None:
        """Stop it, and leave its address to the next: a browser knows what that serves."""
        self.stop()
        _used.append(self.port)

    def kill(self) -> None:
        """End the supervising process at once, and wait until its worker is gone too."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(timeout=60)
        self._process = None
        for _ in range(300):
            if local.ask(self.folder, {"ask": "ready"}) is None:
                return
            self._nap.wait(0.1)
        raise RuntimeError("the worker outlives its server")

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another command of the console script beside it."""
        return subprocess.run(
            [sys.executable, str(_ROOT / "app.py"), *arguments],
            env=self.environment(), capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def give(demo_folder: Path, folder: Path) -> Path:
    """A copy of the demo district in a folder that is there; the folder."""
    shutil.copytree(demo_folder, folder, dirs_exist_ok=True)
    return folder


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    server = Server(folder, settings=settings)
    server.start()
    try:
        yield server
    finally:
        server.leave()
