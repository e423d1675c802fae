"""The style sheets: contrast of the colours, one scale of sizes, nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layouts import ramp

ASSETS = Path(__file__).parents[2] / "assets"
TOKENS = (ASSETS / "00-tokens.css").read_text(encoding="utf-8")


def colours(theme: str) -> dict[str, tuple[int, int, int]]:
    block = TOKENS.split(':root[data-theme="light"]')[0 if theme == "dark" else 1]
    found = re.findall(r"--([a-z]+): #([0-9a-f]{6});", block)
    return {name: (int(c[:2], 16), int(c[2:4], 16), int(c[4:], 16)) for name, c in found}


def luminance(colour: tuple[int, int, int]) -> float:
    parts = [c / 255 for c in colour]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("ground", ["bg", "panel", "raised"])
def test_every_text_colour_can_be_read_on_every_ground(theme: str, ground: str) -> None:
    known = colours(theme)
    texts = ("text", "dim", "quantity", "worse", "better", "wait", "same")
    low = {name: contrast(known[name], known[ground]) for name in texts}
    assert {name: ratio for name, ratio in low.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_heat_starts_from_the_panel_of_the_style_sheet(theme: ramp.Theme) -> None:
    assert ramp.PANEL[theme] == colours(theme)["panel"]


@pytest.mark.parametrize("sheet", sorted(p.name for p in ASSETS.glob("*.css")))
def test_style_sheets_ask_for_nothing_and_set_nothing_smaller_than_the_notes(sheet: str) -> None:
    rules = (ASSETS / sheet).read_text(encoding="utf-8")
    assert "url(" not in rules
    assert "@import" not in rules
    sizes = [float(size) for size in re.findall(r"font-size:\s*([\d.]+)rem", rules)]
    assert [size for size in sizes if size < 0.78] == []
