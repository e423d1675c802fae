"""Fixtures of the loading tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loading.tools import Town, town


@pytest.fixture
def empty_town(tmp_path: Path) -> Iterator[Town]:
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
