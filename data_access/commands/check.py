"""`onescreen check`: the quality of what is loaded, and the read model against the record."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from typing import Any

from data_access.commands import check_figures
from data_access.commands.filter_options import add_filter_options, is_filtered
from data_access.live.for_commands import compare
from data_access.loading.quality import Finding, findings
from data_access.moments import from_micros, now_micros
from data_access.record.database import migrate, open_record
from data_access.settings import Settings

_DESCRIPTION = """\
Print the quality of what is loaded: how much there is, moments that are missing, incidents
without location, possible duplicates, codes that are not known, rejected rows, the newest event
of every source; and compare the read model with the record. Nothing is changed.

With --figures instead: recompute every figure of the screen from what the record was told, with a
computation that shares nothing with the screen's (docs/decisions/0019-independent-figures.md),
for the version and the moment that the screen shows, and print what differs."""
_EPILOG = """\
exit status: 0 all is well (what a source leaves out is not wrong); 1 something is wrong, marked
with an exclamation mark"""


def add_parser(subparsers: Any) -> None:
    """Add `check` to the console script."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "check",
        help="print the quality of what is loaded",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--figures", action="store_true", help="recompute the screen's figures")
    filtered = parser.add_argument_group("with --figures: the filter and the instant of the screen")
    add_filter_options(filtered)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the findings; the exit status."""
    if args.figures:
        return check_figures.run(args, settings)
    if is_filtered(args):
        print("onescreen check: a filter is for --figures", file=sys.stderr)
        return 2
    engine = open_record(settings.database_url)
    try:
        migrate(engine)
        found = findings(engine, settings, from_micros(now_micros()))
    finally:
        engine.dispose()
    found += _rejects(settings)
    differences = compare(settings)
    found += [Finding("read model", text, wrong=True) for text in differences or ()]
    if differences is None:
        found.append(
            Finding("read model", "none: PostgreSQL is asked directly (ONESCREEN_READ_URL)")
        )
    elif not differences:
        found.append(Finding("read model", "agrees with the record"))
    print("\n".join(describe(found)))
    return int(any(finding.wrong for finding in found))


def _rejects(settings: Settings) -> list[Finding]:
    files = sorted((settings.data_dir / "rejects").glob("*.csv"))
    if not files:
        return []
    newest = max(files, key=lambda file: (file.stat().st_mtime, file.name))
    count = "1 file" if len(files) == 1 else f"{len(files):,} files"
    return [Finding("rejected rows", f"{count} of rejected rows, the newest {newest}")]


def describe(found: Iterable[Finding]) -> list[str]:
    """Findings in lines, under their topics."""
    lines: list[str] = []
    topic = ""
    for finding in found:
        if finding.topic != topic:
            topic = finding.topic
            lines.append(topic)
        lines.append(f"{'!' if finding.wrong else ' '} {finding.text}")
    return lines
