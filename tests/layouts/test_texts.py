"""The catalogue of texts: both languages, of every key, say the same."""

import importlib
import pkgutil
import re
from string import Formatter

from data_access.record.events import KINDS, STAGES
from layouts import texts
from layouts.texts.lists import GRID

ALL = {**texts.TEXTS, **{f"grid {key}": said for key, said in GRID.items()}}


def values(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


_IN_CHINESE = ("access.product", "access.other_language")  # names of themselves


def test_both_languages_say_it_with_the_same_values() -> None:
    wrong = [
        key
        for key, (zh, en) in ALL.items()
        if not (zh.strip() and en.strip())
        or values(zh) != values(en)
        or (key not in _IN_CHINESE and re.search(r"[\u4e00-\u9fff]", en))
    ]
    assert len(ALL) > 1000
    assert wrong == []


def test_every_file_of_texts_is_in_the_catalogue_and_hides_none_of_another() -> None:
    names = [module.name for module in pkgutil.iter_modules(texts.__path__)]
    files = [importlib.import_module(f"layouts.texts.{name}").TEXTS for name in names]
    assert sum(map(len, files)) == len(texts.TEXTS)
    assert all(texts.TEXTS.get(key) == said for one in files for key, said in one.items())


def test_every_kind_of_event_and_every_stage_has_a_word() -> None:
    words = {f"feed.kind.{kind}" for kind in KINDS} | {f"loop.stage.{stage}" for stage in STAGES}
    assert words <= texts.TEXTS.keys()
