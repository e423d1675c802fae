"""Fixtures of the loading tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loading.tools import Town, town


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record without anything in it, to be copied."""
    with town(tmp_path_factory.mktemp("empty")) as made:
        pass
    return made.settings.data_dir / "onescreen.db"


@pytest.fixture
def empty_town(empty_record: Path, tmp_path: Path) -> Iterator[Town]:
    (tmp_path / "data").mkdir()
    shutil.copy(empty_record, tmp_path / "data")
    with town(tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def known_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a record with a town's reference data, to be copied."""
    with town(tmp_path_factory.mktemp("known")) as made:
        made.reference()
    return made.settings.data_dir / "onescreen.db"


@pytest.fixture
def small_town(known_record: Path, tmp_path: Path) -> Iterator[Town]:
    """A town with its reference data."""
    (tmp_path / "data").mkdir()
    shutil.copy(known_record, tmp_path / "data")
    with town(tmp_path) as made:
        yield made
