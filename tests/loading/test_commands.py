"""`onescreen load` and `onescreen check` as a person meets them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from data_access.commands import check, load
from data_access.loading.contract import KINDS
from data_access.loading.options import ENCODINGS
from data_access.loading.quality import findings
from data_access.moments import from_micros
from data_access.record.database import open_record
from data_access.record.tables import cameras, incidents
from data_access.settings import load_settings
from tests.factories import MONDAY
from tests.loading.tools import DATA, EXAMPLES, Town

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """The console script's two commands, with San Francisco's settings."""
    monkeypatch.setenv("ONESCREEN_CONFIG", str(EXAMPLES / "san_francisco" / "onescreen.toml"))
    monkeypatch.setenv("ONESCREEN_DATA_DIR", str(tmp_path / "data"))
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers()
    load.add_parser(commands)
    check.add_parser(commands)

    def run(*arguments: object) -> int:
        args = parser.parse_args([str(argument) for argument in arguments])
        code: int = args.run(args, load_settings())
        return code

    yield run


def test_the_worked_example(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    folder, calls = EXAMPLES / "san_francisco", DATA / "sf_fire_extract.csv.gz"
    areas = DATA / "sf_neighborhoods_extract.geojson"
    assert run("load", "areas", areas, "--sql", folder / "areas.sql") == 0
    for kind in ("sources", "departments", "categories", "incidents"):
        assert run("load", kind, calls, "--sql", folder / f"{kind}.sql") == 0
    shown = capsys.readouterr()
    assert f"incidents from {calls}: 300 new, 0 changed, 0 unchanged, 0 rejected" in shown.out
    assert "  2 outside every area" in shown.out
    assert "writing incidents: 300 of 300" in shown.err

    assert run("check") == 0
    shown = capsys.readouterr()
    lines = [line.strip() for line in shown.out.splitlines()]
    for line in (
        "neighborhoods: 8, 8 with an outline",
        "incidents: 300",
        "21 of 300 incidents (7.0%) have no responded_at",
        "1 of 300 incidents (0.3%) have no closed_at",
        "2 of 300 incidents (0.7%) have no area",
        "agrees with the record",
    ):
        assert line in lines
    assert any(line.startswith("sf-fire: newest event 2020-04-2") for line in lines)


def test_rejects_are_named(run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code\na\na\n")
    assert run("load", "sources", tmp_path / "a.csv") == 0
    shown = capsys.readouterr().out
    assert "1 new, 0 changed, 0 unchanged, 1 rejected" in shown
    assert "rejected 1: twice in this file" in shown
    (file,) = (tmp_path / "data" / "rejects").iterdir()
    assert str(file) in shown
    run("check")
    assert "1 file of rejected rows" in capsys.readouterr().out


def test_what_cannot_be_loaded(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("load", "sources", tmp_path / "none.csv") == 2
    assert "there is no such file" in capsys.readouterr().err
    assert run("load", "sources", tmp_path) == 2
    assert f"{tmp_path}: this is a folder" in capsys.readouterr().err


def test_where_every_row_was_rejected_it_fails(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("code,stale_after_seconds\na,soon\nb,later\n")
    assert run("load", "sources", file) == 1
    assert "0 new, 0 changed, 0 unchanged, 2 rejected" in capsys.readouterr().out
    file.write_text("code,stale_after_seconds\na,soon\nb,60\n")
    assert run("load", "sources", file) == 0
    assert run("load", "sources", file) == 0  # one row is rejected, the other is there already
    assert "1 unchanged, 1 rejected" in capsys.readouterr().out
    file.write_text("code\n")
    assert run("load", "sources", file) == 0
    assert "nothing to load: the file has no rows" in capsys.readouterr().out
    file.write_text("a,b\n1\n2\n")  # rows that cannot even be read
    sql = tmp_path / "a.sql"
    sql.write_text("SELECT line_no, a AS code FROM source")
    assert run("load", "sources", file, "--sql", sql) == 1


def test_what_a_file_does_not_say_of_itself(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A city's list of cameras, as a Chinese office might send it."""
    file = tmp_path / "cameras.csv"
    rows = "code,name_zh,lon,lat,range_m\n1,𠮷祥路,121.531541859215,31.17530398364597,N/A\n"
    file.write_bytes(rows.encode("gb18030"))
    options = ("--encoding", "GB18030", "--null", "NULL,N/A", "--crs", "gcj02")
    assert run("load", "cameras", file, *options) == 0
    engine = open_record(load_settings().database_url)
    with engine.connect() as connection:
        (camera,) = connection.execute(select(cameras))
    engine.dispose()
    assert (camera.name_zh, camera.range_m) == ("𠮷祥路", None)
    assert (round(camera.lon, 6), round(camera.lat, 6)) == (121.527211, 31.177428)
    capsys.readouterr()

    assert run("load", "cameras", file) == 2
    assert "line 2: not UTF-8, but all of it reads as GB18030" in capsys.readouterr().err
    assert run("load", "cameras", file, *options[:2]) == 1
    assert "give --null=N/A" in (capsys.readouterr().out + _rejects(tmp_path))
    assert run("load", "sources", file, *options) == 2
    assert "--crs is of no use here" in capsys.readouterr().err


def _rejects(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in (folder / "data" / "rejects").iterdir())


def test_events_from_a_log_of_statuses(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    folder = EXAMPLES / "status_log"
    for kind in ("sources", "departments"):
        assert run("load", kind, folder / f"{kind}.csv") == 0
    assert run("load", "events", folder / "log.csv", "--sql", folder / "events.sql") == 0
    said = "incidents 3 new, 0 changed, 0 unchanged; rows 0 rejected"
    assert said in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["planets", "a.csv"], "invalid choice"),
        (["areas", "a.csv", "--tz", "Mars"], "IANA"),
        (["areas", "a.csv", "--encoding", "latin-9"], "invalid choice"),
        (["areas", "a.csv", "--crs", "mars"], "wgs84, gcj02, bd09, EPSG:number or ESRI:number"),
        (["areas", "a.csv", "--crs", "EPSG:999999"], "there is no coordinate system EPSG:999999"),
    ],
)
def test_what_cannot_be_meant(
    run: Run, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run("load", *arguments)
    assert said in capsys.readouterr().err


def test_the_help_suffices(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("load", "--help")
    said = capsys.readouterr().out
    options = ("--sql", "--tz", "--encoding", "--sheet", "--null", "--crs")
    for word in (*KINDS, *ENCODINGS, *options, "source", "rejects", "exit status", "gcj02"):
        assert word in said


def test_what_cannot_be_right_is_marked(small_town: Town) -> None:
    """Codes that nothing is known of, which another writer may have left."""
    small_town.rows(
        "incidents",
        [
            {"source": "hotline", "external_id": str(n), "reported_at": "2020-06-01T08:00Z"}
            for n in range(3)
        ],
    )
    with small_town.engine.begin() as connection:
        connection.execute(update(incidents).where(incidents.c.id == 1).values(area="atlantis"))
    found = findings(small_town.engine, small_town.settings, from_micros(MONDAY))
    assert [finding.text for finding in found if finding.wrong] == [
        "1 incidents name area 'atlantis', not loaded"
    ]
    texts = {finding.text for finding in found}
    assert "3 incidents agree in source, report, category, place and text, in 1 groups" in texts
    assert "3 of 3 incidents (100.0%) have neither location nor area" not in texts
    assert "2 of 3 incidents (66.7%) have neither location nor area" in texts


def test_an_empty_record_has_little_to_say(empty_town: Town) -> None:
    found = findings(empty_town.engine, empty_town.settings, from_micros(MONDAY))
    assert {finding.topic for finding in found} == {"loaded"}
