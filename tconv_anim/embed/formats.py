"""What ``format`` takes on a page, and the HTML for each, wherever its files are."""

from collections.abc import Callable

from tconv_anim.painters import PAINTERS
from tconv_anim.painters.snippet import picture, player

FORMATS = {"player": ".html"} | {
    suffix[1:]: suffix for suffix, painter in PAINTERS.items() if painter.on_pages == "picture"
}
"""The kind of file behind each format; the first is usual. Pages take players and pictures inside them."""

Source = Callable[[str, int | None], str]
"""Where the file of this suffix with this step is: a URL, or for a player the attribute of its frame."""


def html(suffix: str, step: int | None, size: tuple[int, int], alt: str, source: Source) -> str:
    """The player, or the picture; of one that only moves, the still at ``step`` for who wants less motion."""
    painter = PAINTERS[suffix]
    if painter.on_pages == "player":
        return player(source(suffix, step), size, alt)
    if painter.shows == "motion":
        return picture(source(suffix, None), size, alt, source(".png", step))
    return picture(source(suffix, step), size, alt)
