import re
from string import Formatter

import pytest

from data_access.record.events import KINDS, STAGES
from layouts.texts import frame, panels


@pytest.mark.parametrize("key", panels.TEXTS)
def test_both_languages_say_it_with_the_same_values(key: str) -> None:
    zh, en = panels.TEXTS[key]
    assert zh.strip() and en.strip()
    named = [{field for _, field, _, _ in Formatter().parse(text) if field} for text in (zh, en)]
    assert named[0] == named[1]
    assert not re.search(r"[\u4e00-\u9fff]", en)


def test_no_text_of_a_panel_hides_one_of_the_frame() -> None:
    assert not panels.TEXTS.keys() & frame.TEXTS.keys()


def test_every_kind_of_event_and_every_stage_has_a_word() -> None:
    assert {f"feed.kind.{kind}" for kind in KINDS} <= panels.TEXTS.keys()
    assert {f"loop.stage.{stage}" for stage in STAGES} <= panels.TEXTS.keys()
