"""Whoever is logged in: the menu in the header, and what a screen says when a session has ended."""

from __future__ import annotations

import json
from collections.abc import Sequence

from data_access.names import Names
from data_access.reach import Reach, Role
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.texts import text
from layouts.view import Language

_SAID = (
    "ended", "ended.accounts", "ended.oidc", "ended.proxy", "name", "password", "login", "reload", "lost",
)  # fmt: skip


def said_when_over(mode: str) -> str:
    """What `assets/session-over.js` says, in both languages, as JSON: it may be needed when
    nothing can be asked for."""
    texts = {
        language: {key: text(f"access.{key}", language) for key in _SAID}
        for language in ("zh", "en")
    }
    return json.dumps({"mode": mode, **texts}, ensure_ascii=False)


def menu(
    name: str,
    role: Role | None,
    reach: Reach,
    names: Names | None,
    language: Language,
    *,
    logout: bool,
    admin: str = "",
) -> list[Element]:
    """Name, role (none: a display) and scope, and the way out where there is one; `admin` is the address
    of the administrators' pages, for who may see them. Before anything is published there are no
    `names`, and codes stand for them."""

    def t(key: str) -> str:
        return text(key, language)

    def named(kind: str, codes: Sequence[str]) -> str:
        known = (code if names is None else names.name(kind, code, language) for code in codes)
        return t("account.and").join(known)

    said = [(t("account.role"), t(f"account.role.{role}" if role else "account.display"))]
    scope = named("area", reach.areas) if reach.areas else t("account.scope.all")
    said.append((t("account.scope"), scope))
    if reach.departments:
        said.append((t("account.departments"), named("department", reach.departments)))
    card: list[Element] = [html.H2(name), html.Dl([part for one in said for part in _line(*one)])]
    if not reach.texts:
        card.append(html.P(t("account.masked"), className="dim"))
    if admin:
        card.append(html.A(t("account.admin"), href=admin, className="button"))
    if logout:
        marked = attributes(data_logout="")
        card.append(html.Button(t("account.logout"), type="button", className="button", **marked))
    summary = html.Summary(
        name[:1].upper(), **attributes(aria_label=f"{t('account.menu')}: {name}")
    )
    return [
        html.Details(
            [summary, html.Div(card, className="menu-list account-card")], className="menu account"
        )
    ]


def _line(label: str, value: str) -> tuple[Element, Element]:
    return html.Dt(label), html.Dd(value)
