"""`onescreen wall-status`: how the displays are, for whoever watches over them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from data_access.commands.access_tools import local, table
from data_access.live import local as running
from data_access.moments import to_micros
from data_access.settings import Settings
from data_access.wall_reports import viewport

_DESCRIPTION = """\
How each display at /wall is, as the running server was told last: when it was seen, whether its page
is of the server's release, version and age of the figures that it shows, its size in pixels times the
pixel ratio, the scene, and what failed in its page. Displays with a token (`onescreen wall-token`) that
were not seen are listed, too; those revoked are not. Without a token a display is named "this
computer", or by the account whose browser it is."""
_EPILOG = """\
trouble:
  never     its token was not used yet
  unseen    it was not seen for a minute
  expired   its token has expired
  old       it shows figures older than two minutes; one is published each minute
  outdated  its page is of another release, and was not loaded anew for ten minutes
  errors    something failed in its page within the last hour

exit status: 0 every display was seen within a minute and has no trouble; 1 one has, there is no
display, or no server is running. A browser of an account is listed and does not count."""
_HEAD = (
    "NAME", "LAST SEEN", "RELEASE", "VERSION", "AGE", "VIEWPORT", "SCENE", "ERRORS", "FROM", "TROUBLE",
)  # fmt: skip
_NONE = "–"


def add_parser(commands: Any) -> None:
    """Add `wall-status` to the console script."""
    parser = commands.add_parser(
        "wall-status",
        help="print how the displays are; the exit status says whether all is well",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="as JSON (default: as a table)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Ask the running server, print; 0 where all is well, else 1."""
    answered = running.ask(settings.data_dir, {"ask": "displays"})
    if answered is None:
        print(
            f"onescreen wall-status: no server is running over {settings.data_dir} "
            "(ONESCREEN_DATA_DIR)",
            file=sys.stderr,
        )
        return 1
    if "displays" not in answered:
        said = answered.get("error", "the running server is of another release")
        print(f"onescreen wall-status: {said}", file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(answered, ensure_ascii=False))
    elif not answered["displays"]:
        print("There are no displays: open /wall, or `onescreen wall-token create --name NAME`.")
    else:
        print(table(_HEAD, [_row(one, settings.zone) for one in answered["displays"]]))
        for one in answered["displays"]:
            if one["problem"]:
                print(f"{_name(one)}: the last problem was {one['problem']!r}")
    return 0 if answered["well"] else 1


def _row(one: Mapping[str, Any], zone: ZoneInfo) -> tuple[str, ...]:
    return (
        _name(one),
        _seen(one, zone),
        _NONE if one["current"] is None else "current" if one["current"] else "outdated",
        _NONE if not one["version"] else str(one["version"]),
        _NONE if one["age_seconds"] is None else f"{one['age_seconds']} s",
        viewport(one["width"], one["height"], one["ratio"]) or _NONE,
        one["scene"] or _NONE,
        _NONE if one["errors"] is None else str(one["errors"]),
        one["address"] or _NONE,
        ", ".join(one["troubles"]) or _NONE,
    )


def _name(one: Mapping[str, Any]) -> str:
    name: str = one["name"] or "this computer"
    return f"{name} (account)" if one["kind"] == "account" else name


def _seen(one: Mapping[str, Any], zone: ZoneInfo) -> str:
    if one["last_seen"] is None:
        return "never"
    if "unseen" in one["troubles"]:
        at = to_micros(datetime.fromisoformat(one["last_seen"]))
        return f"not seen since {local(at, zone)}"
    return f"{one['seen_seconds_ago']} s ago"
