"""What the commands of access share: their record, their actor, their options and their tables."""

from __future__ import annotations

import argparse
import os
import pwd
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from data_access.access import audit
from data_access.access.checks import AccessError
from data_access.moments import Micros, from_micros, local_midnight, now_micros, to_micros
from data_access.record.database import migrate, open_record
from data_access.settings import Settings

COMMAND_LINE = "command line"  # as the address of who acts here
_AGO = {"h": timedelta(hours=1), "d": timedelta(days=1)}
_GAP = "  "


def with_record(command: str, settings: Settings, work: Callable[[Engine], None]) -> int:
    """Do something with the record; 2 where it is refused, 130 where it was interrupted."""
    engine = open_record(settings.database_url)
    try:
        migrate(engine)
        work(engine)
    except AccessError as error:
        print(f"onescreen {command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nonescreen {command}: stopped, nothing was done", file=sys.stderr)
        return 130
    finally:
        engine.dispose()
    return 0


def tell(engine: Engine, action: str, subject: str = "", **detail: object) -> None:
    """Add a row to the audit: the user of this machine who runs the command did it."""
    audit.tell(engine, now_micros(), actor(), COMMAND_LINE, action, subject, **detail)


def actor() -> str:
    """The user of this machine who runs the command."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # as in a container
        return str(os.getuid())


def hint_at_access(settings: Settings) -> None:
    """Say that nobody needs an account as long as there is no access."""
    if settings.access == "none":
        print(
            "ONESCREEN_ACCESS is none, so everyone on this machine sees everything: set it to "
            "accounts, proxy or oidc and start the server again",
            file=sys.stderr,
        )


def add_scope_options(parser: argparse._ActionsContainer) -> None:
    """Areas and departments, each as often as there are codes, or by commas."""
    for name, everything in (("area", "the whole district"), ("department", "all")):
        parser.add_argument(
            f"--{name}",
            action="extend",
            type=_codes,
            metavar="CODE",
            help=f"{name} by its code, more by commas or again (default: {everything})",
        )


def _codes(listed: str) -> list[str]:
    codes = [code for code in listed.split(",") if code]
    if not codes:
        raise argparse.ArgumentTypeError("a code is needed")
    return codes


def moment_of(text: str, now: Micros, zone: ZoneInfo) -> Micros:
    """A local day, a moment, or a time ago such as 7d or 12h. Raises AccessError."""
    ago = re.fullmatch(r"(\d{1,5})([hd])", text)
    if ago:
        return to_micros(from_micros(now) - int(ago[1]) * _AGO[ago[2]])
    try:
        said = datetime.fromisoformat(text)
        return to_micros(said if said.tzinfo else said.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        raise AccessError(
            f"{text!r} is no day such as 2026-03-02, no moment such as 2026-03-02T08:30 and no time "
            "ago such as 7d or 12h"
        ) from None


def end_of(text: str, now: Micros, zone: ZoneInfo) -> Micros:
    """The end of a local day, or of so many days from now, such as 90d. Raises AccessError."""
    days = re.fullmatch(r"(\d{1,5})d", text)
    try:
        if days:
            return to_micros(from_micros(now) + timedelta(days=int(days[1])))
        return to_micros(local_midnight(date.fromisoformat(text) + timedelta(days=1), zone))
    except (ValueError, OverflowError):
        raise AccessError(
            f"{text!r} is neither the last day on which it is good, such as 2027-03-31, nor a number "
            "of days from now, such as 90d"
        ) from None


def local(moment: Micros | None, zone: ZoneInfo) -> str:
    """A moment as a local time, to the second; – where there is none."""
    return "–" if moment is None else f"{from_micros(moment).astimezone(zone):%Y-%m-%d %H:%M:%S}"


def scope(codes: Sequence[str]) -> str:
    """Codes of a scope, or that it is everything."""
    return ", ".join(codes) or "all"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Rows under their head in columns, a Chinese character as wide as two others."""
    lines = [head, *rows]
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        _GAP.join(
            cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
