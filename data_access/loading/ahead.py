"""Events dated ahead: how many a load brings, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from data_access.moments import Micros, from_micros
from data_access.record.events import Incident


class Ahead:
    """Counts events whose moment is later than now."""

    def __init__(self) -> None:
        self.number, self.latest = 0, 0

    def look(self, incidents: Sequence[Incident], now: Micros) -> None:
        """Count those of these incidents."""
        moments = [e.moment for i in incidents for e in i.events if e.moment > now]
        self.number += len(moments)
        self.latest = max(self.latest, *moments) if moments else self.latest

    def notes(self, zone: ZoneInfo) -> list[str]:
        """A line of the summary, or none."""
        if not self.number:
            return []
        local = from_micros(self.latest).astimezone(zone).isoformat(" ", "seconds")
        what = f"events dated ahead, which take effect when their moment comes; the latest {local}"
        return [f"{self.number:,} {what}"]
