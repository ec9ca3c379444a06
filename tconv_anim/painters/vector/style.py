"""A theme as CSS: a rule for every role, by class."""

from collections.abc import Collection

from tconv_anim.theme import Theme

FAMILY = "tconv-inter"
"""The name of the package's font inside a page, where another Inter may be installed."""


def theme_css(theme: Theme, scope: str, names: Collection[str] | None = None) -> str:
    """The rules that colour drawings below ``scope`` (a selector), for the roles in ``names`` or for all.

    Cells are ``.cell-ROLE`` (``color`` is the ink of their text), outlines and links ``.line-ROLE``,
    labels ``.text-ROLE``; ``.page`` is the page itself. Only colours are here: see :func:`base_css`.
    """
    rules = {"page": f"fill:{theme.page}"}
    for role, cell in theme.cells.items():
        rules[f"cell-{role}"] = f"fill:{cell.fill};stroke:{cell.edge};color:{cell.ink}"
    for role, stroke in theme.strokes.items():
        rules[f"line-{role}"] = f"stroke:{stroke.colour}"
    for role, ink in theme.inks.items():
        rules[f"text-{role}"] = f"color:{ink}"
    lines = [
        f"{scope} .{name}{{{rule}}}"
        for name, rule in rules.items()
        if names is None or name == "page" or name in names
    ]
    lines += [
        f"{scope} .cell-{role} .note{{fill:{cell.note}}}"
        for role, cell in theme.cells.items()
        if cell.note and cell.note != cell.ink and (names is None or f"cell-{role}" in names)
    ]
    return "\n".join(lines)


def following_css(light: Theme, dark: Theme, scope: str, names: Collection[str] | None = None) -> str:
    """The rules of ``light``, and those of ``dark`` for readers who asked their system for it."""
    return (
        f"{theme_css(light, scope, names)}\n"
        f"@media (prefers-color-scheme:dark){{\n{theme_css(dark, scope, names)}\n}}"
    )


def base_css(scope: str) -> str:
    """The rules that no theme changes: text takes its group's ink, and is set as layout measured it."""
    return (
        f"{scope} text{{fill:currentColor;stroke:none;font-family:{FAMILY},Inter,system-ui,sans-serif;"
        "font-kerning:none;white-space:pre}\n"
        f"{scope} .bold{{font-weight:600}}"
    )
