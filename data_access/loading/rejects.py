"""What does not get in: an error that stops a load, and rows that are rejected with a reason."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TextIO


class LoadError(ValueError):
    """The file or its SELECT cannot be loaded at all; the text says why and what would do."""


class Problem(NamedTuple):
    """What is wrong with a row: in general, and in this case."""

    what: str
    detail: str

    def __str__(self) -> str:
        return f"{self.what}: {self.detail}" if self.detail else self.what


class Reject(NamedTuple):
    """A row that is not loaded: its line, its key as far as it has one, why, and what it says."""

    line: int | None
    key: str
    problems: tuple[Problem, ...]
    row: object  # for JSON

    @property
    def reason(self) -> str:
        return "; ".join(map(str, self.problems))


Rejecting = Callable[[Reject], None]


def rejected_row(row: Mapping[str, Any], key: tuple[str, ...], problems: list[Problem]) -> Reject:
    """The reject of a row of a SELECT's result; empty columns are left out."""
    said = {name: value for name, value in row.items() if value is not None}
    line = said.get("line_no")
    return Reject(
        line if isinstance(line, int) else None,
        " ".join(str(said[name]) for name in key if name in said),
        tuple(problems),
        said,
    )


class RejectFile:
    """`<kind>-<file>-<time>.csv` with columns line, key, reason, row; made with its first row."""

    def __init__(self, folder: Path, kind: str, stem: str, began: datetime) -> None:
        self._folder, self._name = folder, f"{kind}-{stem}-{began:%Y%m%dT%H%M%S}"
        self._file: TextIO | None = None
        self.path: Path | None = None
        self.whats: Counter[str] = Counter()
        self.rows = 0

    def add(self, reject: Reject) -> None:
        """Write one row down."""
        if self._file is None:
            self._file = self._create()
        line = "" if reject.line is None else reject.line
        row = json.dumps(reject.row, ensure_ascii=False, default=str)
        csv.writer(self._file).writerow((line, reject.key, reject.reason, row))
        self.whats.update({problem.what for problem in reject.problems})
        self.rows += 1

    def _create(self) -> TextIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            suffix = "" if number == 1 else f"-{number}"
            path = self._folder / f"{self._name}{suffix}.csv"
            try:
                # With the mark that lets spreadsheets see UTF-8.
                file = path.open("x", encoding="utf-8-sig", newline="")
            except FileExistsError:
                number += 1
                continue
            self.path = path
            csv.writer(file).writerow(("line", "key", "reason", "row"))
            return file

    def flush(self) -> None:
        """Bring what was written so far to the disk's care, before its batch is committed."""
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
