from data_access.loop import Loop, Stage
from data_access.record.events import STAGES
from data_access.statistics import Percentile
from layouts import ids, loop
from layouts.view import View
from tests.layouts.panels import find, said, view

REACHED = (7642, 7601, 7388, 7101, 6911)


def answer(filed: int = 7642, reached: tuple[int, ...] = REACHED) -> Loop:
    stages = [
        Stage(name, count, 41, None if name == "closed" else Percentile(360))
        for name, count in zip(STAGES, reached, strict=True)
    ]
    return Loop(filed, tuple(stages))


def drawn(found: Loop, of: View | None = None) -> list[object]:
    return list(loop.build(found, of or view())[ids.LOOP]["children"])


def test_five_stages_with_count_time_and_standing() -> None:
    stages = find(drawn(answer()), "row")
    assert said(stages[1]) == "7,601 派遣 中位 6 分 停留 41"
    assert said(stages[4]) == "6,911 核查结案 占立案 90.4%"
    assert "到达占立案\t7,601/7,642 = 99.5%" in str(stages[1].title)
    assert [float(bar.style["--share"]) for bar in find(stages, "bar")] == [
        float(f"{count / 7642:.4g}") for count in REACHED
    ]


def test_an_empty_cohort_says_so() -> None:
    panel = drawn(answer(0, (0, 0, 0, 0, 0)))
    assert "本期没有案件" in said(panel)
    assert not find(panel, "row")


def test_a_time_that_is_not_known_or_not_reached() -> None:
    stages = (
        Stage("reported", 3, 3, None),
        Stage("dispatched", 1, 1, Percentile(259200, beyond=True)),
    )
    rows = find(drawn(Loop(3, stages)), "row")
    assert "中位 –" in said(rows[0])
    assert "中位 > 3 天" in said(rows[1])


def test_a_stage_of_which_the_source_does_not_tell_is_absent_not_none() -> None:
    rows = find(drawn(answer(5, (5, 5, 5, 0, 4))), "row")
    assert said(rows[3]) == "– 处置 中位 – 来源未提供"
    rows = find(drawn(answer(5, (5, 5, 5, 0, 0))), "row")
    assert said(rows[3]).startswith("0 处置")


def test_in_english() -> None:
    assert "7,601 Dispatched 6 min 41 here" in said(drawn(answer(), view("en")))


def test_a_stage_filters_by_itself_and_chosen_leads_back() -> None:
    free, chosen = (
        find(drawn(answer(), view(**filtered)), "row")[1]
        for filtered in ({}, {"stage": ("dispatched",)})
    )
    assert (free.href, free.className) == ("/?period=30d&stage=dispatched", "row")
    assert (chosen.href, chosen.className) == ("/?period=30d", "row is-chosen")
