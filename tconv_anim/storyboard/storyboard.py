"""The storyboard: what is seen and when. A plain value between the views and the painters.

Lengths are in units; a painter at scale 1 gives each unit a pixel. There are no colours here, only
roles: what an element *is* at this moment. A theme says how a role looks.

All values here are named tuples: an animation makes them by the thousand, and the command, which
loads this file each time it starts, defines a named tuple in a fraction of a dataclass's time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from tconv_anim.language.saying import ENGLISH, Language
from tconv_anim.live import Book, bare

Point = tuple[int, int]
"""x (to the right) and y (downwards), in units."""

Anchor = Literal["start", "middle", "end"]
"""Which point of a line of text stands at its x."""


class Panel(NamedTuple):
    """A lattice that cells stand on: cell (row, col) has its first corner at origin + col across + row down.

    ``across`` is the way from a cell to its right neighbour and ``down`` to the one below it, in
    units: (44, 0) and (0, 44) where the view is flat, two slanted vectors where it is isometric.
    ``text_size`` is the size that numbers have on it, in units, as long as they fit their cells.
    """

    id: str
    origin: Point
    across: Point
    down: Point
    text_size: int

    def corner(self, row: int, col: int) -> Point:
        """The first corner of cell (row, col)."""
        return (
            self.origin[0] + col * self.across[0] + row * self.down[0],
            self.origin[1] + col * self.across[1] + row * self.down[1],
        )


class Cell(NamedTuple):
    """One number on a panel. ``text`` is ASCII; ``note`` is a second, smaller line.

    ``comes_from`` and ``goes_to`` name the elements that it grows out of and merges into: painters
    that move use them, painters of stills don't.
    """

    id: str
    role: str
    panel: str
    row: int
    col: int
    text: str = ""
    note: str = ""
    comes_from: tuple[str, ...] = ()
    goes_to: str = ""
    z: int = 0


class Outline(NamedTuple):
    """A rectangle of lattice lines around ``rows`` x ``cols`` cells of a panel."""

    id: str
    role: str
    panel: str
    row: int
    col: int
    rows: int
    cols: int
    z: int = 20


class Link(NamedTuple):
    """A straight line between two points."""

    id: str
    role: str
    start: Point
    end: Point
    z: int = 30


class Label(NamedTuple):
    """A line of text; ``at`` is its anchor at half the height of its capitals, ``size`` its em, in units."""

    id: str
    role: str
    text: str
    at: Point
    size: int
    anchor: Anchor = "start"
    bold: bool = False
    z: int = 40


Element = Cell | Outline | Link | Label
"""Anything that is seen. Elements with a higher ``z`` cover those with a lower one."""


class Keyframe(NamedTuple):
    """A moment that is held for ``duration_ms``, as the change since the keyframe before it.

    ``step`` counts what the view calls a step: 0 is the opening, ``Storyboard.steps`` + 1 the end. A
    ``caption`` has a line for each picture that says something of its own.
    """

    duration_ms: int
    caption: str
    step: int
    enter: tuple[Element, ...]
    update: tuple[Element, ...]
    leave: tuple[str, ...]


class Term(NamedTuple):
    """An addend of a sum: ``text`` is how it is written (``2·3``), ``value`` what it comes to.

    A product names the cells of its factors; a bias has none.
    """

    text: str
    value: str
    input: str = ""
    weight: str = ""


class Sum(NamedTuple):
    """What the number of a cell is made of. ``name`` is what captions call the cell: ``output[1, 2]``.

    ``value`` is empty where padding crops the cell. Cells may be named that aren't seen.
    """

    cell: str
    name: str
    value: str
    terms: tuple[Term, ...]


class Question(NamedTuple):
    """A question about what is shown, its answer and ``why``; ``choices`` has the answer among others."""

    text: str
    answer: str
    why: str
    choices: Sequence[str]


@runtime_checkable
class Shortened(Protocol):
    """Keyframes that leave out what nobody would have the time to see."""

    def at(self, step: int | None) -> Iterable[Keyframe]:
        """Keyframes that don't leave out ``step``, nor (None) the last one."""


class Storyboard(NamedTuple):
    """Everything a painter knows: the page, its panels, and the keyframes in order.

    ``keyframes`` can be walked again and again, and need not hold its keyframes in memory. So can
    ``sums``, which are for painters whose readers may ask where a number comes from. ``scale`` names the
    scale of colours that some of its cells have their roles from; empty if none has. Sizes are in pixels,
    and lines ``unit`` times as wide as a theme says. Where its numbers are live, texts and roles have
    marks, and ``book`` says what they stand for; ``narrow`` then is the same story, arranged for pages
    that are, and ``questions`` are for readers who want to be asked. Where it has several ``pictures``, these
    are their names. All words are in the ``language``, set in a font's file (``face``) where one is named.
    """

    title: str
    description: str
    size: Point
    panels: Mapping[str, Panel]
    steps: int
    keyframes: Iterable[Keyframe]
    sums: Iterable[Sum] = ()
    scale: str = ""
    unit: float = 1.0
    book: Book | None = None
    questions: Sequence[Question] = ()
    narrow: "Storyboard | None" = None
    pictures: tuple[str, ...] = ()
    language: Language = ENGLISH
    face: str = ""

    def states(self) -> Iterator[tuple[Keyframe, Mapping[str, Element]]]:
        """Each keyframe with all that is seen in it, by id. The mapping changes as the walk goes on."""
        seen: dict[str, Element] = {}
        for keyframe in self.keyframes:
            for gone in keyframe.leave:
                del seen[gone]
            seen.update((element.id, element) for element in keyframe.enter + keyframe.update)
            yield keyframe, seen

    def at_step(self, step: int | None) -> Mapping[str, Element]:
        """All that is seen in the first keyframe of ``step``, or of the next step that has one.

        None, or a step past all keyframes, stands for the last keyframe.
        """
        whole: Mapping[str, Element] = {}
        exact = self.keyframes.at(step) if isinstance(self.keyframes, Shortened) else self.keyframes
        for keyframe, seen in self._replace(keyframes=exact).states():
            whole = seen
            if step is not None and keyframe.step >= step:
                break
        return whole


def kind(element: Element) -> str:
    """What sort of element it is, in a word: cell, outline, link or label."""
    return type(element).__name__.lower()


def bared(element: Element) -> Element:
    """The element without the marks of live numbers; one that isn't there has no role."""
    if isinstance(element, Cell):
        return element._replace(role=bare(element.role), text=bare(element.text), note=bare(element.note))
    if isinstance(element, Label):
        return element._replace(text=bare(element.text))
    return element._replace(role=bare(element.role))


def in_drawing_order(elements: Iterable[Element]) -> list[Element]:
    """The elements from the lowest to the highest; those of one height in their given order."""
    return sorted(elements, key=lambda element: element.z)
