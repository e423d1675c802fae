"""A section cut into blocks, each of which fits on a slide. Lengths are in inches, font sizes in points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from layouts.review.measure import lines, width
from layouts.review.model import Column, Funnel, Row, Section, Sentence, Table, Tone, Verdict
from layouts.review.words import Words

WIDE, HIGH = 13.333, 7.5
LEFT, TOP, BOTTOM = 0.5, 1.2, 6.85
ACROSS, ROOM = WIDE - 2 * LEFT, BOTTOM - TOP
SAID, NOTED, CELL = 20.0, 12.0, 12.0
LEADING = 1.35  # of a line, over its font size
GAP = 0.15  # between blocks
ROWS = 14  # of a table on one slide
BARS = 16  # of a chart on one slide
INDENT = 0.35  # of a sentence behind its mark
PAD = (0.07, 0.035)  # within a cell: beside, above
_CAPTION = 0.34
_WIDER = 1.4  # than it needs to be, where there is room
_LONGEST = 3.2  # of a column of texts: what is longer takes several lines


@dataclass(frozen=True)
class Said:
    """Paragraphs of one size: sentences with their marks, or notes."""

    sentences: tuple[Sentence, ...]
    size: float
    height: float


@dataclass(frozen=True)
class Part:
    """Some columns and rows of a table, as they are written."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]  # of the head and of each row

    @property
    def height(self) -> float:
        return sum(self.heights) + _CAPTION


@dataclass(frozen=True)
class Bars:
    """What a table says of each unit first, as bars: values, what is written beside them, tones."""

    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    labels: tuple[str, ...]
    tones: tuple[Tone, ...]
    share: bool
    most: float  # of all charts of the table
    height: float


@dataclass(frozen=True)
class Plot:
    """A funnel plot."""

    funnel: Funnel
    height: float


Block = Said | Part | Bars | Plot


def blocks(section: Section, words: Words) -> Iterator[Block]:
    """All that a section says, in its order."""
    for sentence in section.sentences:
        yield said(sentence, SAID)
    for table in section.tables:
        yield from _parts(table, words)
        yield from _bars(table, words)
    notes = [said(Sentence(note), NOTED) for note in section.notes]
    if section.funnel is not None:  # over its notes, on one slide
        below = sum(note.height for note in notes)
        yield Plot(section.funnel, max(ROOM / 2, ROOM - below - GAP))
    yield from notes


def said(sentence: Sentence, size: float) -> Said:
    """One paragraph."""
    count = lines(sentence.text, size, ACROSS - INDENT - 0.1)
    return Said((sentence,), size, count * size * LEADING / 72 + size / 3 / 72)


def _parts(table: Table, words: Words) -> Iterator[Part]:
    """As many columns as fit beside the unit, as many rows as fit under the head."""
    wide = [_wide(table, at, words) for at in range(len(table.columns))]
    for group in _balanced(table.columns, wide):
        columns = tuple(table.columns[at] for at in group)
        wider = min(_WIDER, ACROSS / sum(wide[at] for at in group))
        widths = tuple(wide[at] * wider for at in group)
        rows = [replace(row, cells=tuple(row.cells[at] for at in group)) for row in table.rows]
        head = _tall([column.label for column in columns], widths)
        heights = [
            _tall([words.cell(c, k) for c, k in zip(row.cells, columns, strict=True)], widths)
            for row in rows
        ]
        chunks = list(_chunks(heights, ROOM - head - _CAPTION))
        for first, end in chunks:
            yield Part(table.caption, columns, tuple(rows[first:end]), widths, (head, *heights[first:end]))  # fmt: skip


def _chunks(heights: Sequence[float], room: float) -> Iterator[tuple[int, int]]:
    """From and to which row a slide shows; no slide has a row or two alone where they can be shared out."""
    least = 1
    taken = 0.0
    for height in heights:
        taken += height
        if taken > room:
            least, taken = least + 1, height
    count = max(least, -(-len(heights) // ROWS))
    each = -(-len(heights) // count)
    first = 0
    while first < len(heights):
        end = first + 1
        while end < min(first + each, len(heights)) and sum(heights[first : end + 1]) <= room:
            end += 1
        yield first, end
        first = end


def _balanced(columns: Sequence[Column], wide: Sequence[float]) -> list[list[int]]:
    """As few groups of columns as fit, and none much narrower than the others."""
    count = len(list(_groups(columns, wide, ACROSS)))
    rooms = (ACROSS * part / 20 for part in range(1, 21))
    tries = (list(_groups(columns, wide, room)) for room in rooms)
    return next(found for found in tries if len(found) == count)


def _groups(columns: Sequence[Column], wide: Sequence[float], room: float) -> Iterator[list[int]]:
    """Columns by their places; what stands up to the unit's name is repeated in each group."""
    keys = list(range(next(at for at, column in enumerate(columns) if column.kind == "text") + 1))
    group = list(keys)
    for bundle in _bundles(columns, len(keys)):
        if sum(wide[at] for at in (*group, *bundle)) > room and len(group) > len(keys):
            yield group
            group = list(keys)
        group += bundle
    yield group


def _bundles(columns: Sequence[Column], first: int) -> list[list[int]]:
    """A figure with what says more of it: its fraction, its interval, its change, the verdict."""
    found: list[list[int]] = []
    for at in range(first, len(columns)):
        kind, before = columns[at].kind, columns[at - 1].kind
        more = kind in ("text", "interval") or (kind == "points" and before == "share")
        more = more or (kind == "verdict" and before in ("points", "interval"))
        if more and found:
            found[-1].append(at)
        else:
            found.append([at])
    return found


def _wide(table: Table, at: int, words: Words) -> float:
    """Inches: all cells on one line, the label on two or three."""
    column = table.columns[at]
    cells = max((_cell(row, at, column, words) for row in table.rows), default=0)
    label = max((width(word, CELL) for word in column.label.split(" ")), default=0)
    label = max(min(label, 1.2), width(column.label, CELL) / 3)
    return max(min(cells, _LONGEST), label) + 2 * PAD[0] + 0.02


def _cell(row: Row, at: int, column: Column, words: Words) -> float:
    return width(words.cell(row.cells[at], column), CELL) * (1.08 if row.total else 1)  # bold


def _tall(texts: Sequence[str], widths: Sequence[float]) -> float:
    count = max(
        lines(text, CELL, wide - 2 * PAD[0]) for text, wide in zip(texts, widths, strict=True)
    )
    return count * CELL * LEADING / 72 + 2 * PAD[1]


def _bars(table: Table, words: Words) -> Iterator[Bars]:
    """Of a ranking the rates of whom it ranks, of response times the medians."""
    kinds = [column.kind for column in table.columns]
    if kinds[0] == "place":
        at = kinds.index("share")
    elif table.key == "response":
        at = kinds.index("duration")
    else:
        return
    verdict = kinds.index("verdict") if "verdict" in kinds else None
    name = kinds.index("text")
    shown = [row for row in table.rows if row.cells[at] is not None and not row.total]
    if kinds[0] == "place":
        shown = [row for row in shown if row.cells[0] is not None]
    share = kinds[at] == "share"
    values = [float(r.cells[at] if share else r.cells[at]["seconds"] / 3600) for r in shown]
    judged = [r.cells[verdict] if verdict else Verdict("") for r in shown]
    count = -(-len(shown) // BARS)
    each = -(-len(shown) // count) if count else 1
    for first in range(0, len(shown), each):
        some = slice(first, first + each)
        yield Bars(
            f"{table.columns[name].label}: {table.columns[at].label}",
            tuple(f"{j.mark} {r.cells[name]}".strip() for r, j in zip(shown[some], judged[some], strict=True)),
            tuple(values[some]),
            tuple(words.cell(r.cells[at], table.columns[at]) for r in shown[some]),
            tuple(j.tone for j in judged[some]),
            share,
            max(values) or 1.0,
            min(ROOM, 0.75 + 0.3 * len(shown[some])),
        )  # fmt: skip
