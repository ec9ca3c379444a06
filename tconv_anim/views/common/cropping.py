"""The canvas of a layer, on which every product lands, and how it is cut to the output."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.axis import Axis, Place
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell, Element, Keyframe
from tconv_anim.views.common import parts, places
from tconv_anim.views.common.edges import at_edges, lines
from tconv_anim.views.common.naming import (
    array_name,
    channel,
    element_name,
    is_single,
    map_name,
    on_canvas,
)
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


def extents(layer: Layer) -> list[Extent]:
    """That of each axis."""
    sizes = zip(layer.axes, layer.input_size, layer.output_shape[1:], layer.output_padding, strict=True)
    return [Extent.of(*one) for one in sizes]


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
        self._extents = extents(layer)
        self._maps = [ids.of("output", c) for c in range(layer.out_channels)]
        names = [ids.heading(name) for name in self._maps]
        self._headings = [label for label in page.labels if label.id in names]
        self.panels = [panel for name in self._maps for panel in places.panels(name, layer.regions)]

    def begin(self) -> Iterator[Element]:
        """All that is seen of it at first: blank cells, and the edges around them."""
        for place in parts.canvas_places(self._layer):
            if not self.whole or self._within("canvas", place):
                yield self.cell(place)
        if not self.whole:
            yield from parts.output_outlines(self._layer)
            return
        yield from self._frames("canvas")
        for label in self._headings:
            yield label._replace(text=map_name(self._layer, "canvas", ids.index(label.id)[0]))

    def cell(self, place: Place, value: Any = None) -> Cell:
        """A cell with its number so far."""
        cell = parts.output_cell(self._layer, place, value)
        return cell._replace(role="empty" if value is None else "output") if self.whole else cell

    def holds(self, place: Place) -> bool:
        """Whether a cell is part of what is shown of the result now."""
        return self.whole or self._within("output", place)

    def name(self, place: Place) -> str:
        """What captions call a cell: an element of the canvas while that is whole."""
        if not self.whole:
            return element_name(self._layer, "output", place)
        one = is_single(self._layer, "output")
        first = () if one else (channel(self._layer, "output", place[0]),)
        return wording.element(array_name("canvas"), (*first, *on_canvas(self._layer, place[1:])))

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
            story.show(*self._frames("left"))
            yield story.tell(timing.OPENING, caption, story.end)
            cells = (parts.output_cell(layer, place, values.get(place)) for place in outside)
            story.show(*(cell._replace(role="cropped", z=0) for cell in cells), *story.enter("cropped"))
            yield story.tell(timing.ACTION, caption, story.end)
        inside = parts.output_places(layer)
        story.show(*(parts.output_cell(layer, place, values.get(place)) for place in inside))
        story.show(*parts.output_outlines(layer), *self._headings, *story.enter("restored", "added"))
        if caption := restore_caption(layer):
            yield story.tell(timing.OPENING, caption, story.end)

    def _outside(self, place: Place) -> bool:
        """Whether padding crops a cell, be it only for now."""
        return self._within("canvas", place) and not self._within("left", place)

    def _within(self, which: str, place: Place) -> bool:
        return all(i in cells for i, cells in zip(place[1:], self._cells(which), strict=True))

    def _cells(self, which: str) -> list[range]:
        fields = {"canvas": 0, "left": 1, "output": 2}
        return [extent[fields[which]] for extent in self._extents]

    def _frames(self, which: str) -> Iterator[Element]:
        for name in self._maps:
            yield from places.framed(name, self._cells(which))


def crop_caption(layer: Layer) -> str:
    """What padding crops of the canvas: ``padding = 1 crops … : 5×5 → 3×3.``"""
    found = extents(layer)
    starts = [min(max(0, -one.canvas.start), len(one.canvas)) for one in found]
    stops = [len(one.canvas) - lo - len(one.left) for one, lo in zip(found, starts, strict=True)]
    size = wording.size([len(one.canvas) for one in found])
    # For translators: {by} is "padding = 1" or a framework, {where} such as "1 row at the top".
    told = say("{by} crops {where}", by=_by(layer, "padding"), where=at_edges(starts, stops))
    if not all(one.left for one in found):
        # For translators: {told} is "padding = 1 crops 1 at every edge".
        return say("{told}: nothing of {size} stays.", told=told, size=size)
    return _resized(told, size, _left_size(found))


def _resized(told: str, before: str, after: str) -> str:
    # For translators: {told} is "padding = 1 crops 1 at every edge", the sizes are "5×5" and "3×3".
    return say("{told}: {before} → {after}.", told=told, before=before, after=after)


def restore_caption(layer: Layer) -> str:
    """What is restored of that, with its products, and what is added without any; empty if nothing is."""
    found = extents(layer)
    reached = [sum(cell in one.canvas for cell in one.output) for one in found]
    before = [min(len(one.output), max(0, one.canvas.start)) for one in found]
    restored = [n - len(one.left) for one, n in zip(found, reached, strict=True)]
    added = [len(one.output) - lo - n for one, lo, n in zip(found, before, reached, strict=True)]
    by = _by(layer, "output_padding" if max(layer.params.output_padding) else "padding")
    told = _restored(by, restored, before, added)
    return told and _resized(told, _left_size(found), wording.size(layer.output_shape[1:]))


def _restored(by: str, restored: Sequence[int], before: Sequence[int], added: Sequence[int]) -> str:
    """So many rows and columns are restored, and so many added at the start and at the end."""
    if any(before):
        where = at_edges(before, added)
        if not any(restored):
            # For translators: {by} is "padding = 1" or a framework, {where} such as "1 row at the top".
            return say("{by} adds {where}, without products", by=by, where=where)
        # For translators: {restored} is such as "1 row and 1 column", {where} "1 row at the top".
        return say(
            "{by} restores {restored} of products and adds {where}, without products",
            by=by,
            restored=lines(restored),
            where=where,
        )
    if not any(added):
        if not any(restored):
            return ""
        # For translators: {by} is "output_padding = 1", {restored} such as "1 row and 1 column".
        return say("{by} restores {restored} of products", by=by, restored=lines(restored))
    if not any(restored):
        # For translators: {by} is "output_padding = 1" or a framework, {added} such as "1 row and 1 column".
        return say("{by} adds {added} without products", by=by, added=lines(added))
    # For translators: {restored} and {added} are such as "1 row and 1 column".
    return say(
        "{by} restores {restored} of products and adds {added} without products",
        by=by,
        restored=lines(restored),
        added=lines(added),
    )


def _left_size(found: Iterable[Extent]) -> str:
    return wording.size([len(one.left) for one in found])


def _by(layer: Layer, name: str) -> str:
    told = layer.framework.told or name == "output_padding"
    return f"{name} = {wording.parameter(getattr(layer.params, name))}" if told else layer.framework.name
