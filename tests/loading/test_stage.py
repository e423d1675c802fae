"""The SELECT: exactly one, with the contract's columns, and without a way out of its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from data_access.loading.contract import KINDS
from data_access.loading.rejects import LoadError
from data_access.loading.stage import Stage, staged

DEPARTMENTS = KINDS["departments"]


@contextmanager
def staged_text(folder: Path, text: str = "code,n\nb,1\na,2\n") -> Iterator[Stage]:
    path = folder / "a.csv"
    path.write_text(text)
    with staged(path, lambda reject: pytest.fail(str(reject)), lambda _: None) as stage:
        yield stage


def ask(folder: Path, sql: str, kind: str = "departments") -> list[dict[str, object]]:
    with staged_text(folder) as stage:
        stage.select(sql, KINDS[kind], file="asked.sql")
        return [b.row(n) for b in stage.batches(KINDS[kind]) for n in range(b.size)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT line_no, code FROM source",
        "SELECT line_no, code FROM source; -- the end",
        "/* a */ WITH x AS (SELECT * FROM source) SELECT line_no, code FROM x -- the end",
        "FROM source SELECT line_no, code ORDER BY code",
        "SELECT line_no, code AS Code FROM source",
    ],
)
def test_one_select(tmp_path: Path, sql: str) -> None:
    """The result comes in the order of the lines, with every column of the contract."""
    assert ask(tmp_path, sql) == [
        {"line_no": 2, "code": "b", "name_zh": None, "name_en": None},
        {"line_no": 3, "code": "a", "name_zh": None, "name_en": None},
    ]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "exactly one SELECT is needed, found: nothing"),
        ("SELECT 1; SELECT 2", "found: SELECT, SELECT"),
        ("DROP TABLE source", "found: DROP"),
        ("SELECT line_no, code FROM", "syntax error"),
        ("SELECT line_no, cod AS code FROM source", "cod"),
        ("SELECT line_no, CAST(code AS INTEGER) AS code FROM source", "Could not convert"),
        ("SELECT line_no, code, n FROM source", "returns n, which the contract does not know"),
        ("SELECT line_no, code, code AS CODE FROM source", "returns code_1, which"),
        ("SELECT code FROM source", "does not return line_no"),
        ("SELECT code AS line_no, code FROM source", "line_no is VARCHAR"),
    ],
)
def test_selects_of_no_use(tmp_path: Path, sql: str, said: str) -> None:
    with pytest.raises(LoadError, match=said) as caught:
        ask(tmp_path, sql)
    assert str(caught.value).startswith("asked.sql: ")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1 AS line_no, content AS code FROM read_text('{secret}')",
        "SELECT 1 AS line_no, column0 AS code FROM read_csv('{secret}')",
        "SELECT 1 AS line_no, * AS code FROM '{secret}'",
        "SELECT 1 AS line_no, file AS code FROM glob('{folder}/*')",
        "SELECT 1 AS line_no, content::VARCHAR AS code FROM read_blob('{secret}')",
        "SELECT 1 AS line_no, a AS code FROM read_csv('http://127.0.0.1:9/a.csv')",
        "SELECT 1 AS line_no, a AS code FROM read_parquet('s3://a/b.parquet')",
        "SELECT 1 AS line_no, a AS code FROM sqlite_scan('{secret}', 'a')",
        "SELECT 1 AS line_no, getenv('HOME') AS code",
        "SELECT 1 AS line_no, name AS code FROM duckdb_secrets()",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "COPY source FROM '{secret}'",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/out.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "PRAGMA enable_external_access",
        "CALL pragma_version()",
        "CREATE TABLE a AS SELECT 1",
    ],
)
def test_nothing_outside_is_reached(tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("password\n")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LoadError) as caught:
        ask(tmp_path, sql.format(secret=secret, folder=tmp_path))
    assert "password" not in str(caught.value)
    assert sorted(tmp_path.iterdir()) == sorted({*before, tmp_path / "a.csv"})


def test_no_variable_of_the_program_is_a_table(tmp_path: Path) -> None:
    chunk = [1, 2]
    assert chunk
    with pytest.raises(LoadError, match="does not exist"):
        ask(tmp_path, "SELECT 1 AS line_no, 'x' AS code FROM chunk")


def test_the_configuration_is_locked(tmp_path: Path) -> None:
    with staged_text(tmp_path) as stage:
        locked = stage._connection.execute(
            "SELECT name, value FROM duckdb_settings() WHERE name IN ('enable_external_access', "
            "'lock_configuration', 'autoinstall_known_extensions', 'autoload_known_extensions', "
            "'python_enable_replacements')"
        ).fetchall()
    assert dict(locked) == {
        "enable_external_access": "false",
        "lock_configuration": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }


def test_cells_keep_what_the_select_says(tmp_path: Path) -> None:
    sql = """
        SELECT line_no, 's' AS source, 5::BIGINT AS external_id,
            TIMESTAMP '2020-01-02 03:04:05' AS reported_at,
            TIMESTAMPTZ '2020-01-02 03:04:05+01' AS dispatched_at,
            '' AS responded_at, 'infinity'::TIMESTAMP AS closed_at,
            1.5::DECIMAL(4, 2) AS lon, '2' AS lat, 3::HUGEINT AS priority
        FROM source WHERE n = '1'
    """
    (row,) = ask(tmp_path, sql, "incidents")
    said = {name: value for name, value in row.items() if value is not None}
    closed = said.pop("closed_at")
    assert closed == 2**62
    assert said == {
        "line_no": 2,
        "source": "s",
        "external_id": "5",
        "reported_at": 1577934245_000000,
        "dispatched_at": 1577930645_000000,
        "lon": 1.5,
        "lat": "2",
        "priority": "3",
    }


def test_a_day_is_no_moment(tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=r"reported_at is DATE.*cast it to TIMESTAMP"):
        ask(tmp_path, "SELECT line_no, code AS source, code AS external_id, DATE '2020-01-02' "
                      "AS reported_at FROM source", "incidents")  # fmt: skip


def test_the_same_key_twice_is_seen_and_the_first_is_the_same_every_time(tmp_path: Path) -> None:
    sql = "SELECT 2 AS line_no, 'a' AS code, n AS name_en FROM source"
    firsts = []
    for _ in range(2):
        with staged_text(tmp_path) as stage:
            stage.select(sql, DEPARTMENTS, file="asked.sql")
            (batch,) = stage.batches(DEPARTMENTS)
            assert batch.first_lines == [None, 2]
            firsts.append(batch.row(0)["name_en"])
    assert firsts[0] == firsts[1]


def test_an_empty_file_has_an_empty_result(tmp_path: Path) -> None:
    with staged_text(tmp_path, "code\n") as stage:
        stage.select("SELECT line_no, code FROM source", DEPARTMENTS, file="asked.sql")
        assert stage.rows == sum(batch.size for batch in stage.batches(DEPARTMENTS)) == 0
