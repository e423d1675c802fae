"""Blocks of a document on slides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from layouts.review.model import Document
from layouts.review.slides.blocks import GAP, ROOM, Block, Said, blocks
from layouts.review.words import Words


@dataclass(frozen=True)
class Slide:
    """A slide: its section's title, which of the section's slides it is, and its blocks from above."""

    title: str
    number: int
    count: int
    blocks: tuple[Block, ...]

    @property
    def heading(self) -> str:
        return self.title if self.count == 1 else f"{self.title} {self.number}/{self.count}"


def pages(document: Document, words: Words) -> Iterator[Slide]:
    """All slides after the first."""
    for section in document.sections:
        found: list[list[Block]] = [[]]
        for block in blocks(section, words):
            if (
                found[-1]
                and height(found[-1]) + _between(found[-1][-1], block) + block.height > ROOM
            ):
                found.append([])
            found[-1] = _joined(found[-1], block)
        for number, some in enumerate(found, 1):
            yield Slide(section.title, number, len(found), tuple(some))


def height(some: list[Block]) -> float:
    """Inches of blocks one under the other."""
    return sum(block.height for block in some) + GAP * max(0, len(some) - 1)


def _alike(one: Block, other: Block) -> bool:
    return isinstance(one, Said) and isinstance(other, Said) and one.size == other.size


def _between(one: Block, other: Block) -> float:
    return 0.0 if _alike(one, other) else GAP


def _joined(some: list[Block], block: Block) -> list[Block]:
    """Paragraphs of one size that follow each other are one text."""
    last = some[-1] if some else None
    if isinstance(last, Said) and isinstance(block, Said) and last.size == block.size:
        one = Said(last.sentences + block.sentences, last.size, last.height + block.height)
        return [*some[:-1], one]
    return [*some, block]
