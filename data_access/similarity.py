"""How alike two texts are: the pairs of neighbouring characters that they share.

Works without words, which Chinese does not separate; what people write differently without meaning
anything by it (width, case, spaces, punctuation) does not count.
"""

from __future__ import annotations

import unicodedata

Pairs = frozenset[str]


def plain(text: str) -> str:
    """A text without what does not count: NFKC, lower case, letters and numbers only."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(one for one in folded if unicodedata.category(one)[0] in "LNM")


def pairs(*texts: str | None) -> Pairs:
    """The pairs of characters of some texts one after another; of a single character itself."""
    said = plain("".join(text for text in texts if text))
    if len(said) == 1:
        return frozenset(said)
    return frozenset(said[at : at + 2] for at in range(len(said) - 1))


def similarity(one: Pairs, other: Pairs) -> float:
    """The share of all pairs that both have (Jaccard): 0 to 1. Two that say nothing are alike."""
    every = one | other
    return len(one & other) / len(every) if every else 1.0
