"""A review as a presentation: native tables and charts that can be edited, 16:9.

`blocks` cuts sections into blocks that fit a slide, `paging` puts them on slides, `draw` and `charts` make the
shapes, and `deck` the file.
"""

from layouts.review.slides.deck import slides

__all__ = ["slides"]
