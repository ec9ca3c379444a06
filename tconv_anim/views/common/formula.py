"""The formula of the output's size, at the end of a story: each term lit with the cells it stands for."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from tconv_anim.language.saying import say
from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import SizeTerm, size_formulas, size_terms
from tconv_anim.layer.axis import called
from tconv_anim.layer.direct import AnyLayer
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.layout import NOTE, Box, beside, word
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Keyframe
from tconv_anim.views.common import places
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.places import Cells


class Lit(NamedTuple):
    """A term, what is said of it, and the cells along the axis that are lit with it."""

    text: str
    caption: str
    cells: Sequence[int]


def has_formula(layer: Layer, look: Look) -> bool:
    """Whether a story tells the formula of the output's size: where that of the whole layer is shown."""
    return look.staged and not layer.is_cropped


def told_axis(layer: Layer) -> int:
    """The axis whose formula is told: the first, unless it has but one place that nothing changes."""
    sizes = zip(layer.input_size, layer.output_shape[1:], layer.params.kernel_size, strict=True)
    telling = [axis for axis, sides in enumerate(sizes) if sides != (1, 1, 1)]
    return telling[0] if telling else layer.params.dims - 1


def formula_box(layer: Layer, axis: int, terms: Sequence[Lit]) -> Box:
    """The formula on a line, each term a label of its own; pages show it when its turn comes."""
    total = layer.output_shape[1 + axis]
    size = _EQUALS[called(layer.params.dims)[axis].size]()
    words = [size, *(term.text for term in terms), f"= {total}"]
    return beside(5, *(word(ids.of(ids.FORMULA, at), "note", text, NOTE) for at, text in enumerate(words)))


_EQUALS: dict[str, Callable[[], str]] = {
    # For translators: the length of the output, before its formula: "length = (3−1)×2 + …".
    "length": lambda: say("length ="),
    # For translators: the depth of the output, before its formula: "depth = (3−1)×2 + …".
    "depth": lambda: say("depth ="),
    # For translators: the number of the output's rows, before its formula: "rows = (3−1)×2 + …".
    "rows": lambda: say("rows ="),
    # For translators: the number of the output's columns, before its formula: "columns = (3−1)×2 + …".
    "columns": lambda: say("columns ="),
}


def canvas_terms(layer: Layer, axis: int) -> list[Lit]:
    """The terms of the layer's own formula, whose cells are those of the canvas."""
    return [Lit(term.text, _meaning(layer, axis, term), term.cells) for term in size_terms(layer, axis)]


def _meaning(layer: Layer, axis: int, term: SizeTerm) -> str:
    text, n = term.text, abs(term.value)
    if term.why == "moves":
        cells = wording.lines(called(layer.params.dims)[axis].one, n)
        # For translators: {term} is of a formula, "(3−1)×2"; {cells} such as "4 rows".
        return say("{term}: stamps move {cells}.", term=text, cells=cells)
    if term.why == "kernel":
        # For translators: {term} is of a formula, "+ 1×(3−1) + 1", and {n} a number of rows or columns.
        return say("{term}: the kernel covers {n}.", term=text, n=n)
    if term.why == "padding":
        by = "padding" if layer.framework.told else layer.framework.name
        if term.value > 0:
            return _added(text, by, n)
        # For translators: {term} is of a formula, "− 2×1", {by} "padding" or a framework, {n} so many rows.
        return say("{term}: {by} crops {n}.", term=text, by=by, n=n)
    inside = sum(cell in layer.axes[axis].canvas(layer.input_size[axis]) for cell in term.cells)
    if not inside:
        return _added(text, "output_padding", n)
    if inside == n:
        # For translators: {term} is of a formula, "+ 1", and {n} a number of rows or columns.
        return say("{term}: output_padding restores {n}.", term=text, n=n)
    # For translators: {term} is of a formula, "+ 2", the others are numbers of rows or columns.
    return say(
        "{term}: output_padding restores {restored} and adds {added}.",
        term=text,
        restored=inside,
        added=n - inside,
    )


def _added(term: str, by: str, n: int) -> str:
    # For translators: {term} is of a formula, "+ 1", {by} "output_padding" or the like, {n} so many rows.
    return say("{term}: {by} adds {n}.", term=term, by=by, n=n)


def formula_acts(
    story: Narration, page: Page, terms: Sequence[Lit], maps: Sequence[str], cells: Cells, axis: int
) -> Iterator[Keyframe]:
    """A keyframe for each term, lit with its cells along an axis on these maps of these ``cells``."""
    story.show(*page.formula)
    labels = page.formula[1:-1] or [None] * len(terms)  # a page without a legend has none
    for label, term in zip(labels, terms, strict=True):
        bands = [
            band._replace(id=ids.of("lit", band.panel, number))
            for name in maps
            for number, run in enumerate(_runs(term.cells))
            for band in places.lit(name, [*cells[:axis], run, *cells[axis + 1 :]])
        ]
        story.show(*([label._replace(role="accent")] if label else []), *bands)
        yield story.tell(timing.OPENING, term.caption, story.end)
        story.show(*([label] if label else []))
        story.hide(*(band.id for band in bands))


def _runs(cells: Sequence[int]) -> Iterator[range]:
    """The cells as ranges without gaps."""
    for _, run in groupby(enumerate(cells), lambda entry: entry[1] - entry[0]):
        found = [cell for _, cell in run]
        yield range(found[0], found[-1] + 1)


def size_caption(layer: Layer) -> str:
    """The output's size, with the numbers put into its formula, each axis's own where they differ."""
    if layer.part is not None and layer.is_cropped:
        shown = zip(layer.part.output.start, layer.output_shape[1:], strict=True)
        area = wording.area([range(first, first + n) for first, n in shown])
        # For translators: {area} is such as "rows 1 to 3, columns 0 to 2".
        return say(
            "These are {area} of the {size} output.", area=area, size=wording.size(layer.part.output.size)
        )
    return sizes_caption(layer, size_formulas(layer))


def sizes_caption(layer: AnyLayer, formulas: Sequence[str]) -> str:
    """The output's size with the formulas of all axes: ``… in height and width`` where they are one."""
    size, told = wording.size(layer.output_shape[1:]), wording.by_axis(formulas)
    if len(set(formulas)) > 1 or len(formulas) == 1:
        # For translators: {formulas} is "(3−1)×2 + … = 5", or that of each axis.
        return say("So the output is {size}: {formulas}.", size=size, formulas=told)
    if len(formulas) == 2:
        return say("So the output is {size}: {formula} in height and width.", size=size, formula=told)
    return say("So the output is {size}: {formula} in depth, height and width.", size=size, formula=told)


def closing_caption(layer: Layer, formulas: Sequence[str]) -> str:
    """The same where the formula of an axis stands on the page: how the others are found."""
    size, axes = wording.size(layer.output_shape[1:]), called(layer.params.dims)
    told = told_axis(layer)
    if told == len(axes) - 1:
        # For translators: {lines} is such as "4 columns".
        return say("So the output has {lines}.", lines=wording.lines(axes[told].one, layer.output_shape[-1]))
    rows, columns = formulas[-2], formulas[-1]
    if len(axes) - told == 2:
        if rows == columns:
            return say("So the output is {size}: columns likewise.", size=size)
        return say("So the output is {size}: columns = {columns}.", size=size, columns=columns)
    if len(set(formulas)) == 1:
        return say("So the output is {size}: rows and columns likewise.", size=size)
    return say(
        "So the output is {size}: rows = {rows}; columns = {columns}.", size=size, rows=rows, columns=columns
    )
