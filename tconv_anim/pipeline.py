"""The whole street: parameters, trace, storyboard, painter, file."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.layer.direct import ConvLayer
from tconv_anim.output import check_target, replacing
from tconv_anim.painters import PAINTERS, RENDERERS, Film, Order, Painter
from tconv_anim.painters.order import GIF_RATES
from tconv_anim.recipe.inspection import is_ours
from tconv_anim.recipe.options import MAKING, checked
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.recipe.request import check_drawable
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.theme import THEMES
from tconv_anim.trace.convtrace import AnyTrace, record_conv
from tconv_anim.trace.trace import record
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


class Job(NamedTuple):
    """A file to be written: where, by which painter, and what it shows."""

    target: Path
    painter: Painter
    order: Order

    @property
    def frames(self) -> int:
        """About how many frames it will have."""
        return self.painter.frames(self.order)

    def run(self, force: bool = False, progress: Progress | None = None) -> Saved:
        """Write the file, whole or not at all. Only with ``force`` over one that tconv-anim didn't make."""
        check_target(self.target, force, is_ours)
        paint = self.painter.load()
        written = 0
        with replacing(self.target) as file:
            for written in paint(self.order, file):
                if progress:
                    progress(written)
        return Saved(self.target, self.painter.size(self.order), written, self.target.stat().st_size)

    def encoded(self) -> bytes:
        """What would be written to the file."""
        file = io.BytesIO()
        for _ in self.painter.load()(self.order, file):
            pass
        return file.getvalue()

    def check_page(self) -> None:
        """Raise :class:`InputError` if the picture is too large for its kind of file."""
        width, height = self.order.storyboard.size
        if max(width, height) > self.painter.largest_side or width * height > LARGEST_PAGE:
            raise InputError(
                f"the picture would be {width:,} x {height:,} pixels; {self.target.suffix} takes at most "
                f"{self.painter.largest_side:,} a side and {LARGEST_PAGE:,} in all: take a smaller $cell"
            )


@dataclass(frozen=True)
class Animation:
    """An animation of one layer: computed when it is looked at, painted when it is saved."""

    recipe: Recipe

    @cached_property
    def trace(self) -> AnyTrace:
        """Every multiply-accumulate of the layer on its input."""
        layer = self.recipe.layer
        if isinstance(layer, ConvLayer):
            return record_conv(layer.params, *self.recipe.tensors)
        return record(layer.params, *self.recipe.tensors, layer.framework)

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
        force: bool = False,
        progress: Progress | None = None,
        **made: Any,
    ) -> Saved:
        """Paint the animation to ``path``, as the kind of file that its suffix names.

        By default a GIF in this folder, named after the parameters. ``made`` are the options for files and
        films (see the table of options); with a ``step`` (0: the opening), a kind of file that can be
        either is a still. A file that tconv-anim made is replaced; any other only with ``force``. Raises
        :class:`InputError` with nothing written if this can't be done.
        """
        return self.job(path, **made).run(force, progress)

    def job(
        self,
        path: str | Path | None = None,
        **said: Any,
    ) -> "Job":
        """What there is to do for :meth:`Animation.save`; ``said`` are the same options."""
        made = checked(said, MAKING)
        step, autoplay, renderer = made.get("step"), made.get("autoplay", False), made.get("renderer")
        quality, fps, transparent = made.get("quality"), made.get("fps"), made.get("transparent", False)
        if path is None:
            path = f"{self.recipe.name}{_usual_suffix(renderer, transparent)}"
        painter = painter_for(path, renderer)
        target, suffix = Path(path), Path(path).suffix.lower()
        if step is not None and not painter.stills:
            stills = ", ".join(other for other, painter in PAINTERS.items() if painter.stills)
            raise InputError(
                f"step is {step} and {suffix} shows all steps: leave $step out, or write one of {stills}"
            )
        if autoplay and not painter.asked:
            raise InputError(
                f"autoplay is for players and {suffix} is none: leave $autoplay out, or write a .html"
            )
        _check_film(painter, suffix, quality, fps, transparent)
        if painter.films and suffix != ".gif" and self.recipe.loop:
            raise InputError(f"loop is {self.recipe.loop} and {suffix} can't say it: leave $loop out")
        self.check_step(step)
        film = Film(quality or Film().quality, fps, transparent, made.get("verbose", False))
        recipe = self.recipe.to_json(made | ({"renderer": "manim"} if painter.films else {}))
        theme = THEMES[self.recipe.theme]
        order = Order(self.storyboard, theme, recipe, self.recipe.loop, step, film, suffix, autoplay)
        job = Job(target, painter, order)
        job.check_page()
        return job

    def check_step(self, step: int | None) -> None:
        """Raise :class:`InputError` unless the animation has this step (None: any)."""
        last = self.storyboard.steps + 1
        if step is not None and not 0 <= step <= last:
            raise InputError(
                f"step is {step}: $step takes 0 (the opening) to {last} (the end); "
                f"1 to {last - 1} are the steps of this animation"
            )

    def encoded(self, suffix: str, **made: Any) -> bytes:
        """What would be written to a file with this suffix; ``made`` is what :meth:`Animation.job` takes."""
        return self.job(f"{self.recipe.name}{suffix}", **made).encoded()

    def _repr_html_(self) -> str:
        """What a notebook shows: the player, in a frame of its own."""
        from tconv_anim.painters.snippet import player, within

        board = self.storyboard
        return player(within(self.encoded(".html")), board.size, board.description)

    def _repr_png_(self) -> bytes:
        """What a notebook shows where it can't show HTML: the last step."""
        return self.encoded(".png")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows where it can show text only."""
        printer.text(self.storyboard.description)


def animate(preset: str | None = None, **options: Any) -> Animation:
    """An animation of a transposed convolution; ``options`` are those of a layer, its data, and its look.

    They are those of the command by their long names (see the table of options), data also as arrays. With
    the name of a preset (:data:`tconv_anim.recipe.presets.PRESETS`), what isn't said is as it is there.
    Raises :class:`InputError` for anything that can't be used, before any of it is computed.

    >>> animate(kernel_size=3, stride=2, input_size=2).trace.output.shape
    (1, 5, 5)
    """
    recipe = Recipe(preset, **options)
    check_drawable(recipe.layer)
    return Animation(recipe)


def painter_for(path: str | Path, renderer: str | None = None) -> Painter:
    """The painter for files named like ``path``; raises :class:`InputError` if there is none."""
    painters = RENDERERS[renderer] if renderer else PAINTERS
    painter = painters.get(Path(path).suffix.lower())
    if painter is None:
        whose = f" and renderer is {shown(renderer)}" if renderer else ""
        raise InputError(
            f"output is {shown(str(path))}{whose}: $output takes a name that ends in {', '.join(painters)}"
        )
    return painter


def _usual_suffix(renderer: str | None, transparent: bool) -> str:
    """The kind of file that is made if none is named."""
    if renderer != "manim":
        return ".gif"
    return ".webm" if transparent else ".mp4"


_TRANSPARENT = (".webm", ".mov")


def _check_film(
    painter: Painter, suffix: str, quality: str | None, fps: int | None, transparent: bool
) -> None:
    """Raise :class:`InputError` for what can't be had of this kind of file."""
    for name, value in (("quality", quality), ("fps", fps), ("transparent", transparent or None)):
        if value is not None and not painter.films:
            said = "transparent is asked for" if value is True else f"{name} is {shown(value)}"
            ways = ["leave $" + name + " out"]
            if suffix in RENDERERS["manim"] and name != "transparent":
                ways.append("take 'manim' for $renderer")
            films = _TRANSPARENT if name == "transparent" else (".mp4", ".webm", ".mov")
            ways.append(f"write a {' or '.join(films)}")
            raise InputError(f"{said} and Manim doesn't draw this {suffix}: {', or '.join(ways)}")
    if transparent and suffix not in _TRANSPARENT:
        raise InputError(
            f"transparent is asked for and {suffix} can't be: leave $transparent out, or write a "
            f"{' or '.join(_TRANSPARENT)}"
        )
    if fps is None:
        return
    if not painter.moves:
        raise InputError(f"fps is {fps} and a {suffix} is a still: leave $fps out")
    if suffix == ".gif" and fps not in GIF_RATES:
        raise InputError(
            f"fps is {fps} and a GIF counts in hundredths of a second: $fps takes "
            f"{' or '.join(map(str, GIF_RATES))} there"
        )
