"""A title card: a page of its own before a story, with nothing on it but a few words."""

from tconv_anim.errors import InputError
from tconv_anim.live import bare
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.metrics import LINE_HEIGHT, text_width, wrap
from tconv_anim.storyboard.storyboard import Label, Point

_LARGEST, _LEAST = 1 / 12, 12
"""Size of the letters: at most this share of the page's shorter side, and at least so many pixels."""

_ROOM = 0.8
"""The share of the page's sides that the words take at most."""


def card(text: str, page: Point) -> tuple[Label, ...]:
    """The words in the middle of a page of this size, as large as there is room for.

    Raises :class:`InputError` if there isn't, however small they are.
    """
    width, height = (side * _ROOM for side in page)
    for size in range(max(_LEAST, round(min(page) * _LARGEST)), _LEAST - 1, -1):
        lines = [line for part in bare(text).splitlines() for line in wrap(part.strip(), size, width)]
        leading = size * LINE_HEIGHT
        if len(lines) * leading <= height and all(text_width(one, size, True) <= width for one in lines):
            x, top = page[0] // 2, (page[1] - (len(lines) - 1) * leading) / 2
            return tuple(
                Label(ids.of("card", i), "caption", line, (x, round(top + i * leading)), size, "middle", True)
                for i, line in enumerate(lines)
            )
    raise InputError(
        f"title_card has {len(text)} letters, and a page of {page[0]}×{page[1]} pixels has no room for them: "
        "take fewer for $title_card, or a larger $size"
    )
