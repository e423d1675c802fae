"""OneScreen's application: the factories for a server, and the console script."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from datetime import datetime
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Event, Thread, main_thread
from typing import Any

from flask import Flask
from sqlalchemy.exc import DBAPIError

from callbacks import (
    access,
    admin,
    assets,
    case,
    choices,
    exports,
    lists,
    operation,
    review,
    screen,
    security,
    wall,
)
from callbacks.commands import report
from callbacks.parts import Images
from data_access.commands import (
    audit,
    check,
    demo,
    figures,
    load,
    seal,
    session,
    user,
    wall_status,
    wall_token,
)
from data_access.commands.progress import progress_lines
from data_access.commands.refusals import folder_refused, record_refused
from data_access.live import local
from data_access.live.cache import Cache
from data_access.live.direct import ReplicaBehind
from data_access.live.publisher import utc_now
from data_access.live.read_model import ReadModelBusy
from data_access.live.reader import check_reader
from data_access.live.service import Service
from data_access.moments import to_micros
from data_access.record.database import open_record
from data_access.settings import Settings, SettingsError, load_settings
from layouts.page import page

_ASSETS = Path(__file__).parent / "assets"
_THREADS = 8


def create_app(
    settings: Settings, clock: Callable[[], datetime] = utc_now
) -> tuple[assets.Page, Service]:
    """A Dash application and the service behind it, wired and idle: `service.start()` starts it.

    Everything belongs to the pair: two of them in one process share nothing.
    """
    server = Flask("onescreen")
    service = Service(settings, Cache(server), clock)
    app = assets.Page(
        "onescreen",
        server=server,  # type: ignore[arg-type] # its own documentation says a Flask server
        assets_folder=str(_ASSETS),
        assets_ignore=r"^(display\.js|16-admin\.css|17-review\.css|review\.js|wall.*)$",  # of pages of their own
        title="OneScreen",
        update_title="",  # nothing in the tab moves while an answer is under way
    )
    app.layout = page(settings)
    guarded = access.register(app, service, lambda: to_micros(clock()))
    images = Images()
    screen.register(server, service, images)
    wall.register(server, guarded, service, images)
    review.register(server, guarded, service)
    choices.register(server, service)
    lists.register(server, service)
    case.register(server, service)
    exports.register(server, service, guarded.note_export)
    operation.register(server, service)
    admin.register(server, guarded, service)
    security.register(app, settings.tile_url)
    assets.register(app)
    return app, service


def create_server(clock: Callable[[], datetime] = utc_now) -> Flask:
    """The WSGI application of `onescreen serve`, started, with settings from the environment."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    app, service = create_app(load_settings(), clock)
    Thread(target=app.files.prepare, daemon=True).start()
    service.start(progress_lines())
    # What is there now stays; the rows of answers are many small objects, and in no cycles.
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
    # Not atexit: the server's worker is a process of multiprocessing, which ends without it.
    Finalize(None, service.stop, exitpriority=10)
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    server: Flask = app.server
    return server


def _end_with(parent: int) -> None:
    """End this worker when the process that supervises it is gone, however that ended."""
    pause = Event()
    while os.getppid() == parent:
        pause.wait(1)
    # To the thread that waits for it, and again: a signal to the process did not wake it once.
    while True:
        signal.pthread_kill(main_thread().ident or 0, signal.SIGTERM)
        pause.wait(1)


def serve(args: argparse.Namespace, settings: Settings, factory: str = "app:create_server") -> int:
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


def parser() -> argparse.ArgumentParser:
    """The console script's commands."""
    whole = argparse.ArgumentParser(
        prog="onescreen",
        description="One screen for the governance of a city. Settings: ONESCREEN_… variables or "
        "a TOML file named by ONESCREEN_CONFIG (see the README).",
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    serving = commands.add_parser("serve", help="show the screen in browsers")
    serving.add_argument("--port", type=int, help="port to listen on (ONESCREEN_PORT)")
    serving.add_argument(
        "--host", help="address to listen on, loopback only without accounts (ONESCREEN_HOST)"
    )
    serving.set_defaults(run=serve)
    figured = (demo, load, check, figures, report, seal)
    for command in (*figured, user, wall_token, wall_status, session, audit):
        command.add_parser(commands)
    return whole


def main(arguments: list[str] | None = None) -> int:
    """The console script: 0 done, 2 refused with the reason."""
    args = parser().parse_args(arguments)
    said: dict[str, Any] = {
        name: value for name in ("host", "port") if (value := getattr(args, name, None)) is not None
    }
    try:
        settings = load_settings(**said)
    except SettingsError as error:
        print(f"onescreen: {error}", file=sys.stderr)
        return 2
    try:
        code: int = args.run(args, settings)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads the output, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except DBAPIError as error:
        refused = record_refused(error, settings)
    except (SettingsError, ReplicaBehind) as error:
        refused = str(error)
    except ReadModelBusy as error:
        refused = f"ONESCREEN_DATA_DIR={settings.data_dir}: {error}"
    except OSError as error:
        refused = folder_refused(error, settings.data_dir)
    else:
        return code
    print(f"onescreen: {refused}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
