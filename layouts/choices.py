"""Choices: every value that can be filtered by, with what it would leave; each a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data_access.choices import Choices
from data_access.filters import WORDS
from data_access.names import Named
from layouts import chosen, figures, format
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import View

_NAMED = ("source", "scenario", "department", "category")


def button(view: View) -> Element:
    """Opens the choices, which `assets/choices.js` then asks for."""
    return html.Button(
        view.t("choices.open"),
        type="button",
        className="button",
        **attributes(
            data_choices="",
            data_failed=view.t("state.failed"),
            aria_expanded="false",
            aria_haspopup="dialog",
        ),
    )


def build(answer: Choices, view: View) -> list[Element]:
    """What is looked at in words, then a list for each dimension."""
    return [
        html.Div(
            className="choices-head",
            children=[html.P(sentence(answer.total, view)), *_clear(view)],
        ),
        html.Div(
            [_section(*each, view) for each in _sections(answer, view)], className="choices-all"
        ),
        html.P(view.t("choices.note"), className="dim"),
    ]


def sentence(total: int, view: View) -> str:
    """What is looked at, in words."""
    areas = view.filter.area or view.names.tops
    parts = [
        view.t("chosen.and").join(view.name("area", code) for code in areas),
        format.period(view),
        *chosen.words(view),
    ]
    looked_at = view.t("choices.and").join(part for part in parts if part)
    return view.t("choices.looked_at", what=looked_at, n=figures.number(total))


def _clear(view: View) -> list[Element]:
    nothing = chosen.nothing()
    if not any(getattr(view.filter, name) for name in nothing):
        return []
    return [html.Link(view.t("choices.clear"), href=view.link(**nothing), className="button")]


def _sections(
    answer: Choices, view: View
) -> Iterator[tuple[str, list[tuple[str, str, bool]], dict[str, int]]]:
    """Of each dimension its values: (code, name, whether it lies in the one before)."""
    counts = answer.counts
    for name, words in WORDS.items():
        yield name, [(w, view.t(f"chosen.{name}.{w}"), False) for w in words], counts[name]
    priorities = sorted({*counts["priority"], *view.filter.priority}, key=int)
    yield "priority", [(code, code, False) for code in priorities], counts["priority"]
    for name in _NAMED:
        known: dict[str, Named] = getattr(view.names, name)
        yield (
            name,
            [(n.code, view.name(name, n.code), inner) for n, inner in _tree(known.values())],
            counts[name],
        )


def _tree(known: Iterable[Named]) -> Iterator[tuple[Named, bool]]:
    """Those without a parent, each followed by those in it."""
    every = list(known)
    codes = {named.code for named in every}
    for named in every:
        if named.parent in codes:
            continue
        yield named, False
        yield from ((below, True) for below in every if below.parent == named.code)


def _section(
    dimension: str, values: list[tuple[str, str, bool]], counts: dict[str, int], view: View
) -> Element:
    chosen_now: tuple[str, ...] = getattr(view.filter, dimension)
    items = []
    for code, name, inner in values:
        is_chosen, number = code in chosen_now, counts.get(code, 0)
        others = tuple(c for c in chosen_now if c != code)
        codes = others if is_chosen else tuple(sorted((*others, code)))
        kind = " ".join(
            word
            for word, so in (
                ("choice", True), ("is-chosen", is_chosen), ("is-inner", inner), ("is-none", not number),
            )
            if so
        )  # fmt: skip
        link = html.Link(
            [html.Span(name), html.Span(figures.number(number), className="number")],
            href=view.link(**{dimension: codes}),
            className=kind,
            **attributes(aria_current="true" if is_chosen else "false"),
        )
        items.append(html.Li(link))
    return html.Section(
        [html.H2(view.t(f"chosen.{dimension}")), html.Ul(items)],
        className=f"choices-of-{dimension}",
    )
