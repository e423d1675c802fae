"""Files as Arrow tables: text columns as text, empty text as NULL, and each row's `line_no`."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from data_access.loading.headings import check_names
from data_access.loading.rejects import LoadError, Problem, Reject, Rejecting

Advance = Callable[[int], None]
"""Called with the number of bytes read so far."""

_CHUNK = 20_000  # rows
_LONGEST_FIELD = 16 * 2**20  # characters; longer ones are a quotation mark that is never closed
_WORLD = ("CRS84", "EPSG::4326", "EPSG:4326")
_FORMATS = ".csv, .tsv, .jsonl or .ndjson (each also with .gz), .parquet, .geojson"


def read(path: Path, reject: Rejecting, advance: Advance) -> Iterator[pa.Table]:
    """The file in chunks; at least one, whose columns are the file's as far as known.

    Rows that cannot be read go to `reject`; what makes the whole file unreadable is a LoadError.
    """
    if not path.is_file():
        raise LoadError(f"{path}: there is no such file")
    endings = [suffix.lower() for suffix in path.suffixes]
    zipped = bool(endings) and endings[-1] == ".gz"
    ending = endings[-2 if zipped else -1] if len(endings) > zipped else ""
    match ending:
        case ".csv" | ".tsv":
            return _delimited(path, "," if ending == ".csv" else "\t", reject, advance)
        case ".jsonl" | ".ndjson":
            return _json_lines(path, reject, advance)
        case ".parquet" if not zipped:
            return _parquet(path)
        case ".geojson" | ".json":
            return _features(path, reject)
    raise LoadError(f"{path}: its format is not known from its name, which must end in {_FORMATS}")


@contextmanager
def _lines(path: Path) -> Iterator[tuple[io.TextIOWrapper, BinaryIO]]:
    """The text of a file, unzipped if need be, and the file as stored, for its position."""
    with path.open("rb") as stored:
        inside: Any = gzip.GzipFile(fileobj=stored) if path.suffix.lower() == ".gz" else stored
        try:
            yield io.TextIOWrapper(inside, "utf-8-sig", newline=""), stored
        except UnicodeDecodeError:
            raise LoadError(
                f"{path}, line {_undecodable_line(path)}: not UTF-8. Convert the file first, for "
                f"example: iconv -f GB18030 -t UTF-8 {path.name} > utf8-{path.name}"
            ) from None
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise LoadError(f"{path}: damaged or incomplete gzip file ({error})") from None


def _undecodable_line(path: Path) -> int:
    with gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    raise AssertionError("every line is UTF-8")


def _table(names: Sequence[str], numbers: list[int], rows: list[list[str]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else ((),) * len(names)
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
    return pa.table([pa.array(numbers, pa.int64()), *arrays], ["line_no", *names])


def _delimited(
    path: Path, delimiter: str, reject: Rejecting, advance: Advance
) -> Iterator[pa.Table]:
    with _lines(path) as (text, stored):
        csv.field_size_limit(_LONGEST_FIELD)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            names = next(reader, None)
        except csv.Error as error:
            raise LoadError(f"{path}, line 1: {error}") from None
        if names is None:
            raise LoadError(f"{path}: the file is empty; its first line must name the columns")
        check_names(path, names)
        numbers: list[int] = []
        rows: list[list[str]] = []
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                if "unexpected end" in str(error) or "field limit" in str(error):
                    raise LoadError(
                        f"{path}, line {line}: a quotation mark is opened and never closed"
                    ) from None
                reject(Reject(line, "", (Problem("malformed quotation marks", str(error)),), None))
                continue
            if len(row) == len(names):
                numbers.append(line)
                rows.append(row)
            elif row:
                detail = f"{len(row)} where the header names {len(names)}"
                reject(Reject(line, "", (Problem("wrong number of fields", detail),), row))
            if len(rows) == _CHUNK:
                yield _table(names, numbers, rows)
                advance(stored.tell())
                numbers, rows = [], []
        yield _table(names, numbers, rows)


def _json_lines(path: Path, reject: Rejecting, advance: Advance) -> Iterator[pa.Table]:
    with _lines(path) as (text, stored):
        spelt: dict[str, str] = {}
        chunk: list[tuple[int, dict[str, str | None]]] = []
        for number, line in enumerate(text, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line, object_pairs_hook=_object, parse_constant=_no_constant)
                if not isinstance(row, dict):
                    raise ValueError("not an object")
                said = {name: _text(value) for name, value in row.items()}
                if "\\u" in line:  # half of a surrogate pair is no text
                    json.dumps(said, ensure_ascii=False).encode()
            except (ValueError, RecursionError) as error:
                problem = Problem("not a JSON object", str(error))
                reject(Reject(number, "", (problem,), line.rstrip("\r\n")))
                continue
            fresh = [name for name in said if name not in spelt]
            if fresh:
                check_names(path, [*spelt, *fresh])
                spelt.update({name: name for name in fresh})
            chunk.append((number, said))
            if len(chunk) == _CHUNK:
                yield _json_table(list(spelt), chunk)
                advance(stored.tell())
                chunk = []
        yield _json_table(list(spelt), chunk)


def _json_table(names: list[str], chunk: list[tuple[int, dict[str, str | None]]]) -> pa.Table:
    numbers = pa.array([number for number, _ in chunk], pa.int64())
    arrays = [pa.array([said.get(name) for _, said in chunk], pa.string()) for name in names]
    return pa.table([numbers, *arrays], ["line_no", *names])


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    return json.dumps(value, ensure_ascii=False)


def _parquet(path: Path) -> Iterator[pa.Table]:
    try:
        file = pq.ParquetFile(path)
        names = list(file.schema_arrow.names)
        check_names(path, names)
        first = 1
        yield _numbered(file.schema_arrow.empty_table(), first)
        for batch in file.iter_batches(_CHUNK):
            yield _numbered(pa.Table.from_batches([batch]), first)
            first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        raise LoadError(f"{path}: not a readable Parquet file ({error})") from None


def _numbered(table: pa.Table, first: int) -> pa.Table:
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            empty = pc.equal(column, "")
            column = pc.if_else(empty, pa.scalar(None, column.type), column)
        table = table.set_column(place, field.name, column)
    return table.add_column(
        0, "line_no", pa.array(range(first, first + table.num_rows), pa.int64())
    )


def _features(path: Path, reject: Rejecting) -> Iterator[pa.Table]:
    """Features of a GeoJSON file: their properties as text, `geometry` as GeoJSON text, and as
    `line_no` the number of the feature."""
    try:
        found = json.loads(path.read_bytes().decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise LoadError(f"{path}: not UTF-8; GeoJSON is") from None
    except (ValueError, RecursionError) as error:
        raise LoadError(f"{path}: not JSON ({error})") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise LoadError(f"{path}: not a GeoJSON feature collection")
    system = str(found.get("crs", _WORLD[0]))
    if not any(name in system for name in _WORLD):
        raise LoadError(
            f"{path}: its coordinates are {system}; WGS-84 longitude and latitude are needed"
        )
    names: dict[str, None] = {}
    chunk: list[tuple[int, dict[str, str | None]]] = []
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
            reject(Reject(number, "", (Problem("not a GeoJSON feature", ""),), feature))
            continue
        said = {name: _text(value) for name, value in (feature.get("properties") or {}).items()}
        if "geometry" in said:
            raise LoadError(f"{path}: feature {number} has a property named geometry; rename it")
        names.update(dict.fromkeys(said))
        chunk.append((number, said | {"geometry": _text(feature.get("geometry"))}))
    check_names(path, list(names))
    yield _json_table([*names, "geometry"], chunk)
