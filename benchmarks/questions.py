"""What a screen costs over a large record: `python -m benchmarks.questions FOLDER`.

The record is that of `benchmarks.city`. Whole screens are asked for as a server asks for them,
from the questions to the compressed bytes, without any cache.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.city import database, make
from data_access.filters import Filter
from data_access.live.answers import QUESTIONS, Answers
from data_access.live.publisher import Publisher
from data_access.live.read_model import ReadModel
from data_access.moments import from_micros
from data_access.record.database import open_record
from data_access.settings import load_settings

PERIODS: dict[str, dict[str, str]] = {
    "24 h": {"period": "24h"},
    "30 d": {"period": "30d"},
    "12 months": {"months": "12"},
    "3 years": {"months": "36"},
}
FILTERS: dict[str, dict[str, str]] = {
    "nothing": {},
    "street": {"area": "STREET"},
    "community": {"area": "COMMUNITY"},
    "category": {"category": "CATEGORY"},
    "department": {"department": "DEPARTMENT"},
    "source": {"source": "SOURCE"},
    "priority": {"priority": "1,2"},
    "open": {"status": "open"},
    "overdue": {"status": "overdue"},
    "street, source, open": {"area": "STREET", "source": "SOURCE", "status": "open"},
}
_TIMES = 5


def timed(work: Callable[[], Any], times: int = _TIMES) -> float:
    """Median milliseconds."""
    found = []
    for _ in range(times):
        began = perf_counter()
        work()
        found.append(perf_counter() - began)
    return median(found) * 1000
