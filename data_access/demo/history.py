"""What becomes of one simulated incident: from what was drawn for it to its events."""

from __future__ import annotations

from typing import NamedTuple

from data_access.moments import SECOND
from data_access.record.events import Event


class Draw(NamedTuple):
    """What chance decided for one incident; times are whole seconds, 0 means none of it."""

    reported: int  # since 1970
    fate: str  # usual, voided, spot (closed where it was found), unheard (closed unanswered)
    lead: str
    other: str  # the department that gets it by mistake
    partner: str  # the department that helps
    deadline: int
    dispatch: int
    response: int
    on_time: bool
    pace: float  # how much of the time left an incident closed on time takes
    late: int  # how long after its deadline one not on time is closed
    returns: int
    verify: int
    transfer: int
    help: int
    extension: int
    pause: int
    reopen: int


class Times(NamedTuple):
    """When the main steps of an incident are taken, seconds since 1970."""

    first_sent: int
    sent: int  # to the department that leads it in the end
    responded: int
    granted: int  # the extension
    resolved: int
    closed: int


def story(draw: Draw) -> list[Event]:
    """The events of an incident's whole history; a later one may stand before an earlier one."""
    events = [Event("reported", draw.reported * SECOND)]
    if draw.fate == "spot":
        return [*events, Event("closed", (draw.reported + draw.dispatch + 300) * SECOND)]
    times = schedule(draw)
    if draw.fate == "voided":
        found_out = times.sent + max(60, (times.responded - times.sent) // 2)
        return [*events, *_dispatches(draw, times), Event("voided", found_out * SECOND)]
    events += _dispatches(draw, times)
    if draw.fate == "unheard":
        return [*events, Event("closed", times.closed * SECOND)]
    if draw.extension:
        until = (draw.reported + draw.deadline + draw.extension) * SECOND
        events.append(Event("extended", times.granted * SECOND, draw.lead, deadline=until))
    events += _handling(draw, times)
    if draw.help:
        events += _help(draw, times)
    if draw.pause:
        events = _paused(draw, times, events)
    if draw.reopen:
        events += _again(draw, max(event.moment for event in events) // SECOND)
    return events


def schedule(draw: Draw) -> Times:
    """The main steps, so that the incident is on time or late as was drawn."""
    end = draw.reported + draw.deadline + draw.extension
    first_sent = draw.reported + min(draw.dispatch, draw.deadline // 8)
    sent = first_sent + min(draw.transfer, draw.deadline // 5)
    responded = sent + draw.response
    granted = draw.reported + draw.deadline * 7 // 10
    if draw.on_time:
        responded = min(responded, sent + (end - sent) * 6 // 10)
        begin = max(responded, granted) if draw.extension else responded
        closed = begin + int((end - begin) * draw.pace)
    else:
        closed = end + draw.late
        responded = min(responded, sent + (closed - sent) * 6 // 10)
    resolved = closed - min(draw.verify, (closed - responded) // 4)
    return Times(first_sent, sent, responded, granted, resolved, closed)


def _dispatches(draw: Draw, times: Times) -> list[Event]:
    found = []
    if draw.transfer:
        found.append(Event("dispatched", times.first_sent * SECOND, target=draw.other, role="lead"))
    found.append(Event("dispatched", times.sent * SECOND, target=draw.lead, role="lead"))
    return found


def _handling(draw: Draw, times: Times) -> list[Event]:
    """Response, resolution, what is sent back, verification and closing."""
    lead = draw.lead
    since = times.responded
    events = [Event("responded", since * SECOND, lead)]
    for _ in range(draw.returns):
        left = times.resolved - since
        done = since + left * 4 // 10
        back = done + min(draw.verify, left * 15 // 100)
        since = back + 1 + min(draw.response, left // 5)
        events += [
            Event("resolved", done * SECOND, lead),
            Event("returned", back * SECOND),
            Event("responded", since * SECOND, lead),
        ]
    verified = times.closed - min(90, (times.closed - times.resolved) // 4)
    return [
        *events,
        Event("resolved", times.resolved * SECOND, lead),
        Event("verified", verified * SECOND),
        Event("closed", times.closed * SECOND),
    ]


def _help(draw: Draw, times: Times) -> list[Event]:
    asked = times.sent + min(90, (times.resolved - times.sent) // 8)
    answered = asked + min(draw.help, (times.resolved - asked) * 7 // 10)
    done = (answered + times.resolved) // 2
    return [
        Event("dispatched", asked * SECOND, target=draw.partner, role="co"),
        Event("responded", answered * SECOND, draw.partner),
        Event("resolved", done * SECOND, draw.partner),
    ]


def _paused(draw: Draw, times: Times, events: list[Event]) -> list[Event]:
    """A pause within the deadline: what comes after its begin comes later by its length."""
    begin = min(
        times.responded + (times.resolved - times.responded) // 3, draw.reported + draw.deadline
    )
    moved = [
        event._replace(moment=event.moment + draw.pause * SECOND)
        if event.moment > begin * SECOND
        else event
        for event in events
    ]
    return [
        *moved,
        Event("suspended", begin * SECOND, draw.lead),
        Event("resumed", (begin + draw.pause) * SECOND, draw.lead),
    ]


def _again(draw: Draw, closed: int) -> list[Event]:
    reopened = closed + draw.reopen
    resolved = reopened + draw.response + 1
    return [
        Event("reopened", reopened * SECOND),
        Event("resolved", resolved * SECOND, draw.lead),
        Event("verified", (resolved + draw.verify) * SECOND),
        Event("closed", (resolved + draw.verify) * SECOND),
    ]
