"""What a file of a list is besides its rows: from the server to the process that writes it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Format = Literal["csv", "xlsx"]

ROWS, TOLD, FILE = "rows.arrow", "told.json", "file"
"""What lies in the folder of an export."""


@dataclass(frozen=True)
class Heading:
    """A column of the file; `kind` as `lists.columns.Kind`, `names` what its codes are called."""

    label: str
    kind: str
    width: float  # of a workbook's column, in digits
    names: dict[str, str]


@dataclass(frozen=True)
class Told:
    """Its columns, and what it says of itself; `name` is that of the file, without its ending."""

    format: Format
    name: str
    zone: str  # moments are local there
    columns: tuple[str, ...]  # of the rows, in the order in which they are written
    headings: tuple[Heading, ...]
    sheet: str  # name of the sheets with rows; further ones are numbered
    about_sheet: str
    rows: int
    about: tuple[tuple[str, str], ...]  # lines of the first sheet: what, and what is said of it

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), ensure_ascii=False)
        (folder / TOLD).write_text(text, "utf-8")

    @classmethod
    def read(cls, folder: Path) -> Told:
        said = json.loads((folder / TOLD).read_text("utf-8"))
        said["headings"] = tuple(Heading(**heading) for heading in said["headings"])
        said["columns"] = tuple(said["columns"])
        said["about"] = tuple((what, text) for what, text in said["about"])
        return cls(**said)
