"""`onescreen serve`: the production server."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from threading import Event, Thread
from typing import Any

from data_access.live import local
from data_access.live.reader import check_reader
from data_access.record.database import open_record
from data_access.settings import Settings

_THREADS = 216  # nearly all of which wait for their turn (callbacks/screen.py)


def add_parser(subparsers: Any) -> None:
    """Add `serve` to the console script."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "serve", help="show the screen in browsers"
    )
    parser.add_argument("--port", type=int, help="port to listen on (ONESCREEN_PORT)")
    parser.add_argument(
        "--host", help="address to listen on, loopback only without accounts (ONESCREEN_HOST)"
    )
    parser.set_defaults(run=run)


def run(
    args: argparse.Namespace,
    settings: Settings,
    factory: str = "callbacks.application:create_server",
) -> int:
    """Run the production server until it is told to stop; its worker calls the `factory`."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    problem = _why_not(settings)
    if problem:
        print(f"onescreen serve: {problem}", file=sys.stderr)
        return 2
    # The server starts its worker as a process of its own, which reads its settings anew.
    os.environ["ONESCREEN_HOST"], os.environ["ONESCREEN_PORT"] = settings.host, str(settings.port)
    print("OneScreen is starting ...", flush=True)
    Thread(target=_announce, args=(settings,), daemon=True).start()
    Server(
        factory,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,  # DuckDB lets one process have the read model open
        # A stop just after the start was not heard once; a killed worker loses nothing.
        workers_kill_timeout=20,
        blocking_threads=_THREADS,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()
    return 0


def _announce(settings: Settings) -> None:
    """Say the address once the worker has published its first instant."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    pause = Event()
    while local.ask(settings.data_dir, {"ask": "ready"}) is None:
        pause.wait(0.2)
    print(f"OneScreen: http://{host}:{settings.port}/", flush=True)


def _why_not(settings: Settings) -> str | None:
    """What stands in the way of serving, before any of it begins."""
    if local.ask(settings.data_dir, {"ask": "ready"}) is not None:
        return f"a server is running over {settings.data_dir} already (ONESCREEN_DATA_DIR)"
    record = open_record(settings.database_url)
    try:
        with record.connect():
            if settings.read_url:
                check_reader(settings.read_url, record)
    finally:
        record.dispose()
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            return f"port {settings.port} cannot be had ({error.strerror}): set ONESCREEN_PORT"
    return None
