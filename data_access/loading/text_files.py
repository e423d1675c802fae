"""Files of text: unzipped, decoded and taken apart into lines, whatever is wrong with them."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from data_access.loading.options import ENCODINGS
from data_access.loading.rejects import LoadError

LONGEST = 16 * 2**20  # characters of a line, and of a field; more is not held in memory

_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_PART = 2**16  # bytes


def zipped(path: Path) -> bool:
    """Whether the name says that the file is zipped."""
    return path.suffix.lower() == ".gz"


def _opened(path: Path, stored: BinaryIO) -> Any:
    return gzip.GzipFile(fileobj=stored) if zipped(path) else stored


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[tuple[io.TextIOWrapper, BinaryIO]]:
    """The text of a file, unzipped if need be, and the file as stored, for its position.

    What cannot be unzipped or decoded while it is read raises a LoadError.
    """
    with path.open("rb") as stored:
        try:
            inside = _opened(path, stored)
            _check_mark(path, inside.peek(4), encoding)
            yield io.TextIOWrapper(inside, ENCODINGS[encoding], newline=""), stored
        except UnicodeDecodeError:
            raise _undecodable(path, encoding) from None
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise LoadError(f"{path}: damaged or incomplete gzip file ({error})") from None


def _check_mark(path: Path, begin: bytes, encoding: str) -> None:
    for mark, of in _MARKS.items():
        if begin.startswith(mark) and of != encoding:
            raise LoadError(f"{path}: its first bytes are those of {of}: give --encoding {of}")
    if encoding == "utf-16" and not begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise LoadError(f"{path}: no UTF-16, whose first two bytes are a byte order mark")


def _undecodable(path: Path, encoding: str) -> LoadError:
    where = f"{path}, line {_bad_line(path, encoding)}: not {encoding.upper()}"
    if encoding != "utf-8":
        return LoadError(where)
    if _bad_line(path, "gb18030") is None:
        return LoadError(f"{where}, but all of it reads as GB18030: give --encoding gb18030")
    there = ", ".join(ENCODINGS)
    return LoadError(f"{where}, nor GB18030. If it is another one of {there}, give --encoding")


def _bad_line(path: Path, encoding: str) -> int | None:
    """The first line that cannot be decoded, or None."""
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(ENCODINGS[encoding])(), translate=True
    )
    line = 1
    with path.open("rb") as stored:
        inside = _opened(path, stored)
        while True:
            part = inside.read(_PART)
            before = decoder.getstate()
            try:
                line += decoder.decode(part, final=not part).count("\n")
            except UnicodeDecodeError:
                decoder.setstate(before)
                return line + _good_lines(decoder, part)
            if not part:
                return None


def _good_lines(decoder: io.IncrementalNewlineDecoder, part: bytes) -> int:
    lines = 0
    for byte in part:
        try:
            lines += decoder.decode(bytes([byte])).count("\n")
        except UnicodeDecodeError:
            break
    return lines


def bounded_lines(text: io.TextIOWrapper) -> Iterator[str | None]:
    """The lines with their ends; None for one that is too long to be held, which is skipped."""
    line = text.readline(LONGEST).removeprefix("\ufeff")
    while line:
        if len(line) < LONGEST - 1 or line.endswith(("\n", "\r")):
            yield line
        else:
            while line and not line.endswith(("\n", "\r")):
                line = text.readline(LONGEST)
            yield None
        line = text.readline(LONGEST)
