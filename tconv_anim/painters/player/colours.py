"""A theme for the whole page: its pictures' rules, and the page's own colours as custom properties."""

from tconv_anim.painters.vector.fontface import font_css
from tconv_anim.painters.vector.style import base_css, families, following_css, theme_css
from tconv_anim.storyboard.theme import DARK, LIGHT, Theme

_SCOPE = ""
"""The whole page is ours."""


def sheet(theme: Theme, letters: str = "") -> str:
    """Fonts, properties and the rules of every role. Light is dark for readers who ask for that.

    The fonts have these ``letters``. All its roles are there, so that pages of one theme share
    one sheet, and one hash in a policy.
    """
    if theme.name == LIGHT.name:
        dark = DARK.scaled(theme.scale)
        colours = (
            f"{_properties(theme)}\n@media screen and (prefers-color-scheme:dark){{{_properties(dark)}}}\n"
            f"{following_css(theme, dark, _SCOPE)}"
        )
    else:
        colours = f"{_properties(theme)}\n{theme_css(theme, _SCOPE)}"
    return "\n".join((font_css(dict.fromkeys((False, True), letters or " ")), base_css(_SCOPE), colours, ""))


def _properties(theme: Theme) -> str:
    values = {
        "page": theme.page,
        "ink": theme.inks["caption"],
        "grey": theme.inks["note"],
        "accent": theme.inks["accent"],
        "input": theme.inks["input"],
        "kernel": theme.inks["kernel"],
        "track": theme.strokes["track"].colour,
        "wash": theme.cells["zero"].fill,
        "family": families(),
    }
    return f":root{{{';'.join(f'--{name}:{value}' for name, value in values.items())}}}"
