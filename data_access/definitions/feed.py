"""Feed: the newest events."""

from __future__ import annotations

from data_access.definitions.counts import EVENTS
from data_access.definitions.vocabulary import Condition, Count, Measure, Said
from data_access.record.tables import events as e

ITEMS = Count(
    "items",
    Said("动态", "feed"),
    EVENTS,
    (
        Condition(
            Said(
                "属于最新 {newest} 条（不含更正和核查通过）",
                "among the newest {newest}, corrections and verifications left out",
            ),
            lambda _: e.c.kind.not_in(("corrected", "verified")),
        ),
    ),
)
TAKEN = Measure(
    "taken",
    Said("“结案”后的时长", "time beside 'closed'"),
    Said(
        "从上报到该次结案，不扣除缓办",
        "from the report to that closing, pauses not taken out",
    ),
)
TIMES_SENT_BACK = Measure(
    "returns",
    Said("“退回”后的次数", "number beside 'sent back'"),
    Said("该案件迄今被退回的次数", "how often the incident has been sent back so far"),
)
