"""The figure: a storyboard as a mobject that can be placed in any scene, and that knows what comes next."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Self

import numpy as np
from manim import VGroup, VMobject
from numpy.typing import NDArray

from tconv_anim.painters.film.curves import Curves, polygon
from tconv_anim.painters.film.looks import Look, Looks
from tconv_anim.storyboard import Cell, Element, Keyframe, Storyboard
from tconv_anim.theme import Theme

_STROKE = 100
"""Manim's stroke widths in one unit of a scene."""

_FURNITURE = ("title", "subtitle", "caption", "progress")
"""What of a page tells the story in words; a scene may do that by itself."""


_FADED = (1.0, 1.0, 1.0, 0.3)
"""What the colours of cropped cells are multiplied with in the end."""


def faded(look: Look) -> Look:
    """The look that a cropped cell is left with."""
    return look._replace(fill=look.fill * _FADED, stroke=look.stroke * _FADED)


class Shape(VMobject):
    """One outline of an element. ``look`` is how it stands on the page; its points say where it is now."""

    def __init__(self, look: Look) -> None:
        super().__init__(stroke_width=0.0)
        self.look = look

    def place(self, curves: Curves, fill: Any, stroke: Any, width: float) -> None:
        """Stand on these curves of the scene, in these colours, the line as wide as Manim counts it."""
        self.points = curves
        self.fill_rgbas, self.stroke_rgbas, self.stroke_width = fill, stroke, width


class Piece:
    """An element that is seen, and its shapes by the part that each of them is."""

    __slots__ = ("element", "shapes")

    def __init__(self, element: Element, looks: tuple[Look, ...]) -> None:
        self.element = element
        self.shapes = {look.part: Shape(look) for look in looks}


class Figure(VGroup):
    """A storyboard as it stands at a keyframe, at first the opening: a mobject like any other.

    ``furniture`` is the page's title, caption and progress line; without them the figure is as large as
    what is left. ``keyframe`` is the one that is seen, ``upcoming`` the next one (None at the end).
    """

    def __init__(self, storyboard: Storyboard, theme: Theme, furniture: bool = True) -> None:
        super().__init__()
        self.storyboard, self.theme = storyboard, theme
        self._furniture = furniture
        self._looks = Looks(storyboard, theme)
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
    def upcoming(self) -> Keyframe | None:
        """The keyframe after it."""
        return self.keyframes[self.at + 1] if self.at + 1 < len(self.keyframes) else None

    @property
    def unit(self) -> float:
        """The length of a unit of the page in the scene, as Manim counts a line's width."""
        points = self.ground.points
        return _STROKE * float(np.linalg.norm(points[3] - points[0])) / (self._box[2] - self._box[0])

    def lie(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How the page lies in the scene: curves on it, times this matrix ``3 x 3``, plus this origin."""
        left, top, right, bottom = self._box
        corner, right_corner, _, below = self.ground.points[[0, 3, 7, 11]]
        matrix = np.zeros((3, 3))
        matrix[0] = (right_corner - corner) / (right - left)
        matrix[1] = (corner - below) / (bottom - top)
        return matrix, corner - np.array([left, -top, 0.0]) @ matrix

    def shows(self, id: str) -> bool:
        """Whether elements of this id are part of the figure."""
        return self._furniture or id.partition("/")[0] not in _FURNITURE

    def piece_of(self, element: Element) -> Piece:
        """A new piece for an element, not placed yet."""
        return Piece(element, self._looks.of(element))

    def looks_of(self, element: Element) -> tuple[Look, ...]:
        """How an element of this storyboard looks."""
        return self._looks.of(element)

    def settle(self) -> None:
        """Let all pieces stand still where they belong."""
        self.place(*self.pieces.values())
        self.divide(frozenset())

    def place(self, *pieces: Piece) -> None:
        """Put pieces where they belong."""
        matrix, origin = self.lie()
        for piece in pieces:
            for shape in piece.shapes.values():
                look = shape.look
                shape.place(look.curves @ matrix + origin, look.fill, look.stroke, look.width * self.unit)

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
        if at < self.at:
            self.at, self.pieces = 0, {}
            self._change(self.keyframes[0])
        while self.at < at:
            self.at += 1
            self._change(self.keyframes[self.at])
        self.settle()
        return self

    def _change(self, keyframe: Keyframe) -> None:
        for id in keyframe.leave:
            self.pieces.pop(id, None)
        for element in (*keyframe.enter, *keyframe.update):
            if self.shows(element.id):
                self.pieces[element.id] = self.piece_of(element)
        if self.crops_now:
            for piece in self.cropped():
                for shape in piece.shapes.values():
                    shape.look = faded(shape.look)

    def scale(self, scale_factor: float, scale_stroke: bool = True, **where: Any) -> Self:
        """Scale the figure, its lines too."""
        scaled: Self = super().scale(scale_factor, scale_stroke=scale_stroke, **where)
        return scaled

    @property
    def crops_now(self) -> bool:
        """Whether the keyframe that is seen is the one at which the cropped cells fade."""
        return self.at == self._crops_at

    def cropped(self) -> Iterator[Piece]:
        """All cells that are cropped; a legend's are not, they only say so."""
        for piece in self.pieces.values():
            element = piece.element
            if not isinstance(element, Cell) or element.panel.startswith("legend"):
                continue
            if element.role == "cropped":
                yield piece

    def _crop_moment(self) -> int:
        """The last keyframe but one where that is past all steps too, else the last."""
        last = len(self.keyframes) - 1
        return last - 1 if last and self.keyframes[last - 1].step > self.storyboard.steps else last

    def _bounds(self) -> tuple[float, float, float, float]:
        """What the elements of all keyframes cover: left, top, right, bottom."""
        found = [
            look.curves
            for keyframe in self.keyframes
            for element in (*keyframe.enter, *keyframe.update)
            if self.shows(element.id)
            for look in self._looks.of(element)
            if len(look.curves)
        ]
        least = np.min([curves.min(0) for curves in found], axis=0)
        most = np.max([curves.max(0) for curves in found], axis=0)
        return float(least[0]), float(-most[1]), float(most[0]), float(-least[1])

    def __deepcopy__(self, memo: dict[int, Any]) -> "Figure":
        """A copy with shapes of its own; the storyboard and what was read from it are never changed."""
        copied = type(self).__new__(type(self))
        memo[id(self)] = copied
        shared = ("storyboard", "theme", "keyframes", "_looks")
        for name, value in self.__dict__.items():
            copied.__dict__[name] = value if name in shared else deepcopy(value, memo)
        return copied
