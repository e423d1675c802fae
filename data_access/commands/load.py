"""`onescreen load`: a file into the record."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from data_access.loading.contract import KINDS
from data_access.loading.crs import Crs, crs
from data_access.loading.load import load
from data_access.loading.options import ENCODINGS, Options
from data_access.loading.progress import reporting
from data_access.loading.rejects import LoadError
from data_access.loading.summary import Summary
from data_access.moments import now_micros
from data_access.record.database import migrate, open_record
from data_access.settings import Settings

_DESCRIPTION = """\
Load a file into the record: CSV or TSV, JSON lines (.jsonl or .ndjson), each plain or .gz; a
sheet of an .xlsx workbook; Parquet; or GeoJSON. The file becomes the table `source` with every
text column as text and a column `line_no`; the SELECT in the file that --sql names returns the
columns of the contract (docs/data-contract.md). Without --sql the file's own columns must have the
contract's names.

Load areas, departments, categories, sources and scenarios before the incidents that name them,
and incidents before their events, unless the events say when they were reported.
Loading the same file twice changes nothing; a newer export adds what is new; a load that was
stopped is simply run again. It works while the server runs, which shows the new rows at once.

A row that cannot be loaded is written, with its line and the reason, to a file in the folder
`rejects` of the data folder; the summary names it."""
_EPILOG = """\
examples:
  onescreen load incidents calls.csv --sql examples/san_francisco/incidents.sql
  onescreen load cameras cameras.csv --encoding gb18030 --null NULL,N/A --crs gcj02

exit status: 0 loaded, also where some rows were rejected or there was nothing to load; 1 every row
was rejected; 2 nothing loaded, the reason is printed; 130 stopped by the interrupt key"""


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
    _add_reading(parser)
    parser.set_defaults(run=run)


def _add_reading(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what the file does not say of itself")
    group.add_argument(
        "--encoding",
        choices=list(ENCODINGS),
        default="utf-8",
        type=str.lower,
        help="how its text is encoded (default: utf-8)",
    )
    group.add_argument("--sheet", metavar="NAME", help="sheet of a workbook (default: its first)")
    group.add_argument(
        "--null",
        type=_texts,
        default=frozenset(),
        metavar="TEXT[,TEXT...]",
        help="texts that mean nothing is known, such as NULL,N/A (default: only the empty text)",
    )
    group.add_argument(
        "--crs",
        type=_crs,
        metavar="SYSTEM",
        help="system of lon (x) and lat (y) and of outlines: wgs84 (default), gcj02, bd09, "
        "EPSG:number or ESRI:number",
    )


def _texts(listed: str) -> frozenset[str]:
    return frozenset(listed.split(",")) - {""}


def _crs(name: str) -> Crs | None:
    try:
        return crs(name)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


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
                options=Options(args.encoding, args.sheet, args.null, args.crs),
                reporter=reporter,
            )
    except LoadError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; run the same command again to go on", file=sys.stderr)
        return 130
    finally:
        engine.dispose()
    print("\n".join(describe(summary)))
    taken = summary.new + summary.changed + summary.unchanged
    return int(summary.rejected > 0 and not taken)


def describe(summary: Summary) -> list[str]:
    """The summary in lines."""
    of, and_ = ("incidents ", "; rows") if summary.kind == "events" else ("", ",")
    lines = [
        f"{summary.kind} from {summary.file}: {of}{summary.new:,} new, {summary.changed:,} "
        f"changed, {summary.unchanged:,} unchanged{and_} {summary.rejected:,} rejected"
    ]
    lines += [f"  {note}" for note in summary.notes]
    lines += [f"  rejected {n:,}: {what}" for what, n in summary.reasons.most_common()]
    if summary.reject_file is not None:
        lines.append(f"  the rejected rows, each with its reason: {summary.reject_file}")
    return lines
