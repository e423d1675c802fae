"""Every file format becomes the same table; what cannot be read is said with its line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.loading.readers import read
from data_access.loading.rejects import LoadError, Reject
from data_access.loading.stage import staged

ROWS = [{"line_no": 2, "id": "007", "text": "a, b"}, {"line_no": 3, "id": "8", "text": None}]


def table(path: Path) -> tuple[list[dict[str, object]], list[Reject]]:
    rejects: list[Reject] = []
    rows = [
        row for chunk in read(path, rejects.append, lambda _: None) for row in chunk.to_pylist()
    ]
    return rows, rejects


def write(path: Path, data: str | bytes) -> Path:
    raw = data if isinstance(data, bytes) else data.encode()
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'id,text\n007,"a, b"\n8,\n'),
        ("a.csv.gz", 'id,text\n007,"a, b"\n8,\n'),
        ("a.CSV", '\ufeffid,text\r\n007,"a, b"\r\n8,""\r\n'),
        ("a.tsv", "id\ttext\n007\ta, b\n8\t\n"),
        ("a.tsv.gz", "id\ttext\n007\ta, b\n8\t\n"),
        ("a.jsonl", '\n{"id": "007", "text": "a, b"}\n{"id": 8}\n'),
        ("a.ndjson.gz", '\n{"id": "007", "text": "a, b"}\n{"id": 8, "text": null}\n'),
    ],
)
def test_formats_of_text(tmp_path: Path, name: str, text: str) -> None:
    assert table(write(tmp_path / name, text)) == (ROWS, [])


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    kinds = pa.array(["x", "y", "x"]).dictionary_encode()
    pq.write_table(pa.table({"n": [1, 2, 3], "text": ["a", "", None], "kind": kinds}), path)
    rows, rejects = table(path)
    assert rejects == []
    assert rows == [
        {"line_no": 1, "n": 1, "text": "a", "kind": "x"},
        {"line_no": 2, "n": 2, "text": None, "kind": "y"},
        {"line_no": 3, "n": 3, "text": None, "kind": "x"},
    ]


def test_geojson_features(tmp_path: Path) -> None:
    square = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    features = [
        {"type": "Feature", "properties": {"code": "a", "n": 5}, "geometry": square},
        "no feature",
        {"type": "Feature", "properties": None, "geometry": None},
    ]
    path = write(
        tmp_path / "a.geojson", json.dumps({"type": "FeatureCollection", "features": features})
    )
    rows, rejects = table(path)
    assert [reject.line for reject in rejects] == [2]
    assert [(row["line_no"], row["code"], row["n"]) for row in rows] == [
        (1, "a", "5"),
        (3, None, None),
    ]
    assert json.loads(str(rows[0]["geometry"])) == square
    assert rows[1]["geometry"] is None


def test_lines_count_where_fields_span_lines(tmp_path: Path) -> None:
    text = 'id,text\n1,"two\nlines"\n\n2,b\n3\n4,"x" y\n5,e\n'
    rows, rejects = table(write(tmp_path / "a.csv", text))
    assert [(row["line_no"], row["id"]) for row in rows] == [(2, "1"), (5, "2"), (8, "5")]
    assert rows[0]["text"] == "two\nlines"
    assert [(r.line, r.problems[0].what) for r in rejects] == [
        (6, "wrong number of fields"),
        (7, "malformed quotation marks"),
    ]
    assert rejects[0].row == ["3"]


def test_json_lines_that_are_none(tmp_path: Path) -> None:
    lines = ['{"a": 1}', "[1]", "{", '{"a": 1, "a": 2}', '{"a": NaN}', '{"a": "\\ud800"}',
             '{"b": {"c": [1.50, true]}}', '{"a": true}']  # fmt: skip
    rows, rejects = table(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert [reject.line for reject in rejects] == [2, 3, 4, 5, 6]
    assert rows == [
        {"line_no": 1, "a": "1", "b": None},
        {"line_no": 7, "a": None, "b": '{"c": [1.5, true]}'},
        {"line_no": 8, "a": "true", "b": None},
    ]


def test_a_row_with_a_nul_is_rejected(tmp_path: Path) -> None:
    rejects: list[Reject] = []
    path = write(tmp_path / "a.csv", "id,text\n1,a\0b\n2,b\n")
    with staged(path, rejects.append, lambda _: None) as stage:
        assert stage.columns == ("line_no", "id", "text")
    assert [(r.line, r.reason) for r in rejects] == [(2, "NUL character in a text")]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xls", b"", r"format is not known.*\.xlsx"),
        ("a.xlsx.gz", b"", "format is not known"),
        ("a.xlsx", b"", r"not a readable \.xlsx workbook"),
        ("a", b"", "format is not known"),
        (".gz", b"", "format is not known"),
        ("a.csv", b"", "the file is empty"),
        ("a.csv", b"a,,b\n", "column 2 has no name"),
        ("a.csv", b"id,b,ID\n", "'id' and 'ID'"),
        ("a.csv", b"id,line_no\n", "loader's own"),
        ("a.csv", b'id\n1\n"2\n3\n', "line 3: a quotation mark is opened"),
        ("a.csv", b"id\nok\n\xd6\xd0\xce\xc4\n", "line 3: not UTF-8"),
        ("a.csv.gz", "id\nok\n中".encode("gb18030"), "line 3: not UTF-8"),
        ("a.jsonl", b'{"a": 1, "A": 2}\n', "'a' and 'A'"),
        ("a.parquet", b"PAR0", "not a readable Parquet file"),
        ("a.geojson", b"{}", "not a GeoJSON feature collection"),
        ("a.geojson", b"{", "not JSON"),
        (
            "a.geojson",
            b'{"crs": {"properties": {"name": "EPSG:3857"}}, "features": []}',
            "EPSG:3857.*--crs",
        ),
        ("a.geojson", '{"features": "中"}'.encode("gb18030"), "GB18030: give --encoding gb18030"),
        (
            "a.geojson",
            b'{"features": [{"properties": {"geometry": "x"}, "geometry": null}]}',
            "named geometry",
        ),
    ],
)
def test_files_of_no_use(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(LoadError, match=said):
        table(write(tmp_path / name, data))


def test_a_damaged_gzip_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"id\n" + b"1\n" * 100_000)[:-20])
    with pytest.raises(LoadError, match="damaged or incomplete"):
        table(path)


def test_a_gzip_file_with_flipped_bytes(tmp_path: Path) -> None:
    data = bytearray(gzip.compress("".join(f"{n},{n * n}\n" for n in range(50_000)).encode()))
    for at in range(2_000, 2_100):
        data[at] ^= 0xFF
    path = tmp_path / "a.csv.gz"
    path.write_bytes(bytes(data))
    with pytest.raises(LoadError, match="damaged or incomplete"):
        table(path)


def test_names_of_columns_with_stray_quotation_marks(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="line 1"):
        table(write(tmp_path / "a.csv", 'code,"name"_zh\na,b\n'))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="there is no such file"):
        table(tmp_path / "a.csv")


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.tuples(cells, cells), max_size=20))
def test_csv_in_csv_out(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    """Whatever the cells hold, they come out as they went in, on the lines where they begin; a row
    without anything says nothing."""
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    text, lines = "a,b\n", []
    for row in rows:
        ends = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        lines.append(ends + 1)
        text += ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n"
    found, rejects = table(write(path, text))
    assert rejects == []
    assert [(r["line_no"], r["a"] or "", r["b"] or "") for r in found] == [
        (line, *row) for line, row in zip(lines, rows, strict=True) if any(row)
    ]
