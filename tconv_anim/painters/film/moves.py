"""From one keyframe to the next: what enters, changes and leaves, eased.

Products grow out of the kernel and the lit input cell and fly to their window; where they leave they
sink into the sum that stands there. Outlines and links slide, numbers and colours fade over.
"""

from typing import Any

from manim import Animation, Scene, smooth

from tconv_anim.painters.film.changes import changes
from tconv_anim.painters.film.figure import FigureMobject
from tconv_anim.painters.film.looks import between


class Move(Animation):
    """Leads a figure from the keyframe that it shows to the next one.

    ``points`` says whether shapes get points at every moment: whoever draws a figure by its looks needs none.
    """

    def __init__(
        self, figure: FigureMobject, run_time: float = 1.0, points: bool = True, **options: Any
    ) -> None:
        super().__init__(figure.moving, run_time=run_time, **options)
        self.figure = figure
        self._points = points

    def _setup_scene(self, scene: Scene) -> None:
        """Let Manim paint what stands still once a move: first in drawing order, and what moves last."""
        figure, mobjects = self.figure, scene.mobjects
        if figure.moving in mobjects:
            mobjects.remove(figure.moving)
        if figure in mobjects:
            at = mobjects.index(figure)
            mobjects[at : at + 1] = [figure.ground, figure.still]
            mobjects.append(figure.moving)

    def clean_up_from_scene(self, scene: Scene) -> None:
        """Put the figure together again."""
        figure, mobjects = self.figure, scene.mobjects
        if figure.ground in mobjects:
            at = mobjects.index(figure.ground)
            mobjects[at : at + 2] = [figure]
            mobjects.remove(figure.moving)

    def begin(self) -> None:
        """Work out who goes where."""
        self.figure.at += 1
        self._motions, self._changed = changes(self.figure)
        self._lie = self.figure.lie()
        self.interpolate(0.0)

    def interpolate(self, alpha: float) -> None:
        """Show everything that moves as it is at this share of the time."""
        eased = _Eased(alpha)
        for shape, before, after, way, fade in self._motions:
            look = between(before, after, eased[way], eased[fade])
            if self._points:
                self.figure.pose(shape, look, self._lie)
            else:
                shape.now = look

    def finish(self) -> None:
        """Stand still."""
        for piece in self._changed:
            self.figure.place(piece)
        self.figure.divide(frozenset())


class _Eased(dict[tuple[float, float], float]):
    """How far a motion is that has a span of the move's time; most of them share a few spans."""

    def __init__(self, alpha: float) -> None:
        self._alpha = alpha

    def __missing__(self, span: tuple[float, float]) -> float:
        start, end = span
        eased = float(smooth(min(1.0, max(0.0, (self._alpha - start) / (end - start)))))
        self[span] = eased
        return eased
