"""The application: what answers requests, wired to a service, and the factory for a server."""

from __future__ import annotations

import gc
import logging
import os
import signal
from collections.abc import Callable
from datetime import datetime
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Event, Thread, main_thread

from flask import Flask

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
from callbacks.parts import Images
from data_access.commands.progress import progress_lines
from data_access.live.cache import Cache
from data_access.live.publisher import utc_now
from data_access.live.service import Service
from data_access.moments import to_micros
from data_access.settings import Settings, load_settings
from layouts.page import page

_ASSETS = Path(__file__).parents[1] / "assets"


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
