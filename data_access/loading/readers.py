"""Files as Arrow tables: text columns as text, empty text as NULL, and each row's `line_no`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_access.loading.delimited import read_delimited
from data_access.loading.grid import CHUNK
from data_access.loading.headings import check_names
from data_access.loading.json_files import read_features, read_json_lines
from data_access.loading.options import Options
from data_access.loading.rejects import LoadError, Rejecting
from data_access.loading.sheets import read_sheet
from data_access.loading.text_files import zipped

Advance = Callable[[int], None]
"""Called with the number of bytes read so far."""

_FORMATS = ".csv, .tsv, .jsonl or .ndjson (each also with .gz), .xlsx, .parquet, .geojson"


def read(
    path: Path, reject: Rejecting, advance: Advance, options: Options | None = None
) -> Iterator[pa.Table]:
    """The file in chunks; at least one, whose columns are the file's as far as known.

    Rows that cannot be read go to `reject`; what makes the whole file unreadable is a LoadError.
    """
    options = options or Options()
    if path.is_dir():
        raise LoadError(f"{path}: this is a folder; name a file in it")
    if not path.is_file():
        raise LoadError(f"{path}: there is no such file")
    ending = _ending(path)
    if options.sheet is not None and ending != ".xlsx":
        raise LoadError(f"{path}: --sheet is for .xlsx files")
    if options.encoding != "utf-8" and ending in (".xlsx", ".parquet"):
        raise LoadError(f"{path}: --encoding is of no use here: the file says it itself")
    match ending:
        case ".csv" | ".tsv":
            delimiter = "," if ending == ".csv" else "\t"
            return read_delimited(path, delimiter, options.encoding, reject, advance)
        case ".jsonl" | ".ndjson":
            return read_json_lines(path, options.encoding, reject, advance)
        case ".xlsx" if not zipped(path):
            return read_sheet(path, options.sheet, reject, advance)
        case ".parquet" if not zipped(path):
            return _parquet(path)
        case ".geojson" | ".json" if not zipped(path):
            return read_features(path, reject, options)
    raise LoadError(f"{path}: its format is not known from its name, which must end in {_FORMATS}")


def is_text(of: pa.DataType) -> bool:
    """Whether a column of that type holds texts."""
    return bool(pa.types.is_string(of) or pa.types.is_large_string(of))


def _ending(path: Path) -> str:
    endings = [suffix.lower() for suffix in path.suffixes]
    if zipped(path):
        endings = endings[:-1]
    return endings[-1] if endings else ""


def _parquet(path: Path) -> Iterator[pa.Table]:
    try:
        file = pq.ParquetFile(path)
        names = list(file.schema_arrow.names)
        check_names(path, names)
        first = 1
        yield _numbered(file.schema_arrow.empty_table(), first)
        for batch in file.iter_batches(CHUNK):
            yield _numbered(pa.Table.from_batches([batch]), first)
            first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise LoadError(f"{path}: not a readable Parquet file ({error})") from None


def _numbered(table: pa.Table, first: int) -> pa.Table:
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        if is_text(column.type):
            empty = pc.equal(column, "")
            column = pc.if_else(empty, pa.scalar(None, column.type), column)
        table = table.set_column(place, field.name, column)
    return table.add_column(
        0, "line_no", pa.array(range(first, first + table.num_rows), pa.int64())
    )
