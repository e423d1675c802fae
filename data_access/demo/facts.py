"""What the demo says of its district besides incidents: invented, and said to be so."""

from __future__ import annotations

from datetime import date
from typing import Any

from data_access.wall_settings import BaseFact

_SOURCE: dict[str, Any] = {
    "source_zh": "演示数据（虚构）",
    "source_en": "demo (invented)",
    "on": date(2026, 1, 1),
}


def demo_facts() -> tuple[BaseFact, ...]:
    """Population and enterprises."""
    return (
        BaseFact(
            zh="常住人口", en="Residents", value=53.4, unit_zh="万人", unit_en="× 10,000", **_SOURCE
        ),
        BaseFact(zh="企业", en="Enterprises", value=62_800, unit_zh="家", **_SOURCE),
    )
