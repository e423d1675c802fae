"""Progress of long steps, for a terminal or a log."""

from __future__ import annotations

import sys
from collections.abc import Callable

Progress = Callable[[str, int, int], None]


def progress_lines() -> Progress:
    """A line to standard error at each quarter of a step of more than 20,000 rows."""
    last: dict[str, int] = {}

    def show(what: str, through: int, total: int) -> None:
        quarter = 4 * through // max(total, 1)
        if total > 20_000 and quarter > last.get(what, 0):
            last[what] = quarter
            print(f"  {what}: {through:,} of {total:,}", file=sys.stderr, flush=True)

    return show
