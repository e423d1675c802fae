"""Camera coverage of a little town with everything that may be missing, recounted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from data_access import coverage
from data_access.coverage import Coverage, UnitCoverage
from data_access.filters import Filter
from data_access.names import Named, Names
from data_access.questions import Scope
from data_access.reach import EVERYTHING
from data_access.settings import Settings
from tests.figures.bare import answer, bare_model

AS_OF = datetime(2026, 11, 3, 15, 30, tzinfo=UTC)
COMPUTED = AS_OF - timedelta(minutes=7)
PARENTS = {"d": None, "s1": "d", "s2": "d", "q11": "s1", "q12": "s1", "q21": "s2", "q22": "s2"}
LEVELS = {"d": 0, "s": 1, "q": 2}
# q22 has no outline. q11 is covered to exactly the share under which a unit is blind, q12 less.
COVER = {"d": (9_000.0, 1_900.0), "s1": (2_000.0, 499.0), "s2": (7_000.0, 1_401.0)}
COVER |= {"q11": (1_000.0, 250.0), "q12": (1_000.0, 249.0), "q21": (7_000.0, 1_401.0)}
Camera = tuple[str | None, bool, bool | None, bool | None, float | None]
CAMERAS: list[Camera] = [  # area, installed, online, in order, range
    ("q11", True, True, True, 80.0),
    ("q11", True, False, True, None),
    ("q11", True, None, None, 90.0),
    ("q11", False, True, True, None),  # not installed: counts nowhere
    ("q12", True, True, False, 70.0),
    ("q21", True, None, False, None),
    ("s2", True, None, True, 60.0),  # in no grid
    (None, True, True, True, 50.0),  # in no area
]
Incident = tuple[str | None, bool, bool]
INCIDENTS: list[Incident] = [  # area, located, seen
    ("q11", True, True),
    ("q11", True, False),
    ("q11", False, False),
    ("q12", True, False),
    ("q12", False, False),
    ("q12", True, True),
    ("q21", True, True),
    ("q22", True, False),
    ("s2", True, True),
    (None, True, True),
]


def names(parents: dict[str, str | None] = PARENTS) -> Names:
    area = {
        code: Named(code, code, code, parent, LEVELS[code[0]]) for code, parent in parents.items()
    }
    return Names(area, {}, {}, {}, {}, {}, False, True, {}, {})


def ask(
    query: dict[str, str],
    cameras: list[Camera] = CAMERAS,
    computed: datetime | None = COMPUTED,
    known: Names | None = None,
) -> Coverage:
    known = known or names()
    scope = Scope(
        Filter.parse(EVERYTHING, {"period": "24h", **query}),
        AS_OF,
        Settings(blind_share=0.25),
        known,
    )
    rows = [
        {"code": str(at), "lon": 118.7, "lat": 32.0, "area": area, "range_m": range_m}
        | {"installed": installed, "online": online, "in_order": in_order}
        | {"name_zh": "", "name_en": ""}
        for at, (area, installed, online, in_order, range_m) in enumerate(cameras)
    ]
    frame = pd.DataFrame(rows)
    for name in ("online", "in_order"):
        frame[name] = frame[name].astype("boolean")
    incidents = pd.DataFrame(
        [
            {"id": at, "area": area, "lon": 118.7 if located else None, "lat": 32.0}
            | {"reported_at": AS_OF - timedelta(hours=1)}
            for at, (area, located, _) in enumerate(INCIDENTS)
        ]
    )
    seen = pd.DataFrame({"incident_id": [at for at, (*_, here) in enumerate(INCIDENTS) if here]})
    chains = [
        {"code": code, "level": LEVELS[ancestor[0]], "ancestor": ancestor}
        for code in known.area
        for ancestor in chain(code)
    ]
    cover = pd.DataFrame(
        [{"code": code, "area_m2": a, "covered_m2": b} for code, (a, b) in COVER.items()]
    )
    published = pd.DataFrame(
        [
            {"as_of": AS_OF, "reference_version": 1, "camera_version": 1, "geometry_version": 1}
            | {"geometry_at": computed, "record": "", "schema": ""}
        ]
    )
    published["geometry_at"] = pd.to_datetime(published["geometry_at"], utc=True)
    with bare_model(
        incidents,
        area_ancestors=pd.DataFrame(chains, columns=["code", "level", "ancestor"]),
        cameras=frame,
        area_cover=cover,
        covered_incidents=seen,
        published=published,
    ) as connection:
        return answer(connection, coverage.QUESTION, scope)


def chain(code: str | None) -> list[str]:
    """An area and everything above it."""
    return [] if code is None else [code, *chain(PARENTS[code])]


def recount(codes: set[str | None], code: str | None, outline: str | None) -> UnitCoverage:
    cameras = [camera for camera in CAMERAS if camera[0] in codes and camera[1]]
    incidents = [incident for incident in INCIDENTS if incident[0] in codes and incident[1]]
    area, covered = COVER.get(outline or "", (None, None))
    cells = [cell for cell in PARENTS if cell.startswith("q") and cell in codes]
    said = [[camera[at] for camera in cameras if camera[at] is not None] for at in (2, 3)]
    online, in_order = (sum(map(bool, some)) if some else None for some in said)
    return UnitCoverage(
        code,
        len(cameras),
        online,
        in_order,
        covered,
        area,
        len(incidents),
        sum(seen for *_, seen in incidents),
        len(cells),
        sum(cell in COVER and COVER[cell][1] < 0.25 * COVER[cell][0] for cell in cells),
    )


def inside(*tops: str) -> set[str | None]:
    return {code for code in PARENTS if set(tops) & set(chain(code))}


def everything() -> set[str | None]:
    return {None, *PARENTS}


def test_the_district() -> None:
    found = ask({})
    assert found.units == (
        recount(inside("s1"), "s1", "s1"),
        recount(inside("s2"), "s2", "s2"),
        recount({None, "d"}, None, None),  # in no street
    )
    assert found.total == recount(everything(), "d", "d")
    assert (found.level, found.assumed, found.computed_at) == (1, 2, COMPUTED)
    assert [(cell.code, cell.share, cell.incidents) for cell in found.blind] == [
        ("q12", 0.249, 3),  # the unlocated one too: it happened there
        ("q21", 1_401 / 7_000, 1),
    ]


def test_a_street_and_what_is_in_none_of_its_grids() -> None:
    found = ask({"area": "s2"})
    assert found.units == (
        recount({"q21"}, "q21", "q21"),
        recount({"q22"}, "q22", None),
        recount({"s2"}, None, None),
    )
    assert found.units[1].covered_m2 is found.units[1].area_m2 is None  # without an outline
    assert found.total == recount(inside("s2"), "s2", "s2")
    assert [cell.code for cell in found.blind] == ["q21"]
    without = ask({"area": "s2"}, cameras=[camera for camera in CAMERAS if camera[0] != "s2"])
    assert (without.units[-1].code, without.units[-1].installed) == (None, 0)  # an incident is


@pytest.mark.parametrize("choice", ["s1,q11", "q11,s1", "s1"])
def test_an_area_within_another_chosen_one_counts_once(choice: str) -> None:
    found = ask({"area": choice})
    assert found.total == recount(inside("s1"), "s1", "s1")
    assert None not in [unit.code for unit in found.units]  # everything is in some grid


def test_two_areas_have_both_outlines() -> None:
    total = ask({"area": "q11,q21"}).total
    assert (total.code, total.area_m2, total.covered_m2) == (None, 8_000.0, 1_651.0)
    half = ask({"area": "q21,q22"}).total
    assert (half.area_m2, half.covered_m2) == (None, None)  # one of them has none


@pytest.mark.parametrize("missing", ["geometry", "status"])
def test_what_is_not_known_is_not_zero(missing: str) -> None:
    if missing == "geometry":
        found = ask({}, computed=None)
    else:
        found = ask({}, cameras=[(area, there, None, None, r) for area, there, _, _, r in CAMERAS])
    assert found.blind == ()
    for unit in (*found.units, found.total):
        assert (unit.covered_m2, unit.covered, unit.blind) == (None, None, None)
        known = recount(everything() if unit is found.total else inside("s1"), "d", "d")
        if unit.code in ("d", "s1"):
            assert (unit.installed, unit.located, unit.cells) == (
                known.installed,
                known.located,
                known.cells,
            )
            assert unit.area_m2 is not None
            if missing == "status":
                assert unit.online is unit.in_order is None


def test_streets_alone_are_the_lowest_level() -> None:
    found = ask({}, known=names({code: PARENTS[code] for code in ("d", "s1", "s2")}))
    assert [(unit.code, unit.cells, unit.blind) for unit in found.units] == [
        ("s1", 1, 1),
        ("s2", 1, 1),
        (None, 0, 0),
    ]
    assert found.total.cells == 2


def test_without_areas_there_is_one_row_for_all() -> None:
    rows: dict[str, Any] = vars(ask({}, known=names({})).total)
    assert rows["code"] is None
    assert (rows["installed"], rows["located"], rows["cells"]) == (7, 8, 0)
