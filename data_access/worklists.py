"""Worklists: how many of the open incidents are on each, whenever they were reported."""

from __future__ import annotations

from dataclasses import dataclass

from data_access import stock
from data_access.definitions import worklists as defined
from data_access.questions import Question, Scope


@dataclass(frozen=True)
class Worklists:
    """How many open incidents are on each worklist."""

    overdue: int
    due2h: int
    due24h: int
    unanswered: int
    returned: int
    paused: int
    unlocated: int
    reopened: int
    duplicates: int


def _shape(_: None, _scope: Scope, now: dict[str, int]) -> Worklists:
    return Worklists(**{count.key: now[f"on_{count.key}"] for count in defined.WORKLISTS})


QUESTION = Question("worklists", lambda _: None, _shape, shared=(stock.NOW,))
