"""What is near a case: cameras, likely duplicates, other incidents of the same place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from data_access.definitions.constants import (
    ALIKE,
    DUPLICATE_HOURS,
    OTHER_CAMERAS,
    REPEAT_DAYS,
    REPEAT_RADIUS_M,
    REPEATS_SHOWN,
)
from data_access.near import Duplicate, NearCamera, Other, Surroundings
from layouts import elements as html
from layouts import figures, units
from layouts.attributes import attributes
from layouts.camera_layer import status_of
from layouts.case_course import moment, section
from layouts.elements import Element
from layouts.marks import cell
from layouts.view import View

_RADIUS = f"{REPEAT_RADIUS_M} m"


def points(near: Surroundings, view: View) -> list[dict[str, Any]]:
    """What a row with `data-point`, its place in this list, shows on the map: cameras with
    `status`, `bearing`, `angle` (degrees) and `range_m`; incidents with `label` only."""
    found: list[dict[str, Any]] = []
    for one in near.cameras:
        row = one.camera
        found.append(
            {
                "lat": row.lat,
                "lon": row.lon,
                "label": _camera_name(one, view),
                "status": status_of(row.online, row.in_order)[0],
                "bearing": row.bearing,
                "angle": row.angle,
                "range_m": row.range_m or view.settings.camera_range_m,
                "sees": one.sees,
            }
        )
    for other in (*(one.other for one in near.duplicates), *near.newest):
        said = other.incident
        found.append({"lat": said.lat, "lon": said.lon, "label": said.external_id})
    return found


def build(near: Surroundings, incident: Any, view: View) -> list[Element]:
    """The sections of what is near; one sentence where nothing can be known of it."""
    if not near.located:
        return [html.P(view.t("case.unlocated"), className="case-unlocated dim", role="note")]
    after = len(near.cameras)
    duplicates = [
        _duplicate(one, incident, after + n, view) for n, one in enumerate(near.duplicates)
    ]
    after += len(duplicates)
    repeats = [_repeat(one, after + n, view) for n, one in enumerate(near.newest)]
    return [
        _cameras(near, view),
        section(
            "duplicates",
            "" if duplicates else view.t("case.duplicates.none"),
            duplicates,
            view,
            _rule("duplicates", view),
        ),
        section(
            "repeats",
            _repeats_note(near, view),
            repeats,
            view,
            _rule("repeats", view),
        ),
    ]


def _rule(name: str, view: View) -> str:
    return view.t(
        f"case.{name}.rule",
        n=OTHER_CAMERAS,
        radius=_RADIUS,
        days=REPEAT_DAYS,
        hours=DUPLICATE_HOURS,
        alike=f"{ALIKE * 100:g} %",
    )


# Cameras -----------------------------------------------------------------------------------------


def _cameras(near: Surroundings, view: View) -> Element:
    rows = [_camera(one, n, view) for n, one in enumerate(near.cameras)]
    note = ""
    if not near.cameras:
        note = view.t("case.cameras.none")
    elif not any(one.sees for one in near.cameras):
        note = view.t("case.cameras.unseen")
    return section("cameras", note, rows, view, _rule("cameras", view))


def _camera(one: NearCamera, point: int, view: View) -> Element:
    """A camera, with whether it sees the place: a button that shows it on the map."""
    status, word = status_of(one.camera.online, one.camera.in_order)
    sight = "sees" if one.sees else "not_working" if one.reaches else "out_of_view"
    return html.Button(
        [
            html.Icon(className=f"camera-key {status}"),
            cell("name", _camera_name(one, view)),
            cell("aside", view.t(f"camera.{word}")),
            cell(f"sight is-{sight}", view.t(f"case.camera.{sight}")),
            cell("figure", _metres(one.distance_m, view)),
        ],
        type="button",
        className="row near-camera",
        **attributes(data_point=str(point)),
    )


def _camera_name(one: NearCamera, view: View) -> str:
    row = one.camera
    return str((row.name_zh if view.language == "zh" else row.name_en) or row.code)


# Other incidents ---------------------------------------------------------------------------------


def _duplicate(one: Duplicate, incident: Any, point: int, view: View) -> Element:
    other = one.other
    alike = view.t("case.alike.unknown")
    if one.alike is not None:
        alike = view.t("case.alike", share=f"{one.alike:.0%}")
    apart = _apart(other.incident.reported_at, incident.reported_at, view)
    source = view.name("source", other.incident.source)
    first = [cell("name", other.incident.external_id), cell("source", source)]
    if one.other_source:
        first.append(cell("tag", view.t("case.other_source")))
    said = " · ".join([alike, apart, _metres(other.distance_m, view)])
    words = other.incident.text or other.incident.address or ""
    lines = [html.Div(first, className="line"), cell("said", words), cell("aside", said)]
    return _link(other, "near-duplicate", lines, point, view)


def _apart(one: datetime, other: datetime, view: View) -> str:
    seconds = (one - other).total_seconds()
    if not seconds:
        return view.t("case.same_moment")
    key = "case.after" if seconds > 0 else "case.before"
    return view.t(key, time=figures.duration(view, abs(seconds)))


def _repeat(one: Other, point: int, view: View) -> Element:
    said = one.incident
    status = "overdue" if "overdue" in one.statuses else one.statuses[-1]
    waits = " waits" if status == "overdue" else ""
    cells = [
        cell("moment", moment(said.reported_at, view)),
        cell("name", said.external_id),
        cell("kind", view.name("category", said.category)),
        cell(f"aside{waits}", view.t(f"chosen.status.{status}")),
        cell("figure", _metres(one.distance_m, view)),
    ]
    return _link(one, "near-repeat", cells, point, view)


def _repeats_note(near: Surroundings, view: View) -> str:
    if not near.repeats:
        return view.t("case.repeats.none")
    key = "case.repeats.note" if near.repeats <= REPEATS_SHOWN else "case.repeats.note.some"
    return view.t(key, n=figures.number(near.repeats), shown=REPEATS_SHOWN)


def _link(one: Other, kind: str, children: list[Element], point: int, view: View) -> Element:
    """Leads to another case; `assets/case.js` follows it, so that what is open stays open."""
    said = one.incident
    return html.A(
        children,
        href=units.case(view, said.source, said.external_id),
        className=f"row {kind}",
        **attributes(
            data_case=units.case_key(said.source, said.external_id), data_point=str(point)
        ),
    )


def _metres(distance: float, view: View) -> str:
    return view.t("case.metres", n=figures.number(round(distance)))
