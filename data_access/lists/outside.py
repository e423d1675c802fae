"""The incidents that the heat map counts and does not draw, so that they have a list."""

from __future__ import annotations

from data_access.definitions.incidents import LOCATED
from data_access.definitions.vocabulary import Condition, Count, Said
from data_access.heat import is_outside

OUTSIDE = Count(
    "outside",
    Said("界外", "outside the outline"),
    LOCATED,
    (
        Condition(
            Said(
                "在界外约一个格点以外",
                "outside the outline by more than about a cell of the lattice",
            ),
            is_outside,
        ),
    ),
)
