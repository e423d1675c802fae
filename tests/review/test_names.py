"""What is filtered by is called by its name, which the content keeps."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from data_access.live.answers import Answers
from data_access.reach import EVERYTHING
from data_access.review import sealing
from data_access.review.asking import review, reviewed_filter
from layouts.review.document import document
from tests.figures.town import AS_OF
from tests.review.conftest import SETTINGS

FILTERED = {"category": "noise,pothole", "scenario": "flood", "source": "patrol", "priority": "1",
            "department": "water", "area": "street0", "only": "unlocated"}  # fmt: skip
LEVELS = [(level.zh, level.en) for level in SETTINGS.levels]


@pytest.fixture(scope="module")
def filtered(answers: Answers) -> dict[str, Any]:
    query = reviewed_filter(EVERYTHING, {"month": "2026-10", **FILTERED})
    found: dict[str, Any] = json.loads(sealing.canonical(review(answers, SETTINGS, query, AS_OF)))
    return found


def test_every_filtered_code_has_its_name_in_the_content(filtered: dict[str, Any]) -> None:
    for kind in ("category", "scenario", "source", "department", "area"):
        for code in FILTERED[kind].split(","):
            assert {"zh", "en"} <= filtered["names"][kind][code].keys(), code


def test_documents_say_the_names_and_no_code(filtered: dict[str, Any]) -> None:
    content = deepcopy(filtered)
    names = content["names"]
    for kind, code in (("category", "noise"), ("category", "pothole"), ("scenario", "flood"),
                       ("source", "patrol"), ("department", "water")):  # fmt: skip
        names[kind][code] |= {"zh": f"某{code}", "en": f"The {code}"}
    facts = dict(document(content, "en", LEVELS).facts)
    assert facts["Category"] == "The noise, The pothole"
    assert facts["Scenario"] == "The flood"
    assert facts["Source"] == "The patrol"
    assert facts["Department"] == "The water"
    assert facts["Priority"] == "1"  # as everywhere
    assert facts["Further"] == "only unlocated"
    assert dict(document(content, "zh", LEVELS).facts)["场景"] == "某flood"


def test_a_seal_of_before_says_the_codes(filtered: dict[str, Any]) -> None:
    names = {kind: some for kind, some in filtered["names"].items() if kind != "scenario"}
    facts = dict(document({**filtered, "names": names | {"category": {}}}, "en", LEVELS).facts)
    assert (facts["Category"], facts["Scenario"]) == ("noise, pothole", "flood")
