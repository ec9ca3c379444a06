"""The whole street: parameters, trace, storyboard, painter, file."""

import io
from base64 import b64encode
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
        if step is not None and not painter.stills:
            raise InputError(
                f"step is {step} and {target.suffix} shows all steps: leave $step out, "
                f"or write one of {', '.join(suffix for suffix, other in PAINTERS.items() if other.stills)}"
            )
        if autoplay and painter.picture:
            raise InputError(
                f"autoplay is for players and {target.suffix} is a picture: "
                "leave $autoplay out, or write a .html"
            )
        check_target(target, force, is_ours)
        order = self._order(step, autoplay)
        self._check_page(painter, target.suffix)
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
        self.check_step(step)
        theme = THEMES[self.recipe.theme]
        recipe = self.recipe.to_json(step, autoplay)
        return Order(self.storyboard, theme, recipe, self.recipe.loop, step, autoplay)

    def _check_page(self, painter: Painter, suffix: str) -> None:
        width, height = self.storyboard.size
        if max(width, height) > painter.largest_side or width * height > LARGEST_PAGE:
            raise InputError(
                f"the picture would be {width:,} x {height:,} pixels; {suffix} takes at most "
                f"{painter.largest_side:,} a side and {LARGEST_PAGE:,} in all: take a smaller $cell"
            )

    def _bytes(self, suffix: str) -> bytes:
        file = io.BytesIO()
        for _ in PAINTERS[suffix].paint(self._order(None), file):
            pass
        return file.getvalue()

    def _repr_html_(self) -> str:
        """What a notebook shows: the GIF, with a description for those who don't see it."""
        from html import escape

        width, height = self.storyboard.size
        source = f"data:image/gif;base64,{b64encode(self._bytes('.gif')).decode()}"
        alt = escape(self.storyboard.description)
        return f'<img width="{width}" height="{height}" alt="{alt}" src="{source}">'

    def _repr_png_(self) -> bytes:
        """What a notebook shows where it can't show HTML: the last step."""
        return self._bytes(".png")


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
