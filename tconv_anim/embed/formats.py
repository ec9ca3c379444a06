"""What ``format`` takes on a page, and what shows each there, wherever its files are."""

from collections.abc import Callable
from typing import NamedTuple

from tconv_anim.painters import PAINTERS
from tconv_anim.painters.snippet import Tag, moving, picture, player

FORMATS = {"player": ".html"} | {
    suffix[1:]: suffix for suffix, painter in PAINTERS.items() if painter.on_pages == "picture"
}
"""The kind of file behind each format; the first is usual. Pages take players and pictures inside them."""

Source = Callable[[str, int | None], tuple[str, str]]
"""Where the file of this suffix with this step is: ``src`` and a URL, or ``srcdoc`` and a page."""


class Asked(NamedTuple):
    """What a page asks for: the step to show (None: all, moving), and the one of a still where none is named.

    ``size`` is in pixels.
    """

    step: int | None
    telling: int
    size: tuple[int, int]
    alt: str

    @property
    def still(self) -> int:
        """The step that is shown where nothing can move."""
        return self.telling if self.step is None else self.step


def shown_as(suffix: str, asked: Asked, source: Source) -> Tag:
    """The player, or the picture; of one that moves, the still for paper and for who wants less motion."""
    painter, size, alt = PAINTERS[suffix], asked.size, asked.alt
    if painter.on_pages == "player":
        return player(dict([source(suffix, asked.step)]), size, alt)
    if painter.is_still(asked.step):
        return picture(source(suffix, asked.step)[1], size, alt)
    still = ".png" if painter.shows == "motion" else suffix
    return moving(source(suffix, None)[1], size, alt, source(still, asked.still)[1])
