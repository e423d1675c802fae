"""How alike texts are."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.similarity import pairs, plain, similarity

# Few characters, so that texts meet; wide ones, punctuation and spaces among them.
TEXTS = st.text(st.sampled_from("河西路灯坏了ａAb1 ,，。!-\n"), max_size=12)


@given(TEXTS, TEXTS)
def test_it_is_a_share_and_the_same_from_both_sides(one: str, other: str) -> None:
    found = similarity(pairs(one), pairs(other))
    assert 0 <= found <= 1
    assert found == similarity(pairs(other), pairs(one))


@given(TEXTS)
def test_a_text_is_itself(text: str) -> None:
    assert similarity(pairs(text), pairs(text)) == 1


@given(TEXTS, TEXTS)
def test_it_is_counted_pair_by_pair(one: str, other: str) -> None:
    def neighbours(text: str) -> list[str]:
        letters = [c for c in text.replace("ａ", "a").lower() if c.isalnum()]
        found = [a + b for a, b in itertools.pairwise(letters)]
        return sorted(set(found if len(letters) > 1 else letters))

    mine, theirs = neighbours(one), neighbours(other)
    both = [pair for pair in mine if pair in theirs]
    every = len(mine) + len(theirs) - len(both)
    assert similarity(pairs(one), pairs(other)) == (len(both) / every if every else 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("河西大街 12 号，路灯不亮！", "河西大街12号路灯不亮"),
        ("ＡＢＣ路", "abc路"),
        ("Broken  Street-Lamp", "broken street lamp."),
    ],
)
def test_width_case_spaces_and_punctuation_do_not_count(one: str, other: str) -> None:
    assert plain(one) == plain(other)
    assert similarity(pairs(one), pairs(other)) == 1


def test_texts_are_read_one_after_another() -> None:
    assert pairs("路灯", None, "坏了") == {"路灯", "灯坏", "坏了"}
    assert pairs(None, "", "。") == frozenset()
    assert pairs("坏") == {"坏"}


def test_a_worked_example() -> None:
    # 路灯 灯坏 坏了 | 路灯 灯不 不亮: one of five
    assert similarity(pairs("路灯坏了"), pairs("路灯不亮")) == pytest.approx(0.2)
