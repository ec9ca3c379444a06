"""What happens before the kernel slides: zeros are put in, a border comes, the kernel is rotated."""

from collections.abc import Callable, Iterator, Sequence

from tconv_anim.language.lists import listed_and
from tconv_anim.language.saying import say, say_count
from tconv_anim.layer import wording
from tconv_anim.layer.axis import called
from tconv_anim.layer.geometry import Layer
from tconv_anim.storyboard import ids, timing
from tconv_anim.storyboard.sheet import Page
from tconv_anim.storyboard.storyboard import Cell, Keyframe
from tconv_anim.trace.trace import Trace
from tconv_anim.views.common import parts, places
from tconv_anim.views.common.edges import at_edges
from tconv_anim.views.common.formula import Lit
from tconv_anim.views.common.naming import map_name
from tconv_anim.views.common.narration import Narration
from tconv_anim.views.gather.grid import GridAxis, grid_axes, grid_cells

_LEGEND = ("zero", "padding", "cropped")


def opening_acts(story: Narration, trace: Trace, axes: Sequence[GridAxis], page: Page) -> Iterator[Keyframe]:
    """From the input as it is to the grid that the rotated kernel slides over."""
    layer = trace.layer
    plain = list(grid_cells(trace, axes))
    elements = [cell for cell in plain if ids.kind(cell.id) == "input"]
    # The input stands together in the middle of the room that it will take.
    first = [(len(axis.inserted) - n) // 2 for axis, n in zip(axes, layer.input_size, strict=True)]
    together = (_at(cell, first) for cell in elements)
    story.show(*(cell._replace(role="input") for cell in together))
    names = {ids.heading(ids.of("input", c)): map_name(layer, "input", c) for c in range(layer.in_channels)}
    headings = [label for label in page.labels if label.id in names]
    story.show(*(label._replace(text=names[label.id]) for label in headings))
    kernels = any(ids.kind(panel) == "kernel" for panel in page.panels)
    turns = kernels and not layer.axes[0].flip
    notes = [label for label in page.labels if label.id.startswith(f"{ids.note('kernel')}/")]
    if turns:
        story.hide(*(label.id for label in notes))
    if kernels:
        story.show(*(parts.kernel_cells(trace) if turns else turned_kernel(trace)))
    story.aside(*_LEGEND)
    opening = say("Each output value gathers the input values that lie under the kernel.")
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
        caption = _TURNED[layer.params.dims - 1]()
        side, *others = layer.params.kernel_size
        if others == [side] and side > 1:
            story.show(*(_quarter(cell, side) for cell in parts.kernel_cells(trace)))
            yield story.tell(timing.RESULT, caption, 0)
        story.show(*turned_kernel(trace), *notes)
        yield story.tell(timing.OPENING, caption, 0)


def turned(layer: Layer) -> str:
    """What is done to a kernel so that it slides over the grid."""
    if layer.params.dims == 1:
        # For translators: of a kernel, below it and in "the kernel, reversed, slides …".
        return say("reversed")
    if layer.params.dims == 2:
        # For translators: of a kernel, below it and in "the kernel, rotated by 180°, slides …".
        return say("rotated by 180°")
    # For translators: of a kernel, below it and in "the kernel, reversed along each axis, slides …".
    return say("reversed along each axis")


_TURNED: tuple[Callable[[], str], ...] = (
    lambda: say("The kernel is reversed."),
    lambda: say("The kernel is rotated by 180°."),
    lambda: say("The kernel is reversed along each axis."),
)


def _at(cell: Cell, first: Sequence[int]) -> Cell:
    """An input element where it stands before any zeros are put in."""
    channel, *place = ids.index(cell.id)
    moved = tuple(i + by for i, by in zip(place, first, strict=True))
    panel, row, col = places.spot(ids.of("input", channel), moved)
    return cell._replace(panel=panel, row=row, col=col, z=2)


def _quarter(cell: Cell, side: int) -> Cell:
    """A kernel's element after a quarter of a turn."""
    return cell._replace(row=cell.col, col=side - 1 - cell.row)


def turned_kernel(trace: Trace) -> Iterator[Cell]:
    """The kernel slices, each element where it meets the grid."""
    axes = grid_axes(trace.layer)
    for cell in parts.kernel_cells(trace):
        ci, co, *tap = ids.index(cell.id)
        meets = tuple(axis.weight_at(i) for axis, i in zip(axes, tap, strict=True))
        panel, row, col = places.spot(ids.of("kernel", ci, co), meets)
        yield cell._replace(panel=panel, row=row, col=col)


def _spread_caption(layer: Layer) -> str:
    zeros = [stride - 1 for stride in layer.params.stride]
    if len(set(zeros)) == 1:
        told = say_count("{n} zero between neighbours", "{n} zeros between neighbours", zeros[0])
    else:
        told = listed_and([put(n) for put, n in zip(_PUT[-len(zeros) :], zeros, strict=True) if n])
    # For translators: {zeros} is such as "1 zero between neighbours".
    return say("stride = {stride} puts {zeros}.", stride=wording.parameter(layer.params.stride), zeros=told)


_PUT: tuple[Callable[[int], str], ...] = (
    lambda n: say_count("{n} zero between neighbours in depth", "{n} zeros between neighbours in depth", n),
    lambda n: say_count(
        "{n} zero between neighbours in a column", "{n} zeros between neighbours in a column", n
    ),
    lambda n: say_count("{n} zero between neighbours in a row", "{n} zeros between neighbours in a row", n),
)


def _border_caption(layer: Layer) -> str:
    """How many zeros stand around the input, or that some of it is cut off."""
    axes = grid_axes(layer)
    before = [-axis.used.start for axis in axes]
    after = [axis.used.stop - axis.inserted.stop for axis in axes]
    if not any((*before, *after)):
        return ""
    if min(*before, *after) < 0:
        return _CUT_OFF[len(axes) - 1]()
    op = layer.params.output_padding
    alike = [end - more for end, more in zip(after, op, strict=True)] == before and len(set(before)) == 1
    if alike and before[0]:
        if any(op):
            # For translators: {where} is such as "2 at every edge", {added} "1 row at the bottom".
            return say(
                "Around it, zeros: {where}, and output_padding adds {added}.",
                where=at_edges(before, before),
                added=at_edges((), op),
            )
        return _around(before, before)
    if len(axes) != 2:
        return _around(before, after)
    (top, left), (bottom, right) = before, after
    # For translators: {rows} is such as "1 row", {columns} "2 columns"; {below} and {right} are numbers.
    return say(
        "Around it, zeros: {rows} above and {below} below, {columns} at the left and {right} at the right.",
        rows=wording.lines("row", top),
        below=bottom,
        columns=wording.lines("column", left),
        right=right,
    )


def _around(before: Sequence[int], after: Sequence[int]) -> str:
    # For translators: {where} is such as "2 at every edge", or "1 row at the top and 2 columns at the left".
    return say("Around it, zeros: {where}.", where=at_edges(before, after))


_CUT_OFF: tuple[Callable[[], str], ...] = (
    lambda: say("Padding is larger than the kernel reaches: it cuts cells off the input."),
    lambda: say("Padding is larger than the kernel reaches: it cuts rows or columns off the input."),
    lambda: say(
        "Padding is larger than the kernel reaches: it cuts slices or rows or columns off the input."
    ),
)


def grid_terms(layer: Layer, index: int) -> list[Lit]:
    """The terms of the output's size as the places of a sliding kernel: on the grid, less its own reach."""
    axis, grid = layer.axes[index], grid_axes(layer)[index]
    n, inside, reach = layer.input_size[index], len(grid.inserted), axis.extent - 1
    border = [-grid.used.start, grid.used.stop - grid.inserted.stop]
    cells = wording.lines(called(layer.params.dims)[index].one, inside)
    text = f"({n}−1)×{axis.stride} + 1"
    # For translators: {term} is of a formula, "(3−1)×2 + 1", {cells} such as "5 rows".
    told = say("{term}: the input with its zeros takes {cells}.", term=text, cells=cells)
    terms = [Lit(text, told, grid.inserted)]
    if any(border):
        changed = [cell for cell in grid.region if (cell in grid.used) != (cell in grid.inserted)]
        text = " ".join(f"{'+' if end >= 0 else '−'} {abs(end)}" for end in border)
        # For translators: {term} is of a formula, "+ 1 + 2".
        told = say("{term}: the border at the start and at the end.", term=text)
        terms.append(Lit(text, told, changed))
    if reach:
        # For translators: {n} rows or columns, as in "− 2: the kernel can't start in the last 2, …".
        told = say("− {n}: the kernel can't start in the last {n}, or it would stick out.", n=reach)
        terms.append(Lit(f"− {reach}", told, grid.used[-reach:]))
    return terms


def grid_formulas(layer: Layer) -> list[str]:
    """Those of each axis in a line."""
    return [
        f"{' '.join(term.text for term in grid_terms(layer, axis))} = {size}"
        for axis, size in enumerate(layer.output_shape[1:])
    ]
