"""The canvas of a layer, on which every product lands, and how it is cut to the output."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis, Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe
from tconv_anim.views.common import parts
from tconv_anim.views.common.naming import channel, element_name, is_single, on_canvas
from tconv_anim.views.common.narration import Narration


class Extent(NamedTuple):
    """The cells of an axis, counted from the output's first: of the canvas, what padding leaves, all."""

    canvas: range
    left: range
    output: range

    @classmethod
    def of(cls, axis: Axis, n: int, size: int, op: int) -> "Extent":
        """That of an axis with ``n`` inputs and ``size`` outputs, ``op`` of them by output_padding."""
        canvas = axis.canvas(n)
        return cls(canvas, range(max(0, canvas.start), min(canvas.stop, size - op)), range(size))


def extents(layer: Layer) -> tuple[Extent, Extent]:
    """Those of rows and columns."""
    sizes = zip(layer.axes, layer.input_size, layer.output_shape[1:], layer.output_padding, strict=True)
    rows, cols = (Extent.of(*one) for one in sizes)
    return rows, cols


def is_cut(layer: Layer) -> bool:
    """Whether the output is anything else than the canvas."""
    return any(extent.canvas != extent.output for extent in extents(layer))


def canvas_area(layer: Layer, source: Place) -> str:
    """Where the products of an input element land, counted from the canvas's first row and column."""
    windows = layer.window(source)
    starts = on_canvas(layer, tuple(window.start for window in windows))
    cells = [range(first, first + len(one)) for first, one in zip(starts, windows, strict=True)]
    return wording.area(cells)


class Canvas:
    """The canvas on the stage. A ``whole`` one is shown uncut until it is told how it is cut."""

    def __init__(self, layer: Layer, whole: bool, page: Page) -> None:
        self._layer = layer
        self.whole = whole and is_cut(layer)
        self._rows, self._cols = extents(layer)
        panels = [ids.of("output", c) for c in range(layer.out_channels)]
        names = [ids.heading(panel) for panel in panels]
        self._headings = [label for label in page.labels if label.id in names]
        self.panels = panels

    def begin(self) -> Iterator[Element]:
        """All that is seen of it at first: blank cells, and the edges around them."""
        for place in parts.canvas_places(self._layer):
            if not self.whole or (place[1] in self._rows.canvas and place[2] in self._cols.canvas):
                yield self.cell(place)
        if not self.whole:
            yield from parts.output_outlines(self._layer)
            return
        yield from self._frames(self._rows.canvas, self._cols.canvas)
        for label in self._headings:
            yield label._replace(text=label.text.replace("output", "canvas"))

    def cell(self, place: Place, value: Any = None) -> Cell:
        """A cell with its number so far."""
        cell = parts.output_cell(self._layer, place, value)
        return cell._replace(role="empty" if value is None else "output") if self.whole else cell

    def holds(self, place: Place) -> bool:
        """Whether a cell is part of what is shown of the result now."""
        return self.whole or (place[1] in self._rows.output and place[2] in self._cols.output)

    @property
    def array(self) -> str:
        """What captions call what is shown of the result now."""
        return "canvas" if self.whole else "output"

    def name(self, place: Place) -> str:
        """What captions call a cell: an element of the canvas while that is whole."""
        if not self.whole:
            return element_name(self._layer, "output", place)
        one = is_single(self._layer, "output")
        first = () if one else (channel(self._layer, "output", place[0]),)
        return wording.element("canvas", (*first, *on_canvas(self._layer, place[1:])))

    def acts(self, story: Narration, values: dict[Place, Any]) -> Iterator[Keyframe]:
        """Padding crops the canvas, output_padding restores and adds; ``values`` are the canvas's sums."""
        if not self.whole:
            return
        self.whole = False
        layer = self._layer
        outside = [place for place in parts.canvas_places(layer) if self._outside(place)]
        if outside:
            caption = crop_caption(layer)
            story.hide(*map(ids.frame, self.panels))
            story.show(*self._frames(self._rows.left, self._cols.left))
            yield story.tell(timing.OPENING, caption, story.end)
            cells = (parts.output_cell(layer, place, values.get(place)) for place in outside)
            story.show(*(cell._replace(role="cropped", z=0) for cell in cells), *story.enter("cropped"))
            yield story.tell(timing.ACTION, caption, story.end)
        places = parts.output_places(layer)
        story.show(*(parts.output_cell(layer, place, values.get(place)) for place in places))
        story.show(*parts.output_outlines(layer), *self._headings, *story.enter("restored", "added"))
        if caption := restore_caption(layer):
            yield story.tell(timing.OPENING, caption, story.end)

    def _outside(self, place: Place) -> bool:
        """Whether padding crops a cell, be it only for now."""
        on_canvas = place[1] in self._rows.canvas and place[2] in self._cols.canvas
        return on_canvas and not (place[1] in self._rows.left and place[2] in self._cols.left)

    def _frames(self, rows: range, cols: range) -> Iterator[Element]:
        for panel in self.panels if rows and cols else ():
            yield parts.framed(panel, len(rows), len(cols))._replace(row=rows.start, col=cols.start)


def crop_caption(layer: Layer) -> str:
    """What padding crops of the canvas: ``padding = 1 crops … : 5×5 → 3×3.``"""
    found = extents(layer)
    starts = [min(max(0, -one.canvas.start), len(one.canvas)) for one in found]
    (top, left), (bottom, right) = (
        starts,
        [len(one.canvas) - lo - len(one.left) for one, lo in zip(found, starts, strict=True)],
    )
    size = wording.size([len(one.canvas) for one in found])
    stays = f"{size} → {_left_size(found)}" if all(one.left for one in found) else f"nothing of {size} stays"
    where = at_edges({"top": top, "bottom": bottom}, {"left": left, "right": right})
    return f"{_by(layer, 'padding')} crops {where}: {stays}."


def restore_caption(layer: Layer) -> str:
    """What is restored of that, with its products, and what is added without any; empty if nothing is."""
    found = extents(layer)
    reached = [sum(cell in one.canvas for cell in one.output) for one in found]
    before = [min(len(one.output), max(0, one.canvas.start)) for one in found]
    restored = [n - len(one.left) for one, n in zip(found, reached, strict=True)]
    added = [len(one.output) - lo - n for one, lo, n in zip(found, before, reached, strict=True)]
    deeds = []
    if any(restored):
        deeds.append(f"restores {_lines(restored)} of products")
    if any(before):
        where = at_edges({"top": before[0], "bottom": added[0]}, {"left": before[1], "right": added[1]})
        deeds.append(f"adds {where}, without products")
    elif any(added):
        deeds.append(f"adds {_lines(added)} without products")
    if not deeds:
        return ""
    by = _by(layer, "output_padding" if max(layer.params.output_padding) else "padding")
    return f"{by} {' and '.join(deeds)}: {_left_size(found)} → {wording.size(layer.output_shape[1:])}."


def _lines(numbers: Iterable[int]) -> str:
    """So many rows and columns: ``1 row and 2 columns``."""
    return _and(wording.count(n, thing) for n, thing in zip(numbers, ("row", "column"), strict=True) if n)


def _left_size(found: Iterable[Extent]) -> str:
    return wording.size([len(one.left) for one in found])


def _by(layer: Layer, name: str) -> str:
    told = layer.framework.told or name == "output_padding"
    return f"{name} = {wording.parameter(getattr(layer.params, name))}" if told else layer.framework.name


def at_edges(rows: dict[str, int], cols: dict[str, int]) -> str:
    """How many rows and columns at which edges: ``1 row at the top and bottom, 2 columns at the left``."""
    numbers = {*rows.values(), *cols.values()}
    if len(rows) == len(cols) == 2 and len(numbers) == 1:
        (n,) = numbers
        return f"{n} at every edge"
    told = [
        f"{wording.count(number, thing)} at the {_and(edge for edge in edges if edges[edge] == number)}"
        for thing, edges in (("row", rows), ("column", cols))
        for number in dict.fromkeys(edges.values())
        if number
    ]
    return _and(told)


def _and(words: Iterable[str]) -> str:
    *most, last = list(words) or [""]
    return f"{', '.join(most)} and {last}" if most else last
