"""The derived rows of an incident as the independent figures see it, in the record's columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_access.independent.cases import Case
from data_access.independent.told import SECOND
from data_access.record.tables import assignments, incidents

Row = dict[str, Any]


def incident_row(case: Case) -> Row:
    """The columns of `incidents`; moments are microseconds."""
    history = case.history
    until = history.as_of if history.suspended is None else history.suspended
    stage = history.stage(history.all)
    _, present = case.stages[stage]
    firsts = {
        "dispatched_at": history.moments("dispatched"),
        "responded_at": history.moments("responded", "resolved"),
    }
    response = firsts["responded_at"][:1]
    return {
        "id": case.told.id,
        "source": case.told.source,
        "external_id": case.told.external_id,
        **case.fields,
        "stage": stage,
        "voided": history.voided,
        "reported_at": history.reported,
        **{name: next(iter(moments), None) for name, moments in firsts.items()},
        "resolved_at": history.resolved,
        "closed_at": history.closed,
        "deadline": history.deadline,
        "suspended_at": history.suspended,
        "lead": history.lead(history.all),
        "department": history.department,
        "returns": len(history.moments("returned")),
        "decisions": len(history.moments("returned", "verified")),
        "extended": history.extended,
        "stage_from": None if stage == "closed" else until - (present or 0),
        **{
            f"{name}_seconds": case.stages[name][0] // SECOND if name in case.stages else None
            for name in ("reported", "dispatched", "responded", "resolved")
        },
        "response_seconds": _seconds(case, response[0] if response else None),
        "total_seconds": _seconds(case, history.closed),
        "active_from": until - history.active(history.reported, history.as_of),
        "latest_at": history.events[-1].at if history.events else history.reported,
        "wakes_at": history.wakes,
    }


def _seconds(case: Case, end: int | None) -> int | None:
    history = case.history
    return None if end is None else history.active(history.reported, end) // SECOND


def assignment_rows(case: Case) -> list[Row]:
    """The columns of `assignments`; moments are microseconds."""
    suspended = case.history.suspended
    until = case.history.as_of if suspended is None else suspended
    found = []
    for seq, duty in enumerate(case.duties):
        waits = duty.outcome == "waiting"
        found.append(
            {
                "incident_id": case.told.id,
                "seq": seq,
                "department": duty.department,
                "role": duty.role,
                "started_at": duty.at,
                "outcome": duty.outcome,
                "active_seconds": None if waits else duty.active // SECOND,
                "active_from": until - duty.so_far if waits or duty.handled is None else None,
                "paused_at": suspended if waits else None,
                "handled_seconds": None if duty.handled is None else duty.handled // SECOND,
            }
        )
    return found


def comparable(row: Mapping[str, Any]) -> Row:
    """A row of `incidents` without its version. In the present stage, no visit that ended and
    visits of no length are the same to every figure."""
    found = {name: value for name, value in row.items() if name != "version"}
    spent = f"{found['stage']}_seconds"
    if spent in found:
        found[spent] = found[spent] or 0
    return found


INCIDENT_COLUMNS = [column.name for column in incidents.columns]
ASSIGNMENT_COLUMNS = [column.name for column in assignments.columns]
