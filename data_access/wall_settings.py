"""Settings of wall displays, and of what is known of the district besides incidents."""

from __future__ import annotations

import re
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import BaseSettings

from data_access.wall import USUAL, USUAL_PANELS, read_panels, read_rotation, refuse


class BaseFact(BaseModel):
    """A figure of the district that no incident tells, such as its population, with its source."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str = Field(min_length=1, max_length=20)
    en: str = Field(min_length=1, max_length=30)
    value: float
    unit_zh: str = ""
    unit_en: str = ""
    source_zh: str = Field(min_length=1, max_length=40)
    source_en: str = Field(min_length=1, max_length=60)
    on: date  # the day that it is of


class WallSettings(BaseSettings):
    """The part of the settings that `Settings` inherits."""

    wall_rotation: str = Field(
        USUAL,
        description="scenes of a wall display and their seconds: district, streets, departments, hot, "
        "base, or areas by their codes",
    )
    wall_panels: str = Field(
        ",".join(USUAL_PANELS),
        description="panels of a scene of an area: counts, map, closure, response, coverage, loop",
    )
    wall_takeover_seconds: int = Field(
        30,
        ge=0,
        le=600,
        description="how long a new incident of top priority takes a wall display over",
    )
    wall_exact_places: bool = Field(
        False,
        description="whether a wall display may show where exactly a top-priority incident is",
    )
    wall_reload_at: str = Field(
        "04:10",
        description="local time after which a wall display loads its page anew; empty: never",
    )
    base_facts: tuple[BaseFact, ...] = Field(
        (), max_length=6, description="figures of the district, with source and date (JSON)"
    )

    @field_validator("wall_rotation")
    @classmethod
    def _understood_rotation(cls, text: str) -> str:
        turns, wrong = read_rotation(text)
        refuse(wrong or ([] if turns else ["a rotation needs a scene, such as district:40"]))
        return text

    @field_validator("wall_panels")
    @classmethod
    def _understood_panels(cls, text: str) -> str:
        panels, wrong = read_panels(text)
        refuse(wrong or ([] if panels else ["a scene needs a panel, such as map"]))
        return text

    @field_validator("wall_reload_at")
    @classmethod
    def _a_time_of_day(cls, text: str) -> str:
        if text and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            raise ValueError(f"{text!r} is no time of day such as 04:10")
        return text
