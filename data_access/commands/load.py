"""`onescreen load`: a file into the record."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data_access.loading.contract import KINDS
from data_access.loading.load import Summary, load
from data_access.loading.progress import reporting
from data_access.loading.rejects import LoadError
from data_access.moments import now_micros
from data_access.record.database import migrate, open_record
from data_access.settings import Settings

_DESCRIPTION = """\
Load a file into the record: CSV or TSV (plain or .gz), JSON lines (.jsonl or .ndjson, plain or
.gz), Parquet, or GeoJSON. The file becomes the table `source` with every text column as text and
a column `line_no`; the SELECT in the file that --sql names returns the columns of the contract
(docs/data-contract.md). Without --sql the file's own columns must have the contract's names.

Load areas, departments, categories, sources and scenarios before the incidents that name them.
Loading the same file twice changes nothing; a newer export adds what is new; a load that was
stopped is simply run again. It works while the server runs, which shows the new rows at once.

A row that cannot be loaded is written, with its line and the reason, to a file in the folder
`rejects` of the data folder; the summary names it."""
_EPILOG = """\
example:
  onescreen load incidents calls.csv --sql examples/san_francisco/incidents.sql

exit status: 0 loaded, also where rows were rejected; 2 nothing loaded, the reason is printed"""


def add_parser(subparsers: Any) -> None:
    """Add `load` to the console script."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "load",
        help="load a file into the record",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("kind", choices=list(KINDS), help="what the rows of the file are")
    parser.add_argument("file", type=Path, metavar="FILE", help="the file to load")
    parser.add_argument(
        "--sql", type=Path, metavar="FILE", help="file with the SELECT over the table source"
    )
    parser.add_argument(
        "--tz",
        type=_zone,
        metavar="ZONE",
        help="IANA time zone of moments that state none (default: the district's)",
    )
    parser.set_defaults(run=run)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise argparse.ArgumentTypeError(
            f"{name!r} is no IANA time zone, such as Asia/Shanghai"
        ) from None


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Load and print the summary; the exit status."""
    engine = open_record(settings.database_url)
    try:
        migrate(engine)
        with reporting() as reporter:
            summary = load(
                args.kind,
                args.file,
                engine=engine,
                settings=settings,
                clock=now_micros,
                sql=args.sql,
                zone=args.tz,
                reporter=reporter,
            )
    except LoadError as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        engine.dispose()
    print("\n".join(describe(summary)))
    return 0


def describe(summary: Summary) -> list[str]:
    """The summary in lines."""
    lines = [
        f"{summary.kind} from {summary.file}: {summary.new:,} new, {summary.changed:,} changed, "
        f"{summary.unchanged:,} unchanged, {summary.rejected:,} rejected"
    ]
    lines += [f"  {note}" for note in summary.notes]
    lines += [f"  rejected {n:,}: {what}" for what, n in summary.reasons.most_common()]
    if summary.reject_file is not None:
        lines.append(f"  the rejected rows, each with its reason: {summary.reject_file}")
    return lines
