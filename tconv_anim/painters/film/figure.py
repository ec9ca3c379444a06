"""The figure: a storyboard as a mobject that can be placed in any scene, and that knows what comes next."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, NamedTuple, Self

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import NDArray

from tconv_anim.painters.film.curves import Bounds, polygon
from tconv_anim.painters.film.looks import Guise, Guises, thinned
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Storyboard
from tconv_anim.storyboard.theme import Theme

_STROKE = 100
"""Manim's stroke widths in one unit of a scene."""

_FADED = 0.3
"""The opacity of cropped cells in the end."""


def faded(look: Guise) -> Guise:
    """The look that a cropped cell is left with."""
    return look._replace(fill=thinned(_FADED, look.fill), stroke=thinned(_FADED, look.stroke))


class ShapeMobject(VMobject):
    """One outline of an element: ``look`` is how it stands when nothing moves, ``now`` how it is seen."""

    def __init__(self, look: Guise) -> None:
        super().__init__(stroke_width=0.0)
        self.look = self.now = look


class Piece:
    """An element that is seen, and its shapes by the part that each of them is."""

    __slots__ = ("element", "shapes")

    def __init__(self, element: Element, looks: tuple[Guise, ...]) -> None:
        self.element = element
        self.shapes = {look.part: ShapeMobject(look) for look in looks}

    @property
    def box(self) -> Bounds:
        """What its lowest shape covers of the page: a cell's face."""
        return next(iter(self.shapes.values())).look.box

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of its lowest shape."""
        return next(iter(self.shapes.values())).look.middle


class Lie(NamedTuple):
    """How a page lies in a scene: curves on it, times ``matrix`` (3 x 3), plus ``origin``.

    ``unit`` is how long a unit of the page is there.
    """

    matrix: NDArray[np.float64]
    origin: NDArray[np.float64]
    unit: float


class FigureMobject(VGroup):
    """A storyboard as it stands at a keyframe, at first the opening: a mobject like any other.

    ``furniture`` is the page's title, caption and progress line; without them the figure is as large as
    what is left. ``keyframe`` is the one that is seen, ``upcoming`` the next one (None at the end).
    """

    def __init__(self, storyboard: Storyboard, theme: Theme, furniture: bool = True) -> None:
        super().__init__()
        self.storyboard, self.theme = storyboard, theme
        self._furniture = furniture
        self._looks = Guises(storyboard, theme)
        self.keyframes = tuple(storyboard.keyframes)
        self.at = 0
        self.pieces: dict[str, Piece] = {}
        self._crops_at = self._crop_moment()
        self._box = (0.0, 0.0, *map(float, storyboard.size)) if furniture else self._bounds()
        left, top, right, bottom = self._box
        self.ground = VMobject(stroke_width=0)
        self.ground.points = polygon([(left, top), (right, top), (right, bottom), (left, bottom)])
        self.still, self.moving = VGroup(), VGroup()
        self.add(self.ground, self.still, self.moving)
        for element in self.keyframe.enter:
            if self.shows(element.id):
                self.pieces[element.id] = self.piece_of(element)
        self.settle()
        # A unit of a page is a pixel; as a unit of a scene it would fill the frame many times over.
        self.scale(0.01).center()

    @property
    def keyframe(self) -> Keyframe:
        """The keyframe that is seen."""
        return self.keyframes[self.at]

    @property
    def steps(self) -> int:
        """The number of its steps; step 0 is the opening, and what comes after the last one is the end."""
        return self.storyboard.steps

    @property
    def upcoming(self) -> Keyframe | None:
        """The keyframe after it."""
        return self.keyframes[self.at + 1] if self.at + 1 < len(self.keyframes) else None

    def lie(self) -> Lie:
        """How the page lies in the scene."""
        left, top, right, bottom = self._box
        corner, right_corner, _, below = self.ground.points[[0, 3, 7, 11]]
        matrix = np.zeros((3, 3))
        matrix[0] = (right_corner - corner) / (right - left)
        matrix[1] = (corner - below) / (bottom - top)
        origin = corner - np.array([left, -top, 0.0]) @ matrix
        return Lie(matrix, origin, float(np.linalg.norm(matrix[0])))

    def shows(self, id: str) -> bool:
        """Whether elements of this id are part of the figure."""
        return self._furniture or not ids.is_furniture(id)

    def piece_of(self, element: Element) -> Piece:
        """A new piece for an element, not placed yet."""
        return Piece(element, self._looks.of(element))

    def settle(self) -> None:
        """Let all pieces stand still where they belong."""
        for piece in self.pieces.values():
            self.place(piece)
        self.divide(frozenset())

    def place(self, piece: Piece) -> None:
        """Put a piece where it belongs."""
        lie = self.lie()
        for shape in piece.shapes.values():
            self.pose(shape, shape.look, lie)

    def pose(self, shape: ShapeMobject, look: Guise, lie: Lie) -> None:
        """Let a shape be seen as ``look``, with the page lying like this."""
        shape.now = look
        shape.points = look.curves @ lie.matrix + lie.origin
        shape.fill_rgbas, shape.stroke_rgbas = look.fill, look.stroke
        shape.stroke_width = look.width * lie.unit * _STROKE

    def divide(self, moving: frozenset[str]) -> None:
        """Put the pieces with these ids among what moves, all others among what stands still."""
        pieces = sorted(self.pieces.values(), key=lambda piece: piece.element.z)
        groups: tuple[list[VMobject], list[VMobject]] = ([], [])
        for piece in pieces:
            groups[piece.element.id in moving].extend(piece.shapes.values())
        self.still.submobjects, self.moving.submobjects = groups[0], groups[1]

    def first_of(self, step: int | None) -> int:
        """The place of the first keyframe of ``step``, or of the next that has one; None: the last of all."""
        last = len(self.keyframes) - 1
        if step is None:
            return last
        return next((at for at, keyframe in enumerate(self.keyframes) if keyframe.step >= step), last)

    def seek(self, at: int) -> Self:
        """Show keyframe ``at``, counted from 0, at once."""
        changed: dict[str, Piece] = {}
        if at < self.at:
            self.at, self.pieces = 0, {}
            self._change(changed)
        while self.at < at:
            self.at += 1
            self._change(changed)
        for id, piece in changed.items():
            if self.pieces.get(id) is piece:
                self.place(piece)
        self.divide(frozenset())
        return self

    def _change(self, changed: dict[str, Piece]) -> None:
        """Let the pieces be those of the keyframe; they are put among the ``changed``, not in their place."""
        for id in self.keyframe.leave:
            self.pieces.pop(id, None)
        for element in (*self.keyframe.enter, *self.keyframe.update):
            if self.shows(element.id):
                self.pieces[element.id] = changed[element.id] = self.piece_of(element)
        if self.crops_now:
            for piece in self.cropped():
                changed[piece.element.id] = piece
                for shape in piece.shapes.values():
                    shape.look = faded(shape.look)

    def scale(self, scale_factor: float, scale_stroke: bool = True, **where: Any) -> Self:
        """Scale the figure, its lines too."""
        scaled: Self = super().scale(scale_factor, **where)
        if scale_stroke:
            # By hand: Manim would give every line the width that the group has.
            shapes: Any = (*self.still.submobjects, *self.moving.submobjects)
            for shape in shapes:
                shape.stroke_width *= abs(scale_factor)
        return scaled

    @property
    def crops_now(self) -> bool:
        """Whether the keyframe that is seen is the one at which the cropped cells fade."""
        return self.at == self._crops_at

    def cropped(self) -> Iterator[Piece]:
        """All cells that are cropped; a legend's are not, they only say so."""
        for piece in self.pieces.values():
            element = piece.element
            if not isinstance(element, Cell) or ids.kind(element.panel) == "legend":
                continue
            if element.role == "cropped":
                yield piece

    def _crop_moment(self) -> int:
        """The last keyframe but one where that is past all steps too, else the last."""
        last = len(self.keyframes) - 1
        return last - 1 if last and self.keyframes[last - 1].step > self.steps else last

    def _bounds(self) -> tuple[float, float, float, float]:
        """What the elements of all keyframes cover: left, top, right, bottom."""
        lefts, rights, bottoms, tops = zip(
            *(
                look.box
                for keyframe in self.keyframes
                for element in (*keyframe.enter, *keyframe.update)
                if self.shows(element.id)
                for look in self._looks.of(element)
            ),
            strict=True,
        )
        return min(lefts), -max(tops), max(rights), -min(bottoms)

    def __deepcopy__(self, memo: dict[int, Any]) -> "FigureMobject":
        """A copy with shapes of its own; the storyboard and what was read from it are never changed."""
        copied = type(self).__new__(type(self))
        memo[id(self)] = copied
        shared = ("storyboard", "theme", "keyframes", "_looks")
        for name, value in self.__dict__.items():
            copied.__dict__[name] = value if name in shared else deepcopy(value, memo)
        return copied
