"""Key figures of the wall."""

from __future__ import annotations

import pytest

from layouts.wall.tiles import short
from tests.layouts.frame import view


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (0, ("0", ""), ("0", "")),
        (99_999, ("99,999", ""), ("99,999", "")),
        (100_000, ("10.0", "万"), ("100", "k")),
        (832_456, ("83.2", "万"), ("832", "k")),
        (12_345_678, ("1,235", "万"), ("12.3", "M")),
    ],
)
def test_six_digits_are_said_shorter(value: int, zh: tuple[str, str], en: tuple[str, str]) -> None:
    assert short(value, view("zh")) == zh
    assert short(value, view("en")) == en
