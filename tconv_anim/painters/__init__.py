"""The painters: each draws storyboards as one kind of file. A painter's module loads when it is asked for."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import BinaryIO, NamedTuple

from tconv_anim.errors import MissingExtraError
from tconv_anim.painters.order import Film, Order

_ANY = 2**31 - 1


class Painter(NamedTuple):
    """A kind of file: the module that paints it and its largest side in pixels.

    ``moves``: it shows all steps; ``stills``: one, where the order names it. ``picture``: ``<img>`` takes it.
    ``asked``: it waits until its reader wants it to play. ``films``: it is made by an order's ``film``.
    ``extra`` is the one that installs what it draws with. ``reader`` is the module that finds the recipe in
    its files, if its own doesn't.
    """

    module: str
    moves: bool
    largest_side: int
    stills: bool = False
    picture: bool = True
    films: bool = False
    asked: bool = False
    extra: str = ""
    reader: str = ""

    @property
    def on_pages(self) -> bool:
        """Whether pages can show its files."""
        return self.picture or self.films or self.asked

    def load(self) -> Callable[[Order, BinaryIO], Iterator[int]]:
        """The function that writes an order to a file, yielding the number of frames written so far.

        Raises :class:`MissingExtraError` if what it draws with isn't installed.
        """
        try:
            paint: Callable[[Order, BinaryIO], Iterator[int]] = import_module(self.module).paint
        except ImportError as error:
            if not self.extra:
                raise
            raise missing(self.extra, error) from error
        return paint

    def read(self, data: bytes) -> str:
        """The recipe in what :func:`tconv_anim.painters.marker.ends` returns for such a file, or ""."""
        text: str = import_module(self.reader or self.module).read(data)
        return text

    def frames(self, order: Order) -> int:
        """About how many frames an order will have."""
        if not self.moves:
            return 1
        if not self.films:
            return 2 * order.storyboard.steps
        ms = sum(keyframe.duration_ms for keyframe in order.storyboard.keyframes)
        return round(ms * order.film.rate(order.suffix) / 1000)

    def size(self, order: Order) -> tuple[int, int]:
        """The size of its frames, in pixels."""
        return order.film.size(order.storyboard.size) if self.films else order.storyboard.size


_NEEDS = {"manim": "films need Manim (README.md says what that needs)", "pdf": "a .pdf needs fpdf2"}


def missing(extra: str, error: ImportError) -> MissingExtraError:
    """What to say where something that an extra installs can't be loaded."""
    return MissingExtraError(
        f"{_NEEDS[extra]}: {error}. Install it: pip install 'tconv-anim[{extra}]', or choose another $output"
    )


_XMP = "tconv_anim.painters.xmp"

_FILM = Painter(
    "tconv_anim.painters.film.render",
    True,
    16_384,
    picture=False,
    films=True,
    extra="manim",
    reader="tconv_anim.painters.film.marker",
)

PAINTERS: dict[str, Painter] = {
    ".gif": Painter("tconv_anim.painters.raster.gif", moves=True, largest_side=65_535),
    ".png": Painter("tconv_anim.painters.raster.png", moves=False, stills=True, largest_side=_ANY),
    ".apng": Painter(
        "tconv_anim.painters.raster.apng",
        moves=True,
        largest_side=_ANY,
        reader="tconv_anim.painters.raster.png",
    ),
    ".webp": Painter("tconv_anim.painters.raster.webp", moves=True, largest_side=16_383, reader=_XMP),
    ".html": Painter("tconv_anim.painters.player.page", True, _ANY, stills=True, picture=False, asked=True),
    ".svg": Painter("tconv_anim.painters.vector.svg", moves=True, stills=True, largest_side=_ANY),
    ".pdf": Painter(
        "tconv_anim.painters.vector.pdf", False, 19_200, stills=True, picture=False, extra="pdf", reader=_XMP
    ),
    ".txt": Painter(
        "tconv_anim.painters.text.txt", moves=True, stills=True, picture=False, largest_side=_ANY
    ),
    ".mp4": _FILM,
    ".webm": _FILM,
    ".mov": _FILM,
}
"""Every painter, by the suffix of the files that it makes."""

FILM_PAINTERS: dict[str, Painter] = {
    ".mp4": _FILM,
    ".webm": _FILM,
    ".mov": _FILM,
    ".gif": _FILM._replace(picture=True),
    ".png": _FILM._replace(picture=True, moves=False, stills=True),
}
"""The painters that draw with Manim."""

RENDERERS = {
    "pillow": {suffix: PAINTERS[suffix] for suffix in (".gif", ".png", ".apng", ".webp")},
    "manim": FILM_PAINTERS,
}
"""What ``--renderer`` takes, and the kinds of file that each draws."""

__all__ = ["PAINTERS", "RENDERERS", "Film", "Order", "Painter"]
