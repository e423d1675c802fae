"""`onescreen seal`: a month's review, kept for ever; and what such a file is worth."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from data_access.commands.access_tools import COMMAND_LINE, actor
from data_access.filters import FilterError
from data_access.live.for_commands import ask_review
from data_access.moments import from_micros, now_micros
from data_access.reach import EVERYTHING
from data_access.record.database import migrate, open_record
from data_access.review import sealing
from data_access.review.asking import reviewed_filter
from data_access.review.sealing import Seal, SealError
from data_access.settings import Settings

_ABOUT = """\
Seal a month's review: figures, names, settings, data version and moment as one value with its hash.

A month is sealed some days after its end (ONESCREEN_SEAL_DELAY_DAYS), never before; it is looked at as of
that moment, whenever the command runs. Sealing again makes another edition and keeps the first. --out
writes the archive, which `onescreen seal --verify FILE` checks on any machine; of what is sealed already,
--archive MONTH --out FILE writes it."""


def add_parser(commands: Any) -> None:
    """Add the command to the console script."""
    parser = commands.add_parser(
        "seal",
        help="seal a month's review, list seals, verify an archive",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("month", nargs="?", metavar="MONTH", help="such as 2026-10")
    what.add_argument("--list", action="store_true", help="what is sealed")
    what.add_argument("--verify", type=Path, metavar="FILE", help="check an archive")
    what.add_argument("--archive", metavar="MONTH", help="write the archive of what is sealed")
    parser.add_argument("--edition", type=int, default=1, metavar="N", help="of --archive")
    parser.add_argument("--area", default="", metavar="CODE", help="of one area")
    parser.add_argument("--department", default="", metavar="CODE", help="of one department")
    parser.add_argument("--name", default="", help="what this edition is called")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the archive there, too")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Seal, list, verify or archive; 2 where that is refused, with the reason."""
    try:
        if args.verify:
            return _verify(args.verify)
        record = open_record(settings.database_url)
        migrate(record)
        try:
            if args.list:
                for seal in sealing.listed(record):
                    print(_line(seal))
                return 0
            return (_archive if args.archive else _seal)(args, settings, record)
        finally:
            record.dispose()
    except (SealError, FilterError) as error:
        print(f"onescreen seal: {error}", file=sys.stderr)
        return 2


def _seal(args: argparse.Namespace, settings: Settings, record: Engine) -> int:
    if args.out:
        _check_free(args.out)  # before a seal is made that has no archive
    content = ask_review(settings, _query(args, args.month))
    if "error" in content:
        raise SealError(content["error"])
    seal = sealing.seal(record, content, args.name, actor(), now_micros(), COMMAND_LINE)
    print(_line(seal), flush=True)
    if args.out:
        _write(args.out, seal)
    return 0


def _archive(args: argparse.Namespace, _: Settings, record: Engine) -> int:
    if not args.out:
        raise SealError("--archive needs --out FILE")
    _check_free(args.out)
    of = sealing.subject(reviewed_filter(EVERYTHING, _query(args, args.archive)))
    found = [one for one in sealing.editions(record, of) if one.edition == args.edition]
    if not found:
        raise SealError(f"there is no edition {args.edition} of {of}")
    _write(args.out, found[0])
    print(_line(found[0]))
    return 0


def _query(args: argparse.Namespace, month: str) -> dict[str, str]:
    query = {"month": month, "area": args.area, "department": args.department}
    return {name: value for name, value in query.items() if value}


def _check_free(out: Path) -> None:
    if out.exists():
        raise SealError(f"{out} is there already")
    if not out.parent.is_dir():
        raise SealError(f"{out.parent} is no folder")


def _write(out: Path, seal: Seal) -> None:
    """The archive under its name only when it is whole."""
    part = out.with_name(f"{out.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            file.write(sealing.archive(seal))
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as error:
        raise SealError(
            f"edition {seal.edition} is sealed, but not written to {out} ({error.strerror}): --archive writes it"
        ) from None


def _verify(file: Path) -> int:
    try:
        content = sealing.opened(file.read_bytes())
    except OSError as error:
        raise SealError(f"{file}: {error.strerror}") from None
    period = content["period"]
    print(f"{file}: whole. {period['first']} to {period['end']} (not included), version {period['version']} "
          f"as of {period['as_of']}, SHA-256 {sealing.digest(content)}")  # fmt: skip
    return 0


def _line(seal: Seal) -> str:
    name = f" {seal.name!r}" if seal.name else ""
    moment = f"{from_micros(seal.sealed_at):%Y-%m-%d %H:%M:%S} UTC"
    by = f" by {seal.sealed_by}" if seal.sealed_by else ""  # of nobody, where there is no access
    return (
        f"{seal.subject} edition {seal.edition}{name}, sealed {moment}{by}, SHA-256 {seal.digest}"
    )
