"""The one filter: parsed once from untrusted input, carried everywhere, the only source of
predicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    Integer,
    MetaData,
    Table,
    cast,
    func,
    literal_column,
    or_,
    select,
)

from data_access.drawn import enclosed, in_bounds
from data_access.flat import cases
from data_access.free_text import COLUMNS, NUMBER, says
from data_access.moments import local_midnight, month_start
from data_access.parameters import (
    ONLY,
    PERIODS,
    STATUSES,
    WORDS,
    FilterError,
    Ignored,
    read_codes,
    read_local,
    read_period,
    read_text,
    read_within,
)
from data_access.predicates import inside, status_predicate, word_predicate
from data_access.reach import EVERYTHING, Reach
from data_access.record.events import STAGES
from data_access.record.tables import categories, incidents

if TYPE_CHECKING:  # views of the settings have filters themselves
    from data_access.settings import Settings

__all__ = [
    "DIMENSIONS", "ONLY", "PARAMETERS", "PERIODS", "STAGES", "STATUSES", "WORDS",
    "Filter", "FilterError", "Ignored",
]  # fmt: skip

DIMENSIONS = (
    "area", "department", "category", "source", "scenario", "priority", "status", "stage", "only",
)  # fmt: skip
"""What is filtered by codes, of which several can be chosen."""
PARAMETERS = ("period", "from", "to", *DIMENSIONS, "within", "q")

_NOBODY = ("",)  # no department is called so

FOUND = Table("found", MetaData(), Column("id", BigInteger))
"""The ids of the incidents that were looked for, for one connection (`live.finding`); of many, there
is a bit for every id instead, in a variable of that name."""


@dataclass(frozen=True)
class Filter:
    """What is being looked at, by whom: a reach, a period and, of each dimension, the codes (none:
    all).

    Of several codes any one suffices; each of `only` narrows. The reach has no default: a question
    that does not say for whom it is asked cannot be written.
    """

    reach: Reach
    period: str = "30d"
    start: str = ""  # of a custom period: a local day, or a local moment to the minute
    end: str = ""  # not included
    area: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    scenario: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    within: tuple[str, ...] = ()  # points of what was drawn on the map (`drawn`)
    text: str = ""  # looked for in numbers, addresses and descriptions
    found: Literal["", "few", "many"] = field(default="", compare=False)  # what FOUND has of it

    @classmethod
    def parse(cls, reach: Reach, query: Mapping[str, str], default_period: str = "30d") -> Filter:
        """From a query: `period` or `from` and `to`, codes separated by commas, `within` and `q`.

        Parameters of others (language, theme) are not looked at. Raises FilterError.
        """
        found, ignored = cls.read(reach, query, default_period)
        if ignored:
            raise FilterError(ignored[0].reason)
        return found

    @classmethod
    def read(
        cls, reach: Reach, query: Mapping[str, str], default_period: str = "30d"
    ) -> tuple[Filter, tuple[Ignored, ...]]:
        """The same from an address, which may say anything: what cannot be understood is left out,
        the rest holds."""
        (period, start, end), ignored = read_period(query, default_period)
        codes = {}
        for name in DIMENSIONS:
            codes[name], wrong = read_codes(query.get(name, ""), name)
            ignored += wrong
        within, no_shape = read_within(query.get("within", ""))
        text, no_text = read_text(query.get("q", ""))
        ignored += [*no_shape, *no_text]
        found = cls(reach, period, start, end, within=within, text=text).with_(**codes)
        return found, tuple(ignored)

    def query(self) -> dict[str, str]:
        """The canonical query that parses to this filter, but for its reach."""
        said = (
            {"from": self.start, "to": self.end}
            if self.period == "custom"
            else {"period": self.period}
        )
        said.update({n: ",".join(getattr(self, n)) for n in DIMENSIONS if getattr(self, n)})
        said |= {"within": ";".join(self.within)} if self.within else {}
        return said | ({"q": self.text} if self.text else {})

    def __str__(self) -> str:
        """The query and the reach: two filters of one text ask for the same."""
        query = urlencode(self.query(), safe=",:;")
        return query if self.reach == EVERYTHING else f"{query} @ {self.reach}"

    def with_(self, **changes: Any) -> Filter:
        """A copy with other values."""
        return replace(self, **changes)

    def window(self, as_of: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The period `[start, end)` in UTC; days of one's own may reach beyond `as_of`."""
        today = as_of.astimezone(zone).date()
        match self.period:
            case "today":
                return local_midnight(today, zone), as_of
            case "month":
                return local_midnight(month_start(today), zone), as_of
            case "lastmonth":
                before = month_start(today) - timedelta(days=1)
                first, after = month_start(before), month_start(today)
                return local_midnight(first, zone), local_midnight(after, zone)
            case "24h" | "7d" | "30d":
                hours = {"24h": 24, "7d": 168, "30d": 720}[self.period]
                return as_of - timedelta(hours=hours), as_of
            case _:
                start = read_local(self.start, "from").replace(tzinfo=zone)
                end = read_local(self.end, "to").replace(tzinfo=zone)
                return start.astimezone(UTC), end.astimezone(UTC)

    @property
    def areas(self) -> tuple[str, ...]:
        """The areas that are looked at: those that were chosen, else all within reach."""
        return self.area or self.reach.areas

    def lies_in(
        self, area: ColumnElement[Any], below: Mapping[str, frozenset[str]] | None = None
    ) -> list[ColumnElement[bool]]:
        """What an area must meet to be looked at: whoever chooses one stays within reach."""
        return [inside(area, codes, below) for codes in (self.reach.areas, self.area) if codes]

    @property
    def departments(self) -> tuple[str, ...]:
        """The same of departments; none: all. Of chosen ones those within reach."""
        if not self.department or not self.reach.departments:
            return self.department or self.reach.departments
        both = tuple(code for code in self.department if code in self.reach.departments)
        return both or _NOBODY

    @property
    def is_sought(self) -> bool:
        """Whether incidents have to be looked for, which is better done once for all questions."""
        return bool(self.text) or len(self.within) > 2

    def sought(self, of: FromClause, *, numbers: bool = True) -> list[ColumnElement[bool]]:
        """What those are that have to be looked for, of rows with `COLUMNS` of `free_text`;
        `numbers=False` where none can hold the text."""
        found = [enclosed(self.within, of)] if len(self.within) > 2 else []
        if not self.text:
            return found
        columns = COLUMNS if self.reach.texts else NUMBER
        return [*found, says(self.text, of, [c for c in columns if numbers or c not in NUMBER])]

    def predicates(
        self,
        as_of: datetime,
        settings: Settings,
        of: FromClause = cases,
        *,
        department: bool = True,
        below: Mapping[str, frozenset[str]] | None = None,
    ) -> list[ColumnElement[bool]]:
        """What rows of incidents must meet, their period apart; `department=False` leaves that out,
        `below` has what lies in areas, where it is known.

        Voided incidents are in no count but their own: they are left out unless the status
        asks for them.
        """
        found: list[ColumnElement[bool]] = [of.c.reported_at <= as_of]
        found.extend(self.lies_in(of.c.area, below))
        if self.category:
            kinds = select(categories.c.code).where(categories.c.parent.in_(self.category))
            found.append(or_(of.c.category.in_(self.category), of.c.category.in_(kinds)))
        if department and self.departments:
            found.append(of.c.department.in_(self.departments))
        if self.source:
            found.append(of.c.source.in_(self.source))
        if self.scenario:
            found.append(of.c.scenario.in_(self.scenario))
        if self.priority:
            found.append(of.c.priority.in_([int(p) for p in self.priority]))
        if self.status:
            found.append(or_(*(status_predicate(s, as_of, of) for s in self.status)))
        if self.stage:
            found.append(of.c.stage.in_(self.stage))
        found.extend(word_predicate(word, as_of, settings, self.reach, of) for word in self.only)
        if self.within:
            found.append(in_bounds(self.within, of))
        if self.is_sought:
            found.append(self._is_found(next(iter(of.c))))
        return found

    def _is_found(self, id_: ColumnElement[int]) -> ColumnElement[bool]:
        if self.found == "many":
            bits: ColumnElement[str] = literal_column("getvariable('found')")
            return func.get_bit(bits, cast(id_, Integer)) == 1
        if self.found == "few":
            return id_.in_(select(FOUND.c.id))
        bounds = [in_bounds(self.within, incidents)] if self.within else []
        anew = select(incidents.c.id).where(*bounds, *self.sought(incidents))
        return id_.in_(anew.correlate(None))
