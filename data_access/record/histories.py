"""What follows from an incident's events (docs/indicators, docs/decisions/0001-histories.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from data_access.moments import SECOND, Micros
from data_access.record.events import Event, in_order


@dataclass(slots=True)
class Assignment:
    """One dispatch of an incident to one department; columns as in the record."""

    department: str
    role: str
    started_at: Micros
    clock: Micros  # active clock of the incident at its start
    outcome: str = "waiting"
    active: Micros | None = None
    handled: Micros | None = None
    active_from: Micros | None = None
    paused_at: Micros | None = None


@dataclass(slots=True)
class History:
    """The state of an incident that follows from its events up to `now`."""

    reported_at: Micros
    deadline: Micros | None
    stage: str = "reported"
    voided: bool = False
    dispatched_at: Micros | None = None
    responded_at: Micros | None = None
    resolved_at: Micros | None = None
    closed_at: Micros | None = None
    suspended_at: Micros | None = None
    lead: str | None = None
    department: str | None = None
    returns: int = 0
    decisions: int = 0
    extended: bool = False
    stage_from: Micros | None = None
    response: Micros | None = None  # active time from report to first response
    total: Micros | None = None  # and to the closing in force
    active_from: Micros = 0
    latest_at: Micros = 0  # newest event that has come
    wakes_at: Micros | None = None
    spent: dict[str, Micros] = field(default_factory=dict)
    assignments: list[Assignment] = field(default_factory=list)
    # working state
    _paused: Micros = 0  # total of the pauses that ended
    _pause_moves_deadline: bool = False
    _pause_from: Micros = 0  # from where the pause in force moves the deadline
    _visit: Micros = 0  # active clock at the begin of the present stage
    _before_closing: str = "reported"
    _leads: list[tuple[Micros, str]] = field(default_factory=list)
    _accepted: dict[str | None, Micros] = field(default_factory=dict)  # resolutions by department

    def _clock(self, moment: Micros) -> Micros:
        """Active time: it stands still during a pause."""
        reached = moment if self.suspended_at is None else min(moment, self.suspended_at)
        return reached - self._paused

    def _enter(self, stage: str, moment: Micros) -> None:
        clock = self._clock(moment)
        self.spent[self.stage] = self.spent.get(self.stage, 0) + clock - self._visit
        self.stage, self._visit = stage, clock

    def _waiting(self, department: str | None) -> list[Assignment]:
        return [
            a for a in self.assignments if a.outcome == "waiting" and a.department == department
        ]

    def _assign(self, department: str, role: str, moment: Micros) -> None:
        if not self._waiting(department):
            self.assignments.append(Assignment(department, role, moment, self._clock(moment)))
            if self.closed_at is not None:
                self._end(self.assignments[-1], "unanswered", moment)

    def _end(self, assignment: Assignment, outcome: str, moment: Micros) -> None:
        assignment.outcome = outcome
        assignment.active = self._clock(moment) - assignment.clock

    def _resume(self, moment: Micros) -> None:
        if self.suspended_at is None:
            return
        if self._pause_moves_deadline and self.deadline is not None:
            self.deadline += moment - self._pause_from
        self._paused += moment - self.suspended_at
        self.suspended_at, self._pause_moves_deadline = None, False

    def _deadline_stands(self, moment: Micros) -> bool:
        """Whether the deadline has not passed yet at `moment`."""
        return self._pause_moves_deadline or (self.deadline is not None and moment <= self.deadline)

    def apply(self, event: Event) -> None:
        """Follow one event; events come in the order of their moments."""
        moment, actor = event.moment, event.department or self.lead
        match event.kind:
            case "dispatched":
                self._dispatch(event.target, event.role or "lead", moment)
            case "responded":
                self._respond(actor, moment)
                if self.lead in (None, actor) and self.stage in ("reported", "dispatched"):
                    self._enter("responded", moment)
            case "resolved":
                self._respond(actor, moment)
                for done in self.assignments:
                    if done.department == actor and done.handled is None:
                        done.handled = self._clock(moment) - done.clock
                if self.lead in (None, actor) and self.stage != "closed":
                    self._accepted[actor] = moment
                    self._enter("resolved", moment)
            case "verified":
                self.decisions += 1
            case "returned":
                self.returns += 1
                self.decisions += 1
                self.closed_at = self.total = None
                self._accepted.clear()
                self._await_again()
                self._enter("dispatched", moment)
                if self.lead is not None:
                    self._assign(self.lead, "lead", moment)
            case "suspended":
                if self.suspended_at is None and self.closed_at is None:
                    self._pause_moves_deadline = self._deadline_stands(moment)
                    self.suspended_at = self._pause_from = moment
            case "resumed":
                self._resume(moment)
            case "extended":
                self._extend(event.deadline, moment)
            case "closed":
                self._close(moment)
            case "reopened":
                if self.closed_at is not None:
                    self._reopen(moment)
            case "voided":
                self.voided = True
            case "unvoided":
                self.voided = False
            case _:  # reported, corrected: they are the fields
                pass

    def _dispatch(self, target: str | None, role: str, moment: Micros) -> None:
        if self.dispatched_at is None:
            self.dispatched_at = moment
        if role == "lead":
            if target is not None:  # else it says nothing of the lead
                if target != self.lead:
                    for left in self._waiting(self.lead):
                        if left.role == "lead":
                            self._end(left, "passed_on", moment)
                self.lead = target
                self._leads.append((moment, target))
            if self.stage != "closed":
                self._enter("dispatched", moment)
        if target is not None:
            self._assign(target, role, moment)

    def _respond(self, actor: str | None, moment: Micros) -> None:
        if self.responded_at is None:
            self.responded_at = moment
            self.response = self._clock(moment) - self.reported_at
        for answered in self._waiting(actor):
            self._end(answered, "answered", moment)

    def _extend(self, until: Micros | None, moment: Micros) -> None:
        if until is None or self.deadline is None or not self._deadline_stands(moment):
            return
        so_far = moment - self._pause_from if self._pause_moves_deadline else 0
        if until > self.deadline + so_far:
            self.deadline, self.extended, self._pause_from = until, True, moment

    def _close(self, moment: Micros) -> None:
        self._resume(moment)
        if self.stage != "closed":
            self._before_closing = self.stage
            self._enter("closed", moment)
        self.closed_at = moment
        self.total = self._clock(moment) - self.reported_at
        for unheard in self.assignments:
            if unheard.outcome == "waiting":
                self._end(unheard, "unanswered", moment)

    def _reopen(self, moment: Micros) -> None:
        self.closed_at = self.total = None
        self._enter(self._before_closing, moment)
        self._await_again()

    def _await_again(self) -> None:
        for again in self.assignments:
            if again.outcome == "unanswered":
                again.outcome, again.active = "waiting", None

    def finish(self, now: Micros) -> None:
        """Set what depends on the moment the history is looked at."""
        self.active_from = self.reported_at + self._paused
        self.stage_from = None if self.stage == "closed" else self._visit + self._paused
        for open_ in self.assignments:
            if open_.outcome == "waiting" or open_.handled is None:
                open_.active_from = open_.clock + self._paused
            if open_.outcome == "waiting":
                open_.paused_at = self.suspended_at
        self.department = self.lead
        if self.deadline is not None and self.deadline < now and not self._pause_moves_deadline:
            self.department = None
            for since, lead in self._leads:
                if since <= self.deadline:
                    self.department = lead
        if self.department is None:
            self.resolved_at = max(self._accepted.values(), default=None)
        else:
            self.resolved_at = self._accepted.get(self.department)


def derive(
    events: Iterable[Event],
    *,
    own_deadline: Micros | None,
    default_seconds: int | None,
    now: Micros,
    watch: Callable[[Event, History], None] = lambda _, __: None,
) -> History:
    """The state that follows from the events up to and including `now`; `watch` sees it after each.

    `default_seconds` is the deadline of the category. Without a `reported` event a history has
    no begin: ValueError.
    """
    ordered = in_order(events)
    reported = next((event.moment for event in ordered if event.kind == "reported"), None)
    if reported is None:
        raise ValueError("a history needs a reported event")
    deadline = own_deadline
    if deadline is None and default_seconds is not None:
        deadline = reported + default_seconds * SECOND
    history = History(reported_at=reported, deadline=deadline, latest_at=reported, _visit=reported)
    for event in ordered:
        if event.moment > now:
            history.wakes_at = event.moment
            break
        history.apply(event)
        history.latest_at = event.moment
        watch(event, history)
    history.finish(now)
    return history
