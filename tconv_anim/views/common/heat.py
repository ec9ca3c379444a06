"""Numbers as colours: which cells take the colour of their number, and the bar that says what it means."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from numpy.typing import NDArray

from tconv_anim import live
from tconv_anim.language.lists import listed_apart
from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.live import Book
from tconv_anim.storyboard import ids
from tconv_anim.storyboard.layout import Box, CellSize, beside, grid, note
from tconv_anim.storyboard.scales import LAST, role, roles
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.convtrace import AnyTrace
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.naming import array_name
from tconv_anim.views.common.parts import Legend

_COLOURED = frozenset(("input", "tap-input", "output", "output-active", "different", "rest"))
"""Roles of the cells that take the colour of their number; an outline says what happens to them."""

_SWATCH = CellSize(12, 0)


class Heat(NamedTuple):
    """The ``scale`` that numbers are shown in, and ``colour``, which gives a cell its role from there.

    Where numbers aren't shown as colours, the one is empty and the other None. ``notes`` are more parts of a
    legend.
    """

    scale: str = ""
    colour: Callable[[Cell], Cell] | None = None
    bar: Box | None = None
    swatches: tuple[Cell, ...] = ()
    notes: tuple[Box, ...] = ()

    def under(self, legend: Sequence[Box], swatches: Iterable[Cell | Outline] = ()) -> Legend:
        """A legend with the bar of colours as its last part."""
        return [*legend, *([self.bar] if self.bar else []), *self.notes], [*swatches, *self.swatches]


def heat_of(look: Look, trace: AnyTrace, *arrays: NDArray[Any]) -> Heat:
    """How the numbers of a trace's input, and of ``arrays``, are coloured: between the least and the largest.

    Where some are negative, or if ``look`` says so, the scale reaches as far to either side of 0. Where
    colours stand for numbers that aren't drawn, the kernel has some, too, between its own ends; so has an
    input whose numbers are much smaller than all others.
    """
    if "heat" not in look.extras and look.heat == "auto":
        return Heat()
    book = live.book_of(trace.input.flat)
    least, most = _ends(trace.input, *arrays)
    scale = scale_of(look, negative=least < 0 or (trace.weight.min() < 0 and not look.numbered))
    ends = _ends_of(scale, least, most)
    own: dict[str, tuple[Any, Any]] = {}
    if not look.numbered and scale != "rgb":
        own["kernel"] = _ends_of(scale, *_ends(trace.weight))
        read = _ends(trace.input)
        if max(map(abs, read)) < _MUCH_SMALLER * max(map(abs, ends)):
            own["input"] = _ends_of(scale, *read)
    told = listed_apart([_told(kind, found) for kind, found in own.items()])
    return _between(scale, ends, own, book, told)


def heat_of_maps(look: Look, maps: Mapping[str, NDArray[Any]]) -> Heat:
    """The same for maps of other sizes, by their kind: each between its own ends, of which notes tell."""
    ends = {kind: _ends(array) for kind, array in maps.items()}
    heat = heat_of_ends(look, ends)
    if heat.colour is None:
        return heat
    own = {kind: _ends_of(heat.scale, *ends[kind]) for kind in list(ends)[:-1]}
    return heat._replace(
        notes=tuple(note(ids.legend("values", kind), _told(kind, own[kind])) for kind in own)
    )


def heat_of_ends(look: Look, ends: Mapping[str, tuple[Any, Any]], told: str = "") -> Heat:
    """The same where the ``ends`` are known; the bar has those of the last, and what else is ``told``."""
    if "heat" not in look.extras and look.heat == "auto":
        return Heat()
    scale = scale_of(look, negative=any(least < 0 for least, _ in ends.values()))
    own = {kind: _ends_of(scale, *found) for kind, found in ends.items()}
    return _between(scale, list(own.values())[-1], own, live.book_of(chain(*ends.values())), told)


def _told(kind: str, ends: tuple[Any, Any]) -> str:
    """The ends of a kind of map, as words."""
    least, most = map(wording.prose, ends)
    # For translators: the least and the largest number of a map, as in "kernel −3 to 5".
    return say("{map} {least} to {most}", map=array_name(kind), least=least, most=most)


def _between(
    scale: str, ends: tuple[Any, Any], own: Mapping[str, tuple[Any, Any]], book: Book | None, told: str = ""
) -> Heat:
    """Colours between these ends, or between those that a kind of map has of its ``own``, as is ``told``."""

    def heated(cell: Cell) -> Cell:
        kind = ids.kind(cell.panel)
        coloured = live.bare(cell.role) in _COLOURED or (cell.role == "kernel" and "kernel" in own)
        if not coloured or not cell.text:
            return cell
        low, high = own.get(kind, ends)
        shades = roles(scale, _channel(cell))
        shade = live.shade(cell.text, low, high, len(shades) - 1, book)
        return cell._replace(role=live.chosen(shade, shades))

    if scale == "rgb":
        return _of_channels(scale, heated, *ends)
    least, most = ends
    # Each part of the bar stands between the numbers of its ends.
    numbers = [least, 0, most] if scale == "diverging" else [least, most]
    parts: list[Box] = [_values(), _end(0, least)]
    swatches: list[Cell] = []
    for part, number in enumerate(numbers[1:], 1):
        panel, length = ids.legend("values", part), LAST // 2 // (len(numbers) - 1) + 1
        parts += [grid(panel, range(1), range(length), _SWATCH), _end(part, number)]
        first = (part - 1) / (len(numbers) - 1)
        swatches += [
            Cell(ids.of(panel, 0, i), role(scale, first + 2 * i / LAST), panel, 0, i) for i in range(length)
        ]
    # For translators: {remark} is like "each map has limits of its own".
    parts += [note(ids.legend("values", "own"), say("({remark})", remark=told))] if told else []
    return Heat(scale, heated, beside(8, *parts), tuple(swatches))


def count_role(scale: str, count: int, most: int) -> str:
    """The role of a cell with a ``count``, by its share of ``most``; counts are never negative."""
    if not count:
        return "empty"
    return role(scale, (1 + count / most) / 2 if scale == "diverging" else count / most)


_MUCH_SMALLER = 0.25


def _ends(*arrays: NDArray[Any]) -> tuple[Any, Any]:
    """The least and the largest number."""
    values = [value for array in arrays for value in array.ravel().tolist()]
    return live.least(values), live.most(values)


def _ends_of(scale: str, least: Any, most: Any) -> tuple[Any, Any]:
    """What the ends of a scale stand for, where these are the least and the largest number."""
    if scale != "diverging":
        return least, most
    reach = live.most([least * -1, most])
    return reach * -1, reach


def _channel(cell: Cell) -> int:
    """The channel of the map that a cell stands on."""
    channel = [*cell.panel.split("/"), ""][1]
    return int(channel) if channel.isdecimal() else 0


def _of_channels(scale: str, heated: Callable[[Cell], Cell], least: float, most: float) -> Heat:
    """A bar for each of red, green and blue, one behind the other."""
    parts: list[Box] = [_values(), _end(0, least)]
    swatches: list[Cell] = []
    shades = LAST // 3 + 1
    for channel in range(3):
        panel = ids.legend("values", channel + 1)
        parts.append(grid(panel, range(1), range(shades), _SWATCH))
        swatches += [
            Cell(ids.of(panel, 0, i), role(scale, i / (shades - 1), channel), panel, 0, i)
            for i in range(shades)
        ]
    return Heat(scale, heated, beside(8, *parts, _end(1, most)), tuple(swatches))


def _values() -> Box:
    # For translators: the word before the bar of colours that numbers have.
    return note(ids.legend("values"), say("value"))


def _end(part: int, number: float) -> Box:
    return note(ids.legend("values", part), wording.prose(number))


def scale_of(look: Look, negative: bool = False) -> str:
    """The scale that a look asks for; where it leaves that to us, it depends on whether there are
    ``negative`` numbers.
    """
    usual = "diverging" if negative else "heat"
    return {"auto": usual, "viridis": "heat"}.get(look.heat, look.heat)
