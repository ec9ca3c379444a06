"""The formula of the output's size, at the end of a story: each term lit with the cells it stands for."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from tconv_anim.layer import wording
from tconv_anim.layer.arithmetic import SizeTerm, size_formula, size_terms
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.layout import NOTE, Box, beside, word
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Keyframe, Outline
from tconv_anim.views.common.look import Look
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.common.parts import lit


class Lit(NamedTuple):
    """A term, what is said of it, and the cells along the axis that are lit with it."""

    text: str
    caption: str
    cells: Sequence[int]


def has_formula(layer: Layer, look: Look) -> bool:
    """Whether a story tells the formula of the output's size: where that of the whole layer is shown."""
    return look.staged and not layer.is_cropped


def told_axis(layer: Layer) -> int:
    """The axis whose formula is told: the rows', unless there is but one row that nothing changes."""
    return int((layer.input_size[0], layer.output_shape[1], layer.params.kernel_size[0]) == (1, 1, 1))


def formula_box(axis: int, terms: Sequence[Lit], total: int) -> Box:
    """The formula on a line, each term a label of its own; pages show it when its turn comes."""
    words = [f"{('rows', 'columns')[axis]} =", *(term.text for term in terms), f"= {total}"]
    return beside(5, *(word(ids.of(ids.FORMULA, at), "note", text, NOTE) for at, text in enumerate(words)))


def canvas_terms(layer: Layer, axis: int) -> list[Lit]:
    """The terms of the layer's own formula, whose cells are those of the canvas."""
    return [Lit(term.text, _meaning(layer, axis, term), term.cells) for term in size_terms(layer, axis)]


def _meaning(layer: Layer, axis: int, term: SizeTerm) -> str:
    row = ("row", "column")[axis]
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
    story: Narration, page: Page, terms: Sequence[Lit], panels: Sequence[str], across: range, axis: int
) -> Iterator[Keyframe]:
    """A keyframe for each term, lit with its cells on these panels.

    ``across`` are their cells along the other axis.
    """
    story.show(*page.formula)
    labels = page.formula[1:-1] or [None] * len(terms)  # a page without a legend has none
    for label, term in zip(labels, terms, strict=True):
        bands = [
            _band(panel, run, across, axis, number)
            for panel in panels
            for number, run in enumerate(_runs(term.cells))
        ]
        story.show(*([label._replace(role="accent")] if label else []), *bands)
        yield story.tell(timing.OPENING, term.caption, story.end)
        story.show(*([label] if label else []))
        story.hide(*(band.id for band in bands))


def _band(panel: str, run: range, across: range, axis: int, number: int) -> Outline:
    rows, cols = (run, across) if axis == 0 else (across, run)
    return lit(panel, rows.start, cols.start, len(rows), len(cols), ids.of("lit", panel, number))


def _runs(cells: Sequence[int]) -> Iterator[range]:
    """The cells as ranges without gaps."""
    for _, run in groupby(enumerate(cells), lambda entry: entry[1] - entry[0]):
        found = [cell for _, cell in run]
        yield range(found[0], found[-1] + 1)


def size_caption(layer: Layer) -> str:
    """The output's size, with the numbers put into the formula of its rows, and columns if they differ."""
    size = wording.size(layer.output_shape[1:])
    if layer.part is not None and layer.is_cropped:
        shown = zip(layer.part.output.start, layer.output_shape[1:], strict=True)
        area = wording.area([range(first, first + n) for first, n in shown])
        return f"These are {area} of the {wording.size(layer.part.output.size)} output."
    rows, cols = (size_formula(layer, axis) for axis in (0, 1))
    if rows == cols:
        return f"So the output is {size}: {rows} in height and width."
    return f"So the output is {size}: rows {rows}; columns {cols}."


def closing_caption(layer: Layer, formulas: tuple[str, str]) -> str:
    """The same where the formula of an axis stands on the page: how the other one is found."""
    size = wording.size(layer.output_shape[1:])
    if told_axis(layer):
        return f"So the output has {wording.count(layer.output_shape[2], 'column')}."
    if formulas[0] == formulas[1]:
        return f"So the output is {size}: columns likewise."
    return f"So the output is {size}: columns = {formulas[1]}."
