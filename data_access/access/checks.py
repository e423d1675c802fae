"""What is checked of what people say before it is kept, and texts as both engines can hold them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, Table, select

from data_access.reach import ROLES, Role
from data_access.record.tables import areas, departments

LONGEST = 100  # characters of a name
# NUL is no text for PostgreSQL, a lone surrogate for nobody; line ends would forge lines of a list.
_UNSTORABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SHOWN = 12  # codes in an error


class AccessError(ValueError):
    """Something cannot be kept or found; the text says what, and what would do.

    The text is a command's; a page says it by `key` and `values` in its own language.
    """

    def __init__(self, text: str, key: str = "", **values: object) -> None:
        super().__init__(text)
        self.key, self.values = key, values


def storable(text: str, longest: int = LONGEST) -> str:
    """A text as both engines hold it and a line shows it: no control characters, cut where long."""
    return _UNSTORABLE.sub("\ufffd", text[:longest])


def folded(name: str) -> str:
    """An account's name as it is kept: however it is typed, in full width or capitals too."""
    name = unicodedata.normalize("NFKC", name).strip().casefold()
    return unicodedata.normalize("NFKC", name)


def is_name(name: str) -> bool:
    """Whether a folded name can be one of an account."""
    return 0 < len(name) <= LONGEST and name.isprintable() and not re.search(r"\s", name)


def checked_name(name: str) -> str:
    """A folded name that an account can have. Raises AccessError."""
    name = folded(name)
    if not is_name(name):
        raise AccessError(
            f"{storable(name)!r} is no name of an account: 1 to {LONGEST} characters are needed, "
            "without spaces, such as wang.li",
            "name",
            name=storable(name),
            longest=LONGEST,
        )
    return name


def checked_title(title: str) -> str:
    """A name to be shown, of a person or of a display. Raises AccessError."""
    title = unicodedata.normalize("NFC", title).strip()
    if not title or len(title) > LONGEST or not title.isprintable():
        raise AccessError(
            f"{storable(title)!r} is no name to be shown: 1 to {LONGEST} characters are needed, in "
            "one line",
            "title",
            title=storable(title),
            longest=LONGEST,
        )
    return title


def checked_role(role: str) -> Role:
    """One of the roles. Raises AccessError."""
    if role not in ROLES:
        role = storable(role)
        raise AccessError(f"{role!r} is no role; there are {', '.join(ROLES)}", "role", role=role)
    return role


def checked_scope(
    connection: Connection, area_codes: Iterable[str], department_codes: Iterable[str]
) -> dict[str, list[str]]:
    """Codes of areas and of departments that the record has, each once.

    Raises AccessError: a scope that names nothing would show nothing.
    """
    return {
        "areas": _known(connection, areas, "area", area_codes),
        "departments": _known(connection, departments, "department", department_codes),
    }


def _known(connection: Connection, table: Table, what: str, codes: Iterable[str]) -> list[str]:
    said = list(dict.fromkeys(codes))
    if not said:
        return []
    coarse_first = (table.c.level,) if "level" in table.c else ()
    asked = select(table.c.code, table.c.name_zh).order_by(*coarse_first, table.c.code)
    known = {row.code: row.name_zh for row in connection.execute(asked)}
    unknown = [code for code in said if code not in known]
    if unknown:
        there = [f"{code} ({name})" for code, name in known.items()]
        raise AccessError(
            f"the record has no {what} {_listed(unknown)}; its codes of {what}s are "
            + (_listed(there) if there else f"none: load {what}s first"),
            what,
            codes=_listed(unknown),
        )
    return said


def _listed(codes: Sequence[str]) -> str:
    shown = ", ".join(storable(code) for code in codes[:_SHOWN])
    return shown + (f" and {len(codes) - _SHOWN:,} more" if len(codes) > _SHOWN else "")
