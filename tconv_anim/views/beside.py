"""Pictures beside each other: any views of any layers on one page, with cells of one size, in step."""

import re
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

from tconv_anim.language.saying import say, speaking
from tconv_anim.layer.frameworks import PYTORCH
from tconv_anim.live import Book
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import ACROSS
from tconv_anim.storyboard.metrics import set_in
from tconv_anim.storyboard.sheet import Told
from tconv_anim.storyboard.spread import Heading, Part
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.together import shared_keys, together
from tconv_anim.trace.several import Traced, each
from tconv_anim.views import View, undescribed
from tconv_anim.views.common.alive import alive
from tconv_anim.views.common.fitting import fitted
from tconv_anim.views.common.look import Look

LARGEST_PAGE = (1280, 720)
"""What a page with several pictures grows to by itself, in pixels."""


_AROUND = 80
"""About how much higher a picture is with its name and its caption, in units."""


class Picture(NamedTuple):
    """One of several: what it shows, its own look, and whether readers may change its numbers."""

    view: View
    trace: Traced
    look: Look
    changes: bool = True


def beside(
    pictures: Sequence[Picture],
    look: Look,
    size: tuple[int, int] | None = None,
    saying: str = "",
    live: bool = False,
) -> Storyboard:
    """The pictures as one storyboard; what they have in common (cells, digits, the sheet) is as in ``look``.

    ``saying`` is one caption in the place of all of theirs. Of a ``live`` one, readers can change the numbers
    of each picture, and it is arranged for narrow pages, too.
    """
    book = Book() if live else None
    if book is not None:
        pictures = [
            one._replace(trace=alive(one.trace, book, ids.picture(n, ""))) if one.changes else one
            for n, one in enumerate(pictures)
        ]
    pictures = [one._replace(look=one.view.looked(one.trace, one.look)) for one in pictures]
    look = look._replace(
        decimals=any(one.look.decimals for one in pictures),
        movable=any(one.look.movable for one in pictures),
        extras=frozenset(),  # of all together; those that fitting adds are for all of them
        sheet=look.sheet._replace(name=""),
        room=LARGEST_PAGE,
    )
    with speaking(look.language), set_in(look.face):
        return _arranged(pictures, look, size, saying, book)


def _arranged(
    pictures: Sequence[Picture], look: Look, size: tuple[int, int] | None, saying: str, book: Book | None
) -> Storyboard:
    show = partial(_shown, pictures, saying)
    board = fitted(show, look, size, LARGEST_PAGE)
    if book is None:
        return board
    asked = [
        # For translators: a question about one of several pictures.
        question._replace(text=say("{picture}: {question}", picture=name, question=question.text))
        for name, one in zip(board.pictures, pictures, strict=True)
        for question in one.view.asked(one.trace, look)
    ]
    narrow = fitted(show, look._replace(narrow=True), size, LARGEST_PAGE)
    return board._replace(narrow=narrow, description=undescribed(show, look), book=book, questions=asked)


def _shown(pictures: Sequence[Picture], saying: str, look: Look) -> Storyboard:
    first = _drawn(pictures, look, frozenset())
    if look.cell is None:  # each is as large as its own numbers need: the largest has room for all of them
        look = look._replace(
            cell=max(_side(board, one.look) for one, (board, _) in zip(pictures, first, strict=True))
        )
    told = [told for _, told in first]
    keys = shared_keys(told)
    heading, names = _names(pictures, told)
    boards = _drawn(pictures, look, keys)
    if look.stacked:  # in columns of different heights, what begins together is easier to compare
        told = [one._replace(axis=0) for one in told]
    parts = [Part(board, one, name) for (board, _), one, name in zip(boards, told, names, strict=True)]
    sheet = look.sheet._replace(elsewhere=keys)
    board = together(parts, heading._replace(saying=saying), sheet, _a_row(parts, look))
    return board._replace(language=look.language, face=look.face)


def _drawn(
    pictures: Sequence[Picture], look: Look, elsewhere: frozenset[str]
) -> list[tuple[Storyboard, Told]]:
    """Each picture in its own look and in what it has in common with the others, as a part of a page."""
    told: list[Told] = []
    sheet = look.sheet._replace(
        width=0, height=0, title=False, captions=False, told=told.append, elsewhere=elsewhere
    )
    boards = [
        one.view.shown(
            one.trace,
            look._replace(
                sheet=sheet._replace(name=one.look.sheet.name),
                isometric=one.look.isometric,
                extras=one.look.extras | look.extras,
                staged=one.look.staged,
                heat=one.look.heat,
                decimals=one.look.decimals,
                movable=one.look.movable,
                language=look.language,
                face=look.face,
            ),
        )
        for one in pictures
    ]
    return list(zip(boards, told, strict=True))


def _side(board: Storyboard, look: Look) -> int:
    """The side of a picture's cells, in units."""
    panels = (panel for name, panel in board.panels.items() if ids.kind(name) != ids.LEGEND)
    return round(max(panel.across[0] for panel in panels) / (ACROSS[0] if look.isometric else 1))


def _a_row(parts: Sequence[Part], look: Look) -> int:
    """How many stand beside each other: as many as have room, or else those with which most of it has."""
    if look.narrow:
        return 1
    width = max(part.board.size[0] for part in parts) / look.sheet.scale
    height = max(part.board.size[1] for part in parts) / look.sheet.scale + _AROUND

    def room(a_row: int) -> float:
        return min(look.room[0] / (width * a_row), look.room[1] / (height * -(-len(parts) // a_row)), 1.0)

    return max((n for n in range(len(parts), 0, -1) if len(parts) % n == 0), key=room)


def _names(pictures: Sequence[Picture], told: Sequence[Told]) -> tuple[Heading, list[str]]:
    """What all pictures have in common, and for each what tells it from the others."""
    titles = [one.title for one in told]
    said = [re.split(r", (?![^(]*\))|: ", one.subtitle) for one in told]
    common = [piece for piece in said[0] if all(piece in pieces for pieces in said)]
    own = [[piece for piece in pieces if piece not in common] for pieces in said]
    frameworks = [getattr(each(one.trace)[0].layer, "framework", PYTORCH) for one in pictures]
    if len({*frameworks}) > 1:  # a subtitle doesn't name the usual one
        own = [
            [PYTORCH.name] * (one == PYTORCH) + pieces for one, pieces in zip(frameworks, own, strict=True)
        ]
    agreed = len({*titles}) == 1
    letters = [chr(ord("A") + number) for number in range(len(own))]
    views = [_called(one.view) for one in pictures]
    for kinds in [[""] * len(own) if agreed else titles, views, letters]:
        names = [", ".join(filter(None, [kind, *pieces])) for kind, pieces in zip(kinds, own, strict=True)]
        if all(names) and len({*names}) == len(names):
            break
    return Heading(titles[0] if agreed else say("Side by side"), ", ".join(common)), names


def _called(view: View) -> str:
    """A view as what a picture is called after."""
    return {
        # For translators: this and the next are names of views, as over a picture: "Scatter, k=3".
        "scatter": say("Scatter"),
        "gather": say("Gather"),
        "conv": say("Conv"),
        "matrix": say("Matrix"),
        "overlap": say("Overlap"),
        "compose": say("Compose"),
        "roundtrip": say("Roundtrip"),
        "compare": say("Compare"),
        "stack": say("Stack"),
        "backward": say("Backward"),
    }[view.name]
