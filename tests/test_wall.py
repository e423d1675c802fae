"""What a rotation and a choice of panels say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.wall import (
    MOST_SCENES,
    USUAL,
    USUAL_PANELS,
    Turn,
    read_panels,
    read_rotation,
)


def test_a_rotation_is_scenes_and_areas_with_their_seconds() -> None:
    turns, wrong = read_rotation("district:40, 320105002 ,hot:5")
    assert turns == (Turn("district", 40), Turn("320105002", 20), Turn("hot", 5))
    assert wrong == ()
    assert not read_rotation(USUAL)[1]
    assert read_panels(",".join(USUAL_PANELS)) == (USUAL_PANELS, ())


@pytest.mark.parametrize(
    "said", ["district:4", "district:3601", "hot:", "hot:soon", "a b", "hot:²"]
)
def test_what_is_wrong_of_it_is_left_out_and_said(said: str) -> None:
    turns, wrong = read_rotation(f"base,{said}")
    kept = said == "hot:"  # which says no seconds
    assert len(turns) == 1 + kept
    assert [repr(said) in reason for reason in wrong] == [True] * (not kept)


@given(st.text(max_size=300))
def test_whatever_is_said_it_is_read(text: str) -> None:
    turns, wrong = read_rotation(text)
    parts = [part for part in text.split(",") if part.strip()]
    assert len(turns) + len(wrong) == len(parts)
    assert all(5 <= turn.seconds <= 3600 for turn in turns)
    panels, refused = read_panels(text)
    assert len(set(panels)) == len(panels)
    assert len(refused) <= len(parts)


def test_a_rotation_ends() -> None:
    turns, wrong = read_rotation(",".join(["hot"] * (MOST_SCENES + 2)))
    assert (len(turns), len(wrong)) == (MOST_SCENES, 2)


def test_no_more_panels_than_can_be_read() -> None:
    panels, wrong = read_panels("counts,map,closure,response,loop")
    assert panels == ("counts", "map", "closure", "response")
    assert "'loop'" in wrong[0]
    assert read_panels("closure,response,loop,coverage")[1] == ()
    assert read_panels("map,map,trend") == (
        ("map",),
        ("'trend' is none of counts, map, closure, response, coverage, loop",),
    )
