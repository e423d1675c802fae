"""Attributes that Dash's components take under names Python cannot write."""

from __future__ import annotations

from typing import Any


def attributes(**said: str) -> dict[str, Any]:
    """`data_age="…"` as `{"data-age": "…"}`, to be unpacked into a component."""
    return {name.replace("_", "-"): value for name, value in said.items()}
