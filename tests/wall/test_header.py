"""What a display's head calls what it shows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data_access.filters import Filter
from data_access.names import read_names
from data_access.reach import EVERYTHING, Reach
from layouts.view import View
from layouts.wall import header
from layouts.wall.programme import Scene
from tests.wall.conftest import Wall, words

STREET = Reach(areas=("street0",))


@pytest.mark.parametrize(
    ("reach", "area", "scene", "said"),
    [
        (EVERYTHING, (), Scene("district", 20), ["town", "Whole district", "last 30 days"]),
        (EVERYTHING, (), Scene("area", 20, "street1"), ["town", "street1", "last 30 days"]),
        (EVERYTHING, ("street0",), Scene("district", 20), ["town", "street0", "last 30 days"]),
        (EVERYTHING, (), Scene("base", 20), ["town", "Base data"]),
        (STREET, (), Scene("district", 20), ["street0", "last 30 days"]),
        (STREET, (), Scene("area", 20, "quarter00"), ["street0", "quarter00", "last 30 days"]),
    ],
)
def test_the_head_names_what_is_looked_at(
    seen: Wall, reach: Reach, area: tuple[str, ...], scene: Scene, said: list[str]
) -> None:
    service = seen.running.service
    with service.record.connect() as connection:
        names = read_names(connection).within(reach)
    published = service.published
    assert published is not None
    view = View(Filter(reach, area=area), "en", "dark", names, service.settings, 1, published.as_of)
    title = header.build(scene, replace(view), ())["wall-header"]["children"][0]
    assert list(words(title)) == said
