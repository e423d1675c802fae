"""What the displays show, and how they are: a row for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data_access.wall import SCENES
from data_access.wall_reports import Report, viewport
from data_access.wall_status import Status
from layouts.admin.frame import Frame

_NONE = "–"


@dataclass(frozen=True)
class Row:
    """A display in words; `state` is well, late (somebody has to do something) or silent (somebody's
    browser that is not there)."""

    name: str
    state: str
    troubles: str
    seen: str
    address: str
    release: str
    version: str
    age: str
    viewport: str
    scene: str
    errors: str
    problem: str


def rows(frame: Frame, statuses: Sequence[Status]) -> list[Row]:
    """All of them, in their order."""
    return [_row(frame, status) for status in statuses]


def _row(frame: Frame, status: Status) -> Row:
    t, report = frame.t, status.report or Report()
    troubles = [t(f"trouble.{trouble}") for trouble in status.troubles]
    age = None if report.as_of is None else frame.span(max(0, frame.now - report.as_of))
    state = "well" if not troubles else "late" if status.counts else "silent"
    return Row(
        _name(frame, status),
        state,
        frame.page.t("account.and").join(troubles) or t("trouble.well"),
        _seen(frame, status),
        status.address or _NONE,
        _NONE if status.report is None else t(f"shown.{_release(status)}"),
        str(report.version) if report.version else _NONE,
        age or _NONE,
        viewport(report.width, report.height, report.ratio) or _NONE,
        _scene(frame, report.scene),
        _NONE if report.errors is None else str(report.errors),
        report.problem,
    )


def _name(frame: Frame, status: Status) -> str:
    if status.kind == "account":
        return frame.t("shown.account", name=status.name)
    return status.name or frame.t("shown.this")


def _seen(frame: Frame, status: Status) -> str:
    if status.last is None:
        return frame.t("shown.never")
    if "unseen" in status.troubles:
        return frame.t("shown.since", moment=frame.moment(status.last))
    return frame.t("shown.ago", span=frame.span(frame.now - status.last))


def _release(status: Status) -> str:
    return "current" if status.current else "outdated"


def _scene(frame: Frame, key: str) -> str:
    if key == "district":
        return frame.t("shown.scene.district")
    if key in SCENES:
        return frame.page.t(f"wall.scene.{key}")
    return frame.name("area", key) if key else _NONE
