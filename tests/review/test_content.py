"""Every figure of a review against the independent recomputation from what was told."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data_access.filters import Filter, FilterError
from data_access.independent.figures import Looking
from data_access.independent.told import micros, read
from data_access.live.answers import Answers
from data_access.reach import EVERYTHING
from data_access.review.asking import review, reviewed_filter
from data_access.review.periods import before, of_month, reviewed, year_before
from data_access.statistics import Rate, RateChange
from tests.figures.town import AS_OF
from tests.review.conftest import DELAY, OCTOBER, SEALED_AS_OF, SETTINGS

ZONE = SETTINGS.zone
RATES = ("closure_rate", "on_time_rate", "rework_rate", "extension_rate")


def recomputed(town: Engine, content: dict[str, Any], **more: str) -> dict[str, Any]:
    """The independent figures at the version and moment that a content names."""
    period = content["period"]
    as_of = datetime.fromisoformat(period["as_of"])
    looking = Looking(read(town, period["version"]), micros(as_of), SETTINGS)
    found = looking.at(period["filter"] | more)
    kept = ("counts", "closure", "departments", "loop", "response", "times", "coverage")
    return {name: found[name] for name in kept}


def same_unit(row: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in row["counts"].items():
        assert value == other[key], (row["code"], key)
    for key in RATES:
        told, theirs = row["rates"][key], other[key]
        assert (told["n"], told["of"]) == (theirs["numerator"], theirs["denominator"])
        if told["value"] is not None:
            assert told["value"] == pytest.approx(theirs["value"], rel=1e-9)
            assert [told["low"], told["high"]] == pytest.approx(
                [theirs["low"], theirs["high"]], rel=1e-9
            )


def test_as_of_its_end_and_the_delay(october: dict[str, Any]) -> None:
    assert datetime.fromisoformat(october["period"]["as_of"]) == SEALED_AS_OF
    assert october["period"]["final"]
    assert october["period"]["month"] == "2026-10"


def test_streets_and_all_together(town: Engine, october: dict[str, Any]) -> None:
    ours = recomputed(town, october)["closure"]
    table = october["tables"][0]
    assert [row["code"] for row in table["rows"]] == [unit["code"] for unit in ours["units"]]
    for row, other in zip(table["rows"], ours["units"], strict=True):
        same_unit(row, other)
        assert row["band"] == other["band"]
    total = {"code": None, "counts": october["summary"]["counts"]}
    rates = {key: one["rate"] for key, one in october["summary"]["rates"].items()}
    same_unit(total | {"rates": rates}, ours["total"])


def test_communities(town: Engine, october: dict[str, Any]) -> None:
    """The units of the second level are those of each street, in one table."""
    rows = {row["code"]: row for row in october["tables"][1]["rows"]}
    found = set()
    for street in ("street0", "street1"):
        for other in recomputed(town, october, area=street)["closure"]["units"]:
            if other["code"] is not None:
                same_unit(rows[other["code"]], other)
                found.add(other["code"])
    assert found == {code for code in rows if code}
    filed = sum(row["counts"]["filed"] for row in rows.values())
    assert filed == october["summary"]["counts"]["filed"]


def test_departments(town: Engine, october: dict[str, Any]) -> None:
    ours = recomputed(town, october)["departments"]["departments"]
    rows = october["tables"][-1]["rows"]
    assert [row["code"] for row in rows] == [unit["code"] for unit in ours]
    for row, other in zip(rows, ours, strict=True):
        same_unit(row, other)
        assert row["band"] == other["band"]


def test_times_and_coverage(town: Engine, october: dict[str, Any]) -> None:
    ours = recomputed(town, october)
    assert october["loop"]["filed"] == ours["loop"]["filed"]
    for stage, other in zip(october["loop"]["stages"], ours["loop"]["stages"], strict=True):
        assert {key: stage[key] for key in ("name", "reached", "standing", "median")} == other
    for row, other in zip(
        october["response"]["rows"], ours["response"]["departments"], strict=True
    ):
        for key in (
            "assignments",
            "answered",
            "waiting",
            "oldest_waiting",
            "passed_on",
            "unanswered",
            "median",
            "p90",
        ):
            assert row[key] == other[key], (row["code"], key)
    for name, one in october["times"].items():
        for key in ("median", "p90", "ended", "waiting", "never"):
            assert one[key] == ours["times"][name][key]
    for row, other in zip(october["coverage"]["rows"], ours["coverage"]["units"], strict=True):
        for key in ("code", "installed", "online", "in_order", "located"):
            assert row[key] == other[key]
    assert october["honesty"]["cohort"] == ours["counts"]["cohort"]
    assert october["honesty"]["unlocated"] == ours["counts"]["unlocated"]


def test_what_it_is_compared_with_is_looked_at_alike(answers: Answers, town: Engine) -> None:
    """Two weeks against the two before them, each as of two days after its end."""
    later = Filter(EVERYTHING, period="custom", start="2026-10-18", end="2026-11-01")
    content = review(answers, SETTINGS, later, AS_OF)
    then = content["compared"]["before"]
    assert (then["first"], then["end"]) == ("2026-10-04", "2026-10-18")
    assert (
        datetime.fromisoformat(then["as_of"]).astimezone(ZONE).isoformat()
        == "2026-10-20T00:00:00-04:00"
    )
    assert content["compared"]["year"] is None
    looking = Looking(
        read(town, then["version"]), micros(datetime.fromisoformat(then["as_of"])), SETTINGS
    )
    ours = looking.at(then["filter"])["closure"]["total"]
    for key in RATES:
        change = content["summary"]["rates"][key]["before"]
        now = content["summary"]["rates"][key]["rate"]
        earlier = Rate(ours[key]["numerator"], ours[key]["denominator"])
        if earlier.denominator and now["of"]:
            expected = RateChange(earlier, Rate(now["n"], now["of"]))
            assert change["difference"] == pytest.approx(expected.difference)
            assert (change["low"], change["high"]) == pytest.approx(expected.interval)
        else:
            assert change is None


def test_a_part_is_reviewed_like_the_whole(answers: Answers, town: Engine) -> None:
    chosen = reviewed_filter(EVERYTHING, {"month": "2026-10", "area": "street0"})
    content = review(answers, SETTINGS, chosen, AS_OF)
    assert {row["code"] for row in content["tables"][0]["rows"]} == {"quarter00", "quarter01"}
    same_unit(
        {"code": None, "counts": content["summary"]["counts"],
         "rates": {k: one["rate"] for k, one in content["summary"]["rates"].items()}},
        recomputed(town, content)["closure"]["total"],
    )  # fmt: skip


def test_targets_are_met_or_missed_only_beyond_chance(october: dict[str, Any]) -> None:
    for row in october["tables"][-1]["rows"]:
        for key, lower in (("on_time_rate", False), ("rework_rate", True)):
            one, wanted = row["rates"][key], SETTINGS.review_targets[key]
            said = row["targets"][key]
            if one["low"] is None or one["low"] <= wanted <= one["high"]:
                assert said == "too_few"
            else:
                assert said == ("met" if (one["value"] < wanted) == lower else "missed")


def test_running_months_are_as_of_now_against_the_same_elapsed_part() -> None:
    one = reviewed(of_month("2026-11", OCTOBER), AS_OF, DELAY, ZONE)
    assert (one.as_of, one.final) == (AS_OF, False)
    other = before(one, DELAY, ZONE)
    assert (other.first, other.end) == (date(2026, 10, 1), date(2026, 11, 1))
    left = one.filter.window(AS_OF, ZONE)[1] - AS_OF
    assert other.as_of == other.filter.window(AS_OF, ZONE)[1] - left


def test_months_before_and_of_the_year_before() -> None:
    march = reviewed(of_month("2024-03", OCTOBER), AS_OF, DELAY, ZONE)
    assert before(march, DELAY, ZONE).month == "2024-02"
    assert (
        year_before(reviewed(of_month("2024-02", OCTOBER), AS_OF, DELAY, ZONE), DELAY, ZONE).month
        == "2023-02"
    )
    leap = Filter(EVERYTHING, period="custom", start="2024-02-29", end="2024-03-07")
    other = year_before(reviewed(leap, AS_OF, DELAY, ZONE), DELAY, ZONE)
    assert (other.first, other.end - other.first) == (date(2023, 2, 28), timedelta(days=7))


@pytest.mark.parametrize("month", ["2026-13", "october", "2026-1", "0000-01", "2026-10-01"])
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(FilterError, match="a month such as 2026-10"):
        reviewed_filter(EVERYTHING, {"month": month})


@pytest.mark.parametrize(
    "query",
    [{"period": "30d"}, {"from": "2026-10-01T08:00", "to": "2026-10-02"}, {"month": "2026-12"}],
)
def test_what_cannot_be_reviewed_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(FilterError):
        reviewed(reviewed_filter(EVERYTHING, query), AS_OF, DELAY, ZONE)
