"""The closed loop of a scene: how many came how far, and where the open ones stand."""

from __future__ import annotations

from data_access.loop import Loop
from data_access.statistics import Rate
from layouts import elements as html
from layouts import figures
from layouts import loop as panel
from layouts.marks import cell
from layouts.view import Props, View
from layouts.wall import parts


def build(answer: Loop, view: View) -> Props:
    """A row for each stage."""
    title = view.t("loop.title")
    if not answer.filed:
        return parts.panel(
            "loop", title, [], [parts.nothing(view, view.t("wall.none.incidents"))], view
        )
    rows = []
    for stage in answer.stages:
        untold = panel.untold(stage, answer)
        share = Rate(min(stage.reached, answer.filed), answer.filed).value or 0.0
        reached = figures.ABSENT if untold else figures.number(stage.reached)
        standing = view.t("loop.standing.short", n=figures.number(stage.standing))
        rows.append(
            parts.row(
                "",
                [
                    cell("name", view.t(f"loop.stage.{stage.name}")),
                    cell("bar", style={"--share": f"{share:.4f}", "--inner": f"{share:.4f}"}),
                    cell("figure", [parts.number(f"loop-{stage.name}", stage.reached, reached)]),
                    cell("count", "" if stage is answer.stages[-1] or untold else standing),
                ],
            )
        )
    note = [html.Span(view.t("wall.filed", n=figures.number(answer.filed)))]
    return parts.panel("loop", title, note, rows, view)
