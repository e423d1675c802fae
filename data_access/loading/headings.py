"""Names of columns, as files have them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data_access.loading.rejects import LoadError


def check_names(path: Path, names: Sequence[str]) -> None:
    """Raise LoadError where column names cannot become those of a table."""
    seen: dict[str, str] = {"line_no": "line_no"}
    for position, name in enumerate(names, 1):
        if not name.strip():
            raise LoadError(f"{path}: column {position} has no name")
        if "\0" in name:
            raise LoadError(
                f"{path}: column {position} has a NUL character in its name. If the file is UTF-16, "
                "save it with a byte order mark, or as UTF-8"
            )
        if name.casefold() == "line_no":
            raise LoadError(f"{path}: a column {name!r}: that is the loader's own; rename it")
        if name.casefold() in seen:
            raise LoadError(
                f"{path}: two columns are named {seen[name.casefold()]!r} and {name!r}; names "
                "differ by more than upper and lower case"
            )
        seen[name.casefold()] = name
