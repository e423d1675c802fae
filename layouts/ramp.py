"""Colours of a density: lightness rises (dark) or falls (light) evenly from the panel's own."""

from __future__ import annotations

from functools import cache

import numpy as np

from layouts.view import Theme

Rgb = tuple[int, int, int]
PANEL: dict[Theme, Rgb] = {"dark": (0x16, 0x1C, 0x23), "light": (0xFF, 0xFF, 0xFF)}
STEPS = 256

# Lightness, chroma and hue (OKLCH) of the strongest density; in between, lightness is linear
# and hue runs from blue over green to yellow, as in viridis.
_END: dict[Theme, tuple[float, float]] = {"dark": (0.90, 0.17), "light": (0.33, 0.13)}
_HUES: dict[Theme, tuple[float, float]] = {"dark": (262, 108), "light": (150, 275)}
_OPAQUE_FROM = 0.45  # share of the ramp from which hardly anything shines through
_STRONGEST = 0.94  # opacity: outlines and a basemap stay readable


@cache
def ramp(theme: Theme) -> tuple[tuple[int, int, int, int], ...]:
    """256 colours (red, green, blue, opacity) from nothing to the strongest density.

    Laid over the panel they give even steps of lightness.
    """
    panel = np.array(PANEL[theme]) / 255
    share = np.linspace(0, 1, STEPS)
    wanted = _even(theme, panel, share)
    opacity = _STRONGEST * np.clip(share / _OPAQUE_FROM, 0, 1) ** 0.8
    shining = np.maximum(opacity, 1e-3)[:, None]
    colour = np.clip(panel + (wanted - panel) / shining, 0, 1)
    table = np.column_stack([colour, opacity])
    return tuple((r, g, b, a) for r, g, b, a in np.round(255 * table).astype(int).tolist())


def stops(theme: Theme, count: int = 17) -> list[str]:
    """The ramp as CSS colours, for a legend on the panel."""
    chosen = np.linspace(0, STEPS - 1, count).astype(int)
    colours = ramp(theme)
    return [
        f"rgba({r},{g},{b},{a / 255:.3f})" for r, g, b, a in (colours[i] for i in chosen.tolist())
    ]


def _even(
    theme: Theme,
    panel: np.ndarray[tuple[int], np.dtype[np.float64]],
    share: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    start = _lightness(panel)
    end, chroma = _END[theme]
    first, last = _HUES[theme]
    hue = np.radians(first + (last - first) * share)
    light = start + (end - start) * share
    strength = chroma * np.minimum(1, share / 0.3)
    found = _to_srgb(light, strength * np.cos(hue), strength * np.sin(hue))
    for _ in range(40):  # what no screen can show keeps its lightness and loses chroma
        outside = np.any((found < 0) | (found > 1), axis=1)
        if not outside.any():
            break
        strength = np.where(outside, strength * 0.95, strength)
        found = _to_srgb(light, strength * np.cos(hue), strength * np.sin(hue))
    return np.clip(found, 0, 1)


# Björn Ottosson's OKLab (2020), https://bottosson.github.io/posts/oklab/: its two matrices.
_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


def _lightness(srgb: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return float(_LAB[0] @ np.cbrt(_LMS @ linear))


def _to_srgb(
    light: np.ndarray[tuple[int], np.dtype[np.float64]],
    a: np.ndarray[tuple[int], np.dtype[np.float64]],
    b: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    lms = (np.linalg.inv(_LAB) @ np.vstack([light, a, b])) ** 3
    linear = (np.linalg.inv(_LMS) @ lms).T
    curved = 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055
    srgb: np.ndarray[tuple[int, int], np.dtype[np.float64]] = np.where(
        linear <= 0.0031308, 12.92 * linear, curved
    )
    return srgb
