"""Closed loop: how far the cohort came, where the open ones stand, the time in each stage."""

from __future__ import annotations

from dash.development.base_component import Component

from data_access.loop import Loop, Stage
from data_access.statistics import Rate
from layouts import figures, ids, marks
from layouts.marks import cell
from layouts.view import Props, View


def build(answer: Loop, view: View) -> Props:
    """The panel of the closed loop."""
    t = view.t
    note = [t("loop.note", n=figures.number(answer.filed))]
    head = marks.head(t("loop.title"), note, t("loop.counted"))
    if not answer.filed:
        content: list[Component | str | None] = [marks.empty(t("loop.none"))]
    else:
        content = [_stage(stage, answer, view) for stage in answer.stages]
    return {ids.LOOP: {"children": [head, marks.body(view, "loop", content)]}}


def untold(stage: Stage, answer: Loop) -> bool:
    """Whether the source does not tell of a stage: none reached it, and some came beyond it."""
    later = answer.stages[answer.stages.index(stage) + 1 :]
    return not stage.reached and any(other.reached for other in later)


def _stage(stage: Stage, answer: Loop, view: View) -> Component:
    filed = answer.filed
    share = Rate(min(stage.reached, filed), filed).value or 0.0
    last = stage.name == "closed"
    if last:
        below = [view.t("loop.of_filed"), figures.percent(share)]
    elif untold(stage, answer):
        below = [view.t("loop.median.short", time=figures.ABSENT), view.t("loop.untold")]
    else:
        below = [
            view.t("loop.median.short", time=figures.percentile(view, stage.median)),
            view.t("loop.standing.short", n=figures.number(stage.standing)),
        ]
    reached = figures.ABSENT if untold(stage, answer) else figures.number(stage.reached)
    children = [
        cell("bar", reached, style={"--share": f"{share:.4g}"}),
        cell("name", view.t(f"loop.stage.{stage.name}")),
        *(cell("aside", line) for line in below),
    ]
    return marks.row(
        "is-last" if last else "", children, title=_facts(stage, filed, last=last, view=view)
    )


def _facts(stage: Stage, filed: int, *, last: bool, view: View) -> str:
    t = view.t
    reached = Rate(stage.reached, filed)
    shown = f"{figures.fraction(reached)} = {figures.percent(reached.value)}"
    lines: list[tuple[str, str] | str] = [(t("loop.reached"), shown)]
    if not last:
        lines.append((t("loop.median"), figures.percentile(view, stage.median)))
        lines.append((t("loop.standing"), figures.number(stage.standing)))
    return marks.facts(t(f"loop.stage.{stage.name}"), [*lines, t("loop.counted")])
