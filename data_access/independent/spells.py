"""What took how long in one incident's history: its stages, and what departments were given."""

from __future__ import annotations

from data_access.independent.history import STAGES, Duty, History


def stage_times(history: History) -> dict[str, tuple[int, int | None]]:
    """Of every stage that was reached: active time of the visits that ended, and of the present
    one; None: it has left. `closed` has no time, and counts as reached only while it is closed."""
    found: dict[str, tuple[int, int | None]] = {}
    begin = history.reported
    for k, event in enumerate(history.events):
        if _enters(history, k):
            stage = history.stage(k)
            found[stage] = found.get(stage, (0, None))[0] + history.active(begin, event.at), None
            begin = event.at
    now = history.stage(history.all)
    found[now] = found.get(now, (0, None))[0], history.active(begin, history.as_of)
    if now != STAGES[-1]:
        found.pop(STAGES[-1], None)
    return found


def _enters(history: History, k: int) -> bool:
    """Whether number k begins a visit: the stage is another one, or the same anew."""
    kind = history.events[k].kind
    anew = kind in ("dispatched", "resolved", "returned") and not history.shut(k + 1)
    if anew and kind == "dispatched":
        anew = history.events[k].role != "co"
    if anew and kind == "resolved":
        anew = history.by_lead(k)
    return anew or history.stage(k + 1) != history.stage(k)


def duties(history: History) -> list[Duty]:
    """Every assignment; each is followed to its end by looking ahead from its begin."""
    found: list[tuple[int, str, str, int, str]] = []
    for k, event in enumerate(history.events):
        if event.kind == "dispatched":
            department, role = event.target, event.role or "lead"
        elif event.kind == "returned":
            department, role = history.lead(k), "lead"
        else:
            continue
        waits = not history.shut(k + 1) and any(
            other == department and k <= end for _, other, _, end, _ in found
        )
        if department is not None and not waits:
            found.append((k, department, role, *_end(history, k, department, role)))
    return [_duty(history, *one) for one in found]


def _end(history: History, begin: int, department: str, role: str) -> tuple[int, str]:
    """The number of the event that ended it, and how; while it waits, that of no event yet."""
    for k in range(begin + 1, history.all):
        event = history.events[k]
        if event.kind in ("responded", "resolved", "dispatched") and not history.shut(k):
            if event.kind != "dispatched":
                if history.actor(k) == department:
                    return k, "answered"
            elif role == "lead" and history.passes_on(k, department):
                return k, "passed_on"
    if history.shut(history.all):
        return max(begin, history.closing(history.all)), "unanswered"
    return history.all, "waiting"


def _duty(history: History, k: int, department: str, role: str, end: int, outcome: str) -> Duty:
    at = history.events[k].at
    until = history.events[end].at if end < history.all else history.as_of
    done = next(
        (
            history.events[j].at
            for j in range(k + 1, history.all)
            if history.events[j].kind == "resolved" and history.actor(j) == department
        ),
        None,
    )
    return Duty(
        department,
        role,
        at,
        outcome,
        history.active(at, until),
        history.active(at, history.as_of),
        None if done is None else history.active(at, done),
    )
