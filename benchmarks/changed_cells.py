"""Time of a frame against the number of its cells that changed: each should cost the same."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from statistics import median

from benchmarks.series import Series, interleaved, milliseconds
from benchmarks.table import Aim, Row
from tconv_anim.painters.raster.raster import Frame, Raster
from tconv_anim.storyboard.stage import Stage
from tconv_anim.storyboard.storyboard import Cell, Keyframe, Panel, Storyboard
from tconv_anim.storyboard.theme import THEMES

_ROUNDS = 11
_COUNTS = (10, 20, 40, 80)
_CHANGES = 4000
"""Changed cells of all frames together: few a frame in many frames take as long as many in few."""

_SIDE, _CELL, _TEXT = 12, 44, 18
_LOOKS = ("input", "output")
_WARM_UP = 1 + len(_LOOKS)
"""The first frame, which is the whole page, and one of each look, for sprites are drawn only once."""


def rows() -> Iterator[Row]:
    boards = [_storyboard(count) for count in _COUNTS]
    times = interleaved(_ROUNDS, *(partial(_ms_a_frame, board) for board in boards))
    fewest, *others = (_per_cell(count, ms) for count, ms in zip(_COUNTS, times, strict=True))
    for more in others:
        yield Row(more, fewest, Aim(most=1.1))


def _per_cell(count: int, ms: tuple[float, ...]) -> Series:
    what = f"each of {count} cells that change in a frame of {median(ms):.2f} ms"
    return Series(what, "µs", tuple(1000 * one / count for one in ms))


def _ms_a_frame(storyboard: Storyboard) -> float:
    """Time of the raster alone: the keyframes are there already, and nothing is encoded."""
    frames = Raster(storyboard, THEMES["light"]).frames()
    _draw(frames, _WARM_UP)
    return milliseconds(lambda: _draw(frames, storyboard.steps)) / storyboard.steps


def _draw(frames: Iterator[Frame], count: int) -> None:
    for _ in islice(frames, count):
        pass


def _storyboard(count: int) -> Storyboard:
    """A square grid whose first ``count`` cells change in every keyframe."""
    side = _SIDE * _CELL
    steps = _CHANGES // count
    return Storyboard(
        title="Changing cells",
        description=f"A grid of {_SIDE} x {_SIDE} cells, {count} of which change at a time.",
        size=(side + 2, side + 2),
        panels={"grid": Panel("grid", (1, 1), (_CELL, 0), (0, _CELL), _TEXT)},
        steps=steps,
        keyframes=tuple(_perform(count, _WARM_UP + steps)),
    )


def _perform(count: int, keyframes: int) -> Iterator[Keyframe]:
    stage = Stage()
    stage.show(*(_cell(place, 0) for place in range(_SIDE * _SIDE)))
    for step in range(keyframes):
        stage.show(*(_cell(place, step) for place in range(count)))
        yield stage.cut(100, "", step)


def _cell(place: int, step: int) -> Cell:
    row, col = divmod(place, _SIDE)
    look = step % len(_LOOKS)
    return Cell(f"cell/{row}/{col}", _LOOKS[look], "grid", row, col, text=str(look))
