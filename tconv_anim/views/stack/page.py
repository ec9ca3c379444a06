"""The stack's page: its maps in a row with arrows between them, or as planes above each other."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

import numpy as np

from tconv_anim import live
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Place
from tconv_anim.layer.direct import ConvLayer
from tconv_anim.storyboard import ids, layout
from tconv_anim.storyboard.layout import Box, CellSize
from tconv_anim.storyboard.storyboard import Cell, Outline
from tconv_anim.trace.numbers import one
from tconv_anim.trace.stack import Stack, Stage
from tconv_anim.views.common import parts
from tconv_anim.views.common.look import Look

COUNT = ids.of("count", 0)
"""The panel of the paths to each cell of the output."""

_MOST, _SHOWN = 8, 4
"""Channels of a map that are shown; so many of the strongest where there are more."""

LIFT = 40
"""From the elements of a plane to those of the next one above it."""


def array(stack: Stack, level: int) -> str:
    """What the ids of a map's elements begin with; level 0 is the input."""
    last = len(stack.stages)
    return "input" if level == 0 else "output" if level == last else f"layer-{level}"


def panel(stack: Stack, level: int, channel: int) -> str:
    """The panel of a channel of a map."""
    return ids.of(array(stack, level), channel)


def called(stack: Stack, level: int) -> str:
    """What a map is called."""
    if level == 0:
        return say("input")
    return say("output") if level == len(stack.stages) else say("after layer {layer}", layer=level)


def many_paths(count: int) -> str:
    """So many of them: ``1 path``, ``1,024 paths``."""
    told = wording.thousands(count)
    # For translators: ways from the input of a network to an element of its output.
    return say_count("{paths} path", "{paths} paths", count, paths=told)


def element(stack: Stack, level: int, place: Place) -> str:
    """What an element of a map is called."""
    shape, between = stack.maps[level].shape, 0 < level < len(stack.stages)
    # For translators: before the place of an element that this layer gave: layer 1[0, 2].
    name = say("layer {layer}", layer=level) if between else called(stack, level)
    return wording.element(name, place[1:] if shape[0] == 1 else place)


@lru_cache(64)  # of every cell it is asked
def shown(stack: Stack, level: int) -> Sequence[int]:
    """The channels of a map that are shown: all, or the strongest of many."""
    numbers = stack.maps[level]
    if len(numbers) <= _MOST:
        return range(len(numbers))
    energy = (numbers.astype(float) ** 2).sum(axis=tuple(range(1, numbers.ndim)))
    strongest: list[int] = np.argsort(-energy, kind="stable")[:_SHOWN].tolist()
    return sorted(strongest)


def blank(stack: Stack, level: int, place: Place) -> Cell:
    """A cell of a map that has no number yet."""
    c, y, x = place
    home = panel(stack, level, c)
    return Cell(ids.of(home, y, x), "empty", home, y, x, z=level * LIFT)


def settled(stack: Stack, level: int, place: Place, role: str = "") -> Cell:
    """A cell with its number, in a ``role`` or as it is when nothing happens there."""
    if not role:
        cut = level > 0 and stack.stages[level - 1].activation.kind == "relu"
        before = one(stack.traces[level - 1].output, place) if cut else 0
        below = live.differ(before, one(stack.maps[level], place)) if cut else 0
        role = live.chosen(below, ("output" if level else "input", "zero"))
    text = wording.number(one(stack.maps[level], place))
    return blank(stack, level, place)._replace(role=role, text=text)


def uncut(cell: Cell) -> Cell:
    """A cell whose colour is that of its number, be it cut to 0."""
    return cell._replace(role="output") if live.bare(cell.role) == "zero" else cell


def places(stack: Stack, level: int) -> Iterator[Place]:
    """Every element of a map that is shown."""
    _, height, width = stack.maps[level].shape
    return product(shown(stack, level), range(height), range(width))


def lifted(level: int, outline: Outline) -> Outline:
    """An outline on a map's plane."""
    return outline._replace(z=outline.z + level * LIFT)


def body(stack: Stack, size: CellSize, look: Look) -> Box:
    """All maps, and at their end the paths to the output's cells.

    Flat ones stand in a row, or the last one below the others, or (on a narrow page) all below each other.
    """
    levels = range(len(stack.stages) + 1)
    name = layout.heading(COUNT, "title", say("paths per cell"))
    paths = layout.grid(COUNT, *_sides(stack, -1), size)
    maps = [_maps(stack, level, size, look) for level in levels]
    heads = [_heading(stack, level) for level in levels]
    if size.slanted:
        planes = list(zip([heads[0], *map(_named, heads[1:], levels[1:], stack.stages)], maps, strict=True))
        if look.stacked or look.narrow:
            return _planes([*planes, (name, paths)])
        return layout.beside(56, _planes(planes), layout.headed(name, paths))
    counted = layout.headed(name, paths)
    row = [layout.headed(heads[0], maps[0])]
    for level, stage in enumerate(stack.stages, 1):
        box = layout.headed(heads[level], maps[level])
        if look.narrow:
            row += [_way_down(level, stage), box]
        elif look.stacked and level == levels[-1]:
            last = layout.headed(_way_down(level, stage), box)
            return layout.above(8, layout.beside(18, *row), layout.beside(40, counted, last))
        else:
            row += [_way_on(level, stage), box]
    return layout.above(8, *row, counted) if look.narrow else layout.beside(18, *row, counted)


def _sides(stack: Stack, level: int) -> tuple[range, range]:
    _, height, width = stack.maps[level].shape
    return range(height), range(width)


def _heading(stack: Stack, level: int) -> Box:
    """The name over all channels of a map; where there are more than are shown, with how many there are."""
    many, seen = len(stack.maps[level]), len(shown(stack, level))
    home = panel(stack, level, 0) if many == 1 else ids.of("channels", level)
    name = called(stack, level)
    if seen < many:
        # For translators: {map} is like "output" or "after layer 1"; so many of its channels are shown.
        name = say("{map}, {shown} of {all}", map=name, shown=seen, all=many)
    return layout.heading(home, "output" if level else "input", name)


def _maps(stack: Stack, level: int, size: CellSize, look: Look) -> Box:
    """The channels of a map that are shown, in as many rows as there are to be."""
    boxes = [layout.grid(panel(stack, level, c), *_sides(stack, level), size) for c in shown(stack, level)]
    each = -(-len(boxes) // look.columns)
    return layout.above(10, *(layout.beside(12, *boxes[i : i + each]) for i in range(0, len(boxes), each)))


def _way_on(level: int, stage: Stage) -> Box:
    """The arrow to what a layer makes: over it the layer word by word, under it what comes behind."""
    arrow = layout.headed(layout.above(0, *_notes(level, stage)), layout.operator(level, "→"), gap=0)
    return layout.footed(arrow, _behind(level, stage), 0) if stage.activation.name else arrow


def _way_down(level: int, stage: Stage) -> Box:
    return layout.beside(10, layout.operator(level, "↓"), _line(level, stage))


def _named(heading: Box, level: int, stage: Stage) -> Box:
    """What is said of a plane: its name, and the layer that made it."""
    return layout.above(0, heading, _line(level, stage), align="start")


def _line(level: int, stage: Stage) -> Box:
    """What a layer is and what comes behind it, in a line."""
    behind = [_behind(level, stage)] if stage.activation.name else []
    return layout.beside(8, *_notes(level, stage), *behind)


def _notes(level: int, stage: Stage) -> list[Box]:
    """What a layer is, word by word: the same words wherever there is room for them."""
    return [layout.note(ids.of("layer", level, i), word) for i, word in enumerate(_words(stage))]


def _behind(level: int, stage: Stage) -> Box:
    return layout.word(ids.note(ids.of("behind", level)), "accent", stage.activation.name, layout.NOTE)


def _words(stage: Stage) -> list[str]:
    """A layer's parameters, and that it is a direct one where it is."""
    # For translators: a direct convolution, as over an arrow: "direct k=3 s=1".
    direct = [say("direct")] if isinstance(stage.layer, ConvLayer) else []
    return [*direct, *parts.parameters(stage.layer.params).split(", ")]


def told(stage: Stage) -> str:
    """What a layer is, in words: ``transposed (k=4, s=2, p=1), with bias``."""
    told, bias = parts.parameters(stage.layer.params), stage.bias is not None
    if isinstance(stage.layer, ConvLayer) and bias:
        return say("a convolution ({parameters}), with bias", parameters=told)
    if isinstance(stage.layer, ConvLayer):
        return say("a convolution ({parameters})", parameters=told)
    # For translators: a transposed convolution, as in "Layer 1, transposed (k=4, s=2), makes 8×8 of 4×4."
    if bias:
        return say("transposed ({parameters}), with bias", parameters=told)
    return say("transposed ({parameters})", parameters=told)


def _planes(planes: Sequence[tuple[Box, Box]]) -> Box:
    """The input lowest, each next map above it; at the left, where no line runs, what each is."""
    aside, across = (max(pair[i].width for pair in planes) for i in (0, 1))
    rows = [
        layout.beside(16, said._replace(width=aside), layout.widened(maps, across))
        for said, maps in reversed(planes)
    ]
    return layout.above(14, *rows)
