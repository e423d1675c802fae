"""What a month is compared with, where that was sealed: the seal's figures, whatever came since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data_access.filters import Filter
from data_access.reach import EVERYTHING, Reach
from data_access.record.write import write_incidents
from data_access.review import sealing
from data_access.review.asking import review
from data_access.review.periods import of_month
from data_access.review.sealing import SealError
from layouts.review.document import document
from tests.app.conftest import Running
from tests.factories import DAY, incident, reported
from tests.figures.town import NOW
from tests.review.conftest import OCTOBER, over_a_copy
from tests.review.test_content import recomputed

NOVEMBER = of_month("2026-11", Filter(EVERYTHING))


@pytest.fixture(scope="module")
def december(sealed_week: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """October is sealed, one more of its cases comes, and then November is over, too."""
    with over_a_copy(sealed_week, tmp_path_factory.mktemp("december")) as town:
        late = incident("late", reported(NOW - 10 * DAY), source="patrol", area="quarter00")
        write_incidents(town.service.record, [late], now=NOW + 7 * DAY, origin="test")
        town.clock.move(days=30)
        assert town.service.publisher.tick()
        yield town


@pytest.fixture(scope="module")
def content(december: Running) -> dict[str, Any]:
    """November's, which no test changes."""
    return asked(december)


def asked(town: Running, filter_: Filter = NOVEMBER) -> dict[str, Any]:
    service, published = town.service, town.service.published
    assert published is not None
    return review(
        service.answers, service.settings, filter_, published.as_of, record=service.record
    )


def test_it_is_the_seal_and_the_page_says_which(december: Running, content: dict[str, Any]) -> None:
    (seal,) = sealing.listed(december.service.record)
    before = content["compared"]["before"]
    said = {"edition": 1, "name": "first", "sha256": seal.digest, "differs": False}
    assert before["seal"] == said
    assert before["version"] == seal.content["period"]["version"] < content["period"]["version"]
    assert before["as_of"] == seal.content["period"]["as_of"]
    sealed = seal.content["summary"]["counts"]
    assert content["summary"]["before"] == sealed
    alone = asked(december, OCTOBER)
    assert alone["summary"]["counts"]["filed"] == sealed["filed"] + 1, "or nothing came since"
    rates = {row["code"]: row["rates"] for row in seal.content["tables"][0]["rows"]}
    for row in content["tables"][0]["rows"]:
        if row["before"]:
            assert row["before"]["before"] == rates[row["code"]]["closure_rate"]
    levels = [(level.zh, level.en) for level in december.service.settings.levels]
    (summary,) = [s for s in document(content, "en", levels).sections if s.key == "summary"]
    assert any("edition 1 first" in note and seal.digest[:16] in note for note in summary.notes)
    assert any("October 2025" not in n and "not sealed" in n for n in summary.notes) == bool(
        content["compared"]["year"]
    )


def test_they_are_those_of_the_independent_recomputation(
    december: Running, content: dict[str, Any]
) -> None:
    before = content["compared"]["before"]
    closure = recomputed(december.service.record, {"period": before})["closure"]["total"]
    for name, number in content["summary"]["before"].items():
        assert number == closure[name], name


def test_who_sees_a_part_is_told_nothing_of_a_seal(december: Running) -> None:
    part = of_month("2026-11", Filter(Reach(("street0",))))
    found = asked(december, part)
    before = found["compared"]["before"]
    assert "seal" not in before
    assert before["version"] == found["period"]["version"]


def test_a_seal_of_another_delay_is_not_compared_with(december: Running) -> None:
    (seal,) = sealing.listed(december.service.record)
    service = december.service
    days = service.settings.seal_delay_days + 1
    settings = service.settings.model_copy(update={"seal_delay_days": days})
    assert service.published is not None
    as_of = service.published.as_of
    content = review(service.answers, settings, NOVEMBER, as_of, record=service.record)
    before = content["compared"]["before"]
    assert "seal" not in before
    assert before["as_of"] != seal.content["period"]["as_of"]


def test_before_its_end_and_the_delay_nothing_is_sealed(shown: Running) -> None:
    """November has gone on for days: its figures may still change."""
    with pytest.raises(SealError, match="and not before"):
        sealing.seal(shown.service.record, asked(shown), "", "wang", NOW)
