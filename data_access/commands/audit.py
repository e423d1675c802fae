"""`onescreen audit`: who did what, from where, when."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from data_access.access import audit, audit_csv
from data_access.access.audit import ACTIONS, Asked, Entry
from data_access.access.checks import AccessError
from data_access.commands.access_tools import local, moment_of, table, tell, with_record
from data_access.moments import now_micros
from data_access.settings import Settings

_DESCRIPTION = """\
Who logged in, failed to, exported, or changed accounts, displays and sessions; from where; when.
The newest is first. Rows are only added: the database refuses to change or remove one."""
_SHOWN = 100


def add_parser(subparsers: Any) -> None:
    """Add `audit` to the console script."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "audit",
        help="print who did what",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    when = "a day, a moment, or a time ago such as 7d or 12h"
    parser.add_argument("--since", metavar="WHEN", help=f"only since then: {when}")
    parser.add_argument("--until", metavar="WHEN", help="only before then")
    parser.add_argument(
        "--action",
        action="append",
        choices=ACTIONS,
        metavar="ACTION",
        help=f"only this, again for more: {', '.join(ACTIONS)}",
    )
    parser.add_argument("--actor", default="", metavar="NAME", help="only what somebody did")
    parser.add_argument("--address", default="", metavar="ADDRESS", help="only from there")
    parser.add_argument("--subject", default="", metavar="NAME", help="only what was done to it")
    parser.add_argument(
        "--csv",
        metavar="FILE",
        help=f"all of it into a new file, - for the output (else {_SHOWN} rows)",
    )
    parser.set_defaults(run=partial(_run, _print))


def _run(work: Any, args: argparse.Namespace, settings: Settings) -> int:
    return with_record("audit", settings, lambda engine: work(engine, args, settings))


def _print(engine: Engine, args: argparse.Namespace, settings: Settings) -> None:
    now, zone = now_micros(), settings.zone
    since, until = (
        None if said is None else moment_of(said, now, zone) for said in (args.since, args.until)
    )
    actions = tuple(args.action or ())
    asked = Asked(since, until, actions, args.actor, args.address, args.subject)
    if args.csv is not None:
        _export(engine, asked, args.csv, zone)
        return
    found, number = audit.read(engine, asked, limit=_SHOWN), audit.count(engine, asked)
    if found:
        print(
            table(
                [column.upper() for column in audit_csv.COLUMNS[1:]],
                [_line(e, zone) for e in found],
            )
        )
    shown = f", of which the newest {_SHOWN} are above: --csv has all" if number > _SHOWN else ""
    print(f"{number:,} {'row' if number == 1 else 'rows'}{shown}; times of {zone.key}")


def _line(entry: Entry, zone: ZoneInfo) -> tuple[str, ...]:
    detail = "; ".join(f"{name} {_plain(value)}" for name, value in entry.detail.items())
    moment = local(entry.moment, zone)
    return moment, entry.actor, entry.address, entry.action, entry.subject, detail


def _plain(value: Any) -> str:
    return ", ".join(value) or "all" if isinstance(value, list) else str(value)


def _export(engine: Engine, asked: Asked, file: str, zone: ZoneInfo) -> None:
    if file == "-":
        number = _write(engine, asked, sys.stdout, zone)
    else:
        try:
            # It says who was where and when, so it is its owner's to read.
            opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            raise AccessError(f"--csv {file}: it is there already: name a new file") from None
        except OSError as error:
            raise AccessError(f"--csv {file}: {error.strerror}") from None
        with open(opened, "w", encoding="utf-8-sig", newline="") as out:  # noqa: PTH123 - a descriptor
            number = _write(engine, asked, out, zone)
        print(f"{number:,} {'row' if number == 1 else 'rows'} in {Path(file)}")
    tell(engine, "audit_exported", "", rows=number)


def _write(engine: Engine, asked: Asked, out: IO[str], zone: ZoneInfo) -> int:
    written = -1  # the headings are no row
    for line in audit_csv.lines(audit.read_all(engine, asked), zone):
        out.write(line)
        written += 1
    return written
