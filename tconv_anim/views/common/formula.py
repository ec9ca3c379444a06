"""The formula of the output's size, at the end of a story: each term lit with the cells it stands for."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import SizeTerm, size_formulas, size_terms
from tconv_anim.layer.axis import called
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
    words = [f"{called(layer.params.dims)[axis].size} =", *(term.text for term in terms), f"= {total}"]
    return beside(5, *(word(ids.of(ids.FORMULA, at), "note", text, NOTE) for at, text in enumerate(words)))


def canvas_terms(layer: Layer, axis: int) -> list[Lit]:
    """The terms of the layer's own formula, whose cells are those of the canvas."""
    return [Lit(term.text, _meaning(layer, axis, term), term.cells) for term in size_terms(layer, axis)]


def _meaning(layer: Layer, axis: int, term: SizeTerm) -> str:
    row = called(layer.params.dims)[axis].one
    cells = wording.count(abs(term.value), row)
    if term.why == "moves":
        return f"{term.text}: stamps move {cells}."
    if term.why == "kernel":
        return f"{term.text}: the kernel covers {term.value}."
    if term.why == "padding":
        by = "padding" if layer.framework.told else layer.framework.name
        return f"{term.text}: {by} {'crops' if term.value < 0 else 'adds'} {abs(term.value)}."
    inside = sum(cell in layer.axes[axis].canvas(layer.input_size[axis]) for cell in term.cells)
    told = {"restores": inside, "adds": term.value - inside}
    return f"{term.text}: output_padding {' and '.join(f'{does} {n}' for does, n in told.items() if n)}."


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
    size = wording.size(layer.output_shape[1:])
    if layer.part is not None and layer.is_cropped:
        shown = zip(layer.part.output.start, layer.output_shape[1:], strict=True)
        area = wording.area([range(first, first + n) for first, n in shown])
        return f"These are {area} of the {wording.size(layer.part.output.size)} output."
    return f"So the output is {size}: {in_all(size_formulas(layer))}."


def in_all(formulas: Sequence[str]) -> str:
    """The formulas of all axes: ``… in height and width`` where they are one, else ``rows …; columns …``."""
    where = ("", " in height and width", " in depth, height and width")[len(formulas) - 1]
    return wording.by_axis(formulas) + (where if len(set(formulas)) == 1 else "")


def closing_caption(layer: Layer, formulas: Sequence[str]) -> str:
    """The same where the formula of an axis stands on the page: how the others are found."""
    size, axes = wording.size(layer.output_shape[1:]), called(layer.params.dims)
    told = told_axis(layer)
    if told == len(axes) - 1:
        return f"So the output has {wording.count(layer.output_shape[-1], axes[told].one)}."
    others = [(axis.size, formula) for axis, formula in zip(axes, formulas, strict=True)][told + 1 :]
    if len(set(formulas[told:])) == 1:
        return f"So the output is {size}: {' and '.join(name for name, _ in others)} likewise."
    return f"So the output is {size}: {'; '.join(f'{name} = {formula}' for name, formula in others)}."
