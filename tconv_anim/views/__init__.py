"""The views: each turns a trace into a storyboard, by grouping the same table in its own way."""

from collections.abc import Callable, Collection, Iterable, Iterator
from importlib import import_module
from typing import TypeVar

from tconv_anim.language.lists import sentences
from tconv_anim.language.saying import speaking
from tconv_anim.layer.wording import spelled
from tconv_anim.live import Book, bare
from tconv_anim.storyboard.metrics import set_in
from tconv_anim.storyboard.stage import Performance, Story
from tconv_anim.storyboard.storyboard import Keyframe, Question, Storyboard, Sum
from tconv_anim.trace.numbers import are_decimal
from tconv_anim.trace.several import Several, Traced, each
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common.fitting import fitted
from tconv_anim.views.common.look import Look


class View:
    """A way to see a trace: the function of its own name in its module, which loads when it is called.

    The module is that of its name, or ``view`` in the ``folder`` of its name.

    A ``direct`` view shows a convolution, all others a transposed one; where it is None, either.
    One that goes ``back`` shows the map that the direct convolution makes of the output. One of ``ones`` has
    those for numbers where none are given: then its output is what it counts. One with a ``rest`` shows a
    part of a layer with what all else adds; others show it alone. One of ``several`` shows more than one
    trace, and its storyboards have their own sums. One that is ``whole`` shows all of a layer, however large.
    Its maps may have any of ``dims`` axes; one of a ``row`` shows a single axis as a row of maps that have
    two, whose numbers readers can't change.
    """

    def __init__(
        self,
        name: str,
        isometric: bool = False,
        direct: bool | None = False,
        back: bool = False,
        folder: bool = False,
        ones: bool = False,
        rest: bool = False,
        dims: Collection[int] = (2,),
        several: bool = False,
        whole: bool = False,
        row: bool = False,
    ) -> None:
        self.name = name
        self._module = f"{__name__}.{name}{'.view' * folder}"
        self.isometric = isometric
        self.direct = direct
        self.ones = ones
        self.rest = rest
        self.dims = (1, *dims) if row else dims
        self.several = several
        self.whole = whole
        self.row = row
        self._back = back

    def __call__(
        self,
        trace: Traced,
        look: Look,
        size: tuple[int, int] | None = None,
        live: bool = False,
        narrow: bool = True,
    ) -> Storyboard:
        """The storyboard of ``trace`` in this view, of ``size`` pixels if that is given.

        Of a ``live`` one, painters can count the numbers anew where others are put in, and have it arranged
        for ``narrow`` pages, too, unless nobody needs that.
        """
        book = Book() if live else None
        if book is not None:
            from tconv_anim.views.common.alive import alive

            trace = alive(trace, book)
        look = self.looked(trace, look)

        def show(look: Look) -> Storyboard:
            return self.shown(trace, look)

        board = fitted(show, look, size)
        if book is None:
            return board
        again = fitted(show, look._replace(narrow=True), size) if narrow else None
        described = undescribed(show, look)
        asked = self.asked(trace, look)
        return board._replace(narrow=again, description=described, book=book, questions=asked)

    def asked(self, trace: Traced, look: Look) -> tuple[Question, ...]:
        """What readers may be asked: what size comes out of several layers, no single formula says."""
        from tconv_anim.views.common.questions import questions

        first, *others = each(trace)
        with speaking(look.language):
            return () if self.whole and others else questions(first.layer)

    def looked(self, trace: Traced, look: Look) -> Look:
        """The look with what depends on the view and on the numbers of ``trace``."""
        # What can be slanted is made of a few boxes, which can stand below each other as well.
        dims = each(trace)[0].layer.params.dims
        return look._replace(decimals=_has_decimals(trace), movable=self.isometric, dims=dims)

    def shown(self, trace: Traced, look: Look) -> Storyboard:
        """The storyboard of ``trace`` in just this look, whatever page has room for it.

        Words are in the look's language and numbers have its digits, wherever they are written.
        """
        with speaking(look.language), set_in(look.face), spelled(look.precision):
            board: Storyboard = getattr(import_module(self._module), self.name)(trace, look)
            first, own = each(trace)[0], board.sums
            if first.layer.part is not None:
                from tconv_anim.views.common.rest import part_told

                board = board._replace(description=sentences(board.description, part_told(first)))
        return board._replace(
            keyframes=_story_as(board.keyframes, look),
            sums=Performance(lambda: _told_as(self._sums(trace, own), look)),
            language=look.language,
            face=look.face,
        )

    def is_direct(self, said: bool) -> bool:
        """Whether it shows a direct convolution; what is ``said`` counts where it shows either."""
        return said if self.direct is None else self.direct

    @property
    def performer(self) -> str:
        """The full name of its function."""
        return f"{self._module}.{self.name}"

    def _sums(self, trace: Traced, own: Iterable[Sum]) -> Iterator[Sum]:
        from tconv_anim.views.common.makeup import sums_back, sums_there

        if isinstance(trace, Several):
            yield from own
            return
        yield from sums_there(trace)
        if self._back and isinstance(trace, Trace):
            yield from sums_back(trace)


def undescribed(show: Callable[[Look], Storyboard], look: Look) -> str:
    """The description without numbers: readers may change them, and the page has them in tables."""
    return bare(show(look._replace(values=False)).description)


_Scene = TypeVar("_Scene")


def _told_as(scenes: Iterable[_Scene], look: Look) -> Iterator[_Scene]:
    """Scenes that are played in a look's language, and with its digits in their numbers."""
    playing = iter(scenes)
    while True:
        with speaking(look.language), set_in(look.face), spelled(look.precision):
            scene = next(playing, None)
        if scene is None:
            return
        yield scene


def _story_as(keyframes: Iterable[Keyframe], look: Look) -> Iterable[Keyframe]:
    """A view's keyframes as a look has them, which can still leave out steps if they could before."""
    if isinstance(keyframes, Story):
        return Story(lambda steps: _told_as(keyframes.of(steps), look))
    return Performance(lambda: _told_as(keyframes, look))


def _has_decimals(trace: Traced) -> bool:
    return any(are_decimal(one.product) for one in each(trace))


_ANY = (1, 2, 3)

VIEWS: dict[str, View] = {
    view.name: view
    for view in (
        View("scatter", isometric=True, rest=True, dims=_ANY),
        View("gather", isometric=True, folder=True, rest=True, dims=_ANY),
        View("matrix", folder=True, row=True),
        View("overlap", isometric=True, folder=True, ones=True, dims=_ANY),
        View("compose", folder=True, rest=True, row=True),
        View("roundtrip", back=True, row=True),
        View("compare", folder=True, row=True),
        View("conv", isometric=True, direct=True, rest=True, dims=_ANY),
        View("stack", isometric=True, direct=None, folder=True, several=True, whole=True),
        View("backward", direct=None, folder=True, several=True),
    )
}
"""Every view, by the name that ``--view`` takes."""

ISOMETRIC = frozenset(view.name for view in VIEWS.values() if view.isometric)
"""The views that can also be shown as slanted planes above each other."""

TRANSPOSED = tuple(view.name for view in VIEWS.values() if not view.direct)
"""The views of a transposed convolution; the others show only direct ones."""

DIRECT = tuple(view.name for view in VIEWS.values() if view.direct is not False)
"""The views of a direct convolution."""

SINGLE = tuple(view.name for view in VIEWS.values() if not view.several)
"""The views of one trace."""

__all__ = ["DIRECT", "ISOMETRIC", "SINGLE", "TRANSPOSED", "VIEWS", "Look", "View"]
