"""For your own Manim scenes: a layer as a scene, a figure, or single panels.

    from tconv_anim.manim import TConvScene

    class Fig(TConvScene):
        layer = dict(kernel_size=3, stride=2)

``manim render -ql fig.py Fig`` renders it, with a section for each step (``--save_sections``).
Needs the extra ``tconv-anim[manim]``; raises :class:`MissingExtraError` where that isn't installed.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.animation import Animation, animate
from tconv_anim.layer.wording import number
from tconv_anim.painters import missing
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.custom import ThemeChoice, theme_of
from tconv_anim.storyboard.metrics import LINE_HEIGHT
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe, Label, Storyboard
from tconv_anim.storyboard.storyboard import Panel as Lattice
from tconv_anim.storyboard.theme import LIGHT, Theme

try:
    from manim import DOWN, RIGHT, UP, Group, MathTypst, Mobject, config

    from tconv_anim.painters.film.figure import FigureMobject
    from tconv_anim.painters.film.moves import Move
    from tconv_anim.painters.film.scene import FilmScene
except ImportError as error:
    raise missing("manim", error) from error

__all__ = ["Figure", "Move", "Panel", "TConvScene", "Words"]

_SIDE = 44
"""Of a panel's cells, in units of its page."""

_EM = 18
"""Size of words, in units of their page."""

_GAP = 0.4
"""Around a figure and what is beside it, in units of the scene."""


class Figure(FigureMobject):
    """An animation as a mobject: place it like any other, and lead it on with :class:`Move`.

    ``animation`` is what :func:`tconv_anim.animate` gives, or the options that it takes. Without
    ``furniture`` (title, caption, progress line) the figure is only as large as its panels and their names.

    >>> figure = Figure({"kernel_size": 2, "view": "gather"}, furniture=False)
    >>> figure.steps
    16
    """

    def __init__(self, animation: Animation | Mapping[str, Any], furniture: bool = True) -> None:
        if not isinstance(animation, Animation):
            animation = animate(**animation)
        self.animation = animation
        storyboard = animation.storyboard
        super().__init__(storyboard, theme_of(animation.recipe.theme, storyboard.scale), furniture)


class Panel(FigureMobject):
    """A table of numbers as the figures draw it, one unit of the scene a cell.

    ``role`` is the role of all cells (``input``, ``kernel``, ``output``, ``product``, ``empty``...; a theme's
    ``cells`` has them all, and ``LIGHT.scaled("heat")`` has ``heat-0`` to ``heat-32``, too), or a table of
    roles with the shape of the numbers.
    """

    def __init__(self, numbers: ArrayLike, role: ArrayLike = "input", theme: Theme | str = LIGHT) -> None:
        values = np.atleast_2d(np.asarray(numbers))
        roles = np.broadcast_to(np.asarray(role), values.shape)
        rows, cols = values.shape
        lattice = Lattice("panel", (1, 1), (_SIDE, 0), (0, _SIDE), 18)
        cells = tuple(
            Cell(ids.of("panel", y, x), str(roles[y, x]), "panel", y, x, number(values[y, x].item()))
            for y in range(rows)
            for x in range(cols)
        )
        super().__init__(*_still(cells, {"panel": lattice}, theme))
        self.scale(100 / _SIDE)


class Words(FigureMobject):
    """A line of text in the font of the figures, ``size`` units of the scene from line to line."""

    def __init__(
        self,
        text: str,
        role: str = "title",
        size: float = 0.4,
        bold: bool = False,
        theme: Theme | str = LIGHT,
    ) -> None:
        label = Label("words", role, text, (0, 0), _EM, bold=bold)
        super().__init__(*_still((label,), {}, theme))
        self.scale(size * 100 / (_EM * LINE_HEIGHT))


def _still(
    elements: tuple[Element, ...], panels: dict[str, Lattice], theme: Theme | str
) -> tuple[Storyboard, Theme, bool]:
    """A figure of a single keyframe, as large as what is in it."""
    keyframe = Keyframe(1000, "", 0, elements, (), ())
    storyboard = Storyboard("", "", (1, 1), panels, 0, (keyframe,))
    return storyboard, theme if isinstance(theme, Theme) else theme_of(theme), False


class TConvScene(FilmScene):
    """A scene of one layer: say which in a subclass, and render that.

    ``layer`` takes all that :func:`tconv_anim.animate` does; ``view``, ``look`` and ``theme`` may also stand
    by themselves. ``construct`` performs the whole figure; one of your own may place ``self.figure`` first,
    add things beside it, and play steps one at a time with ``self.play(3)``.
    """

    layer: Mapping[str, Any] = {}
    view: str = "scatter"
    look: str = "flat"
    theme: ThemeChoice = "light"
    furniture: bool = True

    def setup(self) -> None:
        """Make the figure, as large as the frame, on a page of its theme."""
        super().setup()
        # Manim's cache of moves takes longer to ask than the moves take to render.
        config.disable_caching = True
        self.figure = self.figure_of()
        camera: Any = self.camera  # of either renderer
        camera.background_color = self.figure.theme.page
        self.figure.scale(
            min(config.frame_width / self.figure.width, config.frame_height / self.figure.height)
        )

    def figure_of(self, furniture: bool | None = None, **options: Any) -> Figure:
        """A figure of this scene's layer, with other options where they are given."""
        own = {"view": self.view, "look": self.look, "theme": self.theme}
        shown = self.furniture if furniture is None else furniture
        return Figure(own | dict(self.layer) | options, shown)

    def construct(self) -> None:
        """Play everything."""
        self.play_steps()

    def play(self, *args: Any, **options: Any) -> None:
        """Play steps of the figure, by their numbers (0: the opening), or Manim's animations.

        ``self.play(1)`` shows step 1; ``self.play(self.figure.steps + 1)`` the end.
        """
        if args and all(isinstance(arg, int) for arg in args):
            for step in args:
                self.figure.animation.check_step(step)
                self.play_steps(step, step)
        else:
            super().play(*args, **options)

    def play_steps(self, first: int = 0, last: int | None = None, figure: Figure | None = None) -> None:
        """Play from step ``first`` (0: the opening) to step ``last`` (None: the end), a section each."""
        for _ in self.perform(figure or self.figure, first, last):
            pass

    def explain(self, typst: str, *figures: Figure, font_size: float = 44) -> Any:
        """Put a formula at the bottom and the figures (default: this scene's) beside each other above it.

        Returns the formula.
        """
        formula = self.formula(typst, font_size)
        if formula.width > config.frame_width - 2 * _GAP:
            fit(formula, config.frame_width - 2 * _GAP, formula.height)
        formula.to_edge(DOWN, buff=_GAP)
        shown = figures or (self.figure,)
        room = config.frame_height - formula.height - 3 * _GAP
        for figure in shown:
            fit(figure, (config.frame_width - _GAP) / len(shown) - _GAP, room)
        row = Group(*shown).arrange(RIGHT, buff=_GAP)
        row.move_to(UP * (config.frame_height - room - 2 * _GAP) / 2)
        self.add(formula, *shown)
        return formula

    def formula(self, typst: str, font_size: float = 40) -> Any:
        """A formula in Typst's mathematics, in the ink of the scene's theme."""
        return MathTypst(typst, font_size=font_size, color=self.figure.theme.inks["title"])


def fit(mobject: Mobject, width: float, height: float) -> Mobject:
    """Make a mobject as large as it can be inside ``width`` x ``height``."""
    return mobject.scale(min(width / mobject.width, height / mobject.height))
