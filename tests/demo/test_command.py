"""The command that creates the demo."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from data_access.commands import demo
from data_access.settings import load_settings


def parse(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    demo.add_parser(parser.add_subparsers())
    return parser.parse_args(["demo", *arguments])


def test_it_creates_once_then_leaves_it_and_refuses_another_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = load_settings(data_dir=tmp_path / "data")
    args = parse("--incidents", "500", "--seed", "1")
    assert args.run(args, settings) == 0
    first = capsys.readouterr()
    assert first.out.startswith("The demo district is ready: 864 areas, 2,729 cameras, ")
    assert first.out.count("\n") == 1
    assert "Days of incidents: 761 of 761" in first.err
    assert args.run(args, settings) == 0
    again = capsys.readouterr()
    assert again.out == first.out.replace("is ready", "is already there")
    assert again.err == ""
    args = parse("--incidents", "500", "--seed", "2")
    assert args.run(args, settings) == 1
    assert "holds the demo of seed 1 with 500 incidents" in capsys.readouterr().err


def test_its_help_names_the_settings(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        parse("--help")
    said = capsys.readouterr().out
    assert all(word in said for word in ("ONESCREEN_DATABASE_URL", "--seed", "200,000", "live"))
