"""The town's wall, asked as a browser asks."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.app.conftest import Clock, Running, built_folder, clock, running, served
from tests.figures.town import AS_OF

__all__ = ["built_folder", "clock", "running"]


class Wall:
    """A display of a running application."""

    def __init__(self, running: Running) -> None:
        self.running = running

    def scene(self, scene: str = "", **query: str) -> dict[str, Any]:
        """The answer for a scene; that of the first of the rotation by default."""
        said = urlencode(query | ({"scene": scene} if scene else {}))
        answer = self.running.client.get(f"/wall/scene?{said}")
        assert answer.status_code == 200
        found: dict[str, Any] = answer.get_json()
        return found

    def text(self, panel: str, scene: str = "", **query: str) -> str:
        """All words of a panel, in their order."""
        return " ".join(words(self.scene(scene, **query)["panels"][panel]["props"]))


def words(value: Any) -> Iterator[str]:
    """The texts in components."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from words(one)
    elif isinstance(value, dict):
        inside = value.get("props", value)
        if "type" in value:
            yield from words(inside.get("children"))
        elif "children" in value:
            yield from words(value["children"])
        else:
            for one in value.values():
                yield from words(one)


@pytest.fixture
def wall(running: Running) -> Wall:
    return Wall(running)


@contextmanager
def over_a_copy(of: Path, folder: Path, now: datetime) -> Iterator[Running]:
    """An application of its own over what is in a folder."""
    shutil.copytree(of, folder, dirs_exist_ok=True)
    with served(folder, Clock(now)) as found:
        found.service.publisher.prepare()
        yield found


@pytest.fixture(scope="session")
def seen(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    """A display for tests that only look at it."""
    with over_a_copy(built_folder, tmp_path_factory.mktemp("seen"), AS_OF) as found:
        yield Wall(found)


def numbers(answer: dict[str, Any]) -> dict[str, str]:
    """The values of the figures of an answer by their keys."""
    found: dict[str, str] = {}

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if "data-number" in value:
                found[value["data-number"]] = value["data-value"]
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(json.loads(json.dumps(answer["panels"])))
    return found
