"""What a keyframe changes, as motions of shapes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tconv_anim.painters.film.curves import Bounds
from tconv_anim.painters.film.figure import FigureMobject, Piece, ShapeMobject, faded
from tconv_anim.painters.film.looks import Guise, thinned
from tconv_anim.storyboard.storyboard import Cell, Element, Label

Span = tuple[float, float]
"""A part of a move, from 0 (its beginning) to 1 (its end)."""

_ALL: Span = (0.0, 1.0)
_FIRST: Span = (0.0, 0.5)
_THEN: Span = (0.35, 0.85)
_SINK: Span = (0.0, 0.6)
_STAMP: Span = (0.0, 0.45)
_FLIGHT: Span = (0.3, 1.0)
_TAKE_OFF: Span = (0.3, 0.45)

_SEE_THROUGH = 0.75
"""The opacity of the lit cell that is laid over the kernel: the weights are still read."""

_SOLID = ("face", "edge", "field")


class Motion(NamedTuple):
    """A shape on its way: from one look to another, its place within one span and its colours in another."""

    shape: ShapeMobject
    before: Guise
    after: Guise
    way: Span = _ALL
    fade: Span = _ALL


def changes(figure: FigureMobject) -> tuple[list[Motion], list[Piece]]:
    """The motions that lead to the keyframe that ``figure`` has just gone on to, the lowest first.

    The figure's pieces become those that are there when it is over; those that changed are returned too.
    What stands still but lies above something that changes is among the motions, and doesn't move.
    """
    return _Changes(figure).found()


class _Changes:
    def __init__(self, figure: FigureMobject) -> None:
        self._figure = figure
        self._before = dict(figure.pieces)
        self._changed: list[Piece] = []
        self._in_place: list[tuple[Element, list[Motion]]] = []
        self._flying: list[Motion] = []

    def found(self) -> tuple[list[Motion], list[Piece]]:
        figure, keyframe = self._figure, self._figure.keyframe
        for id in keyframe.leave:
            if id in figure.pieces:
                self._leave(figure.pieces.pop(id))
        shown = [element for element in keyframe.enter + keyframe.update if figure.shows(element.id)]
        for element in shown:
            self._appear(element)
        self._stamp([element for element in shown if element.id not in self._before])
        if figure.crops_now:
            self._crop()
        self._lift()
        ordered = [
            motion
            for _, motions in sorted(self._in_place, key=lambda placed: placed[0].z)
            for motion in motions
        ]
        ordered += self._flying
        figure.divide(
            frozenset(element.id for element, _ in self._in_place)
            | {piece.element.id for piece in self._changed if not isinstance(piece.element, Label)}
        )
        figure.moving.submobjects = [motion.shape for motion in ordered]
        return ordered, self._changed

    def _appear(self, element: Element) -> None:
        """An element enters, or changes."""
        figure = self._figure
        old, new = self._before.get(element.id), figure.piece_of(element)
        figure.pieces[element.id] = new
        self._changed.append(new)
        if isinstance(element, Label):
            figure.place(new)  # words are there at once: half of two sentences reads as none
        elif old is not None:
            self._in_place.append((element, list(_turned(old, new))))
        else:
            self._enter(new)

    def _enter(self, piece: Piece) -> None:
        """Grow where the last of the cells that it comes from is (its weight), and fly; or just fade in."""
        element, shapes = piece.element, piece.shapes.values()
        sources = element.comes_from if isinstance(element, Cell) else ()
        there = [self._before[id] for id in sources if id in self._before]
        if not there:
            motions = [Motion(shape, shape.look.cleared, shape.look, fade=_FIRST) for shape in shapes]
            self._in_place.append((element, motions))
            return
        way = piece.middle, there[-1].middle, 0.8
        for shape in shapes:
            start = shape.look.cleared.carried(*way)
            self._flying.append(Motion(shape, start, shape.look, _FLIGHT, _TAKE_OFF))

    def _leave(self, piece: Piece) -> None:
        """Sink into the cell that it goes to, or just fade."""
        element = piece.element
        if isinstance(element, Label):
            return
        target = self._before.get(element.goes_to) if isinstance(element, Cell) else None
        motions = []
        for part, shape in piece.shapes.items():
            after = shape.look.cleared
            if target is not None:
                after = after.carried(shape.look.middle, target.middle, 0.5 if part in _SOLID else 0.9)
            motions.append(Motion(shape, shape.look, after, _SINK, (0.15, 0.6)))
        self._in_place.append((element, motions))

    def _stamp(self, entering: Sequence[Element]) -> None:
        """Lay each lit cell that products come from over the kernel cells that they come from, too."""
        pieces = self._figure.pieces
        laid: dict[str, list[Bounds]] = {}
        for element in entering:
            if isinstance(element, Cell) and len(element.comes_from) > 1:
                lit, weight = element.comes_from[0], element.comes_from[-1]
                if lit in pieces and weight in pieces:
                    laid.setdefault(lit, []).append(pieces[weight].box)
        for lit, boxes in laid.items():
            window = _around(boxes)
            ghost = self._figure.piece_of(pieces[lit].element)
            over = (window[0] + window[1]) / 2, (window[2] + window[3]) / 2
            factor = (window[1] - window[0]) / (ghost.box[1] - ghost.box[0])
            for part, shape in ghost.shapes.items():
                look = shape.look
                before = look._replace(fill=thinned(_SEE_THROUGH, look.fill))
                grown = factor if part in _SOLID else min(factor, 2.0)
                after = look.cleared.carried(ghost.middle, over, grown)
                self._flying.insert(0, Motion(shape, before, after, _STAMP, (0.2, 0.55)))

    def _crop(self) -> None:
        """Let the cropped cells fade."""
        changing = {element.id for element, _ in self._in_place}
        for piece in self._figure.cropped():
            if piece.element.id not in changing:
                looks = [(shape, shape.look) for shape in piece.shapes.values()]
                for shape, look in looks:
                    shape.look = faded(look)
                motions = [Motion(shape, look, shape.look) for shape, look in looks]
                self._in_place.append((piece.element, motions))
                self._changed.append(piece)

    def _lift(self) -> None:
        """Take along what stands still above something that changes: it has to be drawn after it."""
        below = [(element.z, _box_of(motions)) for element, motions in self._in_place if motions]
        changing = {element.id for element, _ in self._in_place}
        changing.update(piece.element.id for piece in self._changed)
        heights = sorted({z for z, _ in below})
        for piece in self._figure.pieces.values():
            element = piece.element
            if not heights or element.z <= heights[0] or element.id in changing:
                continue
            if not isinstance(element, Label):
                box = piece.box
                if any(z < element.z and _touch(box, other) for z, other in below):
                    shapes = piece.shapes.values()
                    self._in_place.append(
                        (element, [Motion(shape, shape.look, shape.look) for shape in shapes])
                    )


def _turned(old: Piece, new: Piece) -> Iterable[Motion]:
    """The parts of ``old`` turned into those of ``new``, or faded over where they can't be."""
    for part, shape in old.shapes.items():
        after = new.shapes.get(part)
        if after is None or not shape.look.alike(after.look):
            yield Motion(shape, shape.look, shape.look.cleared, fade=_FIRST)
    for part, shape in new.shapes.items():
        before = old.shapes.get(part)
        if before is not None and before.look.alike(shape.look):
            yield Motion(shape, before.look, shape.look)
        else:
            # A number that only gets bolder is never gone in between.
            same = before is not None and before.look.words == shape.look.words
            yield Motion(shape, shape.look.cleared, shape.look, fade=_FIRST if same else _THEN)


def _around(boxes: Sequence[Bounds]) -> Bounds:
    lefts, rights, bottoms, tops = zip(*boxes, strict=True)
    return min(lefts), max(rights), min(bottoms), max(tops)


def _box_of(motions: Sequence[Motion]) -> Bounds:
    """What motions pass over."""
    return _around([look.box for motion in motions for look in (motion.before, motion.after)])


def _touch(a: Bounds, b: Bounds) -> bool:
    return a[0] <= b[1] and b[0] <= a[1] and a[2] <= b[3] and b[2] <= a[3]
