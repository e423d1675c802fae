"""Trend: new and closed incidents over the period, with what is usual for such an hour or day."""

from __future__ import annotations

from datetime import datetime, timedelta

from data_access.trend import Trend
from layouts import counted, figures, ids, marks, plot
from layouts.elements import Element
from layouts.marks import cell
from layouts.plot import COLOURS, Figure
from layouts.view import Props, View

_FEW = 4  # below so many there would be ticks between whole counts


def build(answer: Trend, view: View) -> Props:
    """The head of the trend and its figure, a plain dict."""
    return {
        ids.TREND_HEAD: {"children": [_head(answer, view)]},
        ids.TREND: {"figure": figure(answer, view)},
    }


def figure(answer: Trend, view: View) -> Figure:
    """Lines of new and closed over the usual band, in local time."""
    starts = [_local(start, view) for start in answer.starts]
    x = [start.isoformat() for start in starts]
    partial = incomplete(answer, view)
    colours = COLOURS[view.theme]
    new, closed = _said(answer, partial, view)
    traces = [
        _band(answer, x, colours["same"]),
        _line(x, answer.closed, closed, view.t("trend.closed"), colours["same"], 1.5),
        _line(x, answer.new, new, view.t("trend.new"), colours["quantity"], 2.0),
    ]
    layout = plot.layout(
        view, hours=answer.step == "hour", hover=view.t(f"trend.hover.{answer.step}")
    )
    last = _after(starts[-1], answer.step).isoformat() if starts else None
    layout["meta"] = {"after": last}  # the end of the last bucket
    layout["shapes"] = [
        plot.veil(x[max(0, i - 1)], x[min(len(x) - 1, max(i, 1))], view) for i in sorted(partial)
    ]
    highest = max((*answer.new, *answer.closed, 0))
    layout["annotations"] = [] if highest else [plot.words(view.t("trend.none"), view)]
    if highest < _FEW:
        layout["yaxis"] |= {"dtick": 1, "range": [0, max(1, highest) * 1.05]}
    return {"data": [trace for trace in traces if trace is not None], "layout": layout}


def incomplete(answer: Trend, view: View) -> set[int]:
    """The buckets that the period, or the present, cuts: their counts are not whole."""
    if not answer.starts:
        return set()
    begin, end = view.filter.window(view.as_of, view.settings.zone)
    first, last = _local(answer.starts[0], view), _local(answer.starts[-1], view)
    found = {0} if first < _local(begin, view) else set()
    if _after(last, answer.step) > _local(min(end, view.as_of), view):
        found.add(len(answer.starts) - 1)
    return found


def _head(answer: Trend, view: View) -> Element:
    t = view.t
    note = [
        marks.key(
            "line",
            f"{t('trend.new')} {figures.number(sum(answer.new))}",
            **counted.figure("trend.new", focus=True, opens="counts.new"),
        ),
        marks.key(
            "line-context",
            f"{t('trend.closed')} {figures.number(sum(answer.closed))}",
            **counted.figure("trend.closed", focus=True, opens="counts.closed"),
        ),
        marks.key("band", t("trend.usual"), **counted.figure("trend.usual", focus=True))
        if any(_bounds(answer))
        else None,
        cell("note", t(f"trend.step.{answer.step}"), **counted.figure("trend.step", focus=True)),
    ]
    return marks.head(t("trend.title"), note, "trend.lines")


def _bounds(answer: Trend) -> list[tuple[float, float] | None]:
    """What is usual in each bucket, None where the past does not tell."""
    return [
        None if low is None or high is None else (low, high)
        for low, high in zip(answer.usual_low, answer.usual_high, strict=True)
    ]


def _band(answer: Trend, x: list[str], colour: str) -> Figure | None:
    """One closed outline for every stretch of buckets with bounds; a gap between stretches."""
    along: list[str | None] = []
    across: list[float | None] = []
    stretch: list[tuple[str, float, float]] = []
    for moment, bounds in zip([*x, ""], [*_bounds(answer), None], strict=True):
        if bounds is not None:
            stretch.append((moment, *bounds))
        elif stretch:
            there = [(at, high) for at, _, high in stretch]
            back = [(at, low) for at, low, _ in reversed(stretch)]
            outline = [*there, *back, there[0], (None, None)]
            along += [at for at, _ in outline]
            across += [value for _, value in outline]
            stretch = []
    if not along:
        return None
    return {
        "type": "scatter",
        "mode": "lines",
        "x": along[:-1],
        "y": across[:-1],
        "fill": "toself",
        "fillcolor": colour,
        "opacity": 0.15,
        "line": {"width": 0, "color": colour},
        "hoverinfo": "skip",
    }


def _line(
    x: list[str], counts: tuple[int, ...], said: list[str], name: str, colour: str, width: float
) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines" if len(x) > 1 else "markers",
        "name": name,
        "x": x,
        "y": list(counts),
        "line": {"color": colour, "width": width},
        "text": said,
        "hovertemplate": "%{text}<extra></extra>",
    }


def _said(answer: Trend, partial: set[int], view: View) -> tuple[list[str], list[str]]:
    """The exact count of every bucket, new and closed, and what would be usual."""
    t, new, closed = view.t, [], []
    for i, bounds in enumerate(_bounds(answer)):
        cut = t("trend.partial.said") if i in partial else ""
        usual = ""
        if bounds is not None:
            low, high = (figures.number(round(end)) for end in bounds)
            usual = t("trend.usual.said", low=low, high=high)
        new.append(t("trend.new.said", n=figures.number(answer.new[i])) + usual + cut)
        closed.append(t("trend.closed.said", n=figures.number(answer.closed[i])) + cut)
    return new, closed


def _local(moment: datetime, view: View) -> datetime:
    return view.local(moment).replace(tzinfo=None)


def _after(start: datetime, step: str) -> datetime:
    """Where the bucket that begins at `start` ends."""
    if step == "month":
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1)
    return start + (timedelta(days=1) if step == "day" else timedelta(hours=1))
