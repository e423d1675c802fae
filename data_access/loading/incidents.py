"""Rows into incidents: each is checked, and becomes an incident or a reject with reasons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from data_access.loading.contract import KINDS
from data_access.loading.crs import Crs
from data_access.loading.moments import Clock, Form, MomentError, Reading, naive_text
from data_access.loading.positions import Position, Positions
from data_access.loading.reference import Reference
from data_access.loading.rejects import Problem, Reject, rejected_row
from data_access.loading.stage import Batch
from data_access.loading.values import hinted, integer, unknown
from data_access.moments import Micros, from_micros
from data_access.record.events import Event, Incident

AMBIGUOUS = "ambiguous local time"

_KIND = KINDS["incidents"]
_REFERENCES = ("source", "area", "category", "scenario", "department")
_REQUIRED = {
    "line_no": "line",
    "source": "key",
    "external_id": "key",
    "reported_at": "time",
}
_LARGEST_PRIORITY = 32767

# Each moment with those that it follows in the closed loop: where a local time is ambiguous, the
# reading that keeps this order is taken. Only what comes before the report is impossible: a
# response before its dispatch is real.
_FOLLOWS: dict[str, tuple[str, ...]] = {
    "reported_at": (),
    "dispatched_at": ("reported_at",),
    "responded_at": ("reported_at", "dispatched_at"),
    "resolved_at": ("reported_at", "dispatched_at", "responded_at"),
    "returned_at": ("reported_at", "dispatched_at", "responded_at"),
    "verified_at": ("reported_at", "dispatched_at", "responded_at", "resolved_at"),
    "closed_at": ("reported_at", "dispatched_at", "responded_at", "resolved_at", "verified_at"),
    "suspended_at": ("reported_at",),
    "resumed_at": ("reported_at", "suspended_at"),
    "voided_at": ("reported_at",),
    "deadline": ("reported_at",),
}


@dataclass
class Checked:
    """The incidents of a batch, its rejects, and what its summary counts."""

    rows: int = 0  # of the file
    incidents: list[Incident] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    unlocated: int = 0
    outside: int = 0  # located, but in no area, and without a code
    ambiguous: int = 0  # moments


class IncidentChecker:
    """Checks rows against the contract and what the record knows."""

    def __init__(
        self,
        reference: Reference,
        zone: ZoneInfo,
        forms: dict[str, Form],
        crs: Crs | None = None,
    ) -> None:
        self._reference, self._clock, self._forms = reference, Clock(zone), forms
        self._codes = [(name, getattr(reference, name)) for name in _REFERENCES]
        self._crs = crs

    def check(self, batch: Batch) -> Checked:
        """Every row of the batch becomes an incident or a reject."""
        checked = Checked(rows=batch.size)
        columns = batch.columns
        positions = Positions(columns["lon"], columns["lat"], self._crs)
        moments = [(name, columns[name]) for name in _FOLLOWS if name in self._forms]
        for n in range(batch.size):
            problems: list[Problem] = []
            read = self._moments(moments, n, problems)
            place = positions.at(n, problems)
            incident = self._incident(columns, n, read, place, batch.first_lines[n], problems)
            if problems:
                row = batch.row(n) | self._shown(moments, n)
                checked.rejects.append(rejected_row(row, _KIND.key, problems))
            else:
                checked.incidents.append(incident)
        checked.ambiguous = sum(
            event.note is not None for incident in checked.incidents for event in incident.events
        )
        self._locate(checked)
        return checked

    def _moments(
        self, moments: list[tuple[str, list[Any]]], n: int, problems: list[Problem]
    ) -> dict[str, tuple[Micros, bool]]:
        """The row's moments, each with whether its local time was ambiguous."""
        found: dict[str, tuple[Micros, bool]] = {}
        for name, cells in moments:
            value = cells[n]
            if value is None:
                continue
            try:
                reading = self._clock.read(value, self._forms[name])
            except MomentError as error:
                text = shown(value, self._forms[name])
                detail = f" ({error.detail})" if error.detail else ""
                problems.append(Problem(error.what, f"{name} {text!r}{detail}"))
                continue
            if reading.second is None:
                found[name] = reading.first, False
            else:
                before = [found[b][0] for b in _FOLLOWS[name] if b in found]
                found[name] = choose(reading, before)
        reported = found.get("reported_at")
        if reported is not None:
            for name, (moment, _) in found.items():
                if moment < reported[0]:
                    what = f"{name.removesuffix('_at')} before reported"
                    detail = f"{from_micros(moment)} is before {from_micros(reported[0])}"
                    problems.append(Problem(what, detail))
        return found

    def _incident(
        self,
        columns: dict[str, list[Any]],
        n: int,
        read: dict[str, tuple[Micros, bool]],
        place: Position,
        first_line: int | None,
        problems: list[Problem],
    ) -> Incident:
        missing = [name for name in _REQUIRED if columns[name][n] is None]
        problems += [Problem(f"missing {_REQUIRED[name]}", name) for name in missing]
        if first_line is not None and columns["source"][n] and columns["external_id"][n]:
            problems.append(Problem("twice in this file", f"first on line {first_line}"))
        for name, codes in self._codes:
            code = columns[name][n]
            if code is not None and code not in codes:
                problems.append(unknown(name, code))
        deadline = read.pop("deadline", None)
        return Incident(
            columns["source"][n],
            columns["external_id"][n],
            _events(read, columns["department"][n]),
            area=columns["area"][n],
            category=columns["category"][n],
            scenario=columns["scenario"][n],
            priority=priority(columns["priority"][n], problems),
            lon=place[0],
            lat=place[1],
            address=columns["address"][n],
            text=columns["text"][n],
            own_deadline=None if deadline is None else deadline[0],
        )

    def _locate(self, checked: Checked) -> None:
        checked.unlocated = sum(incident.lon is None for incident in checked.incidents)
        seeking = [
            incident
            for incident in checked.incidents
            if incident.area is None and incident.lon is not None
        ]
        if not seeking:
            return
        lons = [incident.lon or 0.0 for incident in seeking]
        lats = [incident.lat or 0.0 for incident in seeking]
        for incident, code in zip(seeking, self._reference.places.find(lons, lats), strict=True):
            incident.area = code
            checked.outside += code is None

    def _shown(self, moments: list[tuple[str, list[Any]]], n: int) -> dict[str, Any]:
        return {
            name: None if cells[n] is None else shown(cells[n], self._forms[name])
            for name, cells in moments
        }


def shown(value: Any, form: Form) -> str:
    """A moment's cell as a person wrote or would write it."""
    if form == "text":
        return str(value)
    return naive_text(value) + ("+00:00" if form == "utc" else "")


def choose(reading: Reading, before: list[Micros]) -> tuple[Micros, bool]:
    """The first reading, unless only the second keeps the order of the events; whether in doubt."""
    first, second = reading
    if second is None:
        return first, False
    latest = max(before, default=first)
    return (second if first < latest <= second else first), True


def _events(read: dict[str, tuple[Micros, bool]], department: str | None) -> list[Event]:
    """The events of a row. Their actor is left to the lead of their moment, so that a later
    export that names another department does not tell them anew."""
    if department is not None and "dispatched_at" not in read and "reported_at" in read:
        read["dispatched_at"] = read["reported_at"]
    events = []
    for name, (moment, ambiguous) in read.items():
        kind = name.removesuffix("_at")
        note = AMBIGUOUS if ambiguous else None
        if kind == "dispatched":
            events.append(Event(kind, moment, target=department, role="lead", note=note))
        else:
            events.append(Event(kind, moment, note=note))
    return events


def priority(cell: Any, problems: list[Problem]) -> int | None:
    if cell is None:
        return None
    found = integer(cell, _LARGEST_PRIORITY)
    if found is None:
        text = hinted(f"{cell!r}, not 0 to {_LARGEST_PRIORITY}", cell)
        problems.append(Problem("priority not a number", text))
    return found
