"""What a document consists of, whatever it is drawn into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "text", "count", "share", "points", "interval", "duration", "place", "score", "verdict"
]
"""What a column holds: a text; a whole number; a share of 1; a difference of shares; a pair of shares or of
differences; seconds; a place from 1 on; points; a Verdict. Any cell may be None: absent."""

_UPRIGHT = 12  # columns on paper upright

Tone = Literal["better", "worse", "wait", "plain"]


@dataclass(frozen=True)
class Verdict:
    """What a figure is judged to be, in words, with the mark that stands beside them."""

    text: str
    tone: Tone = "plain"

    @property
    def mark(self) -> str:
        return {"better": "▲", "worse": "▼", "wait": "●"}.get(self.tone, "")


@dataclass(frozen=True)
class Column:
    """One column; `points`: its intervals are of differences."""

    label: str
    kind: Kind
    points: bool = False


@dataclass(frozen=True)
class Row:
    """One row; `total`: of all together. `lists`: from a column's number to the query of the list of what its
    cell counts, or is a share of."""

    cells: tuple[Any, ...]
    total: bool = False
    lists: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table with its caption; every row has a cell for each column."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: str = ""


@dataclass(frozen=True)
class Point:
    """One unit of a funnel: its cases, its rate, its name and tone."""

    cases: int
    rate: float
    name: str
    tone: Tone


@dataclass(frozen=True)
class Funnel:
    """Rates against cases, with the limits of 95 and 99.8 %: rows of (cases, low, high, low, high)."""

    title: str
    across: str
    up: str
    points: tuple[Point, ...]
    p0: float
    limits: tuple[tuple[int, float, float, float, float], ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a section, with its tone."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Section:
    """A part with a title of its own: a page of the presentation, a sheet of a workbook."""

    key: str
    title: str
    sentences: tuple[Sentence, ...] = ()
    tables: tuple[Table, ...] = ()
    funnel: Funnel | None = None
    notes: tuple[str, ...] = ()

    @property
    def wide(self) -> bool:
        """Of a table that paper across has room for."""
        return any(len(table.columns) > _UPRIGHT for table in self.tables)


@dataclass(frozen=True)
class Document:
    """A whole review in one language."""

    language: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]  # as of, version, state: label and value
    sections: tuple[Section, ...]

    @property
    def line(self) -> str:
        """What every sheet and slide says: what is reviewed, of when, as of when, at which version, how filtered."""
        facts = (f"{label} {value}" for label, value in self.facts)
        return " · ".join((self.title, self.subtitle, *facts))
