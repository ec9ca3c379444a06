"""What ``format`` takes on a page, and the HTML for each, wherever its files are."""

from collections.abc import Callable

from tconv_anim.painters.snippet import picture, player

FORMATS = {"player": ".html", "gif": ".gif", "svg": ".svg"}
"""The kind of file behind each format; the first is usual."""

Source = Callable[[str, int | None], str]
"""Where the file of this suffix with this step is: a URL, or for a player the attribute of its frame."""


def html(suffix: str, step: int | None, size: tuple[int, int], alt: str, source: Source) -> str:
    """The player, or the picture. A GIF shows all steps; who wants less motion gets the still at ``step``."""
    if suffix == ".html":
        return player(source(suffix, step), size, alt)
    if suffix == ".gif":
        return picture(source(suffix, None), size, alt, source(".png", step))
    return picture(source(suffix, step), size, alt)
