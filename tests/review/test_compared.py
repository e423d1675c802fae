"""A chosen period in place of the one before: its figures, what is refused, how documents say it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from data_access.filters import FilterError
from data_access.independent.figures import Looking
from data_access.independent.told import micros, read
from data_access.live.answers import Answers
from data_access.reach import EVERYTHING
from data_access.review import sealing
from data_access.review.asking import compared_with, review, reviewed_filter
from data_access.review.periods import Reviewed, chosen, is_early, reviewed
from data_access.review.sealing import SealError
from data_access.statistics import Rate, RateChange, clear_changes
from layouts.review.document import document
from layouts.review.words import Words
from tests.figures.town import AS_OF, NOW
from tests.review.conftest import DELAY, SETTINGS

ZONE = SETTINGS.zone
LATER = {"from": "2026-10-18", "to": "2026-11-01"}
WITH = "2026-10-02/2026-10-13"
RATES = ("closure_rate", "on_time_rate", "rework_rate", "extension_rate")
LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]


def asked(answers: Answers, query: dict[str, str], with_: str) -> dict[str, Any]:
    days = compared_with({"with": with_})
    return review(answers, SETTINGS, reviewed_filter(EVERYTHING, query), AS_OF, days=days)


def beside_later(with_: str) -> Reviewed:
    """What the end of October is to be compared with."""
    days = compared_with({"with": with_})
    assert days is not None
    one = reviewed(reviewed_filter(EVERYTHING, LATER), AS_OF, DELAY, ZONE)
    return chosen(one, days, DELAY, AS_OF, ZONE)


@pytest.fixture(scope="module")
def compared(answers: Answers) -> dict[str, Any]:
    """The end of October with eleven days at its beginning."""
    return asked(answers, LATER, WITH)


@pytest.fixture(scope="module")
def theirs(town: Engine, compared: dict[str, Any]) -> dict[str, Any]:
    """The independent figures of those days, as of two days after their end."""
    as_of = datetime(2026, 10, 15, tzinfo=ZONE)
    looking = Looking(read(town, compared["period"]["version"]), micros(as_of), SETTINGS)
    return looking.at({"from": "2026-10-02", "to": "2026-10-13"})


def same_changes(
    told: list[dict[str, Any] | None], rates: list[tuple[dict[str, Any], dict[str, Any]]]
) -> None:
    """Each change against (the earlier rate independently, the rate of the content)."""
    expected = [
        RateChange(Rate(then["numerator"], then["denominator"]), Rate(now["n"], now["of"]))
        for then, now in rates
    ]
    for one, other, clear in zip(told, expected, clear_changes(expected), strict=True):
        if other.difference is None:
            assert one is None
            continue
        assert one is not None
        assert (one["before"]["n"], one["before"]["of"]) == (
            other.before.numerator,
            other.before.denominator,
        )
        assert one["difference"] == pytest.approx(other.difference)
        assert (one["low"], one["high"]) == pytest.approx(other.interval)
        assert one["clear"] == clear


def test_all_together(compared: dict[str, Any], theirs: dict[str, Any]) -> None:
    summary, total = compared["summary"], theirs["closure"]["total"]
    assert summary["before"]["filed"] > 0
    for key, value in summary["before"].items():
        assert value == total[key], key
    rates = [summary["rates"][key] for key in RATES]
    earlier = [total[key] for key in RATES]
    same_changes(
        [one["before"] for one in rates],
        list(zip(earlier, [one["rate"] for one in rates], strict=True)),
    )


@pytest.mark.parametrize(
    ("at", "key", "where"),
    [(0, "closure_rate", ("closure", "units")), (-1, "on_time_rate", ("departments",) * 2)],
)
def test_units(
    compared: dict[str, Any], theirs: dict[str, Any], at: int, key: str, where: tuple[str, str]
) -> None:
    rows = compared["tables"][at]["rows"]
    known = {unit["code"]: unit[key] for unit in theirs[where[0]][where[1]]}
    assert any(row["before"] for row in rows)
    same_changes(
        [row["before"] for row in rows],
        [(known[row["code"]], row["rates"][key]) for row in rows],
    )


def test_medians(compared: dict[str, Any], theirs: dict[str, Any]) -> None:
    known = {one["code"]: one["median"] for one in theirs["response"]["departments"]}
    found = {row["code"]: row["before"] for row in compared["response"]["rows"]}
    assert compared["response"]["total"]["before"] == theirs["response"]["total"]["median"]
    assert any(found.values())
    assert found == {code: known.get(code) for code in found}


def test_the_period_before_by_choice_has_the_same_figures(answers: Answers) -> None:
    usual = review(answers, SETTINGS, reviewed_filter(EVERYTHING, LATER), AS_OF)
    found = asked(answers, LATER, "2026-10-04/2026-10-18")
    one = found["compared"].pop("chosen")
    assert found == usual
    assert (one["first"], one["end"], one["early"]) == ("2026-10-04", "2026-10-18", False)


def test_what_is_just_over_is_looked_at_as_of_now_and_that_is_said(answers: Answers) -> None:
    end = AS_OF.astimezone(ZONE).date()
    found = asked(answers, {"month": "2026-10"}, f"2026-11-01/{end}")
    assert found["period"]["final"]
    assert found["compared"]["before"]["as_of"] == AS_OF.isoformat()
    assert found["compared"]["chosen"]["early"]
    assert "early" in {one["key"] for one in found["headlines"]}
    drawn = document(found, "en", LEVELS)
    assert any("only just over" in note for s in drawn.sections for note in s.notes)
    assert not any("as long after its end" in note for s in drawn.sections for note in s.notes)


def test_as_long_before_its_end_as_what_runs() -> None:
    one = reviewed(reviewed_filter(EVERYTHING, {"month": "2026-11"}), AS_OF, DELAY, ZONE)
    other = chosen(one, (date(2026, 8, 1), date(2026, 9, 1)), DELAY, AS_OF, ZONE)
    left = one.filter.window(AS_OF, ZONE)[1] - AS_OF
    assert other.as_of == other.filter.window(AS_OF, ZONE)[1] - left
    with pytest.raises(FilterError, match="more days are needed"):
        chosen(one, (date(2026, 8, 1), date(2026, 8, 6)), DELAY, AS_OF, ZONE)


@pytest.mark.parametrize(
    ("with_", "why"),
    [
        ("2026-13", "a month such as"),
        ("2026-08-01", "a month such as"),
        ("2026-08-01/", "a month such as"),
        ("2026-08-01T08:00/2026-08-02", "a month such as"),
        ("2026-08-01/2026-08-02/2026-08-03", "a month such as"),
        ("2026-02-30/2026-03-01", "a month such as"),
        ("2026-08-02/2026-08-01", "ends before it begins"),
        ("2026-08-02/2026-08-02", "ends before it begins"),
        ("2026-10", "overlaps what is reviewed"),
        ("2026-10-31/2026-11-02", "overlaps what is reviewed"),
        ("2027-01", "has not begun"),
    ],
)
def test_what_cannot_be_compared_with_is_refused(with_: str, why: str) -> None:
    with pytest.raises(FilterError, match=why):
        beside_later(with_)


def test_a_review_of_what_overlaps_is_refused(answers: Answers) -> None:
    with pytest.raises(FilterError, match="overlaps what is reviewed"):
        asked(answers, LATER, "2026-10")


@pytest.mark.parametrize("with_", ["2026-10-17/2026-10-18", "2026-11-01/2026-11-02"])
def test_neighbours_do_not_overlap(with_: str) -> None:
    assert beside_later(with_).first.isoformat() == with_.split("/")[0]


def test_it_is_never_sealed(town: Engine, compared: dict[str, Any]) -> None:
    assert compared["period"]["final"]
    with pytest.raises(SealError, match="no chosen one"):
        sealing.seal(town, compared, "", "wang", NOW)


@pytest.mark.parametrize(
    ("language", "named"),
    [("zh", "2026-10-02 至 2026-10-12"), ("en", "2026-10-02 to 2026-10-12")],
)
def test_columns_and_sentences_name_it(compared: dict[str, Any], language: str, named: str) -> None:
    drawn = document(compared, language, LEVELS)
    labels = {
        table.key: [column.label for column in table.columns]
        for section in drawn.sections
        for table in section.tables
    }
    for key in ("rates", "counts", "area1", "area2", "department", "response"):
        assert sum(named in label for label in labels[key]) == 1, key
    assert named in drawn.line
    assert ("非封存数据" if language == "zh" else "live figures, not sealed ones") in drawn.line
    wrong = "上月" if language == "zh" else "month before"
    said = [label for some in labels.values() for label in some]
    said += [one.text for section in drawn.sections for one in section.sentences]
    said += [note for section in drawn.sections for note in section.notes]
    assert not any(wrong in one for one in said)


def test_a_period_of_which_nothing_is_known_is_named_all_the_same(answers: Answers) -> None:
    found = asked(answers, LATER, "2019-08")
    assert found["compared"]["before"] is None
    drawn = document(found, "en", LEVELS)
    assert "Nothing is known of August 2019" in " ".join(
        s.text for s in drawn.sections[0].sentences
    )
    assert "August 2019" in {column.label for column in drawn.sections[1].tables[0].columns}


def test_a_clear_change_names_what_it_is_compared_with(compared: dict[str, Any]) -> None:
    change = {"key": "rate.higher", "tone": "better", "rate": "closure_rate", "value": 0.9, "difference": 0.1}  # fmt: skip
    drawn = document({**compared, "headlines": [change]}, "en", LEVELS)
    (said,) = drawn.sections[0].sentences
    assert said.text.endswith("10.00 points higher than 2026-10-02 to 2026-10-12, beyond chance.")
    assert Words("en", compared["names"]).t("before.month") == "the month before"


def test_it_is_looked_at_with_the_same_delay(compared: dict[str, Any]) -> None:
    one = compared["compared"]["before"]
    end = date.fromisoformat(one["end"])
    assert datetime.fromisoformat(one["as_of"]).astimezone(ZONE).date() == end + timedelta(DELAY)


def test_what_runs_later_than_what_just_ended_is_early() -> None:
    """The reviewed days are looked at hours after their end, the chosen day before its own."""
    query = reviewed_filter(EVERYTHING, {"from": "2026-10-20", "to": "2026-11-03"})
    one = reviewed(query, AS_OF, DELAY, ZONE)
    assert not one.final
    running = chosen(one, (date(2026, 11, 3), date(2026, 11, 4)), DELAY, AS_OF, ZONE)
    assert running.as_of == AS_OF
    assert is_early(running, one, ZONE)
    over = chosen(one, (date(2026, 10, 18), date(2026, 10, 20)), DELAY, AS_OF, ZONE)
    assert not is_early(over, one, ZONE)
