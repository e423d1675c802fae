"""`onescreen seal`: a month's review, kept for ever; and what such a file is worth."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from data_access.commands.access_tools import actor, tell
from data_access.live.service import ask_review
from data_access.moments import from_micros, now_micros
from data_access.record.database import migrate, open_record
from data_access.review import sealing
from data_access.review.sealing import Seal, SealError
from data_access.settings import Settings

_ABOUT = """\
Seal a month's review: figures, names, settings, data version and moment as one value with its hash.

A month is sealed some days after its end (ONESCREEN_SEAL_DELAY_DAYS), never before; it is looked at as of
that moment, whenever the command runs. Sealing again makes another edition and keeps the first. --out
writes the archive, which `onescreen seal --verify FILE` checks on any machine."""


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
    parser.add_argument("--area", default="", metavar="CODE", help="of one area")
    parser.add_argument("--department", default="", metavar="CODE", help="of one department")
    parser.add_argument("--name", default="", help="what this edition is called")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the archive there, too")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Seal, list or verify; 2 where that is refused, with the reason."""
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
            return _seal(args, settings, record)
        finally:
            record.dispose()
    except SealError as error:
        print(f"onescreen seal: {error}", file=sys.stderr)
        return 2


def _seal(args: argparse.Namespace, settings: Settings, record: Any) -> int:
    query = {"month": args.month, "area": args.area, "department": args.department}
    content = ask_review(settings, {name: value for name, value in query.items() if value})
    if "error" in content:
        raise SealError(content["error"])
    if args.out and args.out.exists():
        raise SealError(f"{args.out} is there already")
    now = now_micros()
    seal = sealing.seal(record, content, args.name, actor(), now)
    tell(record, "sealed", seal.subject, edition=seal.edition, sha256=seal.digest)
    if args.out:
        args.out.write_bytes(sealing.archive(seal))
    print(_line(seal))
    return 0


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
