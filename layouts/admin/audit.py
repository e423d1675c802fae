"""The audit: what is asked of it, and what it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data_access.access.audit import ACTIONS, Entry
from data_access.reach import ROLES
from layouts.admin.frame import Frame, render

FIELDS = ("action", "actor", "address", "subject", "since", "until")
"""The fields of its form, as addresses name them."""
_TRANSLATED = {
    "role", "areas", "departments", "display_name", "kind", "id", "sessions", "rows", "how", "format",
    "query", "until", "unit", "due", "edition", "sha256",
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The rows of a page, how many there are in all, and whether older ones follow."""

    entries: Sequence[Entry] = ()
    number: int = 0
    has_older: bool = False
    is_first: bool = True
    problems: Mapping[str, str] = field(default_factory=dict)


def listed(frame: Frame, said: Mapping[str, str], found: Found) -> str:
    """Rows of the audit; `said` is what the form says, also where it means nothing."""
    kept = {name: said[name] for name in FIELDS if said.get(name)}
    older = {**kept, "before": str(found.entries[-1].id)} if found.has_older else None
    return render(
        frame,
        "audit",
        "audit.html",
        actions=ACTIONS,
        said={name: said.get(name, "") for name in FIELDS},
        found=found,
        here=frame.link("/admin/audit", **kept),
        older=None if older is None else frame.link("/admin/audit", **older),
        rows=[(entry, _detail(frame, entry.detail)) for entry in found.entries],
    )


def _detail(frame: Frame, detail: Mapping[str, Any]) -> str:
    parts = []
    for name, value in detail.items():
        label = frame.t(f"detail.{name}") if name in _TRANSLATED else name
        parts.append(frame.t("detail", label=label, value=_value(frame, name, value)))
    return frame.t("detail.and").join(parts)


def _value(frame: Frame, name: str, value: Any) -> str:
    if name in ("areas", "departments") and isinstance(value, list):
        return frame.named(name.removesuffix("s"), value)
    if name == "role" and value in ROLES:
        return frame.role(value)
    if name == "how" and value in ("accounts", "oidc"):
        return frame.t(f"how.{value}")
    return (
        frame.page.t("account.and").join(map(str, value)) if isinstance(value, list) else str(value)
    )
