"""The table of closure: its units, their bands, and what lies in none of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd

from data_access import closure
from data_access.filters import Filter
from data_access.names import Named
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from tests.figures.bare import NOBODY, answer, bare_model

AS_OF = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
STREETS = ("s0", "s1", "s2", "s3", "s4", "s5")
NAMES = replace(
    NOBODY,
    area={"d": Named("d", "", "", None, 0)} | {s: Named(s, "", "", "d", 1) for s in STREETS},
)


def test_what_lies_in_no_unit_adds_up_and_has_no_band() -> None:
    reported = AS_OF - timedelta(hours=3)
    counts = (150, 240, 241, 242, 243, 244, 280)  # of three hundred each
    closed = dict(zip((*STREETS, None), counts, strict=True))
    frame = pd.DataFrame(
        [
            {
                "area": area,
                "reported_at": reported,
                "deadline": reported + timedelta(hours=1),
                "closed_at": AS_OF if at < number else None,
            }
            for area, number in closed.items()
            for at in range(300)
        ]
    )
    frame["id"] = range(len(frame))
    frame["closed_at"] = pd.to_datetime(frame["closed_at"], utc=True)
    above = pd.DataFrame([{"code": s, "level": 1, "ancestor": s} for s in STREETS])
    scope = Scope(Filter.parse(EVERYTHING, {"period": "24h"}), AS_OF, Settings(), NAMES)
    with bare_model(frame, area_ancestors=above) as connection:
        found = answer(connection, closure.QUESTION, scope)
    assert [unit.code for unit in found.units] == [*STREETS, None]
    assert [unit.closed for unit in found.units] == list(counts)
    assert (found.total.closed, found.total.due) == (sum(counts), 2_100)
    assert found.bands == ("worse", *["same"] * 6)
