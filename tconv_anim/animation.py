"""An animation of one layer, as Python and notebooks have it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from tconv_anim.errors import InputError
from tconv_anim.layer.drawable import check_drawable
from tconv_anim.layer.wording import count
from tconv_anim.painters import SUBTITLES, Film
from tconv_anim.painters.asked import refuse_unheeded
from tconv_anim.pipeline import (
    Job,
    Progress,
    Saved,
    check_step,
    order_of,
    painter_for,
    storyboard_of,
    trace_of,
)
from tconv_anim.recipe.nested import numbered
from tconv_anim.recipe.options import MAKING, OPTIONS, PICTURE, PICTURES, checked, used_for
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.recipe.showing import shown_part
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.timing import Timing
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.trace.several import Traced, each
from tconv_anim.views import VIEWS


@dataclass(frozen=True)
class Animation:
    """An animation of one layer: computed when it is looked at, painted when it is saved."""

    recipe: Recipe

    @cached_property
    def traced(self) -> Traced:
        """What the picture shows: the layer's trace, or several that begin with it."""
        return trace_of(self.recipe)

    @property
    def trace(self) -> AnyTrace:
        """Every multiply-accumulate of the layer on its input."""
        return each(self.traced)[0]

    @cached_property
    def storyboard(self) -> Storyboard:
        """What is seen and when."""
        return storyboard_of(self.recipe, self.traced)

    @cached_property
    def living(self) -> Storyboard:
        """The same for pages on which readers may change its numbers."""
        return storyboard_of(self.recipe, self.traced, live=True)

    @cached_property
    def lettered(self) -> Storyboard:
        """The same for text, which has room for all numbers."""
        return storyboard_of(self.recipe, self.traced, lettered=True)

    def save(
        self,
        path: str | Path | None = None,
        *,
        force: bool = False,
        progress: Progress | None = None,
        **said: Any,
    ) -> Saved:
        """Paint the animation to ``path``, as the kind of file that its suffix names.

        By default a GIF in this folder, named after the parameters. ``said`` are the options for files and
        films (see the table of options); with a ``step`` (0: the opening), a kind of file that can be
        either is a still. A file that tconv-anim made is replaced; any other only with ``force``. Raises
        :class:`InputError` with nothing written if this can't be done, or an option has no effect on it.
        """
        return self.job(path, **said).run(force, progress)

    def job(self, path: str | Path | None = None, **said: Any) -> Job:
        """What there is to do for :meth:`Animation.save`; ``said`` are the same options."""
        made = checked(said, MAKING)
        if path is None:
            film = ".webm" if made.get("transparent") else ".mp4"
            path = f"{self.recipe.name}{film if made.get('renderer') == 'manim' else '.gif'}"
        return self._job(
            path, made, {name: getattr(self.recipe, name) for name in ("loop", "size", *Timing._fields)}
        )

    def part(self, suffix: str, **said: Any) -> Job:
        """As :meth:`Animation.job`, for a file of this kind that is one of several, as pages have them.

        What of the animation has no effect on it (``loop`` on a still) isn't refused, and not carried by it.
        """
        return self._job(f"{self.recipe.name}{suffix}", checked(said, MAKING), {})

    def _job(self, path: str | Path, made: dict[str, Any], told: dict[str, Any]) -> Job:
        """The job of a file made with these options; ``told`` are others that must have an effect on it."""
        painter, suffix = painter_for(path, made.get("renderer")), Path(path).suffix.lower()
        told = {name: value for name, value in (told | made).items() if value != OPTIONS[name].usual}
        refuse_unheeded(told, painter, suffix)
        frame = painter.frame(made.get("quality", Film().quality))
        board = self.lettered if painter.lettered else self.storyboard
        if painter.live or made.get("quiz"):
            board = self.living
        if frame is not None:
            board = storyboard_of(self.recipe, self.traced, frame)
        job = Job(Path(path), painter, order_of(self.recipe, board, painter, suffix, made))
        if not job.order.film.subtitles:
            return job
        beside = (
            Job(job.target.with_suffix(kind), one, order_of(self.recipe, board, one, kind, made))
            for kind, one in SUBTITLES.items()
        )
        return job._replace(beside=tuple(beside))

    def check_step(self, step: int | None) -> None:
        """Raise :class:`InputError` unless the animation has this step (None: any)."""
        check_step(self.storyboard, step)

    @property
    def telling_step(self) -> int:
        """The step in which most happens: that of a still on pages where nothing can move."""
        from tconv_anim.painters.poster import telling_step

        return telling_step(self.storyboard)

    def encoded(self, suffix: str, **said: Any) -> bytes:
        """The bytes of what :meth:`Animation.part` has to do."""
        return self.part(suffix, **said).encoded()

    def _repr_html_(self) -> str:
        """What a notebook shows: the player, in a frame of its own; its picture where that isn't trusted."""
        from tconv_anim.painters.facade import facade
        from tconv_anim.painters.text.txt import pages

        board, step = self.storyboard, self.telling_step
        page, still = self.encoded(".html").decode(), self.encoded(".png", step=step)
        return facade(page, board.size, still, board.description, next(pages(self.lettered, step))).html()

    def _repr_png_(self) -> bytes:
        """What a notebook shows where it can't show HTML: the step that tells most."""
        return self.encoded(".png", step=self.telling_step)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What a notebook shows where it can show text only."""
        printer.text(self.storyboard.description)


def animate(preset: str | None = None, **options: Any) -> Animation:
    """An animation of a transposed convolution; ``options`` are those of a layer, its data, and its look.

    They are those of the command by their long names (see the table of options), data also as arrays. With
    the name of a preset (:data:`tconv_anim.recipe.presets.PRESETS`), what isn't said is as it is there.
    Of a layer with more than three
    channels, a part is shown (see ``shown_in``), and all else as a rest that makes its sums true.

    Raises :class:`InputError` for anything that can't be used, before any of it is computed.

    >>> animate(kernel_size=3, stride=2, input_size=2).trace.output.shape
    (1, 5, 5)
    """
    recipe = shown_part(Recipe(preset, **options))
    for picture in recipe.pictures:
        if not VIEWS[picture.view].whole:
            check_drawable(picture.layer)
    return Animation(recipe)


def stack(first: Any, *others: Any, **options: Any) -> Animation:
    """An animation of layers one after the other; ``options`` are those of its look and of the input.

    Each layer is a mapping of options (as :func:`animate` takes them), or a text as the command has it. What
    the ``first`` one says of its input, and of the look, goes for all. Raises :class:`InputError` where an
    output isn't what the next layer takes.

    >>> double = {"kernel_size": 4, "stride": 2, "padding": 1}
    >>> stack(double, double, input_size=4).storyboard.title
    'A stack of two layers'
    """
    with numbered("layer", 1):
        said = PICTURES.said("then", first)
    return animate(**{"view": "stack", **said, "then": others, **options})


def beside(*pictures: str | Mapping[str, Any] | Animation, **common: Any) -> Animation:
    """An animation of two to four pictures beside each other, in step.

    Each is options as the command has them (``"--k 4 --s 2"``, or a preset and what changes it), a mapping
    of options, or an animation. ``common`` are options of all pictures that don't say their own, and of the
    page; what they don't say of it is as in the first animation. Raises :class:`InputError` as
    :func:`animate` does.

    >>> beside("--k 3 --s 2", "--k 4 --s 2", input_size=4).storyboard.steps
    16
    """
    if not 2 <= len(pictures) <= PICTURES.most:
        raise InputError(f"beside is given {count(len(pictures), 'picture')}: give it two to {PICTURES.most}")
    names = {option.name for option in used_for(*PICTURE)}
    shared = {name: value for name, value in common.items() if name in names}
    page = {name: value for name, value in common.items() if name not in names}
    if isinstance(pictures[0], Animation):
        page = {**pictures[0].recipe.of_page, **page}
    said = []
    for number, picture in enumerate(pictures, 1):
        with numbered("picture", number):
            said.append({**shared, **_own(picture)})
    return animate(**{**page, **said[0], "beside": said[1:]})


def _own(picture: str | Mapping[str, Any] | Animation) -> dict[str, Any]:
    return picture.recipe.own if isinstance(picture, Animation) else PICTURES.said("beside", picture)
