"""The painters: each draws storyboards as one kind of file. A painter's module loads when it is asked for."""

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, BinaryIO, Literal, NamedTuple

from tconv_anim.errors import MissingExtraError
from tconv_anim.painters.order import GIF_RATES, QUALITIES, Film, Order
from tconv_anim.storyboard.playing import untimed
from tconv_anim.storyboard.timing import Timing

_ANY = 2**31 - 1

Painting = Callable[[Order, BinaryIO], Iterator[int]]
"""Writes an order to a file, yielding the number of frames written so far."""


class Cost(NamedTuple):
    """About what a file of a kind takes: time a frame, a megapixel of it and a changed element, and bytes."""

    frame_ms: float = 15
    megapixel_ms: float = 8
    change_ms: float = 0
    frame_bytes: int = 10_000
    change_bytes: int = 0


class Painter(NamedTuple):
    """A kind of file: the module that paints it, and what it is.

    Modules are named from here where they begin with a dot. ``shows``: all steps (motion), one of them
    (still), or either: a still where the order names a step.
    ``on_pages``: how pages show it, "" if they can't. ``heeds``: the options that change it, of those
    that don't change every kind of file. ``largest_side`` is in pixels. ``media`` is its media type,
    where pages take its bytes in a URL. ``extra`` is the one that installs what it draws with, ``reader``
    the module that finds the recipe in its files, if its own doesn't; where they have no room for one, the
    ``keeper`` is the kind of file that has it, under the same name. Frames come at one of these ``rates`` a second, if there are any; both sides of them are ``even``, or need not be. A ``lettered`` one
    writes text: it has room for all numbers. On a ``live`` one, readers may change numbers. A ``unit`` is what
    is counted while it paints, ``cost`` is measured.
    """

    module: str
    shows: Literal["motion", "still", "either"]
    on_pages: Literal["picture", "film", "player", ""]
    heeds: frozenset[str]
    largest_side: int = _ANY
    media: str = ""
    extra: str = ""
    reader: str = ""
    keeper: str = ""
    rates: tuple[int, ...] = ()
    even: bool = False
    lettered: bool = False
    live: bool = False
    unit: str = "frame"
    cost: Cost = Cost()

    @property
    def moves(self) -> bool:
        """Whether it can show all steps."""
        return self.shows != "still"

    @property
    def films(self) -> bool:
        """Whether Manim draws it, by an order's film."""
        return self.extra == "manim"

    def is_still(self, step: int | None) -> bool:
        """Whether a file with this step (None: no step is named) shows one moment."""
        return self.shows == "still" or (self.shows == "either" and step is not None)

    def load(self) -> Painting:
        """The function that paints.

        Raises :class:`MissingExtraError` if what it draws with isn't installed.
        """
        try:
            paint: Painting = import_module(self.module, __name__).paint
        except ImportError as error:
            if not self.extra:
                raise
            raise missing(self.extra, error) from error
        return paint

    def read(self, data: bytes) -> str:
        """The recipe in what :func:`tconv_anim.painters.marker.ends` returns for such a file, or ""."""
        text: str = import_module(self.reader or self.module, __name__).read(data)
        return text

    def frames(self, order: Order) -> int:
        """About how many frames an order will have."""
        if not self.moves:
            return 1
        if not self.films:
            return min(2 * order.storyboard.steps, untimed(order.storyboard)[1])
        ms = sum(keyframe.duration_ms for keyframe in order.storyboard.keyframes)
        return round(ms * order.film.rate(order.suffix) / 1000)

    def frame(self, quality: str) -> tuple[int, int] | None:
        """The size that its pages have where none is asked for, in pixels; None if it's up to the page."""
        return QUALITIES[quality][:2] if "quality" in self.heeds else None


_NEEDS = {
    "manim": "films need Manim (README.md says what that needs)",
    "pdf": "a .pdf needs fpdf2",
    "pptx": "a .pptx needs python-pptx",
}


def missing(extra: str, error: ImportError) -> MissingExtraError:
    """What to say where something that an extra installs can't be loaded."""
    return MissingExtraError(
        f"{_NEEDS[extra]}: {error}. Install it: pip install 'tconv-anim[{extra}]', or choose another $output"
    )


_TIMES = frozenset(Timing._fields)
_MOVING = _TIMES | {"loop"}
_STILL = frozenset({"step", "strip"})
_FILM = _TIMES | {"quality", "fps"}

_PICTURES: dict[str, Painter] = {
    ".gif": Painter(
        ".raster.gif", "motion", "picture", _MOVING, 65_535, "image/gif", cost=Cost(10, 4, 0, 2_500, 200)
    ),
    ".png": Painter(".raster.png", "still", "picture", _STILL, _ANY, "image/png"),
    ".apng": Painter(
        ".raster.apng",
        "motion",
        "picture",
        _MOVING,
        _ANY,
        "image/apng",
        reader=".raster.png",
        cost=Cost(18, 4, 0, 1_500, 120),
    ),
    ".webp": Painter(
        ".raster.webp",
        "motion",
        "picture",
        _MOVING,
        16_383,
        "image/webp",
        reader=".xmp",
        cost=Cost(15, 10, 0, 1_000, 80),
    ),
}

_VIDEO = Painter(
    ".film.large",
    "motion",
    "film",
    _FILM | {"subtitles"},
    16_384,
    extra="manim",
    reader=".film.marker",
    even=True,
    cost=Cost(15, 30, 0, 1_000),
)
_SEEN_THROUGH = _VIDEO._replace(heeds=_VIDEO.heeds | {"transparent"})
_CAPTIONS = Painter(".text.subtitles", "motion", "", _FILM, unit="cue", cost=Cost(0.1, 0, 0, 90))
SUBTITLES = {".vtt": _CAPTIONS, ".srt": _CAPTIONS._replace(keeper=".vtt")}
"""What stands beside a film that has subtitles."""

_VIDEOS = {".mp4": _VIDEO, ".webm": _SEEN_THROUGH, ".mov": _SEEN_THROUGH}

PAINTERS: dict[str, Painter] = {
    **_PICTURES,
    ".html": Painter(
        ".player.page",
        "motion",
        "player",
        _MOVING - {"title_card"} | {"step", "autoplay", "quiz"},
        media="text/html",
        live=True,
        cost=Cost(0, 0, 0.08, 0, 65),
    ),
    ".svg": Painter(
        ".vector.svg",
        "either",
        "picture",
        _MOVING | _STILL | {"quiz"},
        _ANY,
        "image/svg+xml",
        cost=Cost(0, 0, 0.1, 0, 200),
    ),
    ".pdf": Painter(
        ".vector.pdf", "still", "", _STILL | {"quiz", "steps", "sheet"}, 19_200, extra="pdf", reader=".xmp"
    ),
    ".pptx": Painter(".slides.deck", "still", "", _STILL | {"steps"}, extra="pptx", reader=".xmp"),
    ".tex": Painter(".vector.tikz", "still", "", _STILL | {"quiz", "steps"}),
    ".txt": Painter(".text.txt", "either", "", _STILL | _TIMES, lettered=True, cost=Cost(0, 7, 0, 6_000)),
    **_VIDEOS,
    **SUBTITLES,
}
"""Every painter, by the suffix of the files that it makes."""

_FILM_GIF: dict[str, Any] = {
    "even": False,
    "heeds": _FILM | {"loop"},
    "rates": GIF_RATES,
    "reader": ".raster.gif",
}
_FILM_PNG: dict[str, Any] = {
    "even": False,
    "heeds": frozenset({"step", "quality"}),
    "shows": "still",
    "reader": ".raster.png",
}

FILM_PAINTERS: dict[str, Painter] = {
    **_VIDEOS,
    ".gif": _VIDEO._replace(on_pages="picture", **_FILM_GIF),
    ".png": _VIDEO._replace(on_pages="picture", **_FILM_PNG),
}
"""The painters that draw with Manim."""

RENDERERS = {"pillow": _PICTURES, "manim": FILM_PAINTERS}
"""What ``--renderer`` takes, and the kinds of file that each draws."""

__all__ = ["PAINTERS", "RENDERERS", "SUBTITLES", "Film", "Order", "Painter", "Painting"]
