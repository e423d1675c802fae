"""`onescreen figures`: every number of every panel, from the questions the screen asks."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from data_access.commands.filter_options import add_filter_options, asked_at, asked_filter
from data_access.filters import FilterError
from data_access.live.for_commands import ask_figures
from data_access.settings import Settings

_ABOUT = """\
Print every number of every panel with its numerator and denominator.

The figures come from the same questions as the screen: from the running server if there is
one (it has the read model open), else from the read model itself. Version and `as_of` stand with
them: asked for again with --at-version and --as-of, the same figures come, whatever was told since."""


def add_parser(commands: Any) -> None:
    """Add the command to the console script."""
    parser = commands.add_parser(
        "figures",
        help="print every number of every panel",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_filter_options(parser)
    parser.add_argument("--json", action="store_true", help="as JSON (default: as indented text)")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Ask, print; 2 where the filter cannot be understood."""
    try:
        filter_, at = asked_filter(args, settings), asked_at(args, settings)
    except FilterError as error:
        print(f"onescreen figures: {error}", file=sys.stderr)
        return 2
    answered = ask_figures(settings, filter_, at)
    if "error" in answered:
        print(f"onescreen figures: {answered['error']}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps(answered, ensure_ascii=False))
    else:
        print("\n".join(_lines(answered)))
    return 0


def _lines(value: Any, indent: int = 0) -> list[str]:
    pad = "  " * indent
    if isinstance(value, dict):
        found = []
        for key, inner in value.items():
            if isinstance(inner, dict | list) and inner:
                found += [f"{pad}{key}:", *_lines(inner, indent + 1)]
            else:
                found.append(f"{pad}{key}: {'–' if inner is None else inner}")
        return found
    return [
        line
        for item in value
        for line in (
            [f"{pad}-", *_lines(item, indent + 1)]
            if isinstance(item, dict | list)
            else [f"{pad}- {item}"]
        )
    ]
