"""Ids: what the panels and elements of a storyboard are called, and what these names promise.

An id is words and numbers with slashes between them. It is its element's alone, and stays the same from
one keyframe to the next; only here is one put together or taken apart. Its first word is its *kind*:

- ``input/c``, ``kernel/ci/co``, ``output/c``, ``back/c``, ``count/c``... are panels: a map of an array. One
  with three axes has a panel for each slice, ``output/c/z``; ``output/0/from/24`` is a further line of a long
  row.
- ``output/c/y/x``, ``kernel/ci/co/y/x``... are cells: an element of the array, by its own index on each axis
  wherever on the panel it stands. Sums, ``comes_from`` and ``goes_to`` name cells.
- ``heading/``, ``frame/``, ``window/``, ``active/`` and the id of a panel: what stands over it or around it.
- ``link/i``, ``operator/...``, ``note/...``: all else in the picture.
- ``legend/role``: a panel of the legend, whose labels are ``heading/legend/...`` and ``note/legend/...``.
- ``title``, ``subtitle``, ``caption/i``, ``progress/...``: furniture, with which a page tells of the picture.

Where a page has several pictures, a letter says whose an id is: ``b:output/0/1/2``, ``b:heading/output/0``;
where it has several steps of one, their numbers do: ``4:output/0/1/2``.
"""

from collections.abc import Iterable
from functools import partial

TITLE, SUBTITLE, TRACK, DONE = "title", "subtitle", "progress/track", "progress/done"
"""Of the header, and of the progress line's two parts."""

SLICE = "d = "
"""With what the heading of a slice begins, behind which is its depth."""

FORMULA = "formula"
"""The first word of a formula's labels, one for each of its terms."""

_FURNITURE = (TITLE, SUBTITLE, "caption", "progress")


def of(*words: str | int) -> str:
    """The id of these words, ids and numbers: ``output/0/1/2`` of ``"output", 0, 1, 2``."""
    return "/".join(map(str, words))


heading, frame, window, active = (partial(of, first) for first in ("heading", "frame", "window", "active"))
"""Of what stands over a panel, around its map, around a part of it, and around what happens there now."""

LEGEND, NOTE = "legend", "note"
"""The first word of the panels that a legend's cells are on, and of small text."""

link, operator, note, legend = (partial(of, first) for first in ("link", "operator", NOTE, LEGEND))
caption = partial(of, "caption")
"""Of what belongs to no panel, by its number or name."""

MOVES = note("moves")
"""Of how far a step goes."""


def line(panel: str, first: int) -> str:
    """The panel of a further line of a long row, which begins with this cell."""
    return of(panel, "from", first)


def lines(panels: Iterable[str]) -> dict[str, dict[int, str]]:
    """The panels of further lines among these, for each panel that has some, by their first cells."""
    found: dict[str, dict[int, str]] = {}
    for name in panels:
        panel, parted, first = name.partition("/from/")
        if parted:
            found.setdefault(panel, {})[int(first)] = name
    return found


def index(id: str) -> tuple[int, ...]:
    """The numbers in an id."""
    return tuple(int(word) for word in id.split("/") if word.lstrip("-").isdecimal())


def kind(id: str) -> str:
    """The first word of an id, whichever picture it is of."""
    return id.partition("/")[0].rpartition(":")[2]


def whose(id: str) -> str:
    """What an id begins with where there are several pictures, empty where there is one."""
    letter, mark, _ = id.partition(":")
    return letter + mark if mark else ""


def picture(number: int, id: str) -> str:
    """The id in the picture of this number (from 0) of several."""
    return f"{chr(ord('a') + number)}:{id}"


def place(id: str) -> tuple[str, int, int]:
    """The map, row and column of a cell's id."""
    array, row, col = id.rsplit("/", 2)
    return array, int(row), int(col)


def moved(id: str, *words: str | int) -> str:
    """The id with these words for its kind: ``partial/3/0/1`` of ``output/0/1``."""
    return of(*words, *id.split("/")[1:])


def is_in_legend(id: str) -> bool:
    """Whether an element is a part of the page's legend, and not of one that a picture has for itself."""
    return not whose(id) and LEGEND in id.split("/")[:2]


def is_furniture(id: str) -> bool:
    """Whether an element only tells of the picture: players and scenes have their own ways to."""
    return kind(id) in _FURNITURE
