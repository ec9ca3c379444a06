"""A theme by class: what colours each drawing has, and those colours as CSS."""

from collections.abc import Collection
from typing import NamedTuple

from tconv_anim.storyboard.metrics import face
from tconv_anim.storyboard.theme import Theme

FAMILY = "tconv-inter"
"""The name of the package's font inside a page, where another Inter may be installed."""

BROUGHT = "tconv-brought"
"""The name there of a font that a user brings."""


def families() -> str:
    """The fonts that text is set in here, in the order in which letters are looked for in them."""
    return f"{f'{BROUGHT},' * bool(face())}{FAMILY},Inter,system-ui,sans-serif"


class Paint(NamedTuple):
    """The colours of a class; those that its drawings have no use for are empty.

    ``ink`` is that of its text, ``note`` that of a cell's smaller second line.
    """

    fill: str = ""
    stroke: str = ""
    ink: str = ""
    note: str = ""


def paints(theme: Theme) -> dict[str, Paint]:
    """The colours of all classes: cells are ``cell-ROLE``, outlines and links ``line-ROLE``, labels
    ``text-ROLE``, and ``page`` is the page itself.
    """
    return {
        "page": Paint(theme.page),
        **{f"cell-{role}": Paint(s.fill, s.edge, s.ink, s.note) for role, s in theme.cells.items()},
        **{f"line-{role}": Paint(stroke=style.colour) for role, style in theme.strokes.items()},
        **{f"text-{role}": Paint(ink=ink) for role, ink in theme.inks.items()},
    }


def theme_css(theme: Theme, scope: str, names: Collection[str] | None = None) -> str:
    """The rules that colour drawings below ``scope`` (a selector), for the classes in ``names`` or for all.

    Only colours are here, text takes its group's ``color``: see :func:`base_css`.
    """
    rules = []
    for name, paint in paints(theme).items():
        if names is None or name == "page" or name in names:
            sides = zip(("fill", "stroke", "color"), paint, strict=False)
            rules.append(f"{scope} .{name}{{{';'.join(f'{key}:{value}' for key, value in sides if value)}}}")
            if paint.note and paint.note != paint.ink:
                rules.append(f"{scope} .{name} .note{{fill:{paint.note}}}")
    return "\n".join(rules)


def following_css(light: Theme, dark: Theme, scope: str, names: Collection[str] | None = None) -> str:
    """The rules of ``light``, and those of ``dark`` for readers who asked for it, on screens."""
    return (
        f"{theme_css(light, scope, names)}\n"
        f"@media screen and (prefers-color-scheme:dark){{\n{theme_css(dark, scope, names)}\n}}"
    )


def base_css(scope: str) -> str:
    """The rules that no theme changes: text takes its group's ink, and is set as layout measured it."""
    return (
        f"{scope} text{{fill:currentColor;stroke:none;font-family:{families()};"
        "font-kerning:none;white-space:pre}\n"
        f"{scope} .bold{{font-weight:600}}"
    )
