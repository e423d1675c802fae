"""`onescreen check --figures`: the screen's figures against the independent ones."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from data_access.commands.filter_options import asked_at, asked_filter
from data_access.commands.progress import progress_lines
from data_access.filters import Filter, FilterError
from data_access.independent.differences import Compared, compare
from data_access.independent.figures import figures
from data_access.independent.told import Record, read
from data_access.independent.tolerance import Within
from data_access.live.for_commands import ask_figures
from data_access.live.instants import At
from data_access.record.database import open_record
from data_access.settings import Settings

_TAKEN = "not recomputed: the density of the heat map, and when coverage was computed"


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Ask the screen, recompute, print what differs; 1 where something does, 2 where the filter
    cannot be understood."""
    try:
        filter_, at = asked_filter(args, settings), asked_at(args, settings)
    except FilterError as error:
        print(f"onescreen check: {error}", file=sys.stderr)
        return 2
    screen = ask_screen(settings, filter_, at)
    if "error" in screen:
        print(f"onescreen check: {screen['error']}", file=sys.stderr)
        return 2
    version, as_of = screen["version"], screen["as_of"]
    print(f"{filter_}: version {version:,} as of {as_of}", flush=True)
    record, compared = recomputed(settings, screen)
    print("\n".join(describe(record, compared)))
    return int(bool(compared.differences))


def ask_screen(settings: Settings, filter_: Filter, at: At | None) -> dict[str, Any]:
    """The screen's figures as JSON has them, from the running server or without one."""
    screen: dict[str, Any] = json.loads(json.dumps(ask_figures(settings, filter_, at)))
    return screen


def recomputed(settings: Settings, screen: dict[str, Any]) -> tuple[Record, Compared]:
    """The record at the screen's version, and its figures at the same moment beside the screen's.

    What the record was told since is left out, so that it does not matter whether it goes on.
    """
    engine = open_record(settings.database_url)
    progress = progress_lines()
    try:
        record = read(engine, screen["version"], progress)
    finally:
        engine.dispose()
    computed_at = screen["coverage"].get("computed_at")
    ours = figures(
        record,
        screen["filter"],
        datetime.fromisoformat(screen["as_of"]),
        settings,
        sight_at=None if computed_at is None else datetime.fromisoformat(computed_at),
        progress=progress,
    )
    return record, compare(screen, ours)


def describe(record: Record, compared: Compared) -> Iterable[str]:
    """A line for each difference, and what all of it comes to."""
    for path, screen, ours in compared.differences:
        yield f"! {path}: the screen says {_said(screen)}, recomputed {_said(ours)}"
    if record.outlived:
        yield (
            "  since this version names, areas, categories or cameras have changed: they are "
            "compared as they are now"
        )
    yield f"  {_TAKEN}"
    number = len(compared.differences)
    found = "no differences" if not number else f"{number:,} difference{'s' * (number > 1)}"
    yield f"{found} in {compared.figures:,} figures"


def _said(value: Any) -> str:
    if isinstance(value, Within):
        return f"{value.low:,.6g} to {value.high:,.6g}"
    if value is None:
        return "–"
    return json.dumps(value, ensure_ascii=False, default=repr)
