"""JSON lines, and GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from data_access.loading.grid import CHUNK
from data_access.loading.headings import check_names
from data_access.loading.options import Options
from data_access.loading.rejects import LoadError, Problem, Reject, Rejecting
from data_access.loading.text_files import LONGEST, bounded_lines, open_text

Rows = list[tuple[int, dict[str, str | None]]]

_WORLD = ("CRS84", "EPSG::4326", "EPSG:4326")


def read_json_lines(
    path: Path, encoding: str, reject: Rejecting, advance: Callable[[int], None]
) -> Iterator[pa.Table]:
    """The objects of the file in chunks; columns come as they occur."""
    with open_text(path, encoding) as (text, stored):
        spelt: dict[str, str] = {}
        chunk: Rows = []
        for number, line in enumerate(bounded_lines(text), 1):
            if line is not None and not line.strip():
                continue
            try:
                said = _said(line)
            except (ValueError, RecursionError) as error:
                problem = Problem("not a JSON object", str(error))
                reject(Reject(number, "", (problem,), line and line.rstrip("\r\n")))
                continue
            fresh = [name for name in said if name not in spelt]
            if fresh:
                check_names(path, [*spelt, *fresh])
                spelt.update({name: name for name in fresh})
            chunk.append((number, said))
            if len(chunk) == CHUNK:
                yield _table(list(spelt), chunk)
                advance(stored.tell())
                chunk = []
        yield _table(list(spelt), chunk)


def _said(line: str | None) -> dict[str, str | None]:
    if line is None:
        raise ValueError(f"longer than {LONGEST:,} characters")
    row = json.loads(line, object_pairs_hook=_object, parse_constant=_no_constant)
    if not isinstance(row, dict):
        raise ValueError("not an object")
    said = {name: _text(value) for name, value in row.items()}
    if "\\u" in line:  # half of a surrogate pair is no text
        json.dumps(said, ensure_ascii=False).encode()
    return said


def _table(names: list[str], chunk: Rows) -> pa.Table:
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


def read_features(path: Path, reject: Rejecting, options: Options) -> Iterator[pa.Table]:
    """Features of a GeoJSON file: their properties as text, `geometry` as GeoJSON text, and as
    `line_no` the number of the feature."""
    with open_text(path, options.encoding) as (text, _):
        whole = text.read().removeprefix("\ufeff")
    try:
        found = json.loads(whole, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise LoadError(f"{path}: not JSON ({error})") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise LoadError(f"{path}: not a GeoJSON feature collection")
    system = str(found.get("crs", _WORLD[0]))
    if options.crs is None and not any(name in system for name in _WORLD):
        raise LoadError(f"{path}: its coordinates are {system}; name their system by --crs")
    names: dict[str, None] = {}
    chunk: Rows = []
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
    yield _table([*names, "geometry"], chunk)
