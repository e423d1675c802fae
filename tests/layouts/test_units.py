from layouts import units
from tests.layouts.panels import view


def test_a_street_goes_by_its_short_name() -> None:
    assert units.short(view(), "sha") == "沙洲"
    assert units.short(view("en"), "sha") == "Shazhou"
    assert units.short(view(), "d") == "建邺"
    assert units.short(view(), None) == "未知区域"
    assert units.short(view(), "gone") == "gone"


def test_the_street_above_a_grid() -> None:
    assert units.above(view(), "g1", 1) == "sha"
    assert units.above(view(), "sha", 1) == "sha"
    assert units.above(view(), "gone", 1) == "gone"
    assert units.above(view(), None, 1) is None


def test_what_is_looked_at_and_the_way_out() -> None:
    assert units.whole(view()) == "全区"
    assert units.whole(view("en")) == "Whole district"
    assert units.out(view()) is None
    assert units.whole(view(area=("sha",))) == "沙洲街道"
    assert units.out(view(area=("sha",))) == "/?period=30d"
    assert units.out(view(area=("zhong",))) == "/?period=30d&area=sha"
    assert units.whole(view(area=("mo", "sha"))) == "所选 2 处"
    assert units.out(view(area=("mo", "sha"))) == "/?period=30d"
    assert units.out(view(area=("gone",))) == "/?period=30d"


def test_a_level_beyond_the_lowest_goes_by_the_lowest_ones_name() -> None:
    assert units.level(view(), 9) == "网格"
    assert units.level(view("en"), 1, plural=True) == "streets"
