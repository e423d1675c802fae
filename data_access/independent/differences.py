"""What differs between a screen's figures and the recomputed ones."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from data_access.independent.tolerance import NotRecomputed, Possible, Within


class Difference(NamedTuple):
    """One figure: where it stands, what the screen says, what was recomputed."""

    path: str
    screen: Any
    recomputed: Any


class Compared(NamedTuple):
    differences: list[Difference]
    figures: int  # that were compared


def compare(screen: Mapping[str, Any], recomputed: Mapping[str, Any]) -> Compared:
    """Every figure of both; the screen's as JSON has them."""
    found: list[Difference] = []
    number = 0
    for path, ours, theirs in _leaves("", screen, recomputed):
        number += not isinstance(theirs, NotRecomputed)
        if not _agree(ours, theirs):
            found.append(Difference(path, ours, theirs))
    return Compared(found, number)


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


_MISSING = _Missing()


def _leaves(path: str, screen: Any, recomputed: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(screen, Mapping) and isinstance(recomputed, Mapping):
        for key in {**recomputed, **screen}:
            inner = (side.get(key, _MISSING) for side in (screen, recomputed))
            yield from _leaves(f"{path}.{key}" if path else key, *inner)
    elif isinstance(screen, Sequence) and isinstance(recomputed, list) and not _text(screen):
        yield from _lines(path, screen, recomputed)
    else:
        yield path, screen, recomputed


def _lines(path: str, screen: Sequence[Any], recomputed: Sequence[Any]) -> Iterator[Any]:
    """Lists line by line; a line that is only possible may be missing on the screen."""
    at = 0
    for line in recomputed:
        ours = screen[at] if at < len(screen) else _MISSING
        if isinstance(line, Possible):
            if not isinstance(ours, Mapping) or ours.get("code") != line.line["code"]:
                continue
            line = line.line
        yield from _leaves(f"{path}[{_name(line, at)}]", ours, line)
        at += 1
    for more in range(at, len(screen)):
        yield f"{path}[{_name(screen[more], more)}]", screen[more], _MISSING


def _name(line: Any, at: int) -> Any:
    return line.get("code") or at if isinstance(line, Mapping) else at


def _text(value: Any) -> bool:
    return isinstance(value, str | bytes)


def _agree(screen: Any, recomputed: Any) -> bool:
    if isinstance(recomputed, NotRecomputed):
        return not isinstance(screen, _Missing)
    if isinstance(recomputed, Within):
        return _number(screen) and recomputed.low - 1e-9 <= screen <= recomputed.high + 1e-9
    if _number(screen) and _number(recomputed):
        return math.isclose(screen, recomputed, rel_tol=1e-9, abs_tol=1e-9)
    return type(screen) is type(recomputed) and screen == recomputed


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
