"""Python's garbage collector while millions of rows come and go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_OBJECTS = 200_000  # made and still there before it looks, instead of some thousands


@contextmanager
def few_collections() -> Iterator[None]:
    """Let it look rarely: rows hold no circles, and looking for them takes a sixth of a load."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
