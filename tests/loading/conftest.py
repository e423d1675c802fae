"""Fixtures of the loading tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.loading.tools import Town, town


@pytest.fixture
def empty_town(tmp_path: Path) -> Iterator[Town]:
    with town(tmp_path) as made:
        yield made


@pytest.fixture
def small_town(empty_town: Town) -> Town:
    """A town with its reference data."""
    empty_town.reference()
    return empty_town
