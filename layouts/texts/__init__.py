"""The texts that users read, by key, in zh-CN and English."""

from __future__ import annotations

from layouts.texts import (
    access,
    admin,
    admin_audit,
    admin_displays,
    case,
    change,
    desk,
    exports,
    filters,
    frame,
    lists,
    panels,
    places,
    review,
    review_said,
    scores,
    views,
    wall,
)

TEXTS: dict[str, tuple[str, str]] = {
    **frame.TEXTS,
    **filters.TEXTS,
    **panels.TEXTS,
    **lists.TEXTS,
    **case.TEXTS,
    **change.TEXTS,
    **desk.TEXTS,
    **exports.TEXTS,
    **views.TEXTS,
    **access.TEXTS,
    **admin.TEXTS,
    **admin_audit.TEXTS,
    **admin_displays.TEXTS,
    **wall.TEXTS,
    **review.TEXTS,
    **review_said.TEXTS,
    **scores.TEXTS,
    **places.TEXTS,
}


def text(key: str, language: str, **values: object) -> str:
    """The text of a key with its `{values}` filled in; KeyError where there is none."""
    zh, en = TEXTS[key]
    return (zh if language == "zh" else en).format(**values)
