"""What ``format`` takes on a page, and what shows each there, wherever its files are."""

from collections.abc import Callable

from tconv_anim.painters import PAINTERS
from tconv_anim.painters.snippet import Tag, picture, player

FORMATS = {"player": ".html"} | {
    suffix[1:]: suffix for suffix, painter in PAINTERS.items() if painter.on_pages == "picture"
}
"""The kind of file behind each format; the first is usual. Pages take players and pictures inside them."""

Source = Callable[[str, int | None], tuple[str, str]]
"""Where the file of this suffix with this step is: ``src`` and a URL, or of a player ``srcdoc`` and all of it."""


def shown_as(suffix: str, step: int | None, size: tuple[int, int], alt: str, source: Source) -> Tag:
    """The player, or the picture; of one that only moves, the still at ``step`` for who wants less motion."""
    painter = PAINTERS[suffix]
    if painter.on_pages == "player":
        return player(dict([source(suffix, step)]), size, alt)
    if painter.shows == "motion":
        return picture(source(suffix, None)[1], size, alt, source(".png", step)[1])
    return picture(source(suffix, step)[1], size, alt)
