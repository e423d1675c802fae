"""Formulas of scores: what is refused at start, and by which name."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.closure import Cohort, nobody
from data_access.score_settings import COUNTED, Term
from data_access.settings import Settings, SettingsError, load_settings
from tests.review.conftest import TERMS


def formula(**changes: Any) -> dict[str, Any]:
    whole = {"code": "streets", "zh": "绩效", "en": "Score", "units": "street", "terms": TERMS}
    return {**whole, **changes}


def refused(monkeypatch: pytest.MonkeyPatch, *formulas: Any) -> str:
    monkeypatch.setenv("ONESCREEN_REVIEW_SCORES", json.dumps(formulas))
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


def test_units_are_departments_or_a_level_by_its_name_or_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = [
        formula(code=str(n), units=u) for n, u in enumerate(("department", "street", 2, "grid"))
    ]
    monkeypatch.setenv("ONESCREEN_REVIEW_SCORES", json.dumps(said))
    found = load_settings().review_scores
    assert [one.level for one in found] == [None, 1, 2, 3]
    assert Settings(review_scores=found).review_scores == found
    level = {"zh": "区", "en": "zone", "en_plural": "zones"}
    monkeypatch.setenv("ONESCREEN_LEVELS", json.dumps([level, {**level, "en": "ward"}]))
    assert "score '1': units: 'street' is none of ward, department" in refused(
        monkeypatch, *said[:2]
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"units": "town"}, "units: 'town' is none of street, community, grid, department, and no level from 1 to 3"),
        ({"units": 0}, "units: 0 is none of"),
        ({"units": 4}, "units: 4 is none of"),
        ({"units": True}, "units: Input should be a valid"),
        ({"terms": []}, "terms: Tuple should have at least 1 item"),
        ({"terms": [{"rate": "speed", "points": 3}]}, "term 1 (speed): rate: Input should be 'closure_rate'"),
        ({"terms": [{"points": 3}]}, "term 1: rate: Field required"),
        ({"terms": [TERMS[0], {"rate": "rework_rate", "points": 0}]},
         "term 2 (rework_rate): points: Input should be greater than 0"),
        ({"terms": [{"rate": "rework_rate", "points": -1}]}, "term 1 (rework_rate): points: Input"),
        ({"terms": [{"rate": "rework_rate", "points": float("nan")}]}, "term 1 (rework_rate): points: Input"),
        ({"terms": [{"rate": "rework_rate", "points": 1, "minimum": 0}]}, "term 1 (rework_rate): minimum: Input"),
        ({"terms": [{"rate": "rework_rate", "points": 1, "sign": "-"}]},
         "term 1 (rework_rate): sign: no such key; there are rate, complement, points, minimum"),
        ({"weight": 1}, "weight: no such key; there are code, zh, en, units, terms"),
        ({"terms": [TERMS[0], TERMS[0]]}, "terms: closure_rate is there twice"),
        ({"terms": [TERMS[0], {**TERMS[0], "complement": True}]},
         "terms: closure_rate and 1 - closure_rate cancel each other out"),
        ({"terms": [TERMS[1], {"rate": "overdue_rate", "complement": True, "points": 5}]},
         "terms: on_time_rate and 1 - overdue_rate are the same"),
        ({"terms": [{"rate": "overdue_rate", "points": 5}, TERMS[1]]},
         "terms: overdue_rate and on_time_rate cancel each other out"),
    ],
)  # fmt: skip
def test_a_wrong_formula_names_itself_its_term_and_the_reason(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], said: str
) -> None:
    told = refused(monkeypatch, formula(code="fine"), formula(**changes))
    assert "ONESCREEN_REVIEW_SCORES" in told
    assert f"score 'streets': {said}" in told
    assert "'fine'" not in told


def test_two_formulas_of_one_code_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refused(monkeypatch, formula(), formula())
    assert "score 'streets': code: another score has it already" in told


def test_one_without_a_code_is_named_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "score 2: it: Input should be a valid dictionary" in refused(monkeypatch, formula(), 7)


counts = st.integers(0, 30)


@st.composite
def cohorts(draw: st.DrawFn) -> Cohort:
    """Incidents that were due and verified, in every mixture."""
    on_time, late, overdue, back, passed = (draw(counts) for _ in range(5))
    due = on_time + late + overdue + 1  # at least one, so that every rate is there
    found = {"due": due, "closed": on_time + late, "on_time": on_time, "closed_late": late,
             "overdue": overdue + 1, "returned": back, "decided": back + passed + 1,
             "extended": draw(st.integers(0, due))}  # fmt: skip
    return Cohort(**{**vars(nobody("a")), **found})


TERM_KINDS = [Term(rate=rate, complement=c, points=1) for rate in COUNTED for c in (False, True)]  # type: ignore[arg-type]


def value(term: Term, cohort: Cohort) -> float:
    found = getattr(cohort, term.rate).value
    return 1 - found if term.complement else found


@given(st.lists(cohorts(), min_size=10, max_size=10))
def test_what_is_refused_is_the_same_or_the_opposite_of_every_unit(some: list[Cohort]) -> None:
    """No pair that is always the same, or always adds up to 1, is let through; and none other is refused."""
    for one, other in product(TERM_KINDS, TERM_KINDS):
        mine, (theirs, rest) = COUNTED[one.rate][one.complement], COUNTED[other.rate]
        if other.complement:
            theirs, rest = rest, theirs
        if mine == theirs:
            assert {round(value(one, c) - value(other, c), 9) for c in some} == {0.0}
        if mine == rest:
            assert {round(value(one, c) + value(other, c), 9) for c in some} == {1.0}


def test_all_other_pairs_differ() -> None:
    """One unit in which no two terms are the same or opposite, unless they are so everywhere."""
    unit = Cohort(**{**vars(nobody("a")), "due": 97, "closed": 70, "on_time": 40, "closed_late": 30,
                     "overdue": 27, "returned": 11, "decided": 83, "extended": 5})  # fmt: skip
    for one, other in product(TERM_KINDS, TERM_KINDS):
        mine, (theirs, rest) = COUNTED[one.rate][one.complement], COUNTED[other.rate]
        if other.complement:
            theirs, rest = rest, theirs
        assert (round(value(one, unit) - value(other, unit), 9) == 0) == (mine == theirs)
        assert (round(value(one, unit) + value(other, unit), 9) == 1) == (mine == rest)
