import math

from hypothesis import given
from hypothesis import strategies as st

from layouts import marks
from layouts.marks import Scale
from tests.layouts.panels import find, said


def test_a_scale_places_its_ends_and_its_middle() -> None:
    assert [Scale(0.7, 1.0).at(value) for value in (0.7, 0.85, 1.0)] == [0, 50, 100]
    assert [Scale(60, 6000, log=True).at(value) for value in (60, 600, 6000)] == [0, 50, 100]


@given(st.floats(allow_nan=False), st.floats(0.001, 1e6), st.floats(1.001, 1e6), st.booleans())
def test_no_value_leaves_the_track(value: float, low: float, factor: float, log: bool) -> None:
    scale = Scale(low, low * factor, log=log)
    assert 0 <= scale.at(value) <= 100
    assert scale.holds(value) == (low <= value <= low * factor)
    assert not math.isnan(scale.at(value))


def test_an_axis_has_its_ticks_and_the_line_to_compare_with() -> None:
    axis = marks.axis(Scale(0, 1, ((0.0, "0%"), (0.5, "50%"))), reference=0.25)
    assert [(said(tick), tick.style["left"]) for tick in find(axis, "tick")] == [
        ("0%", "0%"),
        ("50%", "50%"),
    ]
    assert find(axis, "reference")[0].style["left"] == "25%"
    assert not find(marks.axis(Scale(0, 1)), "reference")


def test_facts_are_lines_of_label_and_value() -> None:
    assert marks.facts("Name", [("a", "1"), "How."]) == "Name\na\t1\nHow."
