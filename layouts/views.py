"""Named views in the header: the menu that leads to them, and the title of the one that is shown."""

from __future__ import annotations

from dataclasses import replace

from data_access.filters import Filter
from data_access.reach import EVERYTHING
from data_access.views import NamedView
from layouts import areas
from layouts import elements as html
from layouts.attributes import attributes
from layouts.elements import Element
from layouts.view import View


def title(view: View) -> str:
    """The district's name and the product's."""
    districts = areas.top(view.names)
    product = view.t("product")
    if len(districts) != 1:
        return product
    return f"{view.name('area', districts[0].code)} {product}"


def document_title(view: View) -> str:
    """What a browser's tab says: of a named view its own title first, for tabs are short."""
    return f"{_name(view.named, view)} · {title(view)}" if view.named else title(view)


def menu(view: View) -> list[Element]:
    """A menu of links under the title of what is shown; nothing where no view is offered."""
    if not view.views:
        return []
    links = [
        html.Li(
            html.Link(
                _name(named, view),
                href=opened(view, named),
                className="is-chosen" if named == view.named else "",
            )
        )
        for named in (None, *view.views)
    ]
    many = " many" if len(links) > 14 else ""
    label = _name(view.named, view) if view.named else view.t("views.menu")
    return [
        html.Details(
            className="menu views",
            children=[
                html.Summary(
                    html.Span(label, className="word"),
                    className="is-chosen" if view.named else "unset",
                    **attributes(title=view.t("views.menu")),
                ),
                html.Ul(links, className=f"menu-list{many}"),
            ],
        )
    ]


def opened(view: View, named: NamedView | None) -> str:
    """The address of a named view; None: of all panels and all incidents. Where and when one looks
    stays, unless the view that is opened, or the one that is left, says so itself."""
    said = named.said if named else {}
    own = {*said, *(view.named.said if view.named else ())}
    filter_ = Filter.parse(EVERYTHING, said, view.settings.period)
    if not own & {"period", "from", "to"}:
        now = view.filter
        filter_ = filter_.with_(period=now.period, start=now.start, end=now.end)
    if "area" not in own:
        filter_ = filter_.with_(area=view.filter.area)
    return replace(view, filter=filter_, named=named).link()


def _name(named: NamedView | None, view: View) -> str:
    if named is None:
        return view.t("views.all")
    return named.zh if view.language == "zh" else named.en
