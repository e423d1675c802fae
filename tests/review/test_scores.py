"""Assessment scores, against exact arithmetic over what the independent figures count."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import product
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from data_access.closure import Cohort, nobody
from data_access.filters import FilterError
from data_access.lists.counts import LISTED
from data_access.review import scores
from data_access.score_settings import Formula
from data_access.statistics import Scored, score_places, score_ranges
from layouts.review.document import document
from layouts.review.model import Row, Section
from tests.review.conftest import SETTINGS, TERMS
from tests.review.test_content import recomputed

LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]
Exact = tuple[Fraction | None, Fraction]  # score and maximum


def by_hand(
    points: list[Fraction], shares: list[Fraction | None], weights: list[Fraction] | None = None
) -> Exact:
    """The definition, term by term; under 60 % of the points there is no score."""
    pairs = [(w, s) for w, s in zip(weights or points, shares, strict=True) if s is not None]
    maximum = sum((w for w, _ in pairs), Fraction(0))
    said = sum((p for p, s in zip(points, shares, strict=True) if s is not None), Fraction(0))
    if said < Fraction(6, 10) * sum(points):
        return None, maximum
    return sum((w * s for w, s in pairs), Fraction(0)), maximum


def places_by_hand(found: list[Exact]) -> list[int | None]:
    standing = [None if s is None else s / m for s, m in found]
    ordered = sorted((s for s in standing if s is not None), reverse=True)
    return [None if s is None else ordered.index(s) + 1 for s in standing]


def share_of(term: dict[str, Any], unit: dict[str, Any]) -> Fraction | None:
    """Of what the independent figures say of a unit."""
    rate = unit[term["rate"]]
    if rate["denominator"] < term.get("minimum", SETTINGS.min_denominator):
        return None
    share = Fraction(rate["numerator"], rate["denominator"])
    return 1 - share if term.get("complement") else share


def test_every_unit_of_the_town(town: Engine, october: dict[str, Any]) -> None:
    figures = recomputed(town, october)
    quarters = [
        unit
        for street in ("street0", "street1")
        for unit in recomputed(town, october, area=street)["closure"]["units"]
    ]
    units = {
        "streets": figures["closure"]["units"],
        "quarters": quarters,
        "offices": figures["departments"]["departments"],
    }
    assert [score["code"] for score in october["scores"]] == list(units)
    left_out = 0
    for score in october["scores"]:
        known = {u["code"]: u for u in units[score["code"]] if u["code"] is not None}
        assert [row["code"] for row in score["rows"]] == sorted(known)
        terms = TERMS[: len(score["terms"])]
        points = [Fraction(term["points"]) for term in terms]
        shares = [[share_of(term, known[row["code"]]) for term in terms] for row in score["rows"]]
        found = [by_hand(points, some) for some in shares]
        for row, (expected, maximum), some in zip(score["rows"], found, shares, strict=True):
            assert row["score"] == (None if expected is None else pytest.approx(float(expected)))
            assert row["maximum"] == pytest.approx(float(maximum))
            for term, value, share in zip(terms, row["terms"], some, strict=True):
                rate = known[row["code"]][term["rate"]]
                assert (value["n"], value["of"]) == (rate["numerator"], rate["denominator"])
                if share is None:
                    left_out += 1
                    assert (value["points"], value["lost"]) == (None, None)
                    assert value["out"] == ("few" if value["of"] else "none")
                else:
                    earned = float(share * Fraction(term["points"]))
                    assert value["points"] == pytest.approx(earned)
                    assert value["points"] + value["lost"] == pytest.approx(term["points"])
        assert [row["place"] for row in score["rows"]] == places_by_hand(found)
    assert left_out


def test_the_formula_of_the_readme_by_hand() -> None:
    """Filed 996, due 972, closed 911, on time 737; 40 of 920 verified were sent back, 18 extended."""
    counted = {"filed": 996, "due": 972, "closed": 911, "on_time": 737, "closed_late": 174,
               "overdue": 61, "closed_early": 24, "returned": 40, "decided": 920, "extended": 18}  # fmt: skip
    unit = Cohort(**{**vars(nobody("a")), **counted})
    terms = [{key: value for key, value in term.items() if key != "minimum"} for term in TERMS]
    formula = Formula.model_validate(
        {"code": "s", "zh": "分", "en": "s", "units": 1, "terms": terms}
    )
    (row,) = scores._score(formula, [unit], 30)["rows"]
    assert [round(term["points"], 2) for term in row["terms"]] == [28.12, 22.75, 19.13, 19.63]
    assert (round(row["score"], 2), row["maximum"], row["place"]) == (89.62, 100, 1)


shares = st.one_of(
    st.none(),
    st.builds(Fraction, st.integers(0, 12), st.just(12)),
    st.integers(1, 400).flatmap(lambda n: st.builds(Fraction, st.integers(0, n), st.just(n))),
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[int], list[list[Fraction | None]]]:
    """Points of some terms, and the shares of some units."""
    terms = draw(st.integers(1, 4))
    points = draw(st.lists(st.integers(1, 60), min_size=terms, max_size=terms))
    unit = st.lists(shares, min_size=terms, max_size=terms)
    return points, draw(st.lists(unit, min_size=1, max_size=7))


@given(tables())
def test_scores_places_and_ranges_are_those_of_exact_arithmetic(
    table: tuple[list[int], list[list[Fraction | None]]],
) -> None:
    points, units = table
    weights = [Fraction(p) for p in points]
    scored = [
        Scored(tuple(map(float, points)), tuple(None if s is None else float(s) for s in unit))
        for unit in units
    ]
    found = [by_hand(weights, unit) for unit in units]
    for one, (score, maximum) in zip(scored, found, strict=True):
        assert one.maximum == maximum
        assert one.score == (None if score is None else pytest.approx(float(score)))
    assert score_places(scored) == places_by_hand(found)
    sways = product((Fraction(4, 5), Fraction(1), Fraction(6, 5)), repeat=len(points))
    varied = [
        places_by_hand(
            [
                by_hand(weights, u, [w * f for w, f in zip(weights, sway, strict=True)])
                for u in units
            ]
        )
        for sway in sways
    ]
    for at, around in enumerate(score_ranges(scored)):
        taken = [places[at] for places in varied if places[at] is not None]
        assert around == ((min(taken), max(taken)) if taken else None)


@given(tables())
def test_the_place_lies_within_its_range_and_a_better_unit_is_never_behind(
    table: tuple[list[int], list[list[Fraction | None]]],
) -> None:
    points, units = table
    scored = [Scored(tuple(map(float, points)), tuple(None if s is None else float(s) for s in u))
              for u in units]  # fmt: skip
    places, ranges = score_places(scored), score_ranges(scored)
    for place, around in zip(places, ranges, strict=True):
        assert (place is None) == (around is None)
        assert around is None or place is None or around[0] <= place <= around[1]
    for one, mine in zip(units, ranges, strict=True):
        for other, theirs in zip(units, ranges, strict=True):
            whole = None not in one and None not in other
            if whole and all(a >= b for a, b in zip(one, other, strict=True)):  # type: ignore[operator]
                assert mine is not None and theirs is not None
                assert mine[0] <= theirs[0] and mine[1] <= theirs[1]


def test_a_place_that_only_a_mixture_of_weights_gives_is_in_the_range() -> None:
    """Of 10 and 20 points the third unit is third with 10 and 24 alone: 19.8, 20, 19.4; with 8 and 24, as with
    12 and 24, it shares the second place."""
    shares = [(0.3, 0.7), (0.8, 0.5), (0.5, 0.6), (1.0, 0.1)]
    found = score_ranges([Scored((10, 20), one) for one in shares])
    assert found == [(1, 3), (1, 2), (2, 3), (4, 4)]


def test_at_sixty_percent_of_the_points_there_is_a_score() -> None:
    assert Scored((0.3, 0.3, 0.4), (1.0, 0.5, None)).score == pytest.approx(0.45)
    assert Scored((0.3, 0.2, 0.5), (None, 0.5, 1.0)).score == pytest.approx(0.6)
    assert Scored((30, 29, 41), (1.0, 1.0, None)).score is None


def sections(october: dict[str, Any], language: str) -> dict[str, Section]:
    found = document(october, language, LEVELS).sections
    return {section.key: section for section in found}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_document_shows_every_term_and_leads_to_its_incidents(
    october: dict[str, Any], language: str
) -> None:
    drawn = sections(october, language)
    for score in october["scores"]:
        (table,) = drawn[f"score-{score['code']}"].tables
        assert len(table.columns) == 6 + 3 * len(score["terms"])
        rows = {row["code"]: row for row in score["rows"]}
        assert len(table.rows) == len(rows)
        for drawn_row in table.rows:
            row = rows[codes(drawn_row, score["kind"]).pop()]
            assert drawn_row.cells[2:4] == (row["score"], row["maximum"])
            for at, value in enumerate(row["terms"]):
                share, earned, lost = drawn_row.cells[5 + 3 * at : 8 + 3 * at]
                assert (earned, lost) == (value["points"], value["lost"])
                assert (share is None) == (value["of"] == 0)
                assert ((5 + 3 * at) in drawn_row.lists) == bool(value["of"])
                out = drawn_row.cells[-1] or ""
                assert bool(value["out"]) <= bool(out)
            assert {value_of(query, "list") for query in drawn_row.lists.values()} <= set(LISTED)


def value_of(query: str, name: str) -> str:
    return dict(parse_qsl(query))[name]


def codes(row: Row, kind: str) -> set[str]:
    """The unit that all lists of a row are of."""
    return {value_of(query, kind) for query in row.lists.values()}


def test_lists_of_terms_hold_their_denominators(town: Engine, october: dict[str, Any]) -> None:
    for section in (sections(october, "en")[f"score-{s['code']}"] for s in october["scores"]):
        score = next(s for s in october["scores"] if section.key == f"score-{s['code']}")
        rows = {row["code"]: row for row in score["rows"]}
        for row in section.tables[0].rows:
            (code,) = codes(row, score["kind"])
            unit = recomputed(town, october, **{score["kind"]: code})["closure"]["total"]
            for at, query in row.lists.items():
                name = value_of(query, "list")
                value = rows[code]["terms"][(at - 5) // 3]
                assert unit[name.removeprefix("closure.")] == value["of"]


def test_other_weights_are_what_if_and_nothing_else_changes(october: dict[str, Any]) -> None:
    before = json.dumps(october, sort_keys=True)
    (score, *_) = october["scores"]
    same = scores.what_if(score, [term["points"] for term in score["terms"]])
    assert same["what_if"] and same["rows"] == score["rows"]
    other = scores.what_if(score, [1, 1, 1, 97])
    shares = [[t["share"] for t in row["terms"]] for row in score["rows"]]
    exact = [
        by_hand(
            [Fraction(p) for p in (1, 1, 1, 97)], [None if s is None else Fraction(s) for s in u]
        )
        for u in shares
    ]
    for row, (expected, _) in zip(other["rows"], exact, strict=True):
        assert row["score"] == (None if expected is None else pytest.approx(float(expected)))
    assert json.dumps(october, sort_keys=True) == before
    drawn = document({**october, "scores": [other]}, "en", LEVELS).sections
    (said,) = [s for s in drawn if s.key == f"score-{score['code']}"]
    assert said.title == "What if: Score of streets"
    assert "30, 30, 20, 20" in said.sentences[0].text


def test_weights_are_of_the_scores_with_so_many_terms(october: dict[str, Any]) -> None:
    found = scores.with_weights(october, "1, 2,97")
    marked = {one["code"]: one.get("what_if", False) for one in found["scores"]}
    assert marked == {"streets": False, "quarters": True, "offices": False}
    assert {k: v for k, v in found.items() if k != "scores"} == {
        k: v for k, v in october.items() if k != "scores"
    }


@pytest.mark.parametrize(
    "said", ["1,2", "1,2,3,0", "1,2,3,-4", "1,2,3,nan", "1,2,3,inf", "a,b,c", ","]
)
def test_weights_that_are_none_are_refused(october: dict[str, Any], said: str) -> None:
    with pytest.raises(FilterError, match="weights="):
        scores.with_weights(october, said)


def test_a_review_without_scores_is_drawn(october: dict[str, Any]) -> None:
    """As one that was sealed before there were any."""
    old = {key: value for key, value in october.items() if key != "scores"}
    assert not [s for s in document(old, "en", LEVELS).sections if s.key.startswith("score-")]
