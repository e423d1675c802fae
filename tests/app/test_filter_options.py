"""The options of a filter: their help names what may be said where the list is ours."""

from __future__ import annotations

import argparse

from data_access.commands.filter_options import add_filter_options
from data_access.filters import PERIODS, WORDS


def test_the_help_names_every_word_of_ours() -> None:
    parser = argparse.ArgumentParser()
    add_filter_options(parser)
    said = " ".join(parser.format_help().split())
    assert all(word in said for word in (*PERIODS, *(w for words in WORDS.values() for w in words)))
