"""Rows into events of incidents: each is checked, and becomes an event or a reject with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from data_access.loading.contract import KINDS
from data_access.loading.corrections import corrected
from data_access.loading.incidents import AMBIGUOUS, Checked, choose, shown
from data_access.loading.moments import Clock, Form, MomentError, Reading
from data_access.loading.reference import Reference
from data_access.loading.rejects import Problem, Reject, rejected_row
from data_access.loading.stage import BATCH, Batch
from data_access.loading.values import unknown
from data_access.moments import Micros, from_micros, to_micros
from data_access.record.events import KINDS as EVENT_KINDS
from data_access.record.events import Event, Incident
from data_access.record.states import chunks
from data_access.record.tables import incidents

Row = dict[str, Any]
Key = tuple[str, str]

_KIND = KINDS["events"]
_REQUIRED = {"line_no": "line", "source": "key", "external_id": "key", "kind": "kind",
             "moment": "time"}  # fmt: skip
_ROLES = ("lead", "co")
_ONLY = {"target": "dispatched", "role": "dispatched", "deadline": "extended",
         "field": "corrected", "new": "corrected"}  # fmt: skip
_REFERENCES = {"source": "source", "department": "department", "target": "department"}


class EventChecker:
    """Checks rows against the contract and what the record knows."""

    def __init__(
        self, engine: Engine, reference: Reference, zone: ZoneInfo, forms: dict[str, Form]
    ) -> None:
        self._engine, self._reference = engine, reference
        self._clock, self._forms = Clock(zone), forms

    def stream(self, batches: Iterable[Batch]) -> Iterator[Checked]:
        """Incidents with the events of their rows; all rows of an incident come together."""
        rows = (batch.row(n) for batch in batches for n in range(batch.size))
        block: list[list[Row]] = []
        size = 0
        for _, group in groupby(rows, key=_key):
            block.append(list(group))
            size += len(block[-1])
            if size >= BATCH:
                yield self._check(block, size)
                block, size = [], 0
        if block:
            yield self._check(block, size)

    def _check(self, block: Sequence[Sequence[Row]], size: int) -> Checked:
        checked = Checked(rows=size)
        known = self._reported(_key(group[0]) for group in block)
        for group in block:
            events, rejects = self._history(group, known.get(_key(group[0])))
            checked.rejects += rejects
            if events:
                source, external_id = _key(group[0])
                checked.incidents.append(Incident(source, external_id, events))
                checked.ambiguous += sum(event.note is not None for event in events)
        return checked

    def _reported(self, keys: Iterable[Key]) -> dict[Key, Micros]:
        """When the incidents that the record knows were reported."""
        by_source: dict[str, list[str]] = {}
        for source, external_id in keys:
            if source is not None and external_id is not None:
                by_source.setdefault(source, []).append(external_id)
        c = incidents.c
        found: dict[Key, Micros] = {}
        with self._engine.connect() as connection:
            for source, externals in by_source.items():
                for some in chunks(externals):
                    for external_id, moment in connection.execute(
                        select(c.external_id, c.reported_at).where(
                            c.source == source, c.external_id.in_(some)
                        )
                    ):
                        found[source, external_id] = to_micros(moment)
        return found

    def _history(
        self, rows: Sequence[Row], known: Micros | None
    ) -> tuple[list[Event], list[Reject]]:
        """The events and rejects of one incident's rows; `known` is its report in the record."""
        problems: list[list[Problem]] = [[] for _ in rows]
        moments = [self._reading(row, "moment", p) for row, p in zip(rows, problems, strict=True)]
        for row, found in zip(rows, problems, strict=True):
            self._codes(row, found)
        reports = [
            reading.first
            for row, reading, found in zip(rows, moments, problems, strict=True)
            if row["kind"] == "reported" and reading is not None and not found
        ]
        begin = min(reports if known is None else [known, *reports], default=None)
        events, rejects = [], []
        for row, reading, found in zip(rows, moments, problems, strict=True):
            event = self._event(row, reading, begin, found)
            if found or event is None:
                row = row | {n: shown(row[n], f) for n, f in self._forms.items() if row[n]}
                rejects.append(rejected_row(row, _KIND.key, found))
            else:
                events.append(event)
        return events, rejects

    def _reading(self, row: Row, name: str, problems: list[Problem]) -> Reading | None:
        if row[name] is None:
            return None
        form = self._forms.get(name, "text")
        try:
            return self._clock.read(row[name], form)
        except MomentError as error:
            detail = f" ({error.detail})" if error.detail else ""
            problems.append(Problem(error.what, f"{name} {shown(row[name], form)!r}{detail}"))
            return None

    def _codes(self, row: Row, problems: list[Problem]) -> None:
        """What is wrong with a row's columns, each by itself and for its kind."""
        missing = [name for name in _REQUIRED if row[name] is None]
        problems += [Problem(f"missing {_REQUIRED[name]}", name) for name in missing]
        kind = row["kind"]
        if kind is None:
            return
        if kind not in EVENT_KINDS:
            problems.append(
                Problem("unknown kind", f"{kind!r}; there are {', '.join(EVENT_KINDS)}")
            )
            return
        for name, table in _REFERENCES.items():
            if row[name] is not None and row[name] not in getattr(self._reference, table):
                problems.append(unknown(name, row[name]))
        for name, only in _ONLY.items():
            if row[name] is not None and kind != only:
                problems.append(Problem(f"impossible {name}", f"only {only} has one, not {kind}"))
            elif row[name] is None and kind == only and name != "role":
                problems.append(Problem(f"missing {name}", f"{only} needs one"))
        if row["role"] not in (None, *_ROLES):
            problems.append(Problem("unknown role", f"{row['role']!r}; there are lead and co"))

    def _event(
        self, row: Row, reading: Reading | None, begin: Micros | None, problems: list[Problem]
    ) -> Event | None:
        if begin is None and row["external_id"] and row["source"] in self._reference.source:
            what = "it is not loaded, and no good row of the file says when it was reported"
            problems.append(Problem("unknown incident", f"{row['external_id']!r}: {what}"))
        deadline = self._reading(row, "deadline", problems)
        if reading is None or begin is None or problems:
            return None
        kind = row["kind"]
        moment, ambiguous = choose(reading, [begin])
        until = None if deadline is None else choose(deadline, [moment])[0]
        if moment < begin:
            detail = f"{from_micros(moment)} is before {from_micros(begin)}"
            problems.append(Problem(f"{kind} before reported", detail))
        if until is not None and until < moment:
            detail = f"{from_micros(until)} is before {from_micros(moment)}"
            problems.append(Problem("deadline before its extension", detail))
        field, new = (None, None)
        if kind == "corrected":
            field, new = corrected(row["field"], row["new"], self._reference, self._clock, problems)
            if field == "own_deadline" and new is not None and int(new) < begin:
                detail = f"{from_micros(int(new))} is before {from_micros(begin)}"
                problems.append(Problem("deadline before reported", detail))
        return Event(
            kind,
            moment,
            department=row["department"],
            target=row["target"],
            role=(row["role"] or "lead") if kind == "dispatched" else None,
            field=field,
            new=new,
            deadline=until,
            note=AMBIGUOUS if ambiguous else None,
        )


def _key(row: Row) -> Key:
    return row["source"], row["external_id"]
