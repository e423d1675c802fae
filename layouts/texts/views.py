"""Texts of named views."""

TEXTS: dict[str, tuple[str, str]] = {
    "views.menu": ("场景", "Scenarios"),
    "views.all": ("全部", "Everything"),
}
