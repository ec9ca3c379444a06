"""The whole street: parameters, trace, storyboard, painter, file."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.inspection import is_ours
from tconv_anim.output import check_target, replacing
from tconv_anim.painters import PAINTERS, Order, Painter
from tconv_anim.recipe import Recipe
from tconv_anim.request import request, with_preset
from tconv_anim.storyboard import Storyboard
from tconv_anim.theme import THEMES
from tconv_anim.trace import Trace, record
from tconv_anim.views import VIEWS, Look

LARGEST_PAGE = 100_000_000
"""Pixels of a page; a frame takes a byte for each."""

Progress = Callable[[int], None]
"""Told the number of frames written so far, after each."""


class Saved(NamedTuple):
    """A file that has been written; ``size`` is in pixels."""

    path: Path
    size: tuple[int, int]
    frames: int
    bytes: int


@dataclass(frozen=True)
class Animation:
    """An animation of one layer: computed when it is looked at, painted when it is saved."""

    recipe: Recipe

    @cached_property
    def trace(self) -> Trace:
        """Every multiply-accumulate of the layer on its input."""
        return record(self.recipe.layer.params, *self.recipe.tensors)

    @cached_property
    def storyboard(self) -> Storyboard:
        """What is seen and when."""
        r = self.recipe
        return VIEWS[r.view](
            self.trace, Look(r.cell, r.speed, r.look == "isometric", r.values, frozenset(r.show))
        )

    def save(
        self,
        path: str | Path | None = None,
        *,
        step: int | None = None,
        autoplay: bool = False,
        force: bool = False,
        progress: Progress | None = None,
    ) -> Saved:
        """Paint the animation to ``path``, as the kind of file that its suffix names.

        By default a GIF in this folder, named after the parameters. ``step`` (0: the opening; default:
        the end) chooses what a still shows; a kind of file that can be either is a still with it, and
        moves without; a player starts on it. ``autoplay`` lets a player start by itself. A file that
        tconv-anim made is replaced; any other only with ``force``. Raises :class:`InputError` with
        nothing written if this can't be done.
        """
        target = Path(path if path is not None else f"{self.recipe.name}.gif")
        painter = painter_for(target if path is None else path)
        check_target(target, force, is_ours)
        self._check(target.suffix.lower(), step, autoplay)
        order = self._order(step, autoplay)
        written = 0
        with replacing(target) as file:
            for written in painter.paint(order, file):
                if progress:
                    progress(written)
        return Saved(target, self.storyboard.size, written, target.stat().st_size)

    def check_step(self, step: int | None) -> None:
        """Raise :class:`InputError` unless the animation has this step (None: any)."""
        last = self.storyboard.steps + 1
        if step is not None and not 0 <= step <= last:
            raise InputError(
                f"step is {step}: $step takes 0 (the opening) to {last} (the end); "
                f"1 to {last - 1} are the steps of this animation"
            )

    def _order(self, step: int | None, autoplay: bool = False) -> Order:
        theme = THEMES[self.recipe.theme]
        recipe = self.recipe.to_json(step, autoplay)
        return Order(self.storyboard, theme, recipe, self.recipe.loop, step, autoplay)

    def _check(self, suffix: str, step: int | None, autoplay: bool) -> None:
        """Raise :class:`InputError` if files with this suffix can't show what is asked for."""
        painter = PAINTERS[suffix]
        if step is not None and not painter.stills:
            raise InputError(
                f"step is {step} and {suffix} shows all steps: leave $step out, "
                f"or write one of {', '.join(suffix for suffix, other in PAINTERS.items() if other.stills)}"
            )
        if autoplay and not painter.asked:
            raise InputError(
                f"autoplay is for players and {suffix} is none: leave $autoplay out, or write a .html"
            )
        self.check_step(step)
        width, height = self.storyboard.size
        if max(width, height) > painter.largest_side or width * height > LARGEST_PAGE:
            raise InputError(
                f"the picture would be {width:,} x {height:,} pixels; {suffix} takes at most "
                f"{painter.largest_side:,} a side and {LARGEST_PAGE:,} in all: take a smaller $cell"
            )

    def encoded(self, suffix: str, *, step: int | None = None, autoplay: bool = False) -> bytes:
        """What :meth:`save` would write to a file with this suffix."""
        self._check(suffix, step, autoplay)
        file = io.BytesIO()
        for _ in PAINTERS[suffix].paint(self._order(step, autoplay), file):
            pass
        return file.getvalue()

    def _repr_html_(self) -> str:
        """What a notebook shows: the player, in a frame of its own."""
        from tconv_anim.snippet import player, within

        board = self.storyboard
        return player(within(self.encoded(".html")), board.size, board.description)

    def _repr_png_(self) -> bytes:
        """What a notebook shows where it can't show HTML: the last step."""
        return self.encoded(".png")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows where it can show text only."""
        printer.text(self.storyboard.description)


def animate(preset: str | None = None, **options: Any) -> Animation:
    """An animation of a transposed convolution; takes what :func:`tconv_anim.request.request` takes.

    With the name of a preset (:data:`tconv_anim.presets.PRESETS`), what isn't said is as it is there.

    >>> animate(kernel_size=3, stride=2, input_size=2).trace.output.shape
    (1, 5, 5)
    """
    return Animation(request(**with_preset(preset, options)))


def painter_for(path: str | Path) -> Painter:
    """The painter for files named like ``path``; raises :class:`InputError` if there is none."""
    painter = PAINTERS.get(Path(path).suffix.lower())
    if painter is None:
        raise InputError(
            f"output is {shown(str(path))}: $output takes a name that ends in {', '.join(PAINTERS)}"
        )
    return painter
