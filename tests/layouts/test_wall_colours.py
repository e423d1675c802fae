"""The colours of a wall: what is read has 4.5:1, marks have 3:1, and nothing is white."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ASSETS = Path(__file__).parents[2] / "assets"
TEXTS = ("text", "dim", "same", "quantity", "better", "worse", "wait", "unsure")
GROUNDS = ("panel", "bg")


def tokens(theme: str) -> dict[str, str]:
    """Colours by their names; what comes later counts."""
    found: dict[str, str] = {}
    for name in ("00-tokens.css", "wall.css"):
        css = (ASSETS / name).read_text()
        for selector, rules in re.findall(
            r"^([^@{}\n]*(?:root|wall-page)[^{}]*?) \{([^}]*)\}", css, re.M
        ):
            said = re.findall(r"--([a-z]+): (#[0-9a-f]{6})", rules)
            if "data-theme" not in selector or f'"{theme}"' in selector:
                found |= dict(said)
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_what_is_read_can_be_told_from_what_is_behind_it(theme: str) -> None:
    known = tokens(theme)
    for ground in GROUNDS:
        for text in TEXTS:
            assert contrast(known[text], known[ground]) >= 4.5, f"{text} on {ground}"
    assert contrast(known["outline"], known["panel"]) >= 3
    assert contrast(known["text"], known["halo"]) >= 4.5


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_nothing_stands_at_full_brightness(theme: str) -> None:
    known = tokens(theme)
    for name in (*TEXTS, *GROUNDS):
        assert luminance(known[name]) < 0.9, name


def test_both_themes_have_colours_of_their_own() -> None:
    dark, light = tokens("dark"), tokens("light")
    assert (dark["bg"], light["bg"]) == ("#0f1318", "#e4e8ec")
    assert dark["wait"] != light["wait"]
