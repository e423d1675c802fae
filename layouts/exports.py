"""Where an export of a list starts, and what it says while it goes on."""

from __future__ import annotations

import json

from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import View

_SAID = (
    "waiting", "reading", "writing", "done", "cancel", "close", "again", "progress", "failed.full",
    "failed.broken", "failed.gone", "failed.busy", "failed.forbidden", "failed.lost",
)  # fmt: skip
_FORMATS = ("csv", "xlsx")


def tools(view: View) -> Element:
    """A button for each format; `assets/export.js` finds in it what it says."""
    as_they_are = {"n": "{n}", "total": "{total}"}
    said = {key: view.t(f"export.{key}", **as_they_are) for key in _SAID}
    buttons = [
        html.Button(
            one.upper(),
            className="button",
            type="button",
            title=view.t(f"export.{one}"),
            **attributes(data_export=one, aria_label=view.t(f"export.{one}")),
        )
        for one in _FORMATS
    ]
    return html.Div(
        buttons,
        className="list-tools",
        role="group",
        **attributes(
            aria_label=view.t("export.label"), data_said=json.dumps(said, ensure_ascii=False)
        ),
    )
