"""What meetings resolved: entered, carried over until done, sealed with the month, told within reach."""

from __future__ import annotations

from datetime import date

import pytest

from data_access.filters import FilterError
from data_access.names import Names, read_names
from data_access.reach import EVERYTHING, Reach
from data_access.review import resolutions, sealing
from tests.app.conftest import Running
from tests.figures.town import NOW
from tests.review.conftest import ORIGIN

ZONE = "America/New_York"


@pytest.fixture
def names(running: Running) -> Names:
    with running.service.record.connect() as connection:
        return read_names(connection)


def told(running: Running, names: Names) -> list[tuple[str, str]]:
    zone = running.service.settings.zone
    first, end = date(2026, 10, 1), date(2026, 11, 1)
    found = resolutions.of_period(running.service.record, first, end, names, zone)
    return [(one["text"], one["state"]) for one in resolutions.as_values(found, names, end)]


def test_they_are_carried_over_until_they_are_done(running: Running, names: Names) -> None:
    record = running.service.record
    late = resolutions.add(record, " mend it ", "area:street0", "2026-10-20", names, "wang", NOW)
    resolutions.add(record, "later", "department:roads", "2026-12-01", names, "wang", NOW)
    assert told(running, names) == [("mend it", "late"), ("later", "open")]
    resolutions.finish(record, late.id, names, "li", NOW + 1)
    assert told(running, names) == [("mend it", "done"), ("later", "open")]
    with pytest.raises(FilterError, match="no open resolution"):
        resolutions.finish(record, late.id, names, "li", NOW + 2)


@pytest.mark.parametrize(
    ("text", "unit", "due"),
    [
        ("", "area:street0", "2026-10-20"),
        ("x" * 501, "area:street0", "2026-10-20"),
        ("it", "area:nowhere", "2026-10-20"),
        ("it", "street0", "2026-10-20"),
        ("it", "area:street0", "soon"),
        ("it", "area:street0", ""),
    ],
)
def test_what_is_wrong_is_refused(shown: Running, text: str, unit: str, due: str) -> None:
    record = shown.service.record
    with record.connect() as connection:
        names = read_names(connection)
    with pytest.raises(FilterError):
        resolutions.add(record, text, unit, due, names, "wang", NOW)
    assert told(shown, names) == []


def test_a_reach_is_told_of_its_own(running: Running, names: Names) -> None:
    record = running.service.record
    for unit in ("area:street0", "area:street1", "department:roads"):
        resolutions.add(record, unit, unit, "2026-12-01", names, "wang", NOW)
    street = names.within(Reach(areas=("street0",)))
    assert told(running, street) == [("area:street0", "open")]
    roads = names.within(Reach(departments=("roads",)))
    assert told(running, roads) == [("department:roads", "open")]
    with pytest.raises(FilterError):
        resolutions.add(record, "it", "area:street1", "2026-12-01", street, "li", NOW)
    assert names.reach == EVERYTHING


def test_on_the_page_and_in_the_seal(running: Running) -> None:
    client = running.client
    running.clock.move(days=7)
    assert running.service.publisher.tick()
    said = {
        "month": "2026-10",
        "text": "<b>mend</b> it",
        "unit": "area:street0",
        "due": "2026-10-20",
        "lang": "en",
    }
    answer = client.post("/review/resolve", data=said, headers=ORIGIN)
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("#resolutions")
    page = client.get("/review?month=2026-10&lang=en").get_data(as_text=True)
    assert "&lt;b&gt;mend&lt;/b&gt; it" in page
    assert "▼ past its day" in page
    assert client.post("/review/seal", data={"month": "2026-10"}, headers=ORIGIN).status_code == 303
    (one,) = sealing.listed(running.service.record)[0].content["resolutions"]
    done = {"month": "2026-10", "do": "done", "id": one["id"]}
    assert client.post("/review/resolve", data=done, headers=ORIGIN).status_code == 303
    assert "past its day" in client.get("/review?month=2026-10&lang=en").get_data(as_text=True)
    live = client.get("/review?month=2026-10&lang=en&edition=live").get_data(as_text=True)
    assert "▲ done" in live
    wrong = client.post("/review/resolve", data={"do": "done", "id": "nothing"}, headers=ORIGIN)
    assert wrong.status_code == 400
