"""Closed loop: how far the cohort came, where the open ones stand, the time in each stage."""

from __future__ import annotations

from typing import Any

from data_access.definitions.loop import LAST, SHARE, STANDING, TIME
from data_access.loop import Loop, Stage
from data_access.statistics import Rate
from layouts import counted, figures, ids, marks, units
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import Props, View


def build(answer: Loop, view: View) -> Props:
    """The panel of the closed loop."""
    t = view.t
    said = t("loop.note", n=figures.number(answer.filed))
    note = [cell("note", said, **counted.figure("loop.filed", focus=True, opens="loop.filed"))]
    head = marks.head(t("loop.title"), note, "loop.stage")
    if not answer.filed:
        content: list[Element | str | None] = [marks.empty(t("loop.none"))]
    else:
        content = [_stage(stage, answer, view) for stage in answer.stages]
    return {ids.LOOP: {"children": [head, marks.body(view, "loop", content, "loop.stage")]}}


def untold(stage: Stage, answer: Loop) -> bool:
    """Whether the source does not tell of a stage: none reached it, and some came beyond it."""
    later = answer.stages[answer.stages.index(stage) + 1 :]
    return not stage.reached and any(other.reached for other in later)


def _stage(stage: Stage, answer: Loop, view: View) -> Element:
    filed = answer.filed
    share = Rate(min(stage.reached, filed), filed).value or 0.0
    last = stage.name == LAST
    keys = ["reached", "median", "standing"]
    if last:
        below = [view.t("loop.of_filed"), figures.percent(share)]
        keys = ["closed", "closed", "closed"]
    elif untold(stage, answer):
        below = [view.t("loop.median.short", time=figures.ABSENT), view.t("loop.untold")]
    else:
        below = [
            view.t("loop.median.short", time=figures.percentile(view, stage.median)),
            view.t("loop.standing.short", n=figures.number(stage.standing)),
        ]
    reached = figures.ABSENT if untold(stage, answer) else figures.number(stage.reached)
    children = [
        cell("bar", reached, style={"--share": f"{share:.4g}"}, **_opens(keys[0], stage)),
        cell("name", view.t(f"loop.stage.{stage.name}")),
        *(
            cell("aside", line, **_opens(key, stage))
            for line, key in zip(below, keys[1:], strict=True)
        ),
    ]
    kind = " ".join(
        word
        for word, so in (
            ("is-last", last),
            ("is-chosen", units.chosen(view, "stage", stage.name)),
        )
        if so
    )
    return marks.row(
        kind,
        children,
        title=_facts(stage, filed, last=last, view=view),
        href=units.toggle(view, "stage", stage.name),
    )


def _opens(figure: str, stage: Stage) -> dict[str, Any]:
    which = "standing" if figure == "standing" else "reached"
    return counted.figure(f"loop.{figure}", opens=f"loop.{which}.{stage.name}")


def _facts(stage: Stage, filed: int, *, last: bool, view: View) -> str:
    lines = [counted.fact(SHARE[stage.name], Rate(stage.reached, filed), view)]
    if not last:
        median = figures.percentile(view, stage.median)
        time, standing = TIME[stage.name], STANDING[stage.name]
        lines.append((view.t("loop.median", time=counted.name(time, view)), median))
        lines.append((counted.name(standing, view), figures.number(stage.standing)))
    return marks.facts(view.t(f"loop.stage.{stage.name}"), lines)
