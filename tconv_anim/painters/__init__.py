"""The painters: each draws storyboards as one kind of file. A painter's module loads when it is asked for."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import BinaryIO, NamedTuple

from tconv_anim.painters.order import Order

_ANY = 2**31 - 1


class Painter(NamedTuple):
    """A kind of file: the module that paints it and its largest side in pixels.

    ``moves``: it shows all steps; ``stills``: one, where the order names it. ``picture``: ``<img>`` takes it.
    ``asked``: it waits until its reader wants it to play.
    """

    module: str
    moves: bool
    largest_side: int
    stills: bool = False
    picture: bool = True
    asked: bool = False

    def paint(self, order: Order, file: BinaryIO) -> Iterator[int]:
        """Write ``order`` to ``file``, yielding the number of frames written so far after each."""
        paint: Callable[[Order, BinaryIO], Iterator[int]] = import_module(self.module).paint
        return paint(order, file)


PAINTERS: dict[str, Painter] = {
    ".gif": Painter("tconv_anim.painters.gif", moves=True, largest_side=65_535),
    ".png": Painter("tconv_anim.painters.png", moves=False, stills=True, largest_side=_ANY),
    ".apng": Painter("tconv_anim.painters.apng", moves=True, largest_side=_ANY),
    ".webp": Painter("tconv_anim.painters.webp", moves=True, largest_side=16_383),
    ".html": Painter("tconv_anim.painters.player.page", True, _ANY, stills=True, picture=False, asked=True),
    ".svg": Painter("tconv_anim.painters.svg", moves=True, stills=True, largest_side=_ANY),
    ".pdf": Painter("tconv_anim.painters.pdf", moves=False, stills=True, picture=False, largest_side=19_200),
    ".txt": Painter("tconv_anim.painters.txt", moves=True, stills=True, picture=False, largest_side=_ANY),
}
"""Every painter, by the suffix of the files that it makes."""

__all__ = ["PAINTERS", "Order", "Painter"]
