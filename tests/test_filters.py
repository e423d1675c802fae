"""The filter: from untrusted text to a value, and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_access.filters import DIMENSIONS, PARAMETERS, PERIODS, WORDS, Filter, FilterError
from data_access.reach import EVERYTHING
from tests.test_filter_predicates import DIALECTS, compiled

NEW_YORK = ZoneInfo("America/New_York")
SHANGHAI = ZoneInfo("Asia/Shanghai")

CODES = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters=","), min_size=1)
OURS = {name: st.sampled_from(words) for name, words in WORDS.items()}
OURS["priority"] = st.integers(0, 32767).map(str)
# From a metre on: what is nearer is the same place.
DEGREES = st.integers(-9_000_000, 9_000_000).map(lambda n: f"{n / 1e5:.5f}")
POINTS = st.lists(st.tuples(DEGREES, DEGREES), min_size=2, max_size=60, unique_by=(
    lambda point: point[0], lambda point: point[1],
))  # fmt: skip
TEXT = st.text(st.characters(exclude_categories=("C",)), min_size=1, max_size=100)
PICKED = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(OURS.get(name, CODES.map(lambda c: c[:64])), min_size=1, max_size=5).map(
            ",".join
        )
        for name in DIMENSIONS
    }
    | {
        "within": POINTS.map(lambda points: ";".join(map(",".join, points))),
        "q": TEXT.filter(str.strip),
    },
)
DAYS = st.dates(datetime(1900, 1, 1, tzinfo=UTC).date(), datetime(2199, 1, 1, tzinfo=UTC).date())
SPANS = st.tuples(DAYS, st.integers(1, 400)).map(
    lambda span: {
        "from": span[0].isoformat(),
        "to": (span[0] + timedelta(days=span[1])).isoformat(),
    }
)
PERIOD = st.sampled_from(PERIODS).map(lambda period: {"period": period}) | SPANS


@given(PERIOD.filter(lambda said: said.get("to", "") < "2199"), PICKED)
def test_a_filter_comes_back_from_its_query(said: dict[str, str], picked: dict[str, str]) -> None:
    chosen = Filter.parse(EVERYTHING, said | picked)
    assert Filter.parse(EVERYTHING, chosen.query()) == chosen
    assert hash(Filter.parse(EVERYTHING, chosen.query())) == hash(chosen)
    assert set(chosen.query()) == set(said) | set(picked)


# Of a period that is none and one that is, of codes that can be and cannot.
SAID = st.text() | st.sampled_from(
    ("7d", "2026-03-01", "2026-03-02T08:00:00.5", "open,lost", "1,x", "unlocated,", "a\0,b", "s1",
     "118.7,32;118.8,32.1", "1,2;3,nan", "0,0;1,1;0,1;-0.000001,0", "%_")
)  # fmt: skip


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(PARAMETERS), SAID))
def test_any_text_is_a_filter_and_what_was_left_out(query: dict[str, str]) -> None:
    chosen, ignored = Filter.read(EVERYTHING, query)
    assert Filter.parse(EVERYTHING, chosen.query()) == chosen
    if ignored:
        with pytest.raises(FilterError) as caught:
            Filter.parse(EVERYTHING, query)
        assert len(str(caught.value)) < 400
    else:
        assert Filter.parse(EVERYTHING, query) == chosen
    assert all(one.said in query[one.name] for one in ignored)
    for zone in (NEW_YORK, SHANGHAI):
        start, end = chosen.window(datetime(2026, 3, 2, tzinfo=UTC), zone)
        assert start < end
    for dialect in DIALECTS.values():
        compiled(chosen, dialect)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"period": "fortnight"}, "period=fortnight"),
        ({"period": "custom"}, "period=custom"),
        ({"period": "x" * 9999}, "period=x"),
        ({"from": "2026-03-02"}, "from=2026-03-02: to is needed as well"),
        ({"to": "2026-03-02"}, "to=2026-03-02: from is needed as well"),
        ({"from": "2026-03-02", "to": "2026-03-02"}, "ends before it begins"),
        ({"from": "2026-03-02T00:00Z", "to": "2026-03-03"}, "from="),
        ({"from": "0001-01-01", "to": "9999-12-31"}, "from="),
        ({"from": "2026-02-29", "to": "2026-03-01"}, "from=2026-02-29"),
        ({"status": "lost"}, "status=lost"),
        ({"only": "unlocated,lost"}, "only=lost"),
        ({"priority": "urgent"}, "priority=urgent"),
        ({"priority": "32768"}, "priority=32768"),
        ({"priority": "-1"}, "priority=-1"),
        ({"priority": "²"}, "priority="),
        ({"area": "a" * 65}, "area: at most 64"),
        ({"area": ",".join(map(str, range(65)))}, "area: at most 64"),
        ({"area": "a\0b"}, "area: codes of printable"),
        ({"category": "\ud800"}, "category: codes of printable"),
        ({"stage": "verified"}, "stage=verified: there are reported"),
        ({"within": "118.7,32"}, "within=118.7,32: 2 corners"),
        ({"within": "118.7,32;118.7,32"}, "within="),
        ({"within": "118.7,32;118.7,33"}, "within="),
        ({"within": "118.7,32;118.8,32;118.9,32"}, "within="),
        ({"within": "118.7,32;118.8"}, "within="),
        ({"within": "118.7,32;118.8,32.1,5"}, "within="),
        ({"within": "118.7,32;nan,32.1"}, "within="),
        ({"within": "118.7,32;inf,-inf"}, "within="),
        ({"within": "118.7,32;180.1,32.1"}, "within="),
        ({"within": "118.7,32;118.8,-90.1"}, "within="),
        ({"within": "118.7,32;118.8,one"}, "within="),
        ({"within": ";".join(f"{n},{n * n / 99}" for n in range(61))}, "3 to 60"),
        ({"within": "1,1;" * 9999}, "within=1,1"),
        ({"q": "x" * 101}, "q: at most 100 characters"),
        ({"q": "a\0b"}, "q: a text without control characters"),
        ({"q": "a\nb"}, "q: a text without control characters"),
        ({"q": "\ud800"}, "q: a text without control characters"),
    ],
)
def test_hostile_input_is_refused_by_name(query: dict[str, str], says: str) -> None:
    with pytest.raises(FilterError) as caught:
        Filter.parse(EVERYTHING, query)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("query", "rest", "ignored"),
    [
        (
            "period=9d&status=lost,open",
            "period=7d&status=open",
            [("period", "9d"), ("status", "lost")],
        ),
        (
            "from=2026-13-01&to=2026-12-01",
            "period=7d",
            [("from", "2026-13-01"), ("to", "2026-12-01")],
        ),
        ("from=2026-03-02&period=24h", "period=24h", [("from", "2026-03-02")]),
        ("from=2026-03-02&to=2026-03-03&period=never", "from=2026-03-02&to=2026-03-03", []),
        ("priority=1,high&only=x", "period=7d&priority=1", [("priority", "high"), ("only", "x")]),
        (
            "within=1,2&q=%00&stage=closed,x",
            "period=7d&stage=closed",
            [("stage", "x"), ("within", "1,2"), ("q", "\0")],
        ),
        (f"area=s1,{'a' * 65}", "period=7d&area=s1", [("area", "a" * 65)]),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_the_rest_holds(
    query: str, rest: str, ignored: list[tuple[str, str]]
) -> None:
    chosen, left_out = Filter.read(EVERYTHING, dict(parse_qsl(query)), "7d")
    assert str(chosen) == rest
    assert [(one.name, one.said) for one in left_out] == ignored


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("118.8,31.95;118.7,32.0", "118.7,31.95;118.8,32"),  # corners of a rectangle, any two
        (" 118.70000049,32 ; 118.80000051,32.1000", "118.7,32;118.8,32.1"),
        ("118.700004,32;118.8,1e1", "118.7,10;118.8,32"),
        ("-0.000001,-5;0.5,-0", "0,-5;0.5,0"),
        ("0,0;1,0;1,1;0,0", "0,0;1,0;1,1"),  # closed or not, it is the same
        ("0,0;0.000001,0;1,0;1,1", "0,0;1,0;1,1"),
        ("1,1;0,0;1,0", "1,1;0,0;1,0"),  # the corners of a polygon have their order
        ("180,90;-180,-90", "-180,-90;180,90"),
        (";".join(f"{n},{n * n % 89}" for n in range(60)),) * 2,
    ],
)
def test_a_shape_is_said_in_one_way(said: str, canonical: str) -> None:
    assert Filter.parse(EVERYTHING, {"within": said}).query()["within"] == canonical
    assert Filter.parse(EVERYTHING, {"within": canonical}).query()["within"] == canonical


def test_a_text_is_looked_for_without_what_surrounds_it() -> None:
    assert Filter.parse(EVERYTHING, {"q": "  A 路\u3000"}).text == "A 路"
    assert Filter.parse(EVERYTHING, {"q": " \t "}) == Filter(EVERYTHING)
    assert Filter.parse(EVERYTHING, {"q": "路" * 100}).text == "路" * 100


def test_of_too_many_codes_as_many_as_may_be_hold() -> None:
    chosen, ignored = Filter.read(EVERYTHING, {"area": ",".join(f"a{n:02}" for n in range(66))})
    assert chosen.area == tuple(f"a{n:02}" for n in range(64))
    assert [one.said for one in ignored] == ["a64", "a65"]


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("2026-11-01T00:00:00", "2026-11-01"),
        ("20261101", "2026-11-01"),
        ("2026-11-01 08:00:00", "2026-11-01T08:00"),
        ("2026-11-01T08:00:30", "2026-11-01T08:00:30"),
        ("2026-11-01T00:00:00.25", "2026-11-01T00:00:00.250000"),
    ],
)
def test_a_moment_is_said_in_one_way(said: str, canonical: str) -> None:
    assert Filter.parse(EVERYTHING, {"from": said, "to": "2026-11-02"}).start == canonical


def test_codes_are_sorted_and_single_so_that_equal_filters_are_equal() -> None:
    assert Filter.parse(EVERYTHING, {"area": "b, a,,b"}) == Filter.parse(
        EVERYTHING, {"area": "a,b"}
    )
    assert Filter.parse(EVERYTHING, {"area": " , "}) == Filter.parse(EVERYTHING, {})


def test_the_default_period_is_the_settings() -> None:
    assert Filter.parse(EVERYTHING, {}, "7d").period == "7d"
    april = Filter.parse(EVERYTHING, {}, "2020-04-07/2020-04-21")
    assert april.query() == {"from": "2020-04-07", "to": "2020-04-21"}
    assert Filter.parse(EVERYTHING, {"period": "today"}, "2020-04-07/2020-04-21").period == "today"


def test_others_parameters_are_not_looked_at() -> None:
    assert Filter.parse(
        EVERYTHING, {"lang": "en", "theme": "light", "nonsense": "1"}
    ) == Filter.parse(EVERYTHING, {})


def test_a_filter_is_readable() -> None:
    chosen = Filter.parse(
        EVERYTHING, {"period": "7d", "area": "s1,s2", "within": "1,2;3,4", "q": "a&b 路"}
    )
    assert str(chosen) == "period=7d&area=s1,s2&within=1,2;3,4&q=a%26b+%E8%B7%AF"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("query", "as_of", "zone", "start", "end"),
    [
        # the day on which New York's clocks go forward has 23 hours, the other one 25
        ("period=today", "2026-03-08T20:00", NEW_YORK, "2026-03-08T05:00", "2026-03-08T20:00"),
        ("period=today", "2026-11-01T20:00", NEW_YORK, "2026-11-01T04:00", "2026-11-01T20:00"),
        ("2026-03-08/2026-03-09", "2026-04-01", NEW_YORK, "2026-03-08T05:00", "2026-03-09T04:00"),
        ("2026-11-01/2026-11-02", "2026-12-01", NEW_YORK, "2026-11-01T04:00", "2026-11-02T05:00"),
        # 01:30 comes twice on that day: the first is meant
        (
            "2026-11-01T01:30/2026-11-01T03:00",
            "2026-12-01",
            NEW_YORK,
            "2026-11-01T05:30",
            "2026-11-01T08:00",
        ),
        # hours are elapsed hours, whatever the clocks did
        ("period=24h", "2026-03-08T20:00", NEW_YORK, "2026-03-07T20:00", "2026-03-08T20:00"),
        ("period=7d", "2026-11-03T12:00", NEW_YORK, "2026-10-27T12:00", "2026-11-03T12:00"),
        ("period=30d", "2026-03-20T12:00", NEW_YORK, "2026-02-18T12:00", "2026-03-20T12:00"),
        # a month begins at its local midnight
        ("period=month", "2026-03-20T12:00", NEW_YORK, "2026-03-01T05:00", "2026-03-20T12:00"),
        ("period=month", "2026-02-28T16:30", SHANGHAI, "2026-02-28T16:00", "2026-02-28T16:30"),
        # last month is whole, over a clock change and a year's end
        ("period=lastmonth", "2026-04-30T12:00", NEW_YORK, "2026-03-01T05:00", "2026-04-01T04:00"),
        ("period=lastmonth", "2026-01-31T12:00", NEW_YORK, "2025-12-01T05:00", "2026-01-01T05:00"),
        ("period=lastmonth", "2026-02-28T16:00", SHANGHAI, "2026-01-31T16:00", "2026-02-28T16:00"),
        ("period=lastmonth", "2028-03-31T12:00", SHANGHAI, "2028-01-31T16:00", "2028-02-29T16:00"),
        # leap day
        ("period=today", "2028-02-29T06:00", SHANGHAI, "2028-02-28T16:00", "2028-02-29T06:00"),
        ("2028-02-29/2028-03-01", "2028-06-01", SHANGHAI, "2028-02-28T16:00", "2028-02-29T16:00"),
    ],
)
def test_window(query: str, as_of: str, zone: ZoneInfo, start: str, end: str) -> None:
    chosen = Filter.parse(EVERYTHING, {"period": query.removeprefix("period=")})
    assert chosen.window(utc(as_of), zone) == (utc(start), utc(end))


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"from": "1900-01-01", "to": "1900-01-02"}, True),
        ({"from": "1899-12-31", "to": "1900-01-02"}, False),
        ({"from": "2199-12-30", "to": "2199-12-31"}, True),
        ({"from": "2199-12-30", "to": "2200-01-01"}, False),
        ({"priority": "32767"}, True),
        ({"priority": "32768"}, False),
        ({"period": "2026-01-01/2026-01-02"}, True),
        ({"period": "2026-01-01/2026-01-02/2026-01-03"}, False),
        ({"area": "a" * 64}, True),
        ({"area": "a" * 65}, False),
        ({"area": ",".join(f"a{n}" for n in range(64))}, True),
        ({"area": ",".join(f"a{n}" for n in range(65))}, False),
    ],
)
def test_how_much_a_filter_takes(query: dict[str, str], fits: bool) -> None:
    if fits:
        assert Filter.parse(EVERYTHING, query)
    else:
        with pytest.raises(FilterError):
            Filter.parse(EVERYTHING, query)
