"""The density surface as a small PNG with a palette, cut to the outline."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage
from shapely.geometry import Polygon

from data_access.heat import Heat
from layouts.ramp import STEPS, ramp
from layouts.view import Theme

LONG_SIDE = 960  # pixels of the image's longer side: the browser smooths the rest
_SHARE = 0.995  # of the cells with anything: above it the colour does not change
_NICE = (1, 2, 3, 4, 5, 6, 8)

Density = np.ndarray[tuple[int, int], np.dtype[np.float32]]


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


def png(heat: Heat, outline: Sequence[Polygon], theme: Theme) -> str:
    """The surface as a data URI, transparent where nothing is or outside the outline."""
    middle = math.radians((heat.south + heat.north) / 2)
    wide = max(1e-9, (heat.east - heat.west) * math.cos(middle))
    tall = max(1e-9, heat.north - heat.south)
    scale = LONG_SIDE / max(wide, tall)
    size = max(1, round(wide * scale)), max(1, round(tall * scale))
    share = np.sqrt(np.clip(_filled(heat.density) / top(heat.density), 0, 1))
    smooth = Image.fromarray(share.astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    level = np.clip(np.asarray(smooth), 0, 1)
    if outline:
        level = level * (np.asarray(_mask(heat, outline, size)) / 255)
    indexes = np.round(level * (STEPS - 1)).astype(np.uint8)
    return _encoded(Image.frombytes("P", size, indexes.tobytes()), theme)


def _encoded(image: Image.Image, theme: Theme) -> str:
    colours = ramp(theme)
    image.putpalette([part for colour in colours for part in colour[:3]])
    file = io.BytesIO()
    opacity = bytes(colour[3] for colour in colours)
    image.save(file, "PNG", transparency=opacity, compress_level=6)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def _mask(heat: Heat, outline: Sequence[Polygon], size: tuple[int, int]) -> Image.Image:
    """Opaque inside the outline, with soft edges: drawn at twice the size."""
    twice = Image.new("L", (2 * size[0], 2 * size[1]), 0)
    draw = ImageDraw.Draw(twice)
    across = twice.width / (heat.east - heat.west)
    down = twice.height / (heat.north - heat.south)
    for polygon in sorted(outline, key=lambda p: -p.area):
        for ring, fill in ((polygon.exterior, 255), *((hole, 0) for hole in polygon.interiors)):
            lon, lat = np.asarray(ring.coords)[:, :2].T
            points = np.column_stack([(lon - heat.west) * across, (heat.north - lat) * down])
            draw.polygon([(x, y) for x, y in points.tolist()], fill=fill)
    return twice.reduce(2)


def _filled(density: Density) -> Density:
    """The surface with its nearest value where it is not known: smoothing must not darken rims."""
    unknown = ~np.isfinite(density)
    if unknown.all():
        return np.zeros_like(density)
    if not unknown.any():
        return density
    nearest = ndimage.distance_transform_edt(unknown, return_distances=False, return_indices=True)
    filled: Density = density[tuple(nearest)]
    return filled
