"""What a painter is asked for."""

from typing import NamedTuple

from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.theme import Theme


class Film(NamedTuple):
    """How a film is made: the largest frame that it may have, its rate, and what is behind it.

    ``quality`` is a key of :data:`QUALITIES`, ``fps`` the frames per second (None: what the quality and the
    kind of file usually have). A ``transparent`` film has no page behind it. One with ``subtitles`` has its
    captions as text, too. ``verbose`` lets Manim talk.
    """

    quality: str = "m"
    fps: int | None = None
    transparent: bool = False
    subtitles: bool = False
    verbose: bool = False

    def rate(self, suffix: str) -> int:
        """Frames per second in a file of this kind."""
        if self.fps is not None:
            return self.fps
        usual = QUALITIES[self.quality][2]
        return usual if suffix != ".gif" else GIF_RATES[usual >= max(GIF_RATES)]


QUALITIES = {"l": (854, 480, 15), "m": (1280, 720, 30), "h": (1920, 1080, 60), "k": (3840, 2160, 60)}
"""Manim's names for them: width and height in pixels, frames per second."""

GIF_RATES = (25, 50)
"""A GIF counts in hundredths of a second: other rates come out slower or unevenly in browsers."""


class Order(NamedTuple):
    """A storyboard to draw in a theme. ``recipe`` is text to carry in the file.

    ``loop`` is the number of times that a moving picture plays (0: for ever), ``step`` the step that
    a still shows (None: the end) and a player starts on. ``autoplay`` starts a player without being asked.
    ``command`` makes the same again, but for numbers, of which some were ``given``; so do the options of what
    is ``beside`` it. Painters of films heed
    ``film``, and ``suffix``, the kind of file. A ``quiz`` asks for numbers; on paper the storyboard is the
    exercise, and has a ``solution``. Paper has a page for each of the ``steps``, where some are named: the
    first and the last of each span of them. Its pages fill this ``paper``, if they shall fill some.
    """

    storyboard: Storyboard
    theme: Theme
    recipe: str
    loop: int = 0
    step: int | None = None
    film: Film = Film()
    suffix: str = ""
    autoplay: bool = False
    command: str = ""
    given: tuple[str, ...] = ()
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    quiz: bool = False
    solution: Storyboard | None = None
    steps: tuple[tuple[int, int], ...] | None = None
    paper: str = ""
