"""Text as other programs write it: its encoding, its line ends, rows that do not fit, no ends."""

from __future__ import annotations

import gzip
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.loading.options import Options
from data_access.loading.readers import read
from data_access.loading.rejects import LoadError, Reject
from data_access.loading.stage import staged
from data_access.loading.text_files import LONGEST
from data_access.record.tables import departments
from tests.loading.tools import Town, rejected

MIB = 2**20
# In GB18030: two bytes each, four bytes (a rare character of a name, an emoji), and ASCII.
NAMES = ("建邺区", "㙍村", "𠮷", "😀", "O'Neill")


def table(
    path: Path, encoding: str = "utf-8"
) -> tuple[list[tuple[int, dict[str, str]]], list[Reject]]:
    """Rows with their lines, without what they leave empty; rejects."""
    rejects: list[Reject] = []
    found = []
    for chunk in read(path, rejects.append, lambda _: None, Options(encoding=encoding)):
        for row in chunk.to_pylist():
            line = row.pop("line_no")
            found.append((line, {name: cell for name, cell in row.items() if cell is not None}))
    return found, rejects


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


TEXT = "code,名称\r\n" + "".join(f"{n},{name}\r\n" for n, name in enumerate(NAMES))
ROWS = [(n + 2, {"code": str(n), "名称": name}) for n, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("gb2312", "gb18030"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.tsv"])
def test_encodings(tmp_path: Path, name: str, encoding: str, codec: str) -> None:
    text = TEXT.replace(",", "\t") if name == "a.tsv" else TEXT
    path = written(tmp_path / name, text.encode(codec))
    assert table(path, encoding) == (ROWS, [])


@pytest.mark.parametrize(
    ("encoding", "codec"),
    [("utf-16", "utf-16-le"), ("utf-16", "utf-16-be"), ("gb18030", "gb18030")],
)
def test_byte_order_marks(tmp_path: Path, encoding: str, codec: str) -> None:
    path = written(tmp_path / "a.csv", ("\ufeff" + TEXT).encode(codec))
    assert table(path, encoding) == (ROWS, [])


@pytest.mark.parametrize(
    ("encoding", "codec", "name"),
    [("big5", "big5hkscs", "臺北市"), ("windows-1252", "cp1252", "Málaga – “a”")],
)
def test_other_encodings(tmp_path: Path, encoding: str, codec: str, name: str) -> None:
    path = written(tmp_path / "a.csv", f"code\n{name}\n".encode(codec))
    assert table(path, encoding)[0] == [(2, {"code": name})]


def test_json_lines_and_geojson_in_gb18030(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"名称": "𠮷"}\n'.encode("gb18030"))
    assert table(path, "gb18030")[0] == [(1, {"名称": "𠮷"})]
    feature = '{"features": [{"properties": {"名称": "𠮷"}, "geometry": null}]}'
    path = written(tmp_path / "a.geojson", feature.encode("gb18030"))
    assert table(path, "gb18030")[0] == [(1, {"名称": "𠮷"})]


def test_a_character_is_whole_wherever_the_file_is_read_in_parts(tmp_path: Path) -> None:
    text = "a\n" + "".join("x" * (n % 7) + "𠮷😀\n" for n in range(30_000))
    rows, _ = table(written(tmp_path / "a.csv", text.encode("gb18030")), "gb18030")
    assert all(row["a"].endswith("𠮷😀") for _, row in rows)
    assert len(rows) == 30_000


@pytest.mark.parametrize(
    ("data", "encoding", "said"),
    [
        (TEXT.encode("gb18030"), "utf-8", r"line 1: not UTF-8.*give --encoding gb18030"),
        ("a\n1\n中\n".encode("gbk"), "utf-8", r"line 3: not UTF-8.*give --encoding gb18030"),
        (b"a\r\n1\r2\n\xe9\n", "utf-8", r"line 4: not UTF-8, nor GB18030.*give --encoding"),
        (b"a\n" + b"1\n" * 70_000 + b"\xff\n", "utf-8", r"line 70002: not UTF-8, nor GB18030"),
        (b"a\n\x81", "gb18030", r"line 2: not GB18030$"),
        (TEXT.encode("utf-16"), "utf-8", r"give --encoding utf-16"),
        (TEXT.encode("utf-8-sig"), "gb18030", r"give --encoding utf-8"),
        (TEXT.encode("utf-16-le"), "utf-16", r"no UTF-16"),
        ("a,b\n1,2\n".encode("utf-16-le"), "utf-8", r"column 1 has a NUL character.*UTF-16"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz"])
def test_another_encoding_than_said(
    tmp_path: Path, name: str, data: bytes, encoding: str, said: str
) -> None:
    with pytest.raises(LoadError, match=said):
        table(written(tmp_path / name, data), encoding)


def test_an_encoding_that_the_file_says_itself(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="--encoding is of no use here"):
        table(written(tmp_path / "a.parquet", b""), "gb18030")


def test_rows_that_do_not_fit(tmp_path: Path) -> None:
    """A short and a long one are rejected, what is empty at the end belongs to nothing."""
    lines = ["a,b,,", "1,2,,", "3,4", "5", "6,7,8", "8,9,,,", ",,,", "", "10,", ",11", "12,13, "]
    rows, rejects = table(written(tmp_path / "a.csv", "\n".join(lines).encode()))
    assert rows == [
        (2, {"a": "1", "b": "2"}),
        (3, {"a": "3", "b": "4"}),
        (6, {"a": "8", "b": "9"}),
        (9, {"a": "10"}),
        (10, {"b": "11"}),
    ]
    assert [(r.line, r.reason, r.row) for r in rejects] == [
        (4, "wrong number of fields: 1 where the header names 2", ["5"]),
        (5, "wrong number of fields: 3 where the header names 2", ["6", "7", "8"]),
        (11, "wrong number of fields: 3 where the header names 2", ["12", "13", " "]),
    ]


def test_the_header_again_is_rejected(tmp_path: Path) -> None:
    """Files put together from several."""
    rows, rejects = table(written(tmp_path / "a.csv", b"a,b\n1,2\na,b\n3,4\na,c\n"))
    assert [line for line, _ in rows] == [2, 4, 5]
    assert [(r.line, r.reason) for r in rejects] == [(3, "the header again")]


def test_lines_after_a_quoted_line_end_keep_their_numbers(tmp_path: Path) -> None:
    text = 'a,b\r\n1,"x\r\ny\rz\nw"\r\n2,two,three\r\n3,"ok"\r\n'
    rows, rejects = table(written(tmp_path / "a.csv", text.encode()))
    assert rows == [(2, {"a": "1", "b": "x\r\ny\rz\nw"}), (7, {"a": "3", "b": "ok"})]
    assert [r.line for r in rejects] == [6]


def test_rows_with_a_nul_are_rejected_whole(small_town: Town) -> None:
    path = written(small_town.folder / "a.csv", b"code,name_en\nparks,P\0\nfire,F\n")
    summary = small_town.load("departments", path)
    assert (summary.new, summary.rejected) == (1, 1)
    (reject,) = rejected(summary)
    assert (reject["line"], reject["reason"]) == ("2", "NUL character in a text")
    codes = {row["code"] for row in small_town.all(departments)}
    assert codes == {"water", "roads", "fire"}


def test_texts_that_mean_nothing(tmp_path: Path) -> None:
    """Only those that the user names, as whole cells."""
    path = written(tmp_path / "a.csv", b"a,b\nNULL,N/A\nnull,NULLS\n-,x\n")
    for nulls, expected in (
        (frozenset({"NULL", "N/A"}), [(None, None), ("null", "NULLS"), ("-", "x")]),
        (frozenset({"-"}), [("NULL", "N/A"), ("null", "NULLS"), (None, "x")]),
        (frozenset[str](), [("NULL", "N/A"), ("null", "NULLS"), ("-", "x")]),
    ):
        options = Options(nulls=nulls)
        with staged(path, lambda r: pytest.fail(str(r)), lambda _: None, options) as stage:
            found = stage._connection.execute("SELECT a, b FROM source ORDER BY line_no")
            assert found.fetchall() == expected


class TestEndless:
    """A line of 100 MB is said to be one, in little memory."""

    @pytest.fixture
    def memory(self) -> object:
        tracemalloc.start()
        yield
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 150 * MIB

    def sparse(self, path: Path, begin: bytes, end: bytes) -> Path:
        """100 MB of NULs, which take no space on the disk."""
        with path.open("wb") as file:
            file.write(begin)
            file.truncate(100 * MIB)
            file.seek(0, 2)
            file.write(end)
        return path

    @pytest.mark.usefixtures("memory")
    def test_in_csv(self, tmp_path: Path) -> None:
        path = self.sparse(tmp_path / "a.csv", b"a,b\n1,2\n", b"\n3,4\n")
        with pytest.raises(LoadError, match=r"line 3: longer than 16,777,216 characters"):
            table(path)

    @pytest.mark.usefixtures("memory")
    def test_in_a_zipped_file_of_100_kb(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv.gz"
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(b"a\n")
            for _ in range(100):
                file.write(b"x" * MIB)
        with pytest.raises(LoadError, match=r"line 2: longer than"):
            table(path)

    @pytest.mark.usefixtures("memory")
    def test_a_quotation_mark_that_is_never_closed(self, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        with path.open("wb") as file:
            file.write(b'a\n1\n"2\n')
            for _ in range(50):
                file.write((b"x" * 1023 + b"\n") * 1024)
        with pytest.raises(LoadError, match="line 3: a quotation mark is opened and never closed"):
            table(path)

    @pytest.mark.usefixtures("memory")
    def test_in_json_lines_it_is_rejected_and_the_rest_is_read(self, tmp_path: Path) -> None:
        path = self.sparse(tmp_path / "a.jsonl", b'{"a": 1}\n', b'\n{"a": 2}\n')
        rows, rejects = table(path)
        assert [row["a"] for _, row in rows] == ["1", "2"]
        assert [(r.line, r.reason) for r in rejects] == [
            (2, f"not a JSON object: longer than {LONGEST:,} characters")
        ]


# It has all characters of Unicode.
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n")


@given(st.lists(st.text(characters, min_size=1, max_size=6), min_size=1, max_size=10))
def test_whatever_gb18030_can_write(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    path = tmp_path_factory.mktemp("gb") / "a.csv"
    quoted = "".join('"' + text.replace('"', '""') + '"\n' for text in texts)
    rows, rejects = table(written(path, ("名称\n" + quoted).encode("gb18030")), "gb18030")
    assert ([row["名称"] for _, row in rows], rejects) == ([t for t in texts if t != "名称"], [])
