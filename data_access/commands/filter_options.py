"""A filter and an instant as options of a command."""

from __future__ import annotations

import argparse

from data_access.filters import DIMENSIONS, PERIODS, WORDS, Filter
from data_access.live.instants import At
from data_access.reach import EVERYTHING
from data_access.settings import Settings

_NAMES = ("period", *DIMENSIONS, "within", "q")


def add_filter_options(parser: argparse._ActionsContainer) -> None:
    """To a parser or a group of its options add the period, every dimension, and the instant."""
    parser.add_argument("--period", help=f"{', '.join(PERIODS)} (default: the setting)")
    parser.add_argument("--from", dest="start", metavar="DAY", help="first local day or moment")
    parser.add_argument("--to", dest="end", metavar="DAY", help="end of the period, not included")
    for name in DIMENSIONS:
        said = ", ".join(WORDS[name]) if name in WORDS else f"{name} codes"
        parser.add_argument(f"--{name}", metavar="CODES", help=f"{said}, by commas")
    parser.add_argument("--within", metavar="POINTS", help="a shape, as lon,lat;lon,lat")
    parser.add_argument("--q", metavar="TEXT", help="in number, address or description")
    parser.add_argument(
        "--at-version", metavar="N", help="what was known at this data version (default: all)"
    )
    parser.add_argument(
        "--as-of", metavar="MOMENT", help="looked at as of this moment (default: the newest)"
    )


def is_filtered(args: argparse.Namespace) -> bool:
    """Whether any of the options was given."""
    names = ("start", "end", *_NAMES, "at_version", "as_of")
    return any(getattr(args, name) is not None for name in names)


def asked_filter(args: argparse.Namespace, settings: Settings) -> Filter:
    """The filter that the options mean. Raises FilterError."""
    request = {name: getattr(args, name) or "" for name in _NAMES}
    request |= {"from": args.start or "", "to": args.end or ""}
    return Filter.parse(EVERYTHING, request, settings.period)


def asked_at(args: argparse.Namespace, settings: Settings) -> At | None:
    """The instant that the options mean; None: the newest. Raises FilterError."""
    request = {"at_version": args.at_version or "", "as_of": args.as_of or ""}
    return At.parse(request, settings.zone)
