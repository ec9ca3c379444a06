"""What happens before the kernel slides: zeros are put in, a border comes, the kernel is rotated."""

from collections.abc import Iterator

from tconv_anim.layer import wording
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell, Keyframe
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts
from tconv_anim.views.common.cropping import at_edges
from tconv_anim.views.common.formula import Lit
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.gather.grid import GridAxis, grid_axes, grid_cells

_LEGEND = ("zero", "padding", "cropped")


def opening_acts(
    story: Narration, trace: Trace, axes: tuple[GridAxis, GridAxis], page: Page
) -> Iterator[Keyframe]:
    """From the input as it is to the grid that the rotated kernel slides over."""
    layer = trace.layer
    plain = list(grid_cells(trace, axes))
    elements = [cell for cell in plain if ids.kind(cell.id) == "input"]
    # The input stands together in the middle of the room that it will take.
    top, left = ((len(axis.inserted) - n) // 2 for axis, n in zip(axes, layer.input_size, strict=True))
    together = (_at(cell, top, left) for cell in elements)
    story.show(*(cell._replace(role="input") for cell in together))
    headings = [label for label in page.labels if label.id.startswith(f"{ids.heading('input')}/")]
    story.show(*(label._replace(text=label.text.partition(",")[0]) for label in headings))
    kernels = ids.of("kernel", 0, 0) in page.panels
    turns = kernels and not layer.axes[0].flip
    notes = [label for label in page.labels if label.id.startswith(f"{ids.note('kernel')}/")]
    if turns:
        story.hide(*(label.id for label in notes))
    if kernels:
        story.show(*(parts.kernel_cells(trace) if turns else turned_kernel(trace)))
    story.aside(*_LEGEND)
    opening = "Each output value gathers the input values that lie under the kernel."
    yield story.tell(timing.OPENING, opening, 0)
    if max(layer.params.stride) > 1:
        zeros = [cell for cell in plain if cell.role == "zero"]
        story.show(*(cell._replace(role="input") for cell in elements), *headings)
        story.show(*zeros, *story.enter("zero"))
        yield story.tell(timing.OPENING, _spread_caption(layer), 0)
    story.show(*plain, *story.enter("padding", "cropped"))
    if caption := _border_caption(layer):
        yield story.tell(timing.OPENING, caption, 0)
    if turns:
        caption = "The kernel is rotated by 180°."
        kh, kw = layer.params.kernel_size
        if kh == kw > 1:
            story.show(*(_quarter(cell, kh) for cell in parts.kernel_cells(trace)))
            yield story.tell(timing.RESULT, caption, 0)
        story.show(*turned_kernel(trace), *notes)
        yield story.tell(timing.OPENING, caption, 0)


def _at(cell: Cell, top: int, left: int) -> Cell:
    """An input element where it stands before any zeros are put in."""
    _, row, col = ids.place(cell.id)
    return cell._replace(row=row + top, col=col + left, z=2)


def _quarter(cell: Cell, side: int) -> Cell:
    """A kernel's element after a quarter of a turn."""
    return cell._replace(row=cell.col, col=side - 1 - cell.row)


def turned_kernel(trace: Trace) -> Iterator[Cell]:
    """The kernel slices, each element where it meets the grid."""
    rows, cols = grid_axes(trace.layer)
    for cell in parts.kernel_cells(trace):
        yield cell._replace(row=rows.weight_at(cell.row), col=cols.weight_at(cell.col))


def _spread_caption(layer: Layer) -> str:
    zeros = [stride - 1 for stride in layer.params.stride]
    where = {"": zeros[0]} if zeros[0] == zeros[1] else {" in a column": zeros[0], " in a row": zeros[1]}
    told = [f"{wording.count(n, 'zero')} between neighbours{place}" for place, n in where.items() if n]
    return f"stride = {wording.parameter(layer.params.stride)} puts {' and '.join(told)}."


def _border_caption(layer: Layer) -> str:
    """How many zeros stand around the input, or that some of it is cut off."""
    axes = grid_axes(layer)
    (top, left), (bottom, right) = zip(
        *((-axis.used.start, axis.used.stop - axis.inserted.stop) for axis in axes), strict=True
    )
    if not any((top, left, bottom, right)):
        return ""
    if min(top, left, bottom, right) < 0:
        return "Padding is larger than the kernel reaches: it cuts rows or columns off the input."
    op = layer.params.output_padding
    if (bottom - op[0], right - op[1]) == (top, left) and top == left and top:
        more = f", and output_padding adds {at_edges({'bottom': op[0]}, {'right': op[1]})}" if any(op) else ""
        return f"Around it, zeros: {top} at every edge{more}."
    above, beside = wording.count(top, "row"), wording.count(left, "column")
    return (
        f"Around it, zeros: {above} above and {bottom} below, {beside} at the left and {right} at the right."
    )


def grid_terms(layer: Layer, index: int) -> list[Lit]:
    """The terms of the output's size as the places of a sliding kernel: on the grid, less its own reach."""
    axis, grid = layer.axes[index], grid_axes(layer)[index]
    n, inside, reach = layer.input_size[index], len(grid.inserted), axis.extent - 1
    border = [-grid.used.start, grid.used.stop - grid.inserted.stop]
    cells = wording.count(inside, ("row", "column")[index])
    text = f"({n}−1)×{axis.stride} + 1"
    terms = [Lit(text, f"{text}: the input with its zeros takes {cells}.", grid.inserted)]
    if any(border):
        changed = [cell for cell in grid.region if (cell in grid.used) != (cell in grid.inserted)]
        text = " ".join(f"{'+' if end >= 0 else '−'} {abs(end)}" for end in border)
        terms.append(Lit(text, f"{text}: the border at the start and at the end.", changed))
    if reach:
        told = f"− {reach}: the kernel can't start in the last {reach}, or it would stick out."
        terms.append(Lit(f"− {reach}", told, grid.used[-reach:]))
    return terms


def grid_formula(layer: Layer, axis: int) -> str:
    """That of an axis in a line."""
    return f"{' '.join(term.text for term in grid_terms(layer, axis))} = {layer.output_shape[1 + axis]}"
