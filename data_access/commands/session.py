"""`onescreen session`: who is logged in."""

from __future__ import annotations

import argparse
from functools import partial
from typing import Any

from sqlalchemy import Engine

from data_access.access import accounts, sessions
from data_access.access.checks import AccessError
from data_access.access.sessions import Limits
from data_access.commands.access_tools import local, table, tell, with_record
from data_access.moments import now_micros
from data_access.settings import Settings

_DESCRIPTION = """\
The sessions that are good now, of accounts and of displays. A revoked one is gone at its browser's
next question; its account may log in again unless it is disabled (`onescreen user disable`), a
display needs another token (`onescreen wall-token create`)."""
_EPILOG = "exit status: 0 done; 2 refused, the reason is printed and nothing was done"
_Parser = argparse.ArgumentParser


def add_parser(subparsers: Any) -> None:
    """Add `session` to the console script."""
    parser: _Parser = subparsers.add_parser(
        "session",
        help="list and revoke sessions",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing: _Parser = commands.add_parser("list", help="print who is logged in, and from where")
    listing.set_defaults(run=partial(_run, _list))
    revoking: _Parser = commands.add_parser("revoke", help="end a session, or all of an account")
    which = revoking.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", metavar="ID", help="id of a session, from the list")
    which.add_argument("--user", metavar="NAME", help="all sessions of an account")
    revoking.set_defaults(run=partial(_run, _revoke))


def _run(work: Any, args: argparse.Namespace, settings: Settings) -> int:
    return with_record("session", settings, lambda engine: work(engine, args, settings))


def _list(engine: Engine, _args: argparse.Namespace, settings: Settings) -> None:
    found = sessions.running(engine, now_micros(), Limits.of(settings))
    if not found:
        print("Nobody is logged in.")
        return
    head = ("ID", "WHO", "KIND", "BEGUN", "LAST SEEN", "FROM", "BROWSER")
    rows = [
        (
            session.id,
            session.name,
            session.kind,
            local(session.begun_at, settings.zone),
            local(session.seen_at, settings.zone),
            session.address,
            session.agent,
        )
        for session in found
    ]
    print(table(head, rows))


def _revoke(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    if args.user is not None:
        account = accounts.there(engine, args.user)
        number = sessions.end_all(engine, account.name, now_micros())
        tell(engine, "session_ended", account.name, sessions=number)
        print(f"Sessions of {account.name} ended: {number:,}.")
        return
    running = {s.id: s for s in sessions.running(engine, now_micros(), Limits.of(settings))}
    if args.id not in running:
        raise AccessError(f"there is no session {args.id!r}: `onescreen session list` has all")
    session = running[args.id]
    sessions.end(engine, session.id, now_micros())
    tell(engine, "session_ended", session.name, kind=session.kind, id=session.id)
    print(f"The session of {session.name} has ended.")
