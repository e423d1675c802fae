"""What a file does not say of itself: how its text is encoded, what stands for nothing, where its
coordinates are meant."""

from __future__ import annotations

from dataclasses import dataclass

from data_access.loading.crs import Crs

ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "windows-1252": "cp1252",
}
"""The encodings that can be named, each with the codec that reads it and its subsets."""


@dataclass(frozen=True)
class Options:
    """How a file is read; by default as most are."""

    encoding: str = "utf-8"  # one of ENCODINGS
    sheet: str | None = None  # of a workbook; by default its first
    nulls: frozenset[str] = frozenset()  # texts that stand for nothing, besides the empty one
    crs: Crs | None = None  # of its coordinates; by default WGS-84
