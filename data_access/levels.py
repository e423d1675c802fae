"""Levels of areas, and what they are called."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Level(BaseModel):
    """One level of areas, from the district down."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str
    en_plural: str


LEVELS = (
    Level(zh="区", en="district", en_plural="districts"),
    Level(zh="街道", en="street", en_plural="streets"),
    Level(zh="社区", en="community", en_plural="communities"),
    Level(zh="网格", en="grid", en_plural="grids"),
)
