"""`onescreen load` and `onescreen check` as a person meets them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from data_access.commands import check, load
from data_access.loading.contract import KINDS
from data_access.loading.quality import findings
from data_access.moments import from_micros
from data_access.record.tables import incidents
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
    assert "1 files of rejected rows" in capsys.readouterr().out


def test_what_cannot_be_loaded(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run("load", "sources", tmp_path / "none.csv") == 2
    assert "there is no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["planets", "a.csv"], "invalid choice"), (["areas", "a.csv", "--tz", "Mars"], "IANA")],
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
    for word in (*KINDS, "--sql", "--tz", "source", "rejects", "exit status"):
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
