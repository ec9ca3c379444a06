"""From one keyframe to the next: what enters, changes and leaves, eased.

Products grow out of the kernel and the lit input cell and fly to their window; where they leave they
sink into the sum that stands there. Outlines and links slide, numbers and colours fade over.
"""

from typing import Any, NamedTuple

import numpy as np
from manim import Animation, Scene, smooth

from tconv_anim.painters.film.curves import Curves
from tconv_anim.painters.film.figure import Figure, Piece, Shape, faded
from tconv_anim.painters.film.looks import Look, clear, mixed
from tconv_anim.storyboard import Cell, Element, Label

Span = tuple[float, float]
"""A part of the move, from 0 (its beginning) to 1 (its end)."""

_ALL: Span = (0.0, 1.0)
_FIRST: Span = (0.0, 0.5)
_THEN: Span = (0.35, 0.85)
_STAMP: Span = (0.0, 0.45)
_FLIGHT: Span = (0.3, 1.0)


class Motion(NamedTuple):
    """A shape on its way: from one look to another, its curves within one span and its colours in another."""

    shape: Shape
    before: Look
    after: Look
    way: Span = _ALL
    fade: Span = _ALL


class Move(Animation):
    """Leads a figure from the keyframe that it shows to the next one."""

    def __init__(self, figure: Figure, run_time: float = 1.0, **options: Any) -> None:
        super().__init__(figure.moving, run_time=run_time, **options)
        self.figure = figure
        self._motions: list[Motion] = []

    def _setup_scene(self, scene: Scene) -> None:
        """Let Manim paint what stands still once a move: first in drawing order, and what moves last."""
        figure = self.figure
        if figure in scene.mobjects:
            at = scene.mobjects.index(figure)
            scene.mobjects[at : at + 1] = [figure.ground, figure.still]
            if figure.moving in scene.mobjects:
                scene.mobjects.remove(figure.moving)
            scene.mobjects.append(figure.moving)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Put the figure together again."""
        figure = self.figure
        if figure.ground in scene.mobjects:
            at = scene.mobjects.index(figure.ground)
            scene.mobjects[at : at + 2] = [figure]
            scene.mobjects.remove(figure.moving)

    def begin(self) -> None:
        """Work out who goes where."""
        figure = self.figure
        figure.at += 1
        self._motions = _Changes(figure).motions
        self._matrix, self._origin = figure.lie()
        self._width = figure.unit
        self.interpolate(0.0)

    def interpolate(self, alpha: float) -> None:
        """Place everything that moves."""
        matrix, origin, width = self._matrix, self._origin, self._width
        for shape, before, after, way, fade in self._motions:
            a, b = _eased(alpha, way), _eased(alpha, fade)
            curves = before.curves if a == 0 else after.curves if a == 1 else _between(before, after, a)
            fill = before.fill + (after.fill - before.fill) * b
            stroke = before.stroke + (after.stroke - before.stroke) * b
            line = before.width + (after.width - before.width) * b
            shape.place(curves @ matrix + origin, fill, stroke, line * width)

    def finish(self) -> None:
        """Stand still."""
        self.figure.settle()


def _between(before: Look, after: Look, share: float) -> Curves:
    return before.curves + (after.curves - before.curves) * share


def _eased(alpha: float, span: Span) -> float:
    start, end = span
    return float(smooth(min(1.0, max(0.0, (alpha - start) / (end - start)))))


class _Changes:
    """The motions of one keyframe. The figure's pieces become those that are there when it is over."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        keyframe = figure.keyframe
        self._before = dict(figure.pieces)
        self._settled: list[tuple[Element, list[Motion]]] = []
        self._flying: list[Motion] = []
        for id in keyframe.leave:
            if id in figure.pieces:
                self._leave(figure.pieces.pop(id))
        for element in keyframe.update:
            if figure.shows(element.id):
                self._update(figure.pieces[element.id], element)
        entering = [element for element in keyframe.enter if figure.shows(element.id)]
        for element in entering:
            self._enter(element)
        self._stamp(entering)
        if figure.crops_now:
            self._crop({*keyframe.update, *entering})
        self.motions = self._in_order()

    def _in_order(self) -> list[Motion]:
        """Motions from the lowest to the highest, with all that stands still above what changes below it."""
        figure = self._figure
        changing = {element.id for element, _ in self._settled}
        lowest = min((element.z for element, _ in self._settled), default=0)
        boxes = [_box(motions) for _, motions in self._settled if motions]
        for piece in figure.pieces.values():
            element = piece.element
            if element.id in changing or element.z <= lowest or isinstance(element, Label):
                continue
            shapes = [Motion(shape, shape.look, shape.look) for shape in piece.shapes.values()]
            if any(_touch(_box(shapes), box) for box in boxes):
                self._settled.append((element, shapes))
                changing.add(element.id)
        flying = {motion.shape for motion in self._flying}
        figure.divide(
            frozenset(changing)
            | {
                id
                for id, piece in figure.pieces.items()
                if any(shape in flying for shape in piece.shapes.values())
            }
        )
        ordered = [
            motion
            for _, motions in sorted(self._settled, key=lambda settled: settled[0].z)
            for motion in motions
        ]
        ordered += self._flying
        figure.moving.submobjects = [motion.shape for motion in ordered]
        return ordered

    def _leave(self, piece: Piece) -> None:
        element = piece.element
        target = self._middle(element.goes_to) if isinstance(element, Cell) else None
        motions = []
        for part, shape in piece.shapes.items():
            look = shape.look
            after = _cleared(look)
            if target is not None:
                after = _gathered(after, target, 0.5 if part in ("face", "edge") else 0.9)
            motions.append(Motion(shape, look, after, way=(0.0, 0.6), fade=(0.15, 0.6)))
        if not isinstance(element, Label):
            self._settled.append((element, motions))

    def _update(self, piece: Piece, element: Element) -> None:
        figure = self._figure
        now = figure.piece_of(element)
        figure.pieces[element.id] = now
        if isinstance(element, Label):
            figure.place(now)  # words are there at once: half of two sentences reads as none
            return
        motions = []
        for part, shape in piece.shapes.items():
            after = now.shapes.get(part)
            if after is None or not _alike(shape.look, after.look):
                motions.append(Motion(shape, shape.look, _cleared(shape.look), fade=_FIRST))
        for part, shape in now.shapes.items():
            before = piece.shapes.get(part)
            if before is not None and _alike(before.look, shape.look):
                motions.append(Motion(shape, before.look, shape.look))
            else:
                same = before is not None and before.look.words == shape.look.words
                # A number that only gets bolder is never gone in between.
                fade = _FIRST if same else _THEN
                motions.append(Motion(shape, _cleared(shape.look), shape.look, fade=fade))
        self._settled.append((element, motions))

    def _enter(self, element: Element) -> None:
        figure = self._figure
        piece = figure.piece_of(element)
        figure.pieces[element.id] = piece
        if isinstance(element, Label):
            figure.place(piece)
            return
        source = self._source(element)
        if source is None:
            shapes = piece.shapes.values()
            motions = [Motion(shape, _cleared(shape.look), shape.look, fade=_FIRST) for shape in shapes]
            self._settled.append((element, motions))
            return
        middle = _middle_of(piece)
        for shape in piece.shapes.values():
            before = _cleared(_shrunk(shape.look, middle, source, 0.8))
            self._flying.append(
                Motion(shape, before, shape.look, way=_FLIGHT, fade=(_FLIGHT[0], _FLIGHT[0] + 0.15))
            )

    def _source(self, element: Element) -> Any:
        """Where a cell grows: at the last of the cells that it comes from that is there (its weight)."""
        if not isinstance(element, Cell):
            return None
        there = [id for id in element.comes_from if id in self._before]
        return self._middle(there[-1]) if there else None

    def _middle(self, id: str) -> Any:
        piece = self._before.get(id)
        return None if piece is None else _middle_of(piece)

    def _stamp(self, entering: list[Element]) -> None:
        """Lay each lit cell that products come from over the kernel cells that they come from, too."""
        figure = self._figure
        laid: dict[str, list[Curves]] = {}
        for element in entering:
            if isinstance(element, Cell) and len(element.comes_from) > 1:
                first, last = element.comes_from[0], element.comes_from[-1]
                if first in figure.pieces and last in figure.pieces:
                    laid.setdefault(first, []).append(figure.pieces[last].shapes["face"].look.curves)
        for id, faces in laid.items():
            whole = np.concatenate(faces)
            least, most = whole.min(0), whole.max(0)
            source = figure.piece_of(figure.pieces[id].element)
            middle = _middle_of(source)
            own = source.shapes["face"].look.curves
            factor = (most[0] - least[0]) / max(1.0, own[:, 0].max() - own[:, 0].min())
            for part, shape in source.shapes.items():
                look = shape.look
                grown = factor if part in ("face", "edge") else min(factor, 2.0)
                after = _cleared(_shrunk(look, middle, (least + most) / 2, grown))
                before = look._replace(fill=mixed(0.75, look.fill))
                self._flying.insert(0, Motion(shape, before, after, way=_STAMP, fade=(0.2, 0.55)))

    def _crop(self, changing: set[Element]) -> None:
        """Let the cropped cells fade."""
        for piece in self._figure.cropped():
            if piece.element not in changing:
                motions = []
                for shape in piece.shapes.values():
                    before, shape.look = shape.look, faded(shape.look)
                    motions.append(Motion(shape, before, shape.look))
                self._settled.append((piece.element, motions))


def _cleared(look: Look) -> Look:
    return look._replace(fill=clear(look.fill), stroke=clear(look.stroke))


def _alike(a: Look, b: Look) -> bool:
    """Whether one can turn into the other."""
    return a.words == b.words and len(a.curves) == len(b.curves)


def _shrunk(look: Look, middle: Any, to: Any, factor: float) -> Look:
    """The look moved by the way from ``middle`` to ``to``, and scaled around it."""
    return look._replace(curves=(look.curves - middle) * factor + to)


def _gathered(look: Look, to: Any, factor: float) -> Look:
    """The look with its own middle at ``to``, scaled around it."""
    if not len(look.curves):
        return look
    return _shrunk(look, (look.curves.min(0) + look.curves.max(0)) / 2, to, factor)


def _middle_of(piece: Piece) -> Any:
    curves = next(iter(piece.shapes.values())).look.curves
    return (curves.min(0) + curves.max(0)) / 2


def _box(motions: list[Motion]) -> Any:
    curves = [c for motion in motions for c in (motion.before.curves, motion.after.curves) if len(c)]
    return np.min([c.min(0) for c in curves], axis=0), np.max([c.max(0) for c in curves], axis=0)


def _touch(a: Any, b: Any) -> bool:
    return bool((a[0] <= b[1]).all() and (b[0] <= a[1]).all())
