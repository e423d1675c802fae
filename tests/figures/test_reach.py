"""What somebody of a reach is told: the figures of what lies within it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from typing import Any

import pytest

from data_access import counts, feed
from data_access.filters import Filter
from data_access.live.answers import Answers
from data_access.reach import EVERYTHING, Reach
from data_access.record.database import open_record
from data_access.record.events import Event, Incident
from data_access.record.write import write_incidents
from tests.engines import PostgreSQLCluster, SQLiteFiles
from tests.figures.town import CHOICES, NOW, PERIODS, build_town, busy_town
from tests.figures.ways import directly, figures, through_a_read_model

MINUTE = 60_000_000
STREET, WATER = Reach(("street0",)), Reach(departments=("water",))
BOTH = Reach(("street0",), ("parks", "water"))
SAID = {  # the same as a filter of somebody who is told everything
    STREET: {"area": "street0"},
    WATER: {"department": "water"},
    BOTH: {"area": "street0", "department": "parks,water"},
}
TEXTS = ("王先生", "东路12号", "张女士", "西路3号")
# Of a street's own map the rim is its own, and so is what lies outside of it.
OF_THE_OUTLINE = {"heat"}


def moved(area: str, address: str) -> Incident:
    """One at the border of both streets, that lay in the other one at first."""
    said: dict[str, Any] = {"area": area, "category": "pothole", "lon": -73.9901, "lat": 40.7025}
    events = [Event("reported", NOW - 3 * MINUTE, note=TEXTS[0])]
    return Incident("patrol", "moved", events, text=TEXTS[2], address=address, **said)


def beside() -> Incident:
    """The same thing, told by somebody who stands in the other street, 20 metres away."""
    events = [
        Event("reported", NOW - 2 * MINUTE),
        Event("dispatched", NOW - MINUTE, target="roads"),
    ]
    said: dict[str, Any] = {"area": "quarter10", "category": "pothole"}
    said |= {"lon": -73.9899, "lat": 40.7025, "text": TEXTS[2], "address": TEXTS[1]}
    return Incident("hotline", "beside", events, **said)


@pytest.fixture(scope="module", params=["read model", "PostgreSQL"])
def answers(
    request: pytest.FixtureRequest, sqlite_files: SQLiteFiles, postgresql_cluster: PostgreSQLCluster
) -> Iterator[Answers]:
    """The busy town, asked both ways."""
    direct = request.param == "PostgreSQL"
    url = postgresql_cluster.migrated() if direct else sqlite_files.migrated()
    record = open_record(url)
    with ExitStack() as stack:
        stack.callback(record.dispose)
        first, then = moved("quarter10", TEXTS[3]), moved("quarter00", TEXTS[1])
        build_town(record, [*busy_town(), first, beside()])
        write_incidents(record, [then], now=NOW - MINUTE, origin="test")
        way = directly(record, url) if direct else through_a_read_model(record)
        yield stack.enter_context(way)


def told(answers: Answers, query: dict[str, str], reach: Reach = EVERYTHING) -> dict[str, Any]:
    found = figures(answers, query, reach)
    return {name: said for name, said in found.items() if name not in {"filter", *OF_THE_OUTLINE}}


@pytest.mark.parametrize("reach", SAID, ids=["street", "department", "both"])
def test_figures_are_those_of_the_filter_that_says_the_reach(
    answers: Answers, reach: Reach
) -> None:
    compare(answers, reach, [{}, {"status": "open", "category": CHOICES["category"][0]}])


@pytest.mark.long
@pytest.mark.parametrize("reach", SAID, ids=["street", "department", "both"])
def test_figures_are_those_of_every_filter_beside_it(answers: Answers, reach: Reach) -> None:
    free = [{name: some[0]} for name, some in CHOICES.items() if name not in SAID[reach]]
    compare(answers, reach, [{}, *free])


def compare(answers: Answers, reach: Reach, asked: list[dict[str, str]]) -> None:
    seen = 0
    for query, period in zip(asked, cycle(PERIODS[3:6]), strict=False):
        found = told(answers, {**period, **query}, reach)
        expected = told(answers, {**period, **query, **SAID[reach]})
        # A pair of which one lies out of reach is none: it would tell of that one.
        pairs = found["worklists"].pop("duplicates")
        assert pairs <= expected["worklists"].pop("duplicates")
        assert found == expected, query
        seen += found["counts"]["new"]
    assert seen > 5


@pytest.mark.parametrize("reach", SAID, ids=["street", "department", "both"])
def test_what_lies_out_of_it_is_nothing(answers: Answers, reach: Reach) -> None:
    """An address may ask for anything: nobody is refused, and nothing is there."""
    alien = {"area": "quarter10", "department": "roads"}
    for name in SAID[reach]:
        found = figures(answers, {"period": "30d", name: alien[name]}, reach)
        assert found["counts"]["new"] == found["counts"]["open"] == found["heat"]["located"] == 0
        assert found["closure"]["total"]["filed"] == 0
        assert found["response"]["total"]["assignments"] == 0
        assert found["worklists"] == dict.fromkeys(found["worklists"], 0)
        assert found["feed"]["items"] == []
        if name == "area":
            assert found["coverage"]["total"]["installed"] == 0
    everything = figures(answers, {"period": "30d", **{n: alien[n] for n in SAID[reach]}})
    assert everything["counts"]["new"] > 0, "or nothing was hidden"


def test_areas_of_others_have_no_names(answers: Answers) -> None:
    with answers._read_model.snapshot() as (_, published):
        names = answers.names(published, STREET)
    assert sorted(names.area) == ["quarter00", "quarter01", "street0"] == sorted(names.outlines)
    assert names.tops == ("street0",)
    chosen = Filter.parse(STREET, {"area": "street1,quarter01,nowhere"})
    kept, ignored = names.known(chosen)
    assert kept.area == ("quarter01",)
    why = {one.said: one.reason for one in ignored}
    assert why["street1"] == why["nowhere"], "it is as unknown as what does not exist"


def test_departments_of_others_cannot_be_asked_for(answers: Answers) -> None:
    with answers._read_model.snapshot() as (_, published):
        names = answers.names(published, WATER)
    kept, ignored = names.known(Filter.parse(WATER, {"department": "roads,water"}))
    assert kept.department == ("water",)
    assert [one.said for one in ignored] == ["roads"]


def test_a_case_is_there_for_those_within_whose_reach_it_lies(answers: Answers) -> None:
    assert answers.case("hotline", "beside", STREET) is None
    assert answers.case("hotline", "beside", Reach(("quarter10",))) is not None
    assert answers.case("hotline", "beside", Reach(("street1",), ("roads",))) is not None
    assert answers.case("hotline", "beside", WATER) is None
    assert answers.case("patrol", "moved", Reach(departments=("roads",))) is None


def test_a_case_tells_nothing_of_other_streets(answers: Answers) -> None:
    whole, own = (answers.case("patrol", "moved", reach) for reach in (EVERYTHING, STREET))
    assert whole is not None and own is not None
    others = [one.other.incident.external_id for one in whole[2].surroundings.duplicates]
    assert "beside" in others and "quarter10" in str(whole[2].surroundings.cameras)
    near = own[2].surroundings
    assert "beside" not in {one.other.incident.external_id for one in near.duplicates}
    assert near.repeats < whole[2].surroundings.repeats
    assert {one.camera.area for one in near.cameras} <= {"quarter00", "quarter01"}
    assert "quarter10" in str(whole[2].steps) and "quarter10" not in str(own[2])


def test_who_may_not_read_texts_is_told_none(answers: Answers) -> None:
    for reach in (EVERYTHING, STREET):
        silent = Reach(reach.areas, texts=False)
        found, hidden = (answers.case("patrol", "moved", r) for r in (reach, silent))
        assert found is not None and hidden is not None
        assert all(text in str(found[2]) for text in TEXTS)
        assert not any(text in str(hidden[2]) for text in TEXTS)
        assert len(hidden[2].steps) == len(found[2].steps)
        duplicates = hidden[2].surroundings.duplicates
        assert len(duplicates) == len(found[2].surroundings.duplicates)


def test_what_may_not_be_read_is_not_searched(answers: Answers) -> None:
    """Or whoever guesses a text would know that it is there."""
    silent = Reach(texts=False)
    for text, there in ((TEXTS[2], 2), (TEXTS[1][:2], 3), ("oved", 1)):
        found, seen = (
            answers.ask(Filter.parse(reach, {"period": "30d", "q": text}), [counts.QUESTION])
            for reach in (EVERYTHING, silent)
        )
        assert found.answers["counts"].new >= there
        assert seen.answers["counts"].new == (1 if text == "oved" else 0)


def test_answers_are_kept_apart_by_reach(answers: Answers) -> None:
    """One that is kept for somebody is given to nobody of another reach."""
    reaches = [
        EVERYTHING,
        STREET,
        WATER,
        BOTH,
        Reach(texts=False),
        Reach(("street0",), texts=False),
    ]
    assert len({str(Filter(reach)) for reach in reaches}) == len(reaches)
    assert len({str(Filter(Reach(("a", "b")))), str(Filter(Reach(("a,b",))))}) == 2
    for reach in (STREET, EVERYTHING):
        items = answers.ask(Filter(reach), [feed.QUESTION]).answers["feed"].items
        assert ("street1" in {a for i in items for a in _streets(i.area)}) == (reach == EVERYTHING)


def _streets(area: str | None) -> set[str]:
    return {f"street{area[7]}"} if area else set()
