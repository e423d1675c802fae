"""`onescreen demo`: creates the simulated district."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Engine, func, select

from data_access.demo.create import INCIDENTS, SEED, DemoError, create_demo
from data_access.demo.create import Progress as Tell
from data_access.demo.state import load_state
from data_access.moments import now_micros
from data_access.record.database import migrate, open_record
from data_access.record.tables import areas, cameras, incident_keys
from data_access.settings import Settings

_WHAT = {"reference": "Areas, departments and cameras", "days": "Days of incidents"}
_DESCRIPTION = (
    "Create the demo: Jianye district with its real names, and 25 months of simulated incidents "
    "up to now. It goes into the database of ONESCREEN_DATABASE_URL (by default SQLite in "
    "ONESCREEN_DATA_DIR), which must be empty or hold the same demo: what was interrupted goes "
    "on, what is complete stays as it is. The server then goes on with it live."
)


def add_parser(subparsers: Any) -> None:
    """Add the command to the console script's parser."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "demo", help="create the simulated district", description=_DESCRIPTION
    )
    parser.add_argument(
        "--seed", type=int, default=SEED, help=f"what chance begins with (default {SEED})"
    )
    parser.add_argument(
        "--incidents",
        type=int,
        default=INCIDENTS,
        help=f"about how many, and so how much goes on live (default {INCIDENTS:,})",
    )
    parser.add_argument(
        "--if-empty",
        action="store_true",
        help="leave a database that holds anything else as it is, and say so",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Create the demo in the database of the settings; 1 where that cannot be done."""
    engine = open_record(settings.database_url)
    try:
        migrate(engine)
        known = load_state(engine)
        with _telling() as tell:
            create_demo(
                engine,
                now=now_micros(),
                seed=args.seed,
                incidents=args.incidents,
                progress=tell,
            )
        print(_summary(engine, known is not None and known.complete))
    except DemoError as error:
        print(f"onescreen demo: {error}", file=sys.stderr)
        return 0 if args.if_empty else 1
    finally:
        engine.dispose()
    return 0


@contextmanager
def _telling() -> Iterator[Tell]:
    """A progress bar on a terminal, a plain line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield _plain()
        return
    columns = (TextColumn("{task.description:<32}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn()) as bar:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(_WHAT[what], total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield tell


def _plain() -> Tell:
    said: dict[str, int] = {}

    def tell(what: str, done: int, total: int) -> None:
        tenth = 10 * done // total
        if said.get(what) != tenth:
            said[what] = tenth
            print(f"{_WHAT[what]}: {done:,} of {total:,}", file=sys.stderr, flush=True)

    return tell


def _summary(engine: Engine, already: bool) -> str:
    with engine.connect() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (areas, cameras, incident_keys)
        ]
    what = "is already there" if already else "is ready"
    return "The demo district {}: {:,} areas, {:,} cameras, {:,} simulated incidents.".format(
        what, *counts
    )
