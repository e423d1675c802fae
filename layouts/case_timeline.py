"""The timeline of a case: its events in their order, the deadline in its place among them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from data_access.case import Case, Step
from data_access.moments import from_micros
from layouts import elements as html
from layouts import figures, marks
from layouts.case_course import moment, section
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import View

_NAMED = ("area", "category", "scenario")  # fields whose values have names


def timeline(answer: Case, view: View) -> Element:
    """All events in their order, the deadline among them, and what is dated ahead apart."""
    rows = html.Ol(list(_rows(answer, view)), className="steps-of-case")
    children = [rows]
    if answer.ahead:
        ahead = [_row(step, None, view) for step in answer.ahead]
        children += [
            html.P(view.t("case.ahead"), className="dim"),
            html.Ol(ahead, className="steps-of-case is-ahead"),
        ]
    note = view.t("case.events", n=len(answer.steps))
    return section("timeline", note, children, view)


def _rows(answer: Case, view: View) -> Iterator[Element]:
    deadline = None if answer.stands_still else answer.deadline
    before = None
    for step in answer.steps:
        if deadline is not None and step.moment > deadline:
            yield _mark("deadline", deadline, view.t("case.deadline.passes"), view)
            deadline = None
        yield _row(step, before, view)
        before = step.moment
    if not {"closed", "voided"} & set(answer.statuses):
        if deadline is not None and deadline < view.as_of:
            yield _mark("deadline", deadline, view.t("case.deadline.passes"), view)
            deadline = None
        yield _mark("now", view.as_of, view.t("case.now"), view)
    if answer.stands_still and answer.deadline is not None:
        yield _mark("deadline", answer.deadline, view.t("case.deadline.would"), view)
    elif deadline is not None:
        yield _mark("deadline", deadline, view.t("case.deadline"), view)


def _mark(kind: str, at: datetime, said: str, view: View) -> Element:
    """A moment that is no event."""
    children = [cell("rail"), cell("moment", moment(at, view)), cell("happened", said)]
    return html.Li(children, className=f"step is-{kind}")


def _row(step: Step, before: datetime | None, view: View) -> Element:
    since = None if before is None else (step.moment - before).total_seconds()
    children = [
        cell("rail"),
        cell("moment", moment(step.moment, view)),
        cell("happened", [happened(step, view), *_beside(step, view)]),
        cell("since", "" if since is None else f"+{figures.duration(view, since)}"),
    ]
    kinds = ["row step", f"stage-{step.stage or 'none'}", f"kind-{step.kind}"]
    if step.paused:
        kinds.append("is-paused")
    return html.Li(
        children, className=" ".join(kinds), title=_facts(step, since, view), tabIndex="0"
    )


def _beside(step: Step, view: View) -> list[Element]:
    """The role of whom it was dispatched to; what is noted."""
    found = []
    if step.kind == "dispatched" and step.target is not None:
        found.append(cell("role", view.t(f"case.role.{step.role or 'lead'}")))
    if step.note:
        found.append(cell("note", step.note))
    return found


def happened(step: Step, view: View) -> str:
    """What an event did."""
    if step.kind == "corrected":
        field = view.t(f"case.field.{step.field}") if step.field else figures.ABSENT
        old, new = (_value(step.field, text, view) for text in (step.old, step.new))
        return view.t("case.corrected", field=field, old=old, new=new)
    if step.kind == "extended" and step.deadline is not None:
        return view.t("case.extended", moment=moment(step.deadline, view))
    if step.kind == "dispatched" and step.target is not None:
        department = view.name("department", step.target)
        return view.t("case.to_department", department=department)
    said = view.t(f"feed.kind.{step.kind}")
    if step.kind == "dispatched" or step.actor is None:
        return said
    department = view.name("department", step.actor)
    return view.t("case.by_department", kind=said, department=department)


def _value(field: str | None, text: str | None, view: View) -> str:
    if not text:
        return figures.ABSENT
    if field in _NAMED:
        return view.name(field, text)
    return moment(from_micros(int(text)), view) if field == "own_deadline" else text


def _facts(step: Step, since: float | None, view: View) -> str:
    lines = [(view.t("case.moment"), f"{view.local(step.moment):%Y-%m-%d %H:%M:%S}")]
    if since is not None:
        lines.append((view.t("case.since"), figures.duration(view, since)))
    if step.stage is not None:
        lines.append((view.t("case.stage.name"), view.t(f"loop.stage.{step.stage}")))
    if step.actor is not None:
        lines.append((view.t("feed.department"), view.name("department", step.actor)))
    return marks.facts(view.t(f"feed.kind.{step.kind}"), lines)
