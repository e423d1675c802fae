"""Settings: environment variables (`ONESCREEN_…`) before one optional TOML file."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import (
    Field,
    PositiveInt,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from data_access.access_settings import AccessSettings
from data_access.levels import LEVELS, Level
from data_access.score_settings import Scores
from data_access.views import Views
from data_access.wall_settings import WallSettings

CONFIG_VARIABLE = "ONESCREEN_CONFIG"
_POSTGRESQL = ("postgresql", "postgresql+psycopg")


class SettingsError(ValueError):
    """A setting is wrong; the text names it, says what is wrong and what would do."""


class Settings(AccessSettings, WallSettings):
    """Everything that a city can set. Lengths in metres, times in seconds."""

    model_config = SettingsConfigDict(
        env_prefix="ONESCREEN_", extra="forbid", frozen=True, env_ignore_empty=True
    )

    data_dir: Path = Field(Path("data"), description="folder of the database and the read model")
    database_url: str = Field(
        "", description="the record, as a SQLAlchemy URL; empty: SQLite in the data folder"
    )
    read_url: str = Field(
        "",
        description="PostgreSQL to ask directly, the record's own or a replica; empty: the read model",
    )
    port: int = Field(8050, ge=1, le=65535, description="port to listen on")
    timezone: str = Field("Asia/Shanghai", description="IANA time zone of the district")
    language: Literal["zh", "en"] = Field("zh", description="language of a first look")
    period: str = Field(
        "30d",
        description="period of a first look: today, 24h, 7d, 30d, month, lastmonth, or DATE/DATE",
    )
    levels: tuple[Level, ...] = Field(
        LEVELS, min_length=2, description="levels of areas, from the district down (JSON)"
    )
    views: Views = Field(
        (), description="named views with panels of their own (JSON); none: the demo's, of the demo"
    )
    notice_zh: str = Field("", description="a sentence on the map, in Chinese")
    notice_en: str = Field("", description="the same in English")
    tile_url: str = Field(
        "", description="basemap tiles, as https://host/{z}/{x}/{y}.png; optional"
    )
    tile_attribution: str = Field("", description="whom the basemap is owed to")
    heat_bandwidth_m: float = Field(
        200, gt=0, le=5000, description="bandwidth of the heat map's Gaussian kernel, metres"
    )
    camera_range_m: float = Field(
        50, gt=0, le=2000, description="assumed range of a camera that states none, metres"
    )
    blind_share: float = Field(
        0.05, ge=0, le=1, description="a unit whose covered share is below this is blind"
    )
    min_denominator: int = Field(
        30, ge=1, description="units with fewer cases are listed, not ranked"
    )
    stale_after_seconds: int = Field(
        3600, ge=1, description="a source without news for longer is stale, unless it has its own"
    )
    response_norm_seconds: int = Field(
        4 * 3600, ge=1, description="by when a department should have answered, seconds"
    )
    response_norms: dict[str, PositiveInt] = Field(
        {}, description="the same of single departments, by their codes (JSON)"
    )
    suspended_norm_seconds: int = Field(
        15 * 86400, ge=1, description="a case suspended for longer is on a worklist, seconds"
    )
    seal_delay_days: int = Field(
        5, ge=0, le=60, description="days after a month's end as of which it is reviewed and sealed"
    )
    review_targets: dict[
        Literal["closure_rate", "on_time_rate", "rework_rate", "extension_rate"], float
    ] = Field({}, description="targets of rates as shares, by which units are compliant (JSON)")
    review_scores: Scores = Field((), description="assessment scores of units, as formulas (JSON)")
    export_gb: float = Field(
        2,
        gt=0,
        description="room for files of exported lists; the oldest go first, all after an hour",
    )
    demo_feed: bool = Field(True, description="whether a simulated district goes on living")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        path = os.environ.get(CONFIG_VARIABLE)
        if not path:
            return init_settings, env_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, Path(path))

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if _driver(url) not in ("", "sqlite", *_POSTGRESQL):
            raise ValueError(
                "a URL such as sqlite:////srv/onescreen.db or postgresql://user@host/name is needed"
            )
        return url

    @field_validator("read_url")
    @classmethod
    def _postgresql_to_read(cls, url: str, others: ValidationInfo) -> str:
        if _driver(url) not in ("", *_POSTGRESQL):
            raise ValueError("a URL such as postgresql://user@host/name is needed")
        record = others.data.get("database_url")  # absent: it is wrong itself
        if url and record is not None and _driver(record) not in _POSTGRESQL:
            raise ValueError(
                "only a record on PostgreSQL can be asked directly: set ONESCREEN_DATABASE_URL to one"
            )
        return url

    @field_validator("tile_url")
    @classmethod
    def _plain_tile_url(cls, url: str) -> str:
        # Its origin stands in the Content-Security-Policy, so nothing else may stand in it.
        if url and not re.fullmatch(r"https?://[A-Za-z0-9.{}:-]+/[^\s;,'\"]*", url):
            raise ValueError(f"{url!r} is no address such as https://host/{{z}}/{{x}}/{{y}}.png")
        if url and not all(part in url for part in ("{z}", "{x}", "{y}")):
            raise ValueError(f"{url!r} lacks {{z}}, {{x}} or {{y}}")
        return url

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(f"{name!r} is no IANA time zone, such as Asia/Shanghai") from error
        return name

    @field_validator("period")
    @classmethod
    def _known_period(cls, period: str) -> str:
        if period in ("today", "24h", "7d", "30d", "month", "lastmonth"):
            return period
        try:
            first, last = (date.fromisoformat(day) for day in period.split("/"))
        except ValueError as error:
            raise ValueError(
                f"{period!r} is neither today, 24h, 7d, 30d, month, lastmonth nor two dates "
                "such as 2020-04-07/2020-04-21 (the second is not included)"
            ) from error
        if first >= last:
            raise ValueError(f"{period!r} ends before it begins")
        return period

    @model_validator(mode="after")
    def _default_database(self) -> Settings:
        if not self.database_url:
            url = f"sqlite:///{(self.data_dir / 'onescreen.db').absolute()}"
            object.__setattr__(self, "database_url", url)
        return self

    def __hash__(self) -> int:  # some of them are dictionaries
        return hash(self.data_dir)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def read_model_path(self) -> Path:
        return self.data_dir / "read_model.duckdb"


def _driver(url: str) -> str:
    """The driver's name of a URL; "" of none, "?" of one that is wrong."""
    try:
        return make_url(url).drivername if url else ""
    except (ArgumentError, ValueError):  # its text may hold a password
        return "?"


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment and the file that `ONESCREEN_CONFIG` names.

    Raises SettingsError: what is wrong, where, and what would do, without a value that may be
    secret.
    """
    known = {f"ONESCREEN_{name.upper()}" for name in Settings.model_fields} | {CONFIG_VARIABLE}
    unknown = sorted(n for n in os.environ if n.startswith("ONESCREEN_") and n not in known)
    if unknown:
        raise SettingsError(f"{unknown[0]}: no such setting; there are {', '.join(sorted(known))}")
    path = os.environ.get(CONFIG_VARIABLE)
    if path and not Path(path).is_file():
        what = "is a folder, not a file" if Path(path).is_dir() else "is not there"
        raise SettingsError(f"{CONFIG_VARIABLE}: the file {path} {what}")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = []
        for problem in error.errors(include_input=False, include_url=False):
            name = ".".join(str(part) for part in problem["loc"])
            message = problem["msg"].removeprefix("Value error, ")
            if not name:  # of several settings; the message names them
                lines.append(message)
                continue
            variable = f"ONESCREEN_{str(problem['loc'][0]).upper()}"
            lines.append(f"{variable} (in a TOML file: {name}): {message}")
        raise SettingsError("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path}: it is not UTF-8 text, and so no TOML file") from None
    except ValueError as error:  # a TOML file that is none, JSON that is none
        named = [n for n in Settings.model_fields if f'"{n}"' in str(error)]
        where = f"ONESCREEN_{named[0].upper()}" if named else path or "environment"
        raise SettingsError(f"{where}: {error}") from None
