"""Texts of what a person at a desk has at hand: areas, search, pause, shortcuts."""

TEXTS: dict[str, tuple[str, str]] = {
    # areas drawn on the map
    "map.draw": ("圈定范围", "Draw an area"),
    "map.rectangle": ("框选", "Rectangle"),
    "map.lasso": ("圈选", "Lasso"),
    "map.spot": ("点选热点", "Heat spot"),
    # search
    "search.label": ("搜索案件", "Search incidents"),
    "search.placeholder": ("编号、地址、描述", "number, address, description"),
    "search.clear": ("清除搜索", "Clear the search"),
    # pause
    "pause.on": ("暂停更新", "Pause"),
    "pause.off": ("继续更新", "Resume"),
    "age.paused": ("{moment} 起已暂停", "paused since {moment}"),
    # shortcuts; what begins with "keys." is the label of a key that a script adds
    "shortcuts.title": ("键盘快捷键", "Keyboard shortcuts"),
    "shortcuts.close": ("关闭", "Close"),
    "shortcuts.anywhere": ("任何时候", "Anywhere"),
    "shortcuts.figures": ("在画面上", "On the screen"),
    "shortcuts.list": ("在打开的列表中", "In an open list"),
    "shortcuts.explain": (
        "焦点在数字上时：该数字如何统计",
        "with the focus on a figure: how it is counted",
    ),
    "shortcuts.arrows": ("在动态和说明中移动", "move in the events and in explanations"),
    "shortcuts.enter": ("打开或选择焦点所在项", "open or choose what has the focus"),
    "shortcuts.escape": ("关闭菜单、对话框和说明", "close menus, dialogs and explanations"),
    "shortcuts.rows": ("焦点到第一行", "the focus to the first row"),
    "shortcuts.cells": (
        "逐行、逐列移动；第一行之上是各列的筛选和列名",
        "from row to row and column to column; above the first row stand the filters and the titles "
        "of the columns",
    ),
    "shortcuts.pages": ("翻一屏", "a screenful on or back"),
    "shortcuts.open": (
        "在行上打开案件，在列名上排序，在筛选上输入",
        "on a row open the incident, on a title sort by it, on a filter type",
    ),
    "shortcuts.sort": ("在列名上：再按此列排序", "on a title: sort by it as well"),
    "shortcuts.leave": ("关闭案件，再按关闭列表", "close the incident, then the list"),
    "keys.search": ("搜索编号、地址、描述，按 Enter 查询", "search; Enter asks"),
    "keys.filter": ("打开或关闭筛选", "open or close the filter"),
    "keys.pause": ("暂停或继续更新", "pause or resume the live update"),
    "keys.help": ("显示本页全部快捷键", "show all shortcuts"),
}
