"""`onescreen report`: a month's review as a file, for a scheduled job."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from callbacks.review_files import FORMS, Undrawn, html, seal_told, with_seal
from data_access.filters import FilterError
from data_access.live.for_commands import ask_review
from data_access.reach import EVERYTHING
from data_access.record.database import migrate, open_record
from data_access.review import sealing
from data_access.review.asking import reviewed_filter
from data_access.review.sealing import Seal
from data_access.settings import Settings
from layouts.review.around import PAPERS, Around
from layouts.review.document import document
from layouts.review.words import Words

Json = dict[str, Any]
_FORMATS = ("html", *FORMS, "json")


def add_parser(commands: Any) -> None:
    """Add the command to the console script."""
    parser = commands.add_parser(
        "report",
        help="a month's review as a file",
        description="Write a month's review, from its first seal where there is one: HTML to read and print, PDF, "
        "an Excel workbook with numbers and charts, PowerPoint slides with tables and charts that can be edited, "
        "a ZIP archive with every table as CSV, or JSON with every figure.",
    )
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--month", metavar="MONTH", help="such as 2026-10")
    when.add_argument("--from", dest="start", metavar="DAY", help="first local day, with --to")
    parser.add_argument("--to", dest="end", metavar="DAY", help="the day after the last")
    parser.add_argument("--with", dest="with_", default="", metavar="FROM/TO",
                        help="days to compare with, the one after the last behind the stroke, or a month, in place of "
                        "the period before; then with the figures of now")  # fmt: skip
    parser.add_argument("--area", default="", metavar="CODE", help="of one area")
    parser.add_argument("--department", default="", metavar="CODE", help="of one department")
    parser.add_argument("--format", choices=_FORMATS, default="html")
    parser.add_argument("--paper", choices=PAPERS, default="a4",
                        help="of HTML and PDF: A4 upright with wide tables across, or all on A3 across")  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--lang", choices=("zh", "en"), help="default: the setting")
    parser.add_argument(
        "--live", action="store_true", help="the figures of now, also of what is sealed"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Ask, draw, write; 2 where it is refused, with the reason."""
    said = {
        "month": args.month,
        "from": args.start,
        "to": args.end,
        "with": args.with_,
        "area": args.area,
        "department": args.department,
    }
    query = {name: value for name, value in said.items() if value}
    if args.paper != "a4" and args.format not in ("html", "pdf"):
        print(f"onescreen report: paper is of html and pdf, not of {args.format}", file=sys.stderr)
        return 2
    try:
        content, seal = _content(settings, query, live=args.live or bool(args.with_))
    except FilterError as error:
        print(f"onescreen report: {error}", file=sys.stderr)
        return 2
    if "error" in content:
        print(f"onescreen report: {content['error']}", file=sys.stderr)
        return 2
    try:
        args.out.write_bytes(_drawn(content, seal, args, settings))
    except Undrawn as error:
        print(f"onescreen report: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"onescreen report: {args.out}: {error.strerror}", file=sys.stderr)
        return 2
    print(f"{args.out}: {content['period']['first']} to {content['period']['end']} (not included), "
          f"version {content['period']['version']} as of {content['period']['as_of']}")  # fmt: skip
    return 0


def _content(settings: Settings, query: dict[str, str], *, live: bool) -> tuple[Json, Seal | None]:
    """What is reviewed, and the seal that it is from."""
    record = open_record(settings.database_url)
    try:
        migrate(record)
        sealed = sealing.editions(record, sealing.subject(reviewed_filter(EVERYTHING, query)))
    finally:
        record.dispose()
    if sealed and not live:
        return sealed[0].content, sealed[0]
    return ask_review(settings, query), None


def _drawn(content: Json, seal: Seal | None, args: argparse.Namespace, settings: Settings) -> bytes:
    form, language = args.format, args.lang or settings.language
    if form == "json":
        return sealing.canonical(content)
    levels = [(level.zh, level.en) for level in settings.levels]
    words = Words(language, content["names"])
    told = "" if seal is None else seal_told(words, seal, settings.timezone)
    found = with_seal(document(content, language, levels), words, told)
    around = Around(paper=args.paper)
    if form in FORMS:
        return FORMS[form][1](found, words, around)
    return html(found, words, around).encode()
