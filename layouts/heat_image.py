"""The density surface as an image: a small PNG with a palette in an SVG that cuts it to the outline.

A Gaussian surface has nothing finer than its bandwidth, so few pixels hold all of it.
"""

from __future__ import annotations

import base64
import hashlib
import math
import struct
import zlib
from collections import deque
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage
from shapely.geometry import Polygon

from data_access.heat import Heat
from layouts.ramp import STEPS, ramp
from layouts.view import Theme

PER_BANDWIDTH = 2  # pixels: the browser smooths the rest
COLOURS = 128  # of the ramp: finer steps than an eye tells apart, and a byte's half
_DEGREE_M = 111_195.0  # metres of one degree of latitude
_SHARE = 0.995  # of the cells with anything: above it the colour does not change
_NICE = (1, 2, 3, 4, 5, 6, 8)

Density = np.ndarray[tuple[int, int], np.dtype[np.float32]]
Levels = np.ndarray[tuple[int, int], np.dtype[np.uint8]]


def top(density: Density) -> float:
    """The density of the strongest colour: 16 times a round number, so that ticks are round."""
    positive = density[np.isfinite(density) & (density > 0)]
    if not positive.size:
        return 16.0
    wanted = float(np.quantile(positive, _SHARE)) / 16
    size = 10.0 ** math.floor(math.log10(wanted))
    return 16 * next((n * size for n in _NICE if n * size >= wanted), 10 * size)


def ticks(highest: float) -> list[float]:
    """Five densities at even distances on the legend: colours follow the square root."""
    return [highest * (i / 4) ** 2 for i in range(5)]


def address(heat: Heat, outline: Sequence[Polygon], theme: Theme) -> str:
    """Where browsers fetch the surface: named by its content, which never changes under it."""
    return f"/heat/{hashlib.sha256(svg(heat, outline, theme).encode()).hexdigest()[:32]}.svg"


def svg(heat: Heat, outline: Sequence[Polygon], theme: Theme) -> str:
    """The surface as an SVG image: a small picture that browsers smooth, clipped to the outline.

    Drawn once for a surface and theme, however many views show it.
    """
    for known, of, drawn in tuple(_drawn):  # others draw meanwhile
        if known is heat and of == theme:
            return drawn
    drawn = _svg(heat, outline, theme)
    _drawn.append((heat, theme, drawn))
    return drawn


_drawn: deque[tuple[Heat, Theme, str]] = deque(maxlen=16)


def _svg(heat: Heat, outline: Sequence[Polygon], theme: Theme) -> str:
    found = levels(heat)
    high, wide = found.shape
    picture = base64.b64encode(png(found, theme)).decode("ascii")
    clip, clipped = "", ""
    if outline:
        path = _path(heat, outline, (wide, high))
        clip = f'<clipPath id="o"><path clip-rule="evenodd" d="{path}"/></clipPath>'
        clipped = ' clip-path="url(#o)"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}"'
        f' height="{high}" preserveAspectRatio="none">{clip}<image width="{wide}" height="{high}"'
        f'{clipped} href="data:image/png;base64,{picture}"/></svg>'
    )


def levels(heat: Heat) -> Levels:
    """The surface as steps of colour, two pixels for a bandwidth; nothing far outside."""
    unknown = ~np.isfinite(heat.density)
    outside, size = (unknown.tobytes(), unknown.shape), _size(heat)
    if unknown.all():
        return np.zeros(size[::-1], np.uint8)
    filled = heat.density.ravel()[_nearest(*outside)]
    share = np.sqrt(np.clip(filled / top(heat.density), 0, 1)).astype(np.float32)
    level = np.asarray(Image.fromarray(share).resize(size, Image.Resampling.BICUBIC))
    found: Levels = np.round(np.clip(level, 0, 1) * (COLOURS - 1)).astype(np.uint8)
    return found * _shown(*outside, size)


def _size(heat: Heat) -> tuple[int, int]:
    """Width and height in pixels: no more than the lattice has cells."""
    rows, columns = heat.density.shape
    tall = (heat.north - heat.south) * _DEGREE_M / heat.bandwidth_m * PER_BANDWIDTH
    scale = min(1.0, tall / rows)
    return max(1, round(columns * scale)), max(1, round(rows * scale))


def bins(heat: Heat) -> list[float]:
    """The surface in bins about as wide as the bandwidth, finer than which it has nothing: south, west,
    north, east, rows, columns."""
    tall, wide = heat.density.shape
    rows = max(1, round((heat.north - heat.south) * _DEGREE_M / heat.bandwidth_m))
    columns = max(1, round(rows * wide / tall))
    return [heat.south, heat.west, heat.north, heat.east, rows, columns]


def png(steps: Levels, theme: Theme) -> bytes:
    """Steps of colour as a PNG with a palette; rows as differences from the row above, which a
    smooth surface makes small and the usual writers leave out for palettes."""
    high, wide = steps.shape
    above = np.diff(steps, axis=0, prepend=np.zeros((1, wide), np.uint8))
    rows = np.column_stack([np.full((high, 1), 2, np.uint8), above])
    chosen = np.round(np.linspace(0, STEPS - 1, COLOURS)).astype(int).tolist()
    colours = [ramp(theme)[step] for step in chosen]
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(part for colour in colours for part in colour[:3])),
        (b"tRNS", bytes(colour[3] for colour in colours)),
        (b"IDAT", zlib.compress(rows.tobytes())),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def _path(heat: Heat, outline: Sequence[Polygon], size: tuple[int, int]) -> str:
    """The outline's rings in pixels of the picture."""
    across = size[0] / (heat.east - heat.west)
    down = size[1] / (heat.north - heat.south)
    rings = [ring for polygon in outline for ring in (polygon.exterior, *polygon.interiors)]
    said = []
    for ring in rings:
        lon, lat = np.asarray(ring.coords)[:, :2].T
        points = np.column_stack([(lon - heat.west) * across, (heat.north - lat) * down])
        said.append("M" + " ".join(f"{x:.2f},{y:.2f}" for x, y in points[:-1].tolist()) + "Z")
    return "".join(said)


@lru_cache(maxsize=4)
def _nearest(unknown: bytes, shape: tuple[int, int]) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Of each cell the place of the nearest that is known, which follows from the outline: smoothing
    must not darken rims."""
    mask = np.frombuffer(unknown, bool).reshape(shape)
    row, column = ndimage.distance_transform_edt(mask, return_distances=False, return_indices=True)
    return np.asarray(row * shape[1] + column, np.intp)


@lru_cache(maxsize=4)
def _shown(
    unknown: bytes, shape: tuple[int, int], size: tuple[int, int]
) -> np.ndarray[Any, np.dtype[np.uint8]]:
    """1 for each pixel inside, and for those that smoothing takes in at the rim."""
    known = ~np.frombuffer(unknown, bool).reshape(shape)
    image = Image.fromarray(known).convert("L").resize(size, Image.Resampling.BOX)
    return ndimage.binary_dilation(np.asarray(image) > 0, iterations=2).astype(np.uint8)
