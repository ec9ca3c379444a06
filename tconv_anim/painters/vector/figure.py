"""A step of the storyboard as a still figure: a whole SVG document, or a part of a page."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from tconv_anim.painters.vector.drawing import Draughtsman, Drawn
from tconv_anim.painters.vector.fontface import font_css
from tconv_anim.painters.vector.markup import escape, group, texts
from tconv_anim.painters.vector.style import base_css, theme_css
from tconv_anim.storyboard.storyboard import Storyboard, in_drawing_order
from tconv_anim.storyboard.theme import Theme


def figure(
    storyboard: Storyboard, theme: Theme, step: int | None = None, recipe: str = "", fonts: bool = True
) -> str:
    """``step`` (None: the end) as an SVG document with title, description and ``recipe``.

    Its style holds only for itself, by an id that comes from what it shows: a page may hold several.
    Without ``fonts`` it is left to the page to bring :func:`~tconv_anim.painters.vector.fontface.font_css`.
    """
    elements = in_drawing_order(storyboard.at_step(step).values())
    draughtsman = Draughtsman(storyboard, theme)
    drawings = [draughtsman.drawn(element) for element in elements]
    body = "\n".join(map(group, drawings))
    name = content_id(storyboard.title, storyboard.description, theme.name, body)
    style = sheet(f"#{name}", theme, drawings, fonts)
    return document(storyboard, name, style, body, recipe)


def sheet(scope: str, theme: Theme, drawings: Sequence[Drawn], fonts: bool) -> str:
    """All rules that the drawings need, and no others."""
    looks = {drawn.look for drawn in drawings}
    faces = [font_css(texts(looks))] if fonts else []
    return "\n".join([*faces, base_css(scope), theme_css(theme, scope, {look.name for look in looks})])


def content_id(*parts: str) -> str:
    """An id that the same content always has, and no other."""
    return f"tconv-{sha256(chr(0).join(parts).encode('utf-8', 'replace')).hexdigest()[:10]}"


def document(storyboard: Storyboard, name: str, style: str, body: str, recipe: str) -> str:
    """An SVG document of the storyboard's size; screen readers read its title and description."""
    width, height = storyboard.size
    return "\n".join(
        _lines(
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{name}" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" lang="{storyboard.language.code}" role="img" '
            f'aria-labelledby="{name}-title {name}-desc" text-anchor="middle">',
            f'<title id="{name}-title">{escape(storyboard.title)}</title>',
            f'<desc id="{name}-desc">{escape(storyboard.description)}</desc>',
            recipe and f"<metadata>{escape(recipe)}</metadata>",
            f"<style>\n{style}\n</style>",
            f'<path class="page" d="M0 0h{width}v{height}H0z"/>',
            body,
            "</svg>\n",
        )
    )


def _lines(*lines: str) -> Iterable[str]:
    return (line for line in lines if line)
