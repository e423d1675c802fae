"""Alembic's migrations of the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def is_compared(engine: str) -> Callable[..., bool]:
    """What of the tables must be there on an engine: what is for another one need not."""

    def compared(thing: Any, _name: str, _kind: str, _reflected: bool, _other: Any) -> bool:
        return bool(thing.info.get("only", engine) == engine)

    return compared
