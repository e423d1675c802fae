"""The numbers that a screen in English shows, and those that it should, as the same plain values."""

from __future__ import annotations

import math
from typing import Any

from playwright.sync_api import Page

from data_access.independent.tolerance import Within
from data_access.statistics import Percentile
from layouts import figures
from layouts.view import View

Shown = dict[str, Any]

_READ = """() => {
  const text = (element, selector) => {
    const found = element.querySelector(selector);
    return found ? found.textContent : null;
  };
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const rows = (panel, read) => Object.fromEntries(all(`#${panel} .row`).map((row) => [row.dataset.of || "", read(row)]));
  const graph = document.querySelector("#trend .js-plotly-plot");
  const line = (name) => graph.data.filter((trace) => trace.name === name).map((trace) => Array.from(trace.y))[0];
  return {
    tiles: Object.fromEntries(all("#counts .tile").map((tile) => [
      tile.className.match(/tile-(\\w+)/)[1], ["figure", "beside", "tile-note"].map((kind) => text(tile, `.${kind}`))])),
    closure: rows("closure", (row) => [text(row, ".figure"), text(row, ".count"), text(row, ".aside")]),
    loop: all("#loop .row").map((row) => Array.from(row.querySelectorAll(".bar, .aside"), (e) => e.textContent)),
    map: all("#map-head [data-counted='heat.cohort'], #map-head [data-counted='heat.unlocated']").map((e) => e.textContent.split(" ")[0]),
    response: rows("response", (row) => text(row, ".figure")),
    coverage: rows("coverage", (row) => Array.from(row.querySelectorAll(".figure"), (e) => e.textContent)),
    trend: { new: line("New"), closed: line("Closed") },
    feed: all("#feed .row").map((row) => (row.dataset.facts || row.title).split("\\n")[1].split("\\t")[1]),
  };
}"""


def shown(page: Page) -> Shown:
    """What stands on the screen."""
    found: Shown = page.evaluate(_READ)
    return found


def expected(found: dict[str, Any], view: View) -> Shown:
    """What should stand there, from figures in the form of `onescreen figures`."""
    strip, total = found["counts"], found["closure"]["total"]
    due, n = total["due"], figures.number
    return {
        "tiles": {
            **{
                name: _compared(name, found["change"][name], below, view)
                for name, below in _BELOW.items()
            },
            "overdue": _overdue(strip, found["change"]["overdue"], view),
            "closure": [_percent(total["closed"], due), None, _of_due(total["closed"], due)],
            "on_time": [_percent(total["on_time"], due), None, _of_due(total["on_time"], due)],
        },
        "closure": {
            "" if unit is total else unit["code"] or "-": [
                _percent(unit["closed"], unit["due"]),
                f"{unit['closed']:,}/{unit['due']:,}",
                f"Not due {unit['not_yet_due']:,} · early {unit['closed_early']:,}",
            ]
            for unit in (total, *found["closure"]["units"])
        },
        "loop": _loop(found["loop"], view),
        "map": [n(strip["cohort"]), *([n(strip["unlocated"])] if strip["unlocated"] else [])],
        "response": {
            one["code"]: n(one["waiting"]) if one["assignments"] else "–"
            for one in found["response"]["departments"]
        },
        "coverage": _coverage(found["coverage"]),
        "trend": {"new": list(found["trend"]["new"]), "closed": list(found["trend"]["closed"])},
        "feed": [
            f"{view.name('source', item['source'])} {item['external_id']}"
            for item in found["feed"]["items"]
        ],
    }


_BELOW = {
    "open": "whenever reported",
    "new": "reported in the period",
    "closed": "closed in the period",
}
_CLEAR = {"more": "▲ clearly more", "less": "▼ clearly less", "same": "– no clear change"}


def _compared(name: str, one: dict[str, Any], below: str, view: View) -> list[str | None]:
    """The figure, whether its change is clear, and what it is compared with, if it is."""
    figure, clear = f"{one['now']:,}", _CLEAR.get(one["clear"])
    return [figure, clear, below if one["before"] is None else _against(name, one, view)]


def _against(name: str, one: dict[str, Any], view: View) -> str:
    apart = one["now"] - one["before"]
    sign = "+" if apart > 0 else "−" if apart < 0 else "±"
    kind = "stock" if name in ("open", "overdue") else "flow"
    return view.t(f"change.{kind}.{view.filter.period}", n=f"{sign}{abs(apart):,}")


def _overdue(strip: dict[str, Any], one: dict[str, Any], view: View) -> list[str | None]:
    share = _of_open(strip)
    if one["before"] is None:
        return [f"{strip['overdue']:,}", None, share]
    return [f"{strip['overdue']:,}", share, _against("overdue", one, view)]


def _percent(part: int | None, whole: int, digits: int = 1) -> str:
    """One digit; what is nearly nothing or nearly all does not become that."""
    if part is None or not whole:
        return "–"
    if part in (0, whole):
        return "0%" if part == 0 else "100%"
    smallest = 10.0**-digits
    rounded = round(100 * part / whole, digits)
    if rounded <= 0:
        return f"<{smallest:.{digits}f}%"
    return f"{min(rounded, 100 - smallest):.{digits}f}%"


def _of_open(strip: dict[str, Any]) -> str:
    return f"{_percent(strip['overdue'], strip['open'])} of open" if strip["open"] else ""


def _of_due(part: int, due: int) -> str:
    return f"{part:,} / {due:,} due" if due else "nothing due"


def _loop(loop: dict[str, Any], view: View) -> list[list[str]]:
    if not loop["filed"]:
        return []
    rows = []
    for place, stage in enumerate(loop["stages"]):
        reached, later = stage["reached"], loop["stages"][place + 1 :]
        if stage["name"] == "closed":
            share = _percent(min(reached, loop["filed"]), loop["filed"])
            rows.append([f"{reached:,}", "of all filed", share])
        elif not reached and any(other["reached"] for other in later):
            rows.append(["–", "–", "no record"])
        else:
            median = Percentile(**stage["median"]) if stage["median"] else None
            said = figures.percentile(view, median)
            rows.append([f"{reached:,}", said, f"{stage['standing']:,} here"])
    return rows


def differences(found: Any, wanted: Any, at: str = "") -> list[str]:
    """Where two screens differ; of a set in `wanted` any one will do."""
    if isinstance(wanted, set):
        return [] if found in wanted else [f"{at}: {found} is none of {wanted}"]
    if isinstance(wanted, dict) and isinstance(found, dict) and wanted.keys() == found.keys():
        return [
            line for key in wanted for line in differences(found[key], wanted[key], f"{at}.{key}")
        ]
    if isinstance(wanted, list) and isinstance(found, list) and len(wanted) == len(found):
        pairs = enumerate(zip(found, wanted, strict=True))
        return [line for n, (a, b) in pairs for line in differences(a, b, f"{at}[{n}]")]
    return [] if found == wanted else [f"{at}: {found} is not {wanted}"]


def _any_of(value: Any) -> list[int | None]:
    """A count that is known within bounds, as all that it may be."""
    if isinstance(value, Within):
        return list(range(math.ceil(value.low), math.floor(value.high) + 1))
    return [value]


def _coverage(cover: dict[str, Any]) -> dict[str, list[Any]]:
    total = cover["total"]
    if not total["installed"]:
        return {}
    return {
        "" if unit is total else unit["code"] or "-": [
            f"{unit['installed']:,}",
            _percent(unit["online"], unit["installed"], 0),
            _percent(unit["in_order"], unit["installed"], 0),
            {_percent(covered, unit["located"], 0) for covered in _any_of(unit["covered"])},
            {figures.number(blind) for blind in _any_of(unit["blind"])},
        ]
        for unit in (total, *cover["units"])
    }
