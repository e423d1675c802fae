"""The menu of whoever is logged in, and what a screen says when a session has ended."""

from __future__ import annotations

import json

import pytest

from data_access.reach import EVERYTHING, Reach
from layouts.account import menu, said_when_over
from layouts.texts.access import TEXTS
from tests.layouts.frame import NAMES, every, texts


def test_it_says_who_in_which_role_and_which_scope() -> None:
    reach = Reach(("s1", "c2"), ("water",))
    said = texts(menu("Wang Li", "duty", reach, NAMES, "en", logout=True))
    assert said[0] == "W"
    assert "Wang Li" in said
    assert "Duty officer" in said
    assert "Shazhou Street, Xingda Community" in said
    assert "water" in said
    assert "Log out" in said
    assert "Addresses and texts are hidden" not in said


def test_it_says_that_texts_are_hidden() -> None:
    said = texts(menu("王丽", "viewer", Reach(texts=False), NAMES, "zh", logout=True))
    assert {"王", "领导（查看）", "全区", "地址与文字内容已隐藏"} <= set(said)


def test_a_display_cannot_be_logged_out() -> None:
    elements = menu("Wall", None, EVERYTHING, None, "en", logout=False)
    assert every(elements, "Button") == []
    assert "Display" in texts(elements)


def test_before_anything_is_published_codes_stand_for_names() -> None:
    assert "s1" in texts(menu("Wang", "duty", Reach(("s1",)), None, "en", logout=True))


@pytest.mark.parametrize("mode", ["accounts", "oidc", "proxy"])
def test_what_is_said_at_the_end_is_there_in_both_languages(mode: str) -> None:
    said = json.loads(said_when_over(mode))
    assert said["mode"] == mode
    assert said["zh"].keys() == said["en"].keys()
    assert f"ended.{mode}" in said["zh"]


def test_every_text_is_there_in_both_languages() -> None:
    assert all(zh.strip() and en.strip() for zh, en in TEXTS.values())
