"""The whole street, a function for each part of it: parameters, trace, storyboard, painter, file."""

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tconv_anim.errors import InputError, shown
from tconv_anim.language.languages import language_of
from tconv_anim.language.saying import speaking
from tconv_anim.layer.axis import ends
from tconv_anim.layer.direct import ConvLayer
from tconv_anim.output import check_target, replacing
from tconv_anim.painters import PAINTERS, RENDERERS, Film, Order, Painter, Painting
from tconv_anim.painters.asked import still_step, unheeded
from tconv_anim.recipe.inspection import is_ours
from tconv_anim.recipe.options import OPTIONS, PICTURES
from tconv_anim.recipe.recipe import Recipe
from tconv_anim.recipe.spans import ALL
from tconv_anim.recipe.stacking import stages
from tconv_anim.storyboard.custom import tell_weak_pairs, theme_of
from tconv_anim.storyboard.decimals import with_decimal_signs
from tconv_anim.storyboard.exercise import exercise
from tconv_anim.storyboard.handout import handout
from tconv_anim.storyboard.metrics import set_in
from tconv_anim.storyboard.playing import check_steps, timed
from tconv_anim.storyboard.sheet import Sheet
from tconv_anim.storyboard.storyboard import Storyboard
from tconv_anim.storyboard.strip import strip
from tconv_anim.storyboard.timing import Timing
from tconv_anim.trace.backward import backward
from tconv_anim.trace.convtrace import AnyTrace, record_conv
from tconv_anim.trace.row import in_a_row
from tconv_anim.trace.several import Traced
from tconv_anim.trace.stack import record_stack
from tconv_anim.trace.trace import Trace, record
from tconv_anim.views import VIEWS, Look
from tconv_anim.views.common.look import CELL, LEAST_LETTERED

LARGEST_PAGE = 100_000_000
"""Pixels of a page; a frame takes a byte for each."""

Progress = Callable[[int], None]
"""Told the number of frames written so far, after each."""


def trace_of(recipe: Recipe) -> Traced:
    """Every multiply-accumulate of the layer on its input, with those of all else that its view shows."""
    if recipe.view == "stack":
        return record_stack(*stages(recipe))
    trace = _trace_of(recipe)
    return backward(trace, recipe.output_gradient) if recipe.view == "backward" else trace


def _trace_of(recipe: Recipe) -> AnyTrace:
    layer = recipe.layer
    if isinstance(layer, ConvLayer):
        return record_conv(layer.params, *recipe.tensors, recipe.rest, layer.part)
    return record(layer.params, *recipe.tensors, layer.framework, recipe.rest, layer.part)


def storyboard_of(
    recipe: Recipe,
    trace: Traced,
    frame: tuple[int, int] | None = None,
    lettered: bool = False,
    live: bool = False,
) -> Storyboard:
    """What is seen and when; ``frame`` is the page's size in pixels where nothing else was asked for.

    What is ``lettered``, in text, has room for all numbers: no cell is fitted to a page. Where it is
    ``live``, readers can change them, and begin without a title card.
    """
    r = recipe
    if lettered:
        frame, size, cell = None, None, max(r.cell or CELL, LEAST_LETTERED)
    else:
        size, cell = r.size, r.cell
    look = _look(r)._replace(cell=cell, language=language_of(r.lang), face=r.font or "")
    if r.digits is not None:
        look = look._replace(precision=r.digits, fixed=True)
    timing = Timing(r.speed, r.duration, r.hold, r.steps, r.poster, None if live else r.title_card)
    if not r.beside:
        seen = _seen(r, trace)
        return _timed(VIEWS[r.view](seen, look, size or frame, live and seen is trace), timing, live)
    from tconv_anim.views.beside import Picture, beside

    traces = [trace, *map(trace_of, r.pictures[1:])]
    pictures = [
        Picture(VIEWS[p.view], seen, _look(p), seen is t)
        for p, t in zip(r.pictures, traces, strict=True)
        for seen in [_seen(p, t)]
    ]
    return _timed(beside(pictures, look, size or frame, r.saying or "", live), timing, live)


def _timed(storyboard: Storyboard, timing: Timing, live: bool) -> Storyboard:
    return timed(storyboard if live else with_decimal_signs(storyboard), timing)


def _seen(recipe: Recipe, trace: Traced) -> Traced:
    """The trace as its view takes it; where that is another, its numbers aren't those of the recipe."""
    if VIEWS[recipe.view].row and recipe.dims == 1 and isinstance(trace, Trace):
        return in_a_row(trace)
    return trace


def _sheet(recipe: Recipe) -> Sheet:
    r = recipe
    return Sheet(title=r.title, legend=r.legend, captions=r.captions, name=r.called or "")


def _look(recipe: Recipe) -> Look:
    """What of the look is a picture's own, wherever it is."""
    r = recipe
    staged = r.story == "staged"
    look = Look(None, r.look == "isometric", r.values, frozenset(r.show), staged, r.heat, _sheet(r))
    return look._replace(border=tuple(ends(cut) for cut in r.border)) if any(r.border) else look


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


def order_of(
    recipe: Recipe, storyboard: Storyboard, painter: Painter, suffix: str, made: Mapping[str, Any]
) -> Order:
    """What the painter is asked for; ``made`` are the options of one file.

    Raises :class:`InputError` if there is no such step, or the picture is too large for this kind of file.
    """
    with _as_told(storyboard):
        return _order_of(recipe, storyboard, painter, suffix, made)


@contextmanager
def _as_told(storyboard: Storyboard) -> Iterator[None]:
    """Let all that is said here be in the storyboard's language, and set in its font."""
    with speaking(storyboard.language), set_in(storyboard.face):
        yield


def _order_of(
    recipe: Recipe, storyboard: Storyboard, painter: Painter, suffix: str, made: Mapping[str, Any]
) -> Order:
    step = still_step(made)
    check_step(storyboard, step)
    paper, steps = made.get("sheet", ""), recipe.steps
    if made.get("strip"):
        check_steps("strip", made["strip"], storyboard)
        storyboard = strip(storyboard, made["strip"])
    elif paper:
        storyboard = handout(storyboard, steps or ALL, paper)
        steps = ALL
    width, height = storyboard.size
    if painter.even and (width % 2 or height % 2):
        raise InputError(
            f"the picture would be {width} x {height} pixels and a {suffix} takes even numbers: "
            "let $size or $cell be even"
        )
    if max(width, height) > painter.largest_side or width * height > LARGEST_PAGE:
        raise InputError(
            f"the picture would be {width:,} x {height:,} pixels; {suffix} takes at most "
            f"{painter.largest_side:,} a side and {LARGEST_PAGE:,} in all: take a smaller $cell"
        )
    # What has no effect isn't carried: the command that makes the file again would be refused.
    carried = {**made, **{name: OPTIONS[name].usual for name in unheeded(painter, step)}}
    text = recipe.to_json(carried | ({"renderer": "manim"} if painter.films else {}))
    film = Film(**{name: made[name] for name in Film._fields if name in made})
    tell_weak_pairs(recipe.theme)
    theme = theme_of(recipe.theme, storyboard.scale).enlarged(storyboard.unit)
    command = recipe.command(without=(*_NUMBERS, "beside"))
    given, *others = (
        tuple(name for name in _NUMBERS if getattr(one, name) is not None) for one in recipe.pictures
    )
    texts = (
        PICTURES.text({name: value for name, value in one.items() if name not in _NUMBERS})
        for one in recipe.beside
    )
    order = Order(
        storyboard, theme, text, recipe.loop, step, film, suffix, made.get("autoplay", False), command, given
    )
    order = order._replace(beside=tuple(zip(texts, others, strict=True)))
    if not painter.moves:
        order = order._replace(steps=steps, paper=paper)
    if not made.get("quiz"):
        return order
    if painter.live:
        return order._replace(quiz=True)
    if recipe.steps is not None:
        raise InputError("quiz and steps are asked for: one exercise is of one step, so name it in $step")
    sheet, solution = (with_decimal_signs(exercise(storyboard, step, solved)) for solved in (False, True))
    last = storyboard.steps + 1
    return order._replace(storyboard=sheet, solution=solution, step=last if step is None else step)


_NUMBERS = ("input", "weight", "bias", "gradient")
"""What pages let readers change."""


def check_step(storyboard: Storyboard, step: int | None) -> None:
    """Raise :class:`InputError` unless the animation has this step (None: any)."""
    last = storyboard.steps + 1
    if step is not None and not 0 <= step <= last:
        raise InputError(
            f"step is {step}: $step takes 0 (the opening) to {last} (the end); "
            f"1 to {last - 1} are the steps of this animation"
        )


class Saved(NamedTuple):
    """A file that has been written; ``size`` is in pixels."""

    path: Path
    size: tuple[int, int]
    frames: int
    bytes: int


class Job(NamedTuple):
    """A file to be written: where, by which painter, and what it shows; and what is written ``beside`` it."""

    target: Path
    painter: Painter
    order: Order
    beside: tuple["Job", ...] = ()

    @property
    def frames(self) -> int:
        """About how many frames it will have."""
        return self.painter.frames(self.order)

    def check(self, force: bool = False) -> Painting:
        """What paints the file; raises :class:`InputError` if that or the place of a file is not there."""
        for job in (self, *self.beside):
            check_target(job.target, force, is_ours)
        return self.painter.load()

    def run(self, force: bool = False, progress: Progress | None = None) -> Saved:
        """Write the file, whole or not at all. Only with ``force`` over one that tconv-anim didn't make.

        What stands beside it comes with it, or isn't written either.
        """
        paint = self.check(force)
        written = 0
        with ExitStack() as files:
            for job in self.beside:
                files.enter_context(replacing(job.target)).write(job.encoded())
            file = files.enter_context(replacing(self.target))
            files.enter_context(_as_told(self.order.storyboard))
            for written in paint(self.order, file):
                if progress:
                    progress(written)
        return Saved(self.target, self.order.storyboard.size, written, self.target.stat().st_size)

    def encoded(self) -> bytes:
        """What would be written to the file."""
        file = io.BytesIO()
        with _as_told(self.order.storyboard):
            for _ in self.painter.load()(self.order, file):
                pass
        return file.getvalue()
