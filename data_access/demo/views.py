"""The demo's named views: one for each of its application scenarios, in `views.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from data_access.views import NamedView, read_views

_FILE = Path(__file__).parent / "views.toml"


@cache
def demo_views() -> tuple[NamedView, ...]:
    """One view a scenario, under its code and name."""
    found: tuple[NamedView, ...] = read_views(tomllib.loads(_FILE.read_text("utf-8"))["views"])
    return found
