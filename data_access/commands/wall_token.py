"""`onescreen wall-token`: displays that nobody logs in at."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from sqlalchemy import Engine

from data_access.access import displays
from data_access.access.displays import Display
from data_access.commands.access_tools import (
    actor,
    add_scope_options,
    end_of,
    hint_at_access,
    local,
    scope,
    table,
    tell,
    with_record,
)
from data_access.moments import Micros, now_micros
from data_access.settings import Settings

_DESCRIPTION = """\
Displays, such as the wall of a command centre: read-only, without what people wrote and addresses,
of some areas or of the whole district. A token is printed once, is good once, and becomes a
session in the display's browser that lasts until the display expires or is revoked."""
_EPILOG = """\
examples:
  onescreen wall-token create --name "Hall, left" --area 320105002 --expires 90d
  onescreen wall-token revoke "Hall, left"

exit status: 0 done; 2 refused, the reason is printed and nothing was done"""
_Parser = argparse.ArgumentParser


def add_parser(subparsers: Any) -> None:
    """Add `wall-token` to the console script."""
    parser: _Parser = subparsers.add_parser(
        "wall-token",
        help="create, list and revoke tokens of displays",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    creating: _Parser = commands.add_parser("create", help="add a display and print its token")
    creating.add_argument("--name", required=True, metavar="TEXT", help="where it hangs")
    add_scope_options(creating)
    creating.add_argument(
        "--expires",
        metavar="DAY",
        help="the last day on which it is good, or days from now, such as 90d (default: never)",
    )
    creating.set_defaults(run=partial(_run, _create))
    listing: _Parser = commands.add_parser("list", help="print all displays and their last use")
    listing.set_defaults(run=partial(_run, _list))
    revoking: _Parser = commands.add_parser("revoke", help="take token and session back at once")
    revoking.add_argument("display", metavar="NAME", help="its name, or its id")
    revoking.set_defaults(run=partial(_run, _revoke))


def _run(work: Any, args: argparse.Namespace, settings: Settings) -> int:
    return with_record("wall-token", settings, lambda engine: work(engine, args, settings))


def _create(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    now = now_micros()
    expires_at = None if args.expires is None else end_of(args.expires, now, settings.zone)
    areas, departments = args.area or (), args.department or ()
    token = displays.create(engine, args.name, areas, departments, expires_at, actor(), now)
    until = local(expires_at, settings.zone)
    tell(
        engine,
        "display_created",
        args.name.strip(),
        areas=areas,
        departments=departments,
        until=until,
    )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"The token of the display {args.name}, printed this once and good once:")
    print(f"  {token}")
    print("Open on the display, with the address by which it reaches the server:")
    print(f"  http://{host}:{settings.port}/display#{token}")
    print("It leads to /wall; for another rotation put ?next= with its address before the #.")
    hint_at_access(settings)


def _list(engine: Engine, _args: argparse.Namespace, settings: Settings) -> None:
    found, now, zone = displays.all_displays(engine), now_micros(), settings.zone
    if not found:
        print("There are no displays: `onescreen wall-token create --name NAME` adds one.")
        return
    head = ("NAME", "STATE", "LAST USE", "EXPIRES", "AREAS", "DEPARTMENTS", "CREATED", "BY", "ID")
    rows = [
        (
            display.name,
            _state(display, now),
            local(display.seen_at, zone),
            local(display.expires_at, zone),
            scope(display.areas),
            scope(display.departments),
            local(display.created_at, zone),
            display.created_by,
            display.id,
        )
        for display in found
    ]
    print(table(head, rows))


def _state(display: Display, now: Micros) -> str:
    if display.revoked_at is not None:
        return "revoked"
    if display.expires_at is not None and display.expires_at <= now:
        return "expired"
    return "not used yet" if display.exchanged_at is None else "in use"


def _revoke(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    display = displays.revoke(engine, args.display, now_micros())
    tell(engine, "display_revoked", display.name, id=display.id)
    print(f"The display {display.name} is revoked, its token and its session with it.")
